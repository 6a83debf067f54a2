"""Colours of what is worn where nobody said one: usual ones of the piece that stand out from what is beside it."""

from __future__ import annotations

import dataclasses
import zlib
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from ..protocol.requests import SLOTS, Colour, Worn
from ..wear.piece import Entry

_DIGITS = 4
_APART = 0.2
"""how much one channel of two colours differs at least that an eye tells apart on one figure"""
_TRUNK = ("top", "one_piece", "outer")
_BESIDE = {
    "top": ("outer",), "outer": ("top", "one_piece"), "bottom": ("top", "outer"), "waist": _TRUNK, "neck": _TRUNK,
    "back": _TRUNK, "head": ("hair",),
}  # fmt: skip
"""slot -> those that its piece is seen against"""


def coloured(worn: Iterable[Worn], known: Mapping[str, Entry], hair: Colour, seed: int) -> list[Worn]:
    """Each piece with a colour. One that is not said is a usual colour of the piece, which the seed chooses, other than
    that of what it lies on; to as many digits as an eye can tell, so that colours that went through another program
    are equal. known: name -> entry. hair: sRGB."""
    worn = sorted(worn, key=lambda w: (w.colour is None, SLOTS.index(w.slot)))
    seen: dict[str, Colour] = {}
    found: list[Worn] = []
    for w in worn:
        beside = [seen[slot] for slot in _BESIDE.get(w.slot, ()) if slot in seen]
        colour = w.colour or _chosen(known[w.piece], beside, seed)
        own = hair if w.slot == "hair" and colour is None else colour
        if own is not None and not w.pattern:
            seen[w.slot] = own
        found.append(dataclasses.replace(w, colour=_rounded(colour), second_colour=_rounded(w.second_colour)))
    return found


def _chosen(entry: Entry, beside: Sequence[Colour], seed: int) -> Colour | None:
    """A usual colour of a piece, which stands out from those beside it as far as one does."""
    if not entry.colours:
        return None
    rng = np.random.default_rng([seed, zlib.crc32(entry.name.encode())])
    first = entry.colours[int(rng.integers(len(entry.colours)))]
    if _distance(first, beside) >= _APART:
        return first
    clear = [colour for colour in entry.colours if _distance(colour, beside) >= _APART]
    if clear:
        return clear[int(rng.integers(len(clear)))]
    return max(entry.colours, key=lambda colour: _distance(colour, beside))


def _distance(colour: Colour, others: Sequence[Colour]) -> float:
    """The largest difference of a channel to the nearest of other colours."""
    return min((float(np.abs(np.subtract(colour, other)).max()) for other in others), default=np.inf)


def _rounded(colour: Colour | None) -> Colour | None:
    if colour is None:
        return None
    red, green, blue = (round(float(value), _DIGITS) for value in colour)
    return red, green, blue
