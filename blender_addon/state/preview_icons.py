# SPDX-License-Identifier: GPL-3.0-or-later
"""Small pictures as icons that the panel can draw: of the work in progress, and of people that wait to be fetched."""

from __future__ import annotations

import bpy
import bpy.utils.previews
import numpy as np

LARGEST = 256
_NAME = "work in progress"
_icons: bpy.utils.previews.ImagePreviewCollection | None = None
_kept: bpy.utils.previews.ImagePreviewCollection | None = None
"""by job id"""


def show(image: np.ndarray) -> None:
    """image: (H, W, 3|4) uint8, first row on top."""
    global _icons
    if bpy.app.background or image.size == 0:
        return
    if _icons is None:
        _icons = bpy.utils.previews.new()
    _draw(_icons.get(_NAME) or _icons.new(_NAME), square(image))


def keep(job_id: str, image: np.ndarray) -> None:
    """The face of the person that a finished job made; image: (H, W, 3|4) uint8, four views in a row."""
    global _kept
    if bpy.app.background or image.size == 0:
        return
    if _kept is None:
        _kept = bpy.utils.previews.new()
    views = 4 if image.shape[1] >= 3.5 * image.shape[0] else 1
    _draw(_kept.get(job_id) or _kept.new(job_id), square(image[:, -(image.shape[1] // views) :]))


def kept_id(job_id: str) -> int:
    """For `layout.template_icon`; 0 where there is no picture."""
    icon = _kept.get(job_id) if _kept is not None else None
    return icon.icon_id if icon else 0


def _draw(icon: bpy.types.ImagePreview, pixels: np.ndarray) -> None:
    icon.image_size = (pixels.shape[1], pixels.shape[0])
    icon.image_pixels_float = (pixels[::-1].astype(np.float32) / 255).ravel()


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
    icon = _icons.get(_NAME) if _icons is not None else None
    return icon.icon_id if icon else 0


def clear() -> None:
    if _icons is not None:
        _icons.clear()


def remove() -> None:
    global _icons, _kept
    for icons in filter(None, (_icons, _kept)):
        bpy.utils.previews.remove(icons)
    _icons = _kept = None
