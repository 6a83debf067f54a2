# SPDX-License-Identifier: GPL-3.0-or-later
"""Names for a while: Blender gives each name once in a file, and exporters write the names that they find."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import bpy

from ..scene import provenance

_COLLECTIONS = {
    "ACTION": "actions",
    "ARMATURE": "armatures",
    "IMAGE": "images",
    "MATERIAL": "materials",
    "MESH": "meshes",
    "OBJECT": "objects",
}
_WORDS, _DIGITS = 5, 6


_LOD = re.compile(r"^(.*)(_LOD\d+)((?:\.\d{3,})?)$", re.IGNORECASE | re.DOTALL)
"""Unity and Unreal take meshes for levels of detail by how their names end"""
_LONGEST = 63
"""bytes of a name in Blender"""
_ROOM = 58
"""bytes of a name that leave room for a number in the 63 that Blender gives it"""


@contextmanager
def bearing(names: Mapping[bpy.types.ID, str]) -> Iterator[None]:
    """Inside, each datablock has the name that is given for it; afterwards everyone has the name from before.

    Who bore one of them has a number behind it meanwhile, as Blender numbers names. What is linked from another file
    keeps its name: it stands in nobody's way.
    """
    before: list[tuple[Any, str]] = []
    try:
        for block, name in names.items():
            holder = getattr(bpy.data, _COLLECTIONS[block.id_type]).get((name, None))
            if holder == block:
                continue
            if holder is not None:
                before.append((holder, holder.name))
                holder.name = f"{name.encode()[:_ROOM].decode(errors='ignore')}.001"
            before.append((block, block.name))
            block.name = name
        yield
    finally:
        for block, name in reversed(before):
            block.name = name


def figure_name(thing: bpy.types.Object) -> str:
    """What a figure is called in its file: as its object, or after its words where nobody gave that a name.

    Programs that keep the materials and pictures of many figures in one folder tell them apart by their names.
    """
    if not re.fullmatch(r"Avatar(\.\d+)?", thing.name):
        return thing.name
    request = (provenance.read(thing) or {}).get("request", {})
    words = re.findall(r"\w+", str(request.get("prompt", "")))[:_WORDS] or ["figure"]
    return "_".join([*words, str(thing.get(provenance.AVATAR_ID, ""))[:_DIGITS]])


def parted(name: str) -> tuple[str, str]:
    """What stands before the level of detail in an object's name, and the level: "Ann_LOD1.001" is "Ann.001" and
    "_LOD1". Without a level the second is empty."""
    found = _LOD.match(name)
    return (found[1] + found[3], found[2]) if found else (name, "")


def joined(figure: str, part: str, level: str) -> str:
    """The name of one of a figure's meshes, with the level of detail at its end, however long the rest is."""
    end = f" {part}{level}".encode() if part else level.encode()
    return (figure.encode()[: max(_LONGEST - len(end), 0)] + end).decode(errors="ignore")
