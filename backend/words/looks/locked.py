"""What is locked stays to be seen: nothing is worn that takes its place from another slot."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from ...protocol.requests.look import Worn

if TYPE_CHECKING:
    from .sentences import Told


def beside_locked(
    slots: Mapping[str, Worn], locked: Mapping[str, Worn], takes: Mapping[str, Collection[str]], telling: Told
) -> dict[str, Worn]:
    """The slots without pieces that take up one where something locked is worn, and without those whose place a
    locked piece takes up; what is left out is told. takes: pieces -> further slots that they take up."""
    filled = {slot for slot, worn in locked.items() if worn.piece}
    taken = {slot for worn in locked.values() for slot in takes.get(worn.piece, ())}
    kept: dict[str, Worn] = {}
    for slot, worn in slots.items():
        if worn.piece and slot not in locked and (slot in taken or filled & set(takes.get(worn.piece, ()))):
            telling.locked.append(telling.wardrobe[worn.piece])
        else:
            kept[slot] = worn
    return kept
