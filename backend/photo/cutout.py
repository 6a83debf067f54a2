"""What of a photo is the figure, where no network knows: by transparency, by a mask, or by a plain background."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import ndimage

from ..protocol.errors import BadFile
from .pictures_given import Photo

EDGE = 0.03
"""of the picture's shorter side: the frame along its border from which a background is known"""
PLAIN, SHARE = 9.0, 0.85
"""steps of 255 by which a plain background differs from an even course of colour, in such a share of the frame"""
STANDS_OUT = 3.5
"""times what the background differs from that course by, from which on a pixel is none of it"""
LEAST, MOST = 0.004, 0.95
"""of the picture that a figure covers"""
_images: Any = ndimage  # its annotations say less than it gives


def cut_out(photo: Photo, mask: np.ndarray | None = None) -> tuple[np.ndarray, str]:
    """(H, W) float32 in 0..1 of the figure, and by what it was cut out: "mask", "transparency" or "background".

    mask: (H, W) in 0..1, given by the user. Raises BadFile where nothing tells the figure from what is around it.
    """
    if mask is not None:
        inside, how = mask, "mask"
    elif photo.alpha is not None:
        inside, how = photo.alpha, "transparency"
    else:
        inside, how = _before_plain(photo), "background"
    share = float((inside > 0.5).mean())
    if not LEAST < share < MOST:
        raise BadFile(
            f"The cut-out of {photo.name} covers {100 * share:.0f} % of the picture.",
            "It shall be white on the figure and black, or transparent, around it.",
        )
    return np.ascontiguousarray(inside, np.float32), how


def _before_plain(photo: Photo) -> np.ndarray:
    """(H, W) the largest thing that differs from the course of colour along the border, with its holes filled."""
    pixels = photo.pixels.astype(np.float32)
    height, width = pixels.shape[:2]
    edge = max(int(EDGE * min(height, width)), 2)
    frame = np.ones((height, width), bool)
    frame[edge:-edge, edge:-edge] = False
    y, x = np.mgrid[:height, :width].astype(np.float32)
    x, y = x / width - 0.5, y / height - 0.5
    course = np.stack([np.ones_like(x), x, y, x * x, y * y, x * y], axis=-1)
    rows, colours = course[frame], pixels[frame]
    kept = np.ones(len(rows), bool)
    off, found = np.zeros(len(rows), np.float32), np.zeros((6, 3), np.float32)
    for _ in range(4):  # what of the figure touches the border is none of the course
        found = np.linalg.lstsq(rows[kept], colours[kept], rcond=None)[0]
        off = np.abs(colours - rows @ found).max(1)
        kept = off <= max(PLAIN, 2.0 * float(np.median(off)))
    if (off <= PLAIN).mean() < SHARE:
        raise BadFile(
            f"The figure in {photo.name} cannot be told from its background, which is not plain.",
            "Give a PNG that is transparent around it, or a mask of each photo, white on the figure: --masks FILE.",
        )
    noise = max(float(off[kept].std() + off[kept].mean()), 2.0)
    differs = np.abs(pixels - (course.reshape(-1, 6) @ found).reshape(pixels.shape)).max(2) > STANDS_OUT * noise
    differs = _images.binary_opening(differs, iterations=1)
    labels, count = _images.label(_images.binary_dilation(differs, iterations=2))
    if not count:
        return np.zeros((height, width), np.float32)
    sizes = np.bincount(labels[differs], minlength=count + 1)
    sizes[0] = 0
    return _images.binary_fill_holes(differs & (labels == sizes.argmax())).astype(np.float32)
