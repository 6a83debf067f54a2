"""A square of a picture, turned and scaled for a network, and the way back."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from .picture import Picture


@dataclass(frozen=True)
class Crop:
    """A square in pixels of the picture, turned clockwise by `angle` as it is seen."""

    x: float
    y: float
    side: float
    angle: float = 0.0
    """radians; the square's upper edge looks to where an upright one's does when it is turned back"""

    @property
    def axes(self) -> np.ndarray:
        """(2, 2) unit vectors along the square's width and height, as rows, in pixels of the picture."""
        cos, sin = math.cos(self.angle), math.sin(self.angle)
        return np.array(((cos, sin), (-sin, cos)))

    def to_picture(self, places: np.ndarray) -> np.ndarray:
        """Places (N, 2) in the square, 0 to 1, as pixels of the picture."""
        return (places - 0.5) * self.side @ self.axes + (self.x, self.y)

    def taken(self, picture: Picture, size: int) -> np.ndarray:
        """(size, size, 3) float32 in 0..1, black beyond the picture's edges."""
        factor = max(int(self.side / size), 1)
        low, high = self._around(picture, factor)
        if (high <= low).any():
            return np.zeros((size, size, 3), np.float32)
        part, corner = picture.part(low, high)
        if factor > 1:
            part, corner = part.reduce(factor, (*(low - corner).tolist(), *(high - corner).tolist())), low
        (ax, ay), (bx, by) = self.axes * self.side / size / factor
        left, top = (self.to_picture(np.zeros((1, 2)))[0] - corner) / factor
        found = part.transform(
            (size, size), Image.Transform.AFFINE, (ax, bx, left, ay, by, top), Image.Resampling.BILINEAR
        )
        return np.asarray(found, np.float32) / 255

    def put_back(self, values: np.ndarray, width: int, height: int) -> np.ndarray:
        """(height, width) float32 of a picture from values (S, S) of the square, 0 beyond it."""
        size = len(values)
        (ax, ay), (bx, by) = self.axes * size / self.side
        left, top = np.array((-self.x, -self.y)) @ self.axes.T * size / self.side + size / 2
        image = Image.fromarray(values.astype(np.float32))
        back = image.transform(
            (width, height), Image.Transform.AFFINE, (ax, ay, left, bx, by, top), Image.Resampling.BILINEAR
        )
        return np.asarray(back)

    def _around(self, picture: Picture, factor: int) -> tuple[np.ndarray, np.ndarray]:
        """Of the part of a picture around the square the first pixel, x and y, and the one after the last. factor: by
        which the part is made smaller, where a crop would jump over pixels"""
        corners = self.to_picture(np.array(((0, 0), (1, 0), (0, 1), (1, 1)), float))
        low = np.floor(corners.min(0) / factor).astype(int) * factor
        high = np.ceil(corners.max(0)).astype(int) + factor
        if factor == 1:  # what is between pixels is of both
            low, high = low - 1, high + 1
        return np.clip(low, 0, None), np.minimum(high, picture.size)
