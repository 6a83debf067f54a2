# SPDX-License-Identifier: GPL-3.0-or-later
"""Names for a while: Blender gives each name once in a file, and exporters write the names that they find."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import bpy

_COLLECTIONS = {
    "ACTION": "actions",
    "ARMATURE": "armatures",
    "IMAGE": "images",
    "MATERIAL": "materials",
    "MESH": "meshes",
    "OBJECT": "objects",
}


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
                holder.name = f"{name}.001"
            before.append((block, block.name))
            block.name = name
        yield
    finally:
        for block, name in reversed(before):
            block.name = name
