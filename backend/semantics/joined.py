"""Words of several mappers of one space as one mapper, so that a solve can move and hold all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .mapper import Card, Mapper
from .nets import joined_net

_PER_WORD = ("mean", "deviation", "low", "high", "uncertainty")


def joined(parts: Sequence[tuple[Mapper, Sequence[str], Sequence[str]]]) -> Mapper:
    """parts: a mapper, words of it, and what each is called in the new one. All are of one space.

    What pictures say of words is of one encoder: where mappers are of several, the new one names none of them.
    """
    first = parts[0][0].card
    places = [[mapper.words.index(word) for word in words] for mapper, words, _ in parts]
    cards = [mapper.card for mapper, _, _ in parts]
    scorings = {(card.scoring.encoder, card.scoring.fingerprint, card.scoring.neutral) for card in cards}
    scoring = replace(
        first.scoring,
        words=tuple(name for _, _, names in parts for name in names),
        prompts=tuple(card.scoring.prompts[k] for card, row in zip(cards, places, strict=True) for k in row),
        **({} if len(scorings) == 1 else {"encoder": "", "fingerprint": ""}),
    )
    columns = {what: _column(cards, places, what) for what in _PER_WORD}
    name = " + ".join(dict.fromkeys(card.name for card in cards))
    card = replace(first, name=name, scoring=scoring, evaluation={}, **columns)
    return Mapper(card, joined_net([(mapper.net, row) for (mapper, _, _), row in zip(parts, places, strict=True)]))


def _column(cards: Sequence[Card], places: Sequence[Sequence[int]], what: str) -> tuple[float, ...]:
    return tuple(getattr(card, what)[k] for card, row in zip(cards, places, strict=True) for k in row)
