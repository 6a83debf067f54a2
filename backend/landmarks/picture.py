"""A picture of which the networks' library asks for parts: only these are turned into its images."""

from __future__ import annotations

import numpy as np
from PIL import Image


class Picture:
    """pixels: (H, W, 3 or 4) uint8. The part that was asked for last is kept: what follows is mostly within it."""

    def __init__(self, pixels: np.ndarray) -> None:
        self._pixels = pixels[..., :3]
        self._low, self._high = np.zeros(2, int), np.zeros(2, int)
        self._part: Image.Image | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        height, width = self._pixels.shape[:2]
        return width, height

    def part(self, low: np.ndarray, high: np.ndarray) -> tuple[Image.Image, np.ndarray]:
        """An image that holds the pixels from `low` to below `high`, x and y, and where its own first one is."""
        if self._part is None or (low < self._low).any() or (high > self._high).any():
            self._low, self._high = low, high
            rows = self._pixels[low[1] : high[1], low[0] : high[0]]
            self._part = Image.fromarray(np.ascontiguousarray(rows), "RGB")
        return self._part, self._low
