"""Hats with something on them, and hoods of what is worn below."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from ...protocol.requests.look import Worn
from ..look_items import Item
from ..look_vocabulary import things
from .wish import Wish

_SMALL = frozenset("cap felt tyrolean alpine hunting green small beret trilby".split())  # noqa: SIM905
_FEATHERED = ("brimmed_hat", "cap", "flat_cap", "beret", "sun_hat", "bowler", "bucket_hat", "bonnet")
_FEATHERS = frozenset("feather feathers plume plumes".split())  # noqa: SIM905
_PLUMES = frozenset("plumed feathered plumy".split())  # noqa: SIM905
_HOODLESS = frozenset(
    "robe cape fur_cloak long_coat tunic cassock kurta thobe kimono poncho cardigan long_dress kirtle".split()  # noqa: SIM905
)
"""pieces that have no hood of their own"""


def with_hood(garment: Wish) -> Wish:
    """What is worn with the hood that the words before it tell of: "a brown hooded robe"."""
    first = garment.items[0] if garment.items else None
    if first is None or "hooded" not in garment.said.split() or _HOODLESS.isdisjoint(first.pieces[:1]):
        return garment
    if any(item.slot == "head" for item in garment.items):
        return garment
    return dataclasses.replace(garment, items=(*garment.items, Item(slot="head", pieces=("hood",))))


def with_plumes(hat: Wish) -> Wish:
    """What is worn on the head, with a feather where the words before it say so: "a plumed velvet bonnet"."""
    on_head = bool(hat.items) and hat.items[0].slot == "head"
    if on_head and len(hat.colours) == 1 and hat.name.split()[0] in _FEATHERS:  # its band has a colour of its own
        first, *rest = hat.items
        return dataclasses.replace(hat, colours=(), items=(dataclasses.replace(first, second=hat.colours[0][1]), *rest))
    plumed = feathered(hat) if on_head and _PLUMES & set(hat.said.split()) else hat
    if plumed is hat:
        return hat
    return dataclasses.replace(plumed, unshown=tuple(word for word in hat.unshown if word not in _PLUMES))


def feathered(hat: Wish) -> Wish:
    """A plain hat with a feather: what is small or of felt is one of an archer, another that of a musketeer."""
    if not hat.items or hat.items[0].pieces[:1] not in [(piece,) for piece in _FEATHERED]:
        return hat
    name = ("feathered", "cap" if _SMALL & set(hat.said.split()) else "hat")
    return dataclasses.replace(hat, items=things()[name].items, shown_as="")


def with_hood_of_coat(slots: Mapping[str, Worn], said: Mapping[str, Worn]) -> dict[str, Worn]:
    """A hood of which no colour is named is of the cloth of the parka or coat that is named beside it."""
    hood, coat = said.get("head"), said.get("outer")
    if hood is None or coat is None or hood.piece != "hood" or hood.colour is not None or "head" not in slots:
        return dict(slots)
    if slots["head"].piece != "hood" or not coat.colour:
        return dict(slots)
    return {**slots, "head": dataclasses.replace(slots["head"], colour=coat.colour, fabric=coat.fabric)}
