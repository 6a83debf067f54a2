"""Pixels on the UV layout of a body, and layers that touch only the texels where their mask is not empty."""

from __future__ import annotations

import numpy as np

from .maps import detail, load_maps, sparse_detail, sparse_mask


class Canvas:
    """Pixels (N, C) float32, 0..1, of a picture `size` wide, for the body of that name."""

    def __init__(self, pixels: np.ndarray, name: str, size: int) -> None:
        self.pixels, self.name, self.size = pixels, name, size

    def cover(self, mask: str, colour: np.ndarray, opacity: float = 1.0) -> None:
        """Lays colour, (3,) or (n, 3) over the mask's own n texels, as densely as the mask says."""
        self.lay(*self.mask(mask), colour, opacity)

    def cover_detail(self, which: str, colour: np.ndarray, opacity: float = 1.0) -> None:
        """The same with a map of the details."""
        self.lay(*self.detail(which), colour, opacity)

    def lay(self, texels: np.ndarray, density: np.ndarray, colour: np.ndarray, opacity: float = 1.0) -> None:
        """The same at n texels given by their indices."""
        density = density[:, None] * opacity
        self.pixels[texels] += density * (np.asarray(colour, np.float32) - self.pixels[texels])

    def tint(self, mask: str, factor: np.ndarray | tuple[float, float, float]) -> None:
        """Multiplies by the factor where the mask is full."""
        self.shade(*self.mask(mask), factor)

    def tint_detail(self, which: str, factor: tuple[float, float, float], strength: float = 1.0) -> None:
        """The same with a map of the details, the more of it the greater the strength."""
        texels, density = self.detail(which)
        self.shade(texels, density * np.float32(strength), factor)

    def shade(self, texels: np.ndarray, density: np.ndarray, factor: np.ndarray | tuple[float, float, float]) -> None:
        self.pixels[texels] *= 1 + density[:, None] * (np.asarray(factor, np.float32) - 1)

    def mask(self, mask: str) -> tuple[np.ndarray, np.ndarray]:
        return sparse_mask(self.name, self.size, mask)

    def detail(self, which: str) -> tuple[np.ndarray, np.ndarray]:
        """Flat indices and density of a map of the details."""
        return sparse_detail(self.name, self.size, which)

    def value(self, mask: str, texels: np.ndarray) -> np.ndarray:
        """(n, 1) float32 0..1 of another mask at these texels."""
        return load_maps(self.name, self.size)[mask].reshape(-1)[texels, None] / np.float32(255)

    def detail_value(self, which: str, texels: np.ndarray) -> np.ndarray:
        """(n, 1) float32 0..1 of a map of the details at these texels."""
        return detail(self.name, self.size, which).reshape(-1)[texels, None] / np.float32(255)
