# SPDX-License-Identifier: GPL-3.0-or-later
"""What the backend's wardrobe holds, with small pictures as icons: filled once for each backend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import bpy
import bpy.utils.previews

from .._shared.protocol.wardrobe import Entry, Pack, WardrobeResult
from . import labels, preview_icons
from .memory import memory

NOTHING = "NOTHING"
"""stands for no piece in an enum, which Blender does not let be empty"""
OWN = "OWN"
"""among the items of slots, those that are the user's"""
Item = tuple[str, str, str, Any, int]


@dataclass
class Wardrobe:
    """Empty until a backend has told what it has."""

    asked: str = ""
    """the backend (its instance) that was asked last"""
    entries: dict[str, Entry] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    """the names of those that the user added"""
    packs: tuple[Pack, ...] = ()
    """what can be fetched"""
    changes: int = 0
    """how often pieces of the user's came or went: a list that was asked for before is older than the last of them"""
    told: list[str] = field(default_factory=list)
    """what became of the last change of the user's wardrobe, a sentence each"""
    icons: bpy.utils.previews.ImagePreviewCollection | None = None
    items: dict[str, list[Item]] = field(default_factory=dict)
    """by slot; Blender forgets the texts of an enum that nobody else holds"""


def fill(result: WardrobeResult) -> None:
    held = memory.of(Wardrobe)
    held.entries = {entry.name: entry for entry in result.entries}
    held.own, held.packs = set(result.own), result.packs
    held.items.clear()
    if bpy.app.background or not len(result.pictures):
        return
    if held.icons is None:
        held.icons = bpy.utils.previews.new()
    held.icons.clear()
    for entry, picture in zip(result.entries, result.pictures, strict=True):
        preview_icons.draw(held.icons.new(entry.name), picture)


def learn(*entries: Entry) -> None:
    """Pieces that the user has added since; their pictures come with the next answer."""
    held = memory.of(Wardrobe)
    held.entries.update({entry.name: entry for entry in entries})
    held.own.update(entry.name for entry in entries)
    held.changes += 1
    held.items.clear()


def forget(names: Iterable[str]) -> None:
    """Pieces that were removed."""
    held = memory.of(Wardrobe)
    for name in names:
        held.entries.pop(name, None)
        held.own.discard(name)
    held.changes += 1
    held.items.clear()


def own() -> list[Entry]:
    """What the user added, by label."""
    held = memory.of(Wardrobe)
    return sorted((held.entries[name] for name in held.own), key=lambda entry: (entry.label.lower(), entry.name))


def own_items() -> list[Item]:
    """Of an enum: what the user added."""
    held = memory.of(Wardrobe)
    if OWN not in held.items:
        held.items[OWN] = [(each.name, each.label, _told(each), icon(each.name), n) for n, each in enumerate(own())]
    return held.items[OWN]


def told_of(name: str) -> str:
    """Other words for a piece, its author and its licence."""
    return _told(entry(name))


def say(sentences: list[str]) -> None:
    """Tell in the panel what became of a change of the user's wardrobe."""
    memory.of(Wardrobe).told = sentences


def told() -> list[str]:
    return memory.of(Wardrobe).told


def is_yours(name: str) -> bool:
    return name in memory.of(Wardrobe).own


def packs() -> tuple[Pack, ...]:
    return memory.of(Wardrobe).packs


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
    return labels.sentences(told)
