"""Points axis by axis, (3, N) instead of (N, 3): sums over many points take a third of the time then.

What is asked for in every step of a drag is worked out like this.
"""

from __future__ import annotations

import numpy as np


def columns(points: np.ndarray) -> np.ndarray:
    """(3, N) float32 of points (N, 3), copied only where they do not lie like this already."""
    return np.ascontiguousarray(points.T, np.float32)


class Mix:
    """Each of N results a weighted sum of some of many values.

    at: (N, K) numbers of the values; shares: (N, K) how much each counts
    """

    def __init__(self, at: np.ndarray, shares: np.ndarray) -> None:
        self._at = np.ascontiguousarray(at.T, np.intp)
        self._shares = np.ascontiguousarray(shares.T, np.float32)

    def __call__(self, values: np.ndarray) -> np.ndarray:
        """(D, N) float32 of values (D, V)."""
        out = np.empty((len(values), self._at.shape[1]), np.float32)
        for row, column in zip(out, values, strict=True):
            for k, (at, share) in enumerate(zip(self._at, self._shares, strict=True)):
                if k:
                    row += column.take(at) * share
                else:
                    np.multiply(column.take(at), share, out=row)
        return out


class Around:
    """Of each of N values those of some others; table: (N, K) their numbers, filled up with one that is there."""

    def __init__(self, table: np.ndarray) -> None:
        self._table = np.ascontiguousarray(table.T, np.intp)

    def largest(self, values: np.ndarray) -> np.ndarray:
        """(N,) of values (V,)"""
        found = values.take(self._table[0])
        for numbers in self._table[1:]:
            np.maximum(found, values.take(numbers), out=found)
        return found

    def mean(self, values: np.ndarray) -> np.ndarray:
        """(N,) of values (V,)"""
        found = values.take(self._table[0])
        for numbers in self._table[1:]:
            found += values.take(numbers)
        return found / np.float32(len(self._table))


def dots(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(N,) of vectors (3, N)"""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def crosses(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(3, N) of vectors (3, N)"""
    return np.stack([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]])


def units(vectors: np.ndarray) -> np.ndarray:
    """(3, N) of length 1; 0 stays 0."""
    return vectors / np.maximum(np.sqrt(dots(vectors, vectors)), 1e-12)
