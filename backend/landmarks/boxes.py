"""What a detector's cells say, made one for each thing that is seen: the mean of boxes that are alike."""

from __future__ import annotations

import numpy as np

SAME = 0.3
"""two boxes that share so much of what they cover are of one"""


def sigmoid(values: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(values, -80, 80)))


def cells(size: int, layers: tuple[tuple[int, int], ...]) -> np.ndarray:
    """(N, 2) middles, 0 to 1, of the cells of a square of `size` pixels. layers: pixels of a cell, and how often each
    is there."""
    out = []
    for cell, count in layers:
        middles = (np.arange(size // cell) + 0.5) * cell / size
        rows, columns = np.meshgrid(middles, middles, indexing="ij")
        out.append(np.repeat(np.stack([columns, rows], axis=-1).reshape(-1, 2), count, axis=0))
    return np.concatenate(out).astype(np.float32)


def merged(numbers: np.ndarray, sure: np.ndarray) -> list[tuple[np.ndarray, float]]:
    """One for each thing, the surest first: the mean of the boxes that are alike, weighted by how sure they are.

    numbers: (N, K, 2) middle, size and points of each; sure: (N,)
    """
    left = list(np.argsort(-sure))
    out = []
    while left:
        first = left[0]
        alike = [k for k in left if k == first or shared(numbers[first], numbers[k]) > SAME]
        weights = sure[alike, None, None]
        out.append(((numbers[alike] * weights).sum(0) / weights.sum(), float(sure[first])))
        left = [k for k in left if k not in alike]
    return out


def shared(one: np.ndarray, other: np.ndarray) -> float:
    """Area that two boxes (2+, 2), middle and size, share, of the area that they cover together."""
    low = np.maximum(one[0] - one[1] / 2, other[0] - other[1] / 2)
    high = np.minimum(one[0] + one[1] / 2, other[0] + other[1] / 2)
    both = float(np.prod(np.maximum(high - low, 0)))
    return both / max(float(np.prod(one[1]) + np.prod(other[1])) - both, 1e-12)
