"""The camera of a photo: it stands at the origin and looks along +Y, so that what it sees upright is upright."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

USUAL = 1.25
"""focal length, in longer sides of the picture, where the photo tells none: 29 mm on a phone to 50 mm are 0.8 to 1.4"""
_DIAGONAL = math.hypot(36.0, 24.0)


@dataclass(frozen=True)
class Lens:
    """focal: pixels; x, y: where the optical axis meets the picture, pixels from the upper left corner."""

    focal: float
    x: float
    y: float

    def seen(self, points: np.ndarray) -> np.ndarray:
        """(N, 2) pixels of points (N, 3) metres before the camera."""
        far = np.maximum(points[:, 1], 1e-3)
        return np.stack([self.x + self.focal * points[:, 0] / far, self.y - self.focal * points[:, 2] / far], axis=1)

    def slopes(self, points: np.ndarray) -> np.ndarray:
        """(N, 2, 3) pixels a metre."""
        far = np.maximum(points[:, 1], 1e-3)
        out = np.zeros((len(points), 2, 3))
        out[:, 0, 0], out[:, 0, 1] = self.focal / far, -self.focal * points[:, 0] / far**2
        out[:, 1, 2], out[:, 1, 1] = -self.focal / far, self.focal * points[:, 2] / far**2
        return out


def focal_of_film(millimetres: float, width: int, height: int) -> float:
    """Pixels of a focal length as on film of 36 by 24 mm, by the picture's diagonal (CIPA DCG-001)."""
    return millimetres / _DIAGONAL * math.hypot(width, height)


def usual_lens(width: int, height: int, focal: float = 0.0) -> Lens:
    """focal: pixels, 0 where it is not known."""
    return Lens(focal or USUAL * max(width, height), width / 2, height / 2)
