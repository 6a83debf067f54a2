"""A waistcoat below a coat: both stand in one place, so that what is seen of it goes with the shirt or the coat."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from ...protocol.requests.look import Worn

_OPEN = frozenset(("blazer", "jacket", "long_coat", "parade_jacket", "frock_coat", "lab_coat", "uniform_jacket"))
"""coats that stand open over it"""
_SHIRTS = frozenset(("", "shirt", "blouse", "polo_shirt", "t_shirt"))
_BESIDE = "vested_shirt"
_DARK = (0.20, 0.21, 0.24)


def coat_and_waistcoat(one: Worn | None, other: Worn) -> tuple[Worn, Worn] | None:
    """Two pieces of one place as coat and waistcoat, where they are such."""
    for coat, vest in ((one, other), (other, one)):
        if coat is None or vest is None or vest.piece != "waistcoat":
            continue
        if coat.piece == "tailcoat" or coat.piece in _OPEN:
            return coat, vest
    return None


def with_waistcoat(slots: Mapping[str, Worn], vest: Worn | None, wardrobe: Mapping[str, str]) -> dict[str, Worn] | None:
    """What is worn, with the waistcoat below its coat; None where there is no room for it."""
    coat, top = slots.get("outer"), slots.get("top", Worn(slot="top"))
    if vest is None or coat is None or not coat.piece:
        return dict(slots)
    if coat.piece == "tailcoat":  # which has one of its own
        second = coat.second_colour if vest.colour is None else vest.colour
        return {**slots, "outer": dataclasses.replace(coat, second_colour=second)}
    if coat.piece not in _OPEN or top.piece not in _SHIRTS or _BESIDE not in wardrobe:
        return None
    colour = top.colour if top.piece and top.piece != "t_shirt" else None
    shirt = Worn(slot="top", piece=_BESIDE, colour=colour, second_colour=vest.colour or _DARK)
    return {**slots, "top": shirt}
