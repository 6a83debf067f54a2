"""Photos beside what was read of them: the crop, the shape over it, and the crop painted anew."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

from ...smirk.encoder import FaceCode
from ...smirk.reading import Reader, ReadFace, repainted, shape_picture

MOST_ROWS = 12


def row(reader: Reader, face: ReadFace, code: FaceCode, size: int) -> np.ndarray:
    """(size, 3 or 4 size, 3) uint8: crop, shape, shape over the crop, and the crop as the generator paints it."""
    grey, over = shape_picture(reader, face, code)
    pictures = [face.crop, over, grey]
    if reader.smirk.generator is not None:
        pictures.append(repainted(reader, face, code))
    return np.concatenate([resized(picture, size) for picture in pictures], axis=1)


def sheet(rows: Sequence[np.ndarray]) -> np.ndarray:
    return np.concatenate(list(rows), axis=0)


def resized(picture: np.ndarray, size: int) -> np.ndarray:
    return np.asarray(Image.fromarray(picture).resize((size, size), Image.Resampling.BICUBIC))


def some(count: int) -> list[int]:
    """Which of so many photos are shown, evenly."""
    return sorted({round(k) for k in np.linspace(0, count - 1, min(count, MOST_ROWS))})
