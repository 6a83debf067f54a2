# SPDX-License-Identifier: GPL-3.0-or-later
"""The poses that words gave an avatar last, to choose from, with a small picture of each."""

from __future__ import annotations

from dataclasses import dataclass, field

import bpy
import bpy.utils.previews

from .._shared.protocol.changes import PosesResult
from .memory import memory
from .preview_icons import draw, square


@dataclass
class FoundPoses:
    """by the uid of the avatar"""

    poses: dict[str, PosesResult] = field(default_factory=dict)
    shown: dict[str, int] = field(default_factory=dict)
    """which of them was put on last"""
    icons: bpy.utils.previews.ImagePreviewCollection | None = None


def keep(uid: str, poses: PosesResult) -> None:
    """The poses of an avatar; the first is the one that it stands in."""
    known = memory.of(FoundPoses)
    known.poses[uid], known.shown[uid] = poses, 0
    if bpy.app.background:
        return
    if known.icons is None:
        known.icons = bpy.utils.previews.new()
    for index in range(len(poses.names)):
        image = poses.pictures.get(f"pose_{index + 1}")
        if image is not None and image.size:
            half = image[: image.shape[0] // 2]  # the front; its left is below
            name = _name(uid, index)
            draw(known.icons.get(name) or known.icons.new(name), square(half))


def of(uid: str) -> PosesResult | None:
    return memory.of(FoundPoses).poses.get(uid)


def shown(uid: str) -> int:
    """Which of them was put on last."""
    return memory.of(FoundPoses).shown.get(uid, -1)


def choose(uid: str, index: int) -> None:
    memory.of(FoundPoses).shown[uid] = index


def icon_id(uid: str, index: int) -> int:
    """For `layout.template_icon`; 0 where there is no picture."""
    icons = memory.of(FoundPoses).icons
    icon = icons.get(_name(uid, index)) if icons is not None else None
    return icon.icon_id if icon else 0


def remove() -> None:
    known = memory.of(FoundPoses)
    if known.icons is not None:
        bpy.utils.previews.remove(known.icons)
        known.icons = None


def _name(uid: str, index: int) -> str:
    return f"{uid} {index}"
