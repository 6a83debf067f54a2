"""Smooth random maps that repeat without a seam."""

from __future__ import annotations

from functools import lru_cache

import numpy as np


@lru_cache(maxsize=64)
def noise(size: int, coarse: float, seed: int, stretch: float = 1.0) -> np.ndarray:
    """(size, size) float32, mean 0, deviation 1, the same at opposite borders. coarse: pixels of the smallest lumps;
    stretch: how many times taller than wide they are."""
    rng = np.random.default_rng(seed)
    spectrum = np.fft.rfft2(rng.standard_normal((size, size)))
    down, across = np.fft.fftfreq(size)[:, None] * stretch, np.fft.rfftfreq(size)[None]
    spectrum *= np.exp(-2.0 * (coarse / 2) ** 2 * (down**2 + across**2))
    spectrum[0, 0] = 0.0
    found = np.fft.irfft2(spectrum, (size, size))
    found = (found / max(float(found.std()), 1e-9)).astype(np.float32)
    found.setflags(write=False)
    return found


def tiled(tile: np.ndarray, size: int) -> np.ndarray:
    """(size, size, …): the tile beside itself, cut off at the right and at the bottom."""
    times = -(-size // tile.shape[0])
    return np.tile(tile, (times, times) + (1,) * (tile.ndim - 2))[:size, :size]


def cells(size: int, count: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of `count`² cells that repeat without a seam: distance (size, size) float32 to the nearest middle and to the
    second, in widths of a cell, and which cell (size, size) int32."""
    rng = np.random.default_rng(seed)
    middles = (np.stack(tuple(np.mgrid[:count, :count]), -1) + rng.uniform(0.12, 0.88, (count, count, 2))).astype(
        np.float32
    )
    at = (np.arange(size, dtype=np.float32) + 0.5) * count / size
    home = at.astype(np.int64)
    shape = (size, size)
    first, second = np.full(shape, 9.0, np.float32), np.full(shape, 9.0, np.float32)
    which = np.zeros(shape, np.int32)
    for down in (-1, 0, 1):
        for across in (-1, 0, 1):
            row, column = (home + down)[:, None], (home + across)[None]
            middle = middles[row % count, column % count]
            dy = at[:, None] - (middle[..., 0] + (row - row % count))
            dx = at[None] - (middle[..., 1] + (column - column % count))
            distance = np.sqrt(dx * dx + dy * dy)
            number = (row % count) * count + column % count
            nearer = distance < first
            second = np.where(nearer, first, np.minimum(second, distance))
            which = np.where(nearer, number, which)
            first = np.where(nearer, distance, first)
    return first, second, which.astype(np.int32)
