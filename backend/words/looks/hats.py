"""Hats with something on them."""

from __future__ import annotations

import dataclasses

from ..look_vocabulary import things
from .wish import Wish

_SMALL = frozenset("cap felt tyrolean alpine hunting green small beret trilby".split())  # noqa: SIM905
_FEATHERED = ("brimmed_hat", "cap", "flat_cap", "beret", "sun_hat", "bowler", "bucket_hat")


def feathered(hat: Wish) -> Wish:
    """A plain hat with a feather: what is small or of felt is one of an archer, another that of a musketeer."""
    if not hat.items or hat.items[0].pieces[:1] not in [(piece,) for piece in _FEATHERED]:
        return hat
    name = ("feathered", "cap" if _SMALL & set(hat.said.split()) else "hat")
    return dataclasses.replace(hat, items=things()[name].items, shown_as="")
