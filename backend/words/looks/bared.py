"""What is bare so that a tattoo or a limb of metal that the words name is seen: short sleeves, shorts, no jacket."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from ...protocol.requests.look import Worn
from .decency import Traits

_ON_ARMS = frozenset(("bands", "tribal", "sleeves", "anchor", "body"))
_ON_LEGS = frozenset(("thighs", "body"))
_ON_TRUNK = frozenset(("chest", "back"))
LONG_TROUSERS = frozenset(("jeans", "trousers", "cargo_trousers", "flares"))
_LONG_BELOW = LONG_TROUSERS | {"leggings", "breeches"}
_LONG_SLEEVED = frozenset(("shirt", "blouse", "jumper", "hoodie", "turtleneck"))
"""whose sleeves grow no shorter than the forearm"""
SLEEVELESS = frozenset("waistcoat gilet hi_vis_vest tabard breastplate pauldron".split())  # noqa: SIM905
_SHORT = -0.6


def bared(
    slots: Mapping[str, Worn], said: Mapping[str, object], named: AbstractSet[str], traits: Traits, seed: int
) -> dict[str, Worn]:
    """The slots as somebody wears them who shows what is `said` of the skin. named: slots that the words speak of,
    which stay as they are; but for the sleeves of a top, of which nobody has spoken."""
    slots = dict(slots)
    tattoo = said.get("tattoo", "")
    free = {slot for slot in ("top", "outer", "one_piece", "bottom", "legs") if slot not in named}
    worn = {slot for slot, piece in slots.items() if piece.piece}
    if tattoo in _ON_TRUNK and not {"top", "outer", "one_piece"} & (named | worn):
        slots["top"] = Worn(slot="top", piece="crop_top") if traits.female or traits.child else Worn(slot="top")
        return slots
    if tattoo in _ON_ARMS or said.get("metal_arms"):
        sleeveless = slots.get("outer", Worn(slot="outer")).piece in SLEEVELESS
        if "outer" in free and {"top", "one_piece"} & worn and not sleeveless:
            jacket = slots.pop("outer", None)
            if jacket is not None and jacket.piece == "jacket" and jacket.fabric == "leather":
                slots["outer"] = dataclasses.replace(jacket, piece="waistcoat")  # a biker's, its sleeves cut off
        if not {"top", "one_piece", "outer", "underwear"} & (named | worn):
            slots["top"] = Worn(slot="top", piece=("tank_top", "t_shirt")[seed % 2])
        elif slots.get("top", Worn(slot="top")).piece and not slots["top"].length:
            top = slots["top"]
            shorter = "t_shirt" if "top" in free and top.piece in _LONG_SLEEVED else top.piece
            slots["top"] = dataclasses.replace(top, piece=shorter, length=_SHORT if shorter == top.piece else 0.0)
        if "hands" in slots and "hands" not in named:
            del slots["hands"]
    if tattoo in _ON_LEGS or said.get("metal_legs"):
        own = slots.get("bottom")
        short = not {"one_piece", "underwear"} & (named | worn) and (own is None or own.piece in _LONG_BELOW)
        if "bottom" in free and short and (tattoo != "body" or own is None):
            colour = own.colour if own else None
            slots["bottom"] = Worn(slot="bottom", piece="shorts", colour=colour)
        if "legs" in free:
            slots.pop("legs", None)
    return slots
