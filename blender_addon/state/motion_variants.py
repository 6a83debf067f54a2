# SPDX-License-Identifier: GPL-3.0-or-later
"""Small pictures of the motions that the same words gave with several seeds, to choose by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import bpy
import bpy.utils.previews
import numpy as np

from . import preview_icons
from .memory import memory

_CELLS = (0, 2, 5, 7)
"""frames of a filmstrip of eight that stand two by two in a small picture"""


@dataclass
class MotionVariants:
    """Of the avatar that was asked for last; icons are made when the first is shown."""

    uid: str = ""
    text: str = ""
    seeds: list[int] = field(default_factory=list)
    icons: bpy.utils.previews.ImagePreviewCollection | None = None


def keep(uid: str, text: str, strips: Mapping[int, np.ndarray]) -> None:
    """strips: seed -> (H, 8 W, 3) uint8, or two such rows."""
    held = memory.of(MotionVariants)
    held.uid, held.text, held.seeds = uid, text, sorted(strips)
    if bpy.app.background:
        return
    if held.icons is None:
        held.icons = bpy.utils.previews.new()
    held.icons.clear()
    for seed, strip in strips.items():
        preview_icons.draw(held.icons.new(str(seed)), preview_icons.square(_folded(strip)))


def of(uid: str) -> tuple[str, list[tuple[int, int]]]:
    """The words and, of each variant of an avatar, its seed and its icon (0 where there is no picture)."""
    held = memory.of(MotionVariants)
    if held.uid != uid:
        return "", []
    icons = [held.icons.get(str(seed)) if held.icons is not None else None for seed in held.seeds]
    return held.text, [(seed, icon.icon_id if icon else 0) for seed, icon in zip(held.seeds, icons, strict=True)]


def remove() -> None:
    held = memory.of(MotionVariants)
    if held.icons is not None:
        bpy.utils.previews.remove(held.icons)
    held.icons, held.uid, held.seeds = None, "", []


def _folded(strip: np.ndarray) -> np.ndarray:
    """Four of the eight frames, two by two, as seen in the first row."""
    side = strip.shape[1] // 8
    cells = [strip[:side, at * side : (at + 1) * side] for at in _CELLS]
    return np.concatenate([np.concatenate(cells[:2], axis=1), np.concatenate(cells[2:], axis=1)], axis=0)
