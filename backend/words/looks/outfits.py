"""What a role wears, said in words: a seed chooses the outfit and what it leaves open."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

import numpy as np

from ...protocol.requests.look import Worn
from ..look_vocabulary import Role, colours
from .phrases import words_in
from .wish import Wishes
from .wishes import wishes_in

_WORDS_OF_A_COLOUR = 3


# what somebody with a top or bottom of their own does not also wear, and the other way round
_APART = frozenset(("top", "bottom"))


def outfit_of(role: Role, sex: str, seed: int, said: Mapping[str, Worn] | None = None) -> str:
    """The words for what somebody of that role wears; "" for what anybody wears.

    sex: "m", "f", or "" where it is open. said: slots that the words themselves name; of several outfits one that goes
    with them is chosen. The same seed chooses the same outfit.
    """
    fitting = [words for of, words in role.outfits if not of or not sex or of == sex]
    found = fitting or [words for _, words in role.outfits]
    if said and len(found) > 1:
        fits = [_fits(words, said) for words in found]
        found = [words for words, how in zip(found, fits, strict=True) if how == max(fits)]
    rng = np.random.default_rng([seed % 2**32, zlib.crc32(role.name.encode())])
    chosen = found[rng.integers(len(found))]
    return ", ".join(_choose(phrase, rng) for phrase in chosen.split(", "))


def wishes_of(outfit: str) -> Wishes:
    """What the words of an outfit say is worn."""
    return wishes_in(outfit, clothes_alone=True)


def _fits(outfit: str, said: Mapping[str, Worn]) -> tuple[bool, int]:
    """How well an outfit goes with what is named: no dress where a top or trousers are, and most of the same things."""
    items = [item for wish in wishes_of(outfit).worn for item in wish.items]
    named = {slot for slot, worn in said.items() if worn.piece}
    whole = any(item.slot == "one_piece" and item.pieces for item in items)
    same = sum(
        2 * (said[item.slot].piece in item.pieces[:1]) + (item.slot in named and bool(item.pieces))
        for item in items
        if item.slot in said
    )
    return not (whole and named & _APART and "one_piece" not in named), same


def _choose(phrase: str, rng: np.random.Generator) -> str:
    """One of "red|royal blue|gold ball gown": what is parted is a colour or one word."""
    first, *others = phrase.split("|")
    if not others:
        return phrase
    before, option = _split(first.split(), at_end=True)
    last, after = _split(others[-1].split(), at_end=False)
    options = [option, *others[:-1], last]
    return " ".join(part for part in (before, options[rng.integers(len(options))], after) if part)


def _split(words: list[str], *, at_end: bool) -> tuple[str, str]:
    """The words in two: a colour of up to three words, or one word, is at the end or at the beginning."""
    for count in range(min(_WORDS_OF_A_COLOUR, len(words)), 0, -1):
        at = len(words) - count if at_end else count
        part = words[at:] if at_end else words[:at]
        if count == 1 or tuple(words_in(" ".join(part))) in colours():
            return " ".join(words[:at]), " ".join(words[at:])
    return "", ""
