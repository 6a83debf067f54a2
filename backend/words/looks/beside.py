"""Two named things of one place: one finds another place, is worn below the other, or is told to be missing."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from ...protocol.requests.look import Worn
from ..look_items import GROWN
from .meeting import covers

_SECOND = {
    "hood": ("back", "shawl"),
    "headscarf": ("neck", "scarf"),
    "bandana": ("neck", "neckerchief"),
    "scarf": ("back", "shawl"),
    "neckerchief": ("back", "shawl"),
    "leggings": ("legs", "tights"),
    "circlet": ("glasses", "brow_circlet"),
}
"""piece -> place and piece that it is beside another in its own: the hood of a graduate with a mortarboard"""
_APART = ("length", "looseness")


def both(worn: Worn, slots: Mapping[str, Worn], wardrobe: Mapping[str, str]) -> tuple[Worn, ...]:
    """A named piece and, where it must leave its place, the one that was named before it: as both are worn. () where
    there is room for the one alone."""
    below = slots.get(worn.slot)
    if below is None or not below.piece or below.piece == worn.piece or worn.slot in GROWN:
        return (worn,)
    if covers(below.piece) != covers(worn.piece):
        return (worn,)
    for moves, stays in ((worn, below), (below, worn)):
        slot, piece = _SECOND.get(moves.piece, ("", ""))
        if piece in wardrobe and slot not in slots:
            return stays, dataclasses.replace(moves, slot=slot, piece=piece, **dict.fromkeys(_APART, 0.0))
    return ()
