"""A thing or a detail whose name is parted by what describes it: "a winged white lace cap" is a white lace winged cap,
"glowing red lights" are red glowing lights."""

from __future__ import annotations

from collections.abc import Sequence

from ..look_details import detail_words
from ..look_vocabulary import colours, materials, things
from .describing import describes
from .phrases import HAIR, match, match_exactly

_FIRST, _BETWEEN, _NOUN = 3, 4, 2
"""most words of the name before what describes it, of that, and of the name behind it"""


def together(words: Sequence[str]) -> list[str]:
    """The words, with the first part of such a name moved before the rest of it."""
    found = list(words)
    at = 0
    while at < len(found):
        first, between = _parted(found, at)
        if first:
            stop = at + first + between
            found[at:stop] = [*found[at + first : stop], *found[at : at + first]]
            at = stop
        at += 1
    return found


def _parted(words: Sequence[str], at: int) -> tuple[int, int]:
    """How many words of a name begin there, and how many that describe stand between them and the rest; 0, 0 where no
    name is parted."""
    if match_exactly(words, at, colours()):
        return 0, 0
    for first in range(_FIRST, 0, -1):
        if match(words, at, things())[0] > first:
            break
        if "with" in words[at : at + first]:  # of "a hat with a red plume" the plume is red
            continue
        start = stop = at + first
        while (length := describes(words, stop)) and stop + length - start <= _BETWEEN:
            stop += length
            if stop < len(words) and _named(words, at, first, stop):
                return first, stop - start
    return 0, 0


def _named(words: Sequence[str], at: int, first: int, noun: int) -> bool:
    """Whether so many words there and the noun are one name of a thing or of a detail."""
    name = [*words[at : at + first], *words[noun : noun + _NOUN]]
    named, key = match(name, 0, things())
    if named <= first:
        return match(name, 0, detail_words())[0] > first
    if words[noun] in HAIR or things()[key].adjective:
        return False
    return not _has_lengths(words, at, first, noun)


def _has_lengths(words: Sequence[str], at: int, first: int, noun: int) -> bool:
    """Whether the rest of the name is a thing that comes in lengths, and its beginning one of those: "long" of a red
    dress."""
    values = materials().get(tuple(words[at : at + first]), {})
    length, key = match(words, noun, things())
    return bool(length and "length" in values and any(item.lengths for item in things()[key].items))
