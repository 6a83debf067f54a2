# SPDX-License-Identifier: GPL-3.0-or-later
"""What the backend's wardrobe holds, with small pictures as icons: filled once for each backend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import bpy
import bpy.utils.previews

from .._shared.protocol.wardrobe import Entry, WardrobeResult
from . import preview_icons
from .memory import memory

NOTHING = "NOTHING"
"""stands for no piece in an enum, which Blender does not let be empty"""
Item = tuple[str, str, str, Any, int]


@dataclass
class Wardrobe:
    """Empty until a backend has told what it has."""

    asked: str = ""
    """the backend (its instance) that was asked last"""
    entries: dict[str, Entry] = field(default_factory=dict)
    icons: bpy.utils.previews.ImagePreviewCollection | None = None
    items: dict[str, list[Item]] = field(default_factory=dict)
    """by slot; Blender forgets the texts of an enum that nobody else holds"""


def fill(result: WardrobeResult) -> None:
    held = memory.of(Wardrobe)
    held.entries = {entry.name: entry for entry in result.entries}
    held.items.clear()
    if bpy.app.background or not len(result.pictures):
        return
    if held.icons is None:
        held.icons = bpy.utils.previews.new()
    held.icons.clear()
    for entry, picture in zip(result.entries, result.pictures, strict=True):
        preview_icons.draw(held.icons.new(entry.name), picture)


def is_filled() -> bool:
    return bool(memory.of(Wardrobe).entries)


def entry(name: str) -> Entry | None:
    """None for a piece that is in no wardrobe here, as in a file from another computer."""
    return memory.of(Wardrobe).entries.get(name)


def entries(slot: str = "") -> list[Entry]:
    """By label; of all slots where none is named."""
    return [each for each in memory.of(Wardrobe).entries.values() if slot in ("", each.slot)]


def label(name: str) -> str:
    """How an artist reads the name of a piece."""
    known = entry(name)
    return known.label if known else name.replace("_", " ").capitalize()


def icon(name: str) -> int:
    """For the `icon_value` of a layout; 0 where there is no picture."""
    icons = memory.of(Wardrobe).icons
    shown = icons.get(name) if icons is not None else None
    return shown.icon_id if shown else 0


def items(slot: str, worn: str) -> list[Item]:
    """Of an enum: nothing, then the pieces of a slot; and what is worn there, if it is not among them."""
    held = memory.of(Wardrobe)
    key = f"{slot} {worn}"
    if key not in held.items:
        names = [each.name for each in entries(slot)]
        names += [worn] if worn and worn not in names else []
        held.items[key] = [(NOTHING, "Nothing", "", 0, 0)]
        held.items[key] += [(name, label(name), _told(entry(name)), icon(name), n + 1) for n, name in enumerate(names)]
    return held.items[key]


def remove() -> None:
    held = memory.of(Wardrobe)
    if held.icons is not None:
        bpy.utils.previews.remove(held.icons)
    held.icons = None


def _told(known: Entry | None) -> str:
    """A tooltip: other words for it, and whose it is."""
    if known is None:
        return "Not in this wardrobe"
    told: Sequence[str] = (", ".join(known.nouns), known.author and f"by {known.author}", known.licence)
    return ". ".join(filter(None, told))
