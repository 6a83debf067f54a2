"""What the page tells: measures of a figure, what went wrong, and a photo that is shown beside it."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ..protocol.errors import BadFile, GalateaError

MOST_PHOTO_SIDE = 1024
_MEASURES = {"height": ("", 100, "cm"), "mass": ("", 1, "kg"), "waist": ("waist ", 100, "cm"),
             "hips": ("hips ", 100, "cm"), "chest": ("chest ", 100, "cm")}  # fmt: skip


class Telling:
    """What goes wrong in a block is told in the browser, in one sentence, and ends there."""

    def __init__(self, tell: Callable[[str, str], None]) -> None:
        self._tell = tell

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, error: BaseException | None, _: Any) -> bool:
        if isinstance(error, GalateaError):
            self._tell(error.message, error.hint)
        elif isinstance(error, OSError):
            self._tell(f"The file cannot be written: {error.strerror or error}.", "")
        elif isinstance(error, RuntimeError | TimeoutError):  # of the browser that is asked for its view
            self._tell(f"The browser gave no picture: {error}", "")
        else:
            return False
        return True


def measures_text(numbers: Mapping[str, float]) -> str:
    return " · ".join(
        f"{before}{numbers[name] * times:.0f} {unit}" for name, (before, times, unit) in _MEASURES.items()
        if name in numbers
    )  # fmt: skip


def picture_of(name: str, content: bytes) -> np.ndarray:
    """(H, W, 3) uint8 of a picture's file, turned as its camera was held. Raises BadFile where it is none."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content)) as picture:
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise BadFile(f"{name[:60]} is no picture that can be read.", "Choose a PNG, JPEG or WebP file.") from error
    upright.thumbnail((MOST_PHOTO_SIDE, MOST_PHOTO_SIDE))
    return np.asarray(upright)
