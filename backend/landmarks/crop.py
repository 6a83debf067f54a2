"""A square of a picture, turned and scaled for a network, and the way back."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image


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

    def taken(self, picture: Image.Image, size: int) -> np.ndarray:
        """(size, size, 3) float32 in 0..1, black beyond the picture's edges."""
        shrunk, factor, corner = self._shrunk(picture, self.side / size)
        (ax, ay), (bx, by) = self.axes * self.side / size / factor
        left, top = (self.to_picture(np.zeros((1, 2)))[0] - corner) / factor
        found = shrunk.transform(
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

    def _shrunk(self, picture: Image.Image, factor: float) -> tuple[Image.Image, float, np.ndarray]:
        """The part of a picture around the square, made smaller by a whole number where a crop would jump over pixels;
        that number, and the part's upper left corner in the picture."""
        whole = int(factor)
        if whole <= 1:
            return picture, 1.0, np.zeros(2)
        corners = self.to_picture(np.array(((0, 0), (1, 0), (0, 1), (1, 1)), float))
        low = np.clip(np.floor(corners.min(0) / whole).astype(int) * whole, 0, None)
        high = np.minimum(np.ceil(corners.max(0)).astype(int) + whole, picture.size)
        if (high <= low).any():
            return picture, 1.0, np.zeros(2)
        return picture.reduce(whole, (*low.tolist(), *high.tolist())), float(whole), low.astype(float)
