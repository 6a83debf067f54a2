"""Which words of a text a look was read from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..look_vocabulary import plain
from .phrases import words_in
from .who import Who
from .wish import Wish, Wishes

_WORD = re.compile(r"[^\W_]+(?:'[^\W\d_]+)?")


def words_read(text: str, wishes: Wishes, who: Sequence[Who], told: Iterable[str]) -> frozenset[str]:
    """The words of what is wished, of who somebody is and of what is told, and those that are told as others."""
    phrases = [*told, *(one.said for one in who), *(one.role.name for one in who), *wishes.held, *wishes.unknown]
    for wish in wishes.worn:
        phrases += [*_of(wish), *(detail.said for detail in wish.details)]
    phrases += [detail.said for detail in wishes.details]
    found = {plain(word) for phrase in phrases for word in _WORD.findall(phrase.lower())}
    said = {plain(word) for word in _WORD.findall(text.lower().replace("\u2019", "'"))}
    return frozenset(found | (said - set(words_in(text))))


def _of(wish: Wish) -> list[str]:
    return [wish.said, wish.behind, wish.name, wish.shown_as, *wish.unshown, *(name for name, _ in wish.colours)]
