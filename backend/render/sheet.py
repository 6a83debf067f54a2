"""Pictures to look at: one person from several sides in a row, before a quiet background."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from torch import Tensor

from backend.protocol.errors import BadRequest

_TOP, _BOTTOM = (0.90, 0.905, 0.915), (0.78, 0.785, 0.80)


def neutral_background(size: tuple[int, int]) -> np.ndarray:
    """(H, W, 3) float32: a light grey that darkens downwards, the same in every column."""
    ramp = np.linspace(0.0, 1.0, size[0], dtype=np.float32)[:, None] ** 1.5
    column = np.array(_TOP, np.float32) * (1.0 - ramp) + np.array(_BOTTOM, np.float32) * ramp
    return np.repeat(column[:, None], size[1], axis=1)


def preview_sheet(images: Sequence[Tensor | np.ndarray], gap: int | None = None) -> np.ndarray:
    """The pictures side by side, (H, W, 3) uint8, on the neutral background.

    images: each (h, w, 3) or, to let the background through, (h, w, 4) with straight alpha; uint8, or floats in 0..1.
    Lower pictures stand on the same ground line. gap: pixels between them, 1/40 of the height by default.
    """
    if not images:
        raise BadRequest("A preview needs at least one picture.", "Name at least one view.")
    pictures = [as_bytes(image).astype(np.float32) / 255.0 for image in images]
    tallest = max(picture.shape[0] for picture in pictures)
    space = round(tallest / 40) if gap is None else gap
    width = sum(picture.shape[1] for picture in pictures) + space * (len(pictures) - 1)
    sheet = neutral_background((tallest, width))
    left = 0
    for picture in pictures:
        height, breadth = picture.shape[:2]
        place = sheet[tallest - height :, left : left + breadth]
        alpha = picture[..., 3:] if picture.shape[2] == 4 else 1.0
        place[:] = picture[..., :3] * alpha + place * (1.0 - alpha)
        left += breadth + space
    return as_bytes(sheet)


def as_bytes(image: object) -> np.ndarray:
    """(H, W, 3|4) uint8 from a tensor or array of uint8 or of floats in 0..1."""
    array = np.asarray(image.detach().cpu() if hasattr(image, "detach") else image)  # type: ignore[union-attr]
    if array.dtype == np.uint8:
        return array
    return np.round(np.clip(array, 0.0, 1.0) * 255.0).astype(np.uint8)
