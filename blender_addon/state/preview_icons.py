# SPDX-License-Identifier: GPL-3.0-or-later
"""Small pictures as icons that the panel can draw: of the work in progress, and of people that wait to be fetched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import bpy
import bpy.utils.previews
import numpy as np

from .memory import memory

LARGEST = 256
_ICON = 32
"""pixels of the small one that stands beside a text"""
_NAME = "work in progress"


@dataclass
class PreviewIcons:
    """Blender's collections of pictures, made when the first is shown."""

    in_progress: bpy.utils.previews.ImagePreviewCollection | None = None
    kept: bpy.utils.previews.ImagePreviewCollection | None = None
    """by job id"""


def show(image: np.ndarray) -> None:
    """image: (H, W, 3|4) uint8, first row on top."""
    icons = memory.of(PreviewIcons)
    if bpy.app.background or image.size == 0:
        return
    if icons.in_progress is None:
        icons.in_progress = bpy.utils.previews.new()
    draw(icons.in_progress.get(_NAME) or icons.in_progress.new(_NAME), square(image))


def keep(job_id: str, image: np.ndarray) -> None:
    """The face of the person that a finished job made; image: (H, W, 3|4) uint8, four views in a row."""
    icons = memory.of(PreviewIcons)
    if bpy.app.background or image.size == 0:
        return
    if icons.kept is None:
        icons.kept = bpy.utils.previews.new()
    views = 4 if image.shape[1] >= 3.5 * image.shape[0] else 1
    draw(icons.kept.get(job_id) or icons.kept.new(job_id), square(image[:, -(image.shape[1] // views) :]))


def kept_id(job_id: str) -> int:
    """For `layout.template_icon`; 0 where there is no picture."""
    kept = memory.of(PreviewIcons).kept
    icon = kept.get(job_id) if kept is not None else None
    return icon.icon_id if icon else 0


def draw(icon: bpy.types.ImagePreview, pixels: np.ndarray) -> None:
    """pixels: (H, W, 4) uint8, first row on top."""
    icon.image_size = (pixels.shape[1], pixels.shape[0])
    drawn: Any = icon  # the stubs know its pixels as one number
    drawn.image_pixels_float = (pixels[::-1].astype(np.float32) / 255).ravel()
    step = max(1, -(-max(pixels.shape[:2]) // _ICON))
    small = pixels[::step, ::step]
    icon.icon_size = (small.shape[1], small.shape[0])
    drawn.icon_pixels_float = (small[::-1].astype(np.float32) / 255).ravel()


def square(image: np.ndarray) -> np.ndarray:
    """The views of a row (front, side, back, face) two by two, made small; returns (S, S, 4) uint8."""
    height, width = image.shape[:2]
    if width >= 3.5 * height:
        views = [image[:, i * width // 4 : i * width // 4 + width // 4] for i in range(4)]
        image = np.concatenate([np.concatenate(views[:2], axis=1), np.concatenate(views[2:], axis=1)], axis=0)
    step = max(1, -(-max(image.shape[:2]) // LARGEST))
    image = image[::step, ::step]
    side = max(image.shape[:2])
    canvas = np.zeros((side, side, 4), np.uint8)
    top, left = (side - image.shape[0]) // 2, (side - image.shape[1]) // 2
    place = canvas[top : top + image.shape[0], left : left + image.shape[1]]
    place[..., : image.shape[2]] = image
    place[..., 3] = 255
    return canvas


def icon_id() -> int:
    """For `layout.template_icon`; 0 where there is no picture."""
    shown = memory.of(PreviewIcons).in_progress
    icon = shown.get(_NAME) if shown is not None else None
    return icon.icon_id if icon else 0


def clear() -> None:
    if (shown := memory.of(PreviewIcons).in_progress) is not None:
        shown.clear()


def remove() -> None:
    icons = memory.of(PreviewIcons)
    for pictures in (icons.in_progress, icons.kept):
        if pictures is not None:
            bpy.utils.previews.remove(pictures)
    icons.in_progress = icons.kept = None
