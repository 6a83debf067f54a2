"""What the page tells: measures of a figure, what went wrong, and a photo that is shown beside it."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..protocol.errors import BadFile, GalateaError

MOST_PHOTO_SIDE = 1024


@dataclass(frozen=True)
class Size:
    """How a measure is told. times: of the unit that is shown, in one of the measurement's."""

    label: str
    times: float
    unit: str

    @property
    def title(self) -> str:
        return f"{self.label}, {self.unit}" if self.unit else self.label

    def told(self, measured: float) -> str:
        return f"{self.label} {measured * self.times:.1f} {self.unit}".rstrip()


_LENGTHS = ("height", "waist", "hips", "chest", "arm", "width", "depth", "length")
SIZES: Mapping[str, Size] = {
    **{name: Size(name.title(), 100.0, "cm") for name in _LENGTHS},
    "mass": Size("Weight", 1.0, "kg"),
    "bmi": Size("BMI", 1.0, ""),
}
_NAMELESS = ("height", "mass")
"""measures that everybody knows by their unit"""
_SUMMARY = ("height", "mass", "waist", "hips", "chest", "arm")


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
        f"{'' if name in _NAMELESS else f'{name} '}{numbers[name] * SIZES[name].times:.0f} {SIZES[name].unit}"
        for name in _SUMMARY
        if name in numbers
    )


def missed_text(missed: Mapping[str, float], told: tuple[str, ...]) -> str:
    """missed: wanted measure -> what is reached instead; told: what contradicts."""
    return " ".join((*told, *(f"{SIZES[name].told(size)} is the nearest." for name, size in missed.items())))


def picture_of(name: str, content: bytes) -> np.ndarray:
    """(H, W, 3) uint8 of a picture's file, turned as its camera was held. Raises BadFile where it is none."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content)) as picture:
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except Image.DecompressionBombError as error:
        raise BadFile(f"{name[:60]} has too many pixels.", "Make it smaller: 1600 by 1600 are enough.") from error
    except (UnidentifiedImageError, OSError, ValueError) as error:
        raise BadFile(f"{name[:60]} is no picture that can be read.", "Choose a PNG, JPEG or WebP file.") from error
    upright.thumbnail((MOST_PHOTO_SIDE, MOST_PHOTO_SIDE))
    return np.asarray(upright)
