# SPDX-License-Identifier: GPL-3.0-or-later
"""Of a video or photo with several faces: a picture of who is in it, with numbers, to choose another by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import bpy
import bpy.utils.previews
import numpy as np

from . import preview_icons
from .memory import memory

_NAME = "faces"


@dataclass
class FaceChoices:
    """Of the mesh that was captured last. path: the file; wanted: what was asked for with it; count: how many can be
    chosen; icons are made when the first is shown."""

    mesh: int = 0
    path: str = ""
    wanted: Any = None
    count: int = 0
    icons: bpy.utils.previews.ImagePreviewCollection | None = None


def keep(thing: bpy.types.Object, path: str, wanted: Any, count: int, picture: np.ndarray) -> None:
    """picture: (H, W, 3) uint8"""
    held = memory.of(FaceChoices)
    held.mesh, held.path, held.wanted, held.count = thing.session_uid, path, wanted, count
    if bpy.app.background:
        return
    if held.icons is None:
        held.icons = bpy.utils.previews.new()
    held.icons.clear()
    preview_icons.draw(held.icons.new(_NAME), preview_icons.square(picture))


def forget(thing: bpy.types.Object) -> None:
    held = memory.of(FaceChoices)
    if held.mesh == thing.session_uid:
        held.mesh, held.count = 0, 0


def of(thing: bpy.types.Object) -> FaceChoices | None:
    """None where there is nobody to choose from."""
    held = memory.of(FaceChoices)
    return held if held.mesh == thing.session_uid and held.count > 1 else None


def icon_of(held: FaceChoices) -> int:
    """For `layout.template_icon`; 0 where there is no picture."""
    icon = held.icons.get(_NAME) if held.icons is not None else None
    return icon.icon_id if icon else 0


def remove() -> None:
    held = memory.of(FaceChoices)
    if held.icons is not None:
        bpy.utils.previews.remove(held.icons)
    held.icons, held.mesh, held.count = None, 0, 0
