"""Points axis by axis, (3, N) instead of (N, 3): sums over many points take a third of the time then.

What is asked for in every step of a drag is worked out like this.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

_MOST = 0.4
"""of all rows, beyond which asking every one takes less time than picking some"""


def columns(points: np.ndarray) -> np.ndarray:
    """(3, N) float32 of points (N, 3), copied only where they do not lie like this already."""
    return np.ascontiguousarray(points.T, np.float32)


class Mix:
    """Each of N results a weighted sum of some of many values.

    at: (N, K) numbers of the values; shares: (N, K) how much each counts
    """

    def __init__(self, at: np.ndarray, shares: np.ndarray) -> None:
        self._rows, self._count, self._used = _sparse(at, shares), len(at), _width(at)

    def __call__(self, values: np.ndarray) -> np.ndarray:
        """(D, N) float32 of values (D, V)."""
        out = np.empty((len(values), self._count), np.float32)
        for row, column in zip(out, values, strict=True):
            row[:] = self._rows @ column[: self._used]
        return out


class Around:
    """Of each of N values those of some others; table: (N, K) their numbers, filled up with one that is there."""

    def __init__(self, table: np.ndarray) -> None:
        self._mean, self._used = _sparse(table, np.full(table.shape, 1.0 / table.shape[1])), _width(table)
        self._others = _once(table)

    def largest(self, values: np.ndarray) -> np.ndarray:
        """(N,) of values (V,)"""
        (_, first), *others = self._others
        found = values.take(first)
        for rows, numbers in others:
            if rows is None:
                np.maximum(found, values.take(numbers), out=found)
            else:
                found[rows] = np.maximum(found.take(rows), values.take(numbers))
        return found

    def mean(self, values: np.ndarray) -> np.ndarray:
        """(N,) of values (V,)"""
        return self._mean @ values[: self._used]


def _width(at: np.ndarray) -> int:
    """How many values are there at least."""
    return int(at.max(initial=-1)) + 1


def _sparse(at: np.ndarray, shares: np.ndarray) -> csr_array:
    """(N, V) of float32, what stands twice in a row added up, and nothing where a share is 0."""
    count, each = at.shape
    numbers = np.ascontiguousarray(at, np.int32).reshape(-1)
    starts = np.arange(0, count * each + 1, each, dtype=np.int32)
    rows = csr_array((np.asarray(shares, np.float32).reshape(-1), numbers, starts), (count, _width(at)), copy=True)
    rows.sum_duplicates()  # in place
    rows.eliminate_zeros()
    return rows


def _once(table: np.ndarray) -> list[tuple[np.ndarray | None, np.ndarray]]:
    """A table (N, K) column by column without repetitions in a row: which rows have a further number, None where it is
    most, which all are asked then; and the numbers of these."""
    ordered = np.sort(table, axis=1).astype(np.intp)
    new = np.diff(ordered, axis=1, prepend=-1) != 0
    ordered = np.take_along_axis(ordered, np.argsort(~new, axis=1, kind="stable"), axis=1)
    counts, found = new.sum(axis=1), []
    for k in range(int(counts.max(initial=1))):
        rows = np.flatnonzero(counts > k)
        if len(rows) > _MOST * len(table):
            found.append((None, np.where(counts > k, ordered[:, k], ordered[:, 0])))
        else:
            found.append((rows, ordered[rows, k]))
    return found


def dots(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(N,) of vectors (3, N)"""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def crosses(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(3, N) of vectors (3, N)"""
    out = np.empty_like(a)
    np.subtract(a[1] * b[2], a[2] * b[1], out=out[0])
    np.subtract(a[2] * b[0], a[0] * b[2], out=out[1])
    np.subtract(a[0] * b[1], a[1] * b[0], out=out[2])
    return out


def units(vectors: np.ndarray) -> np.ndarray:
    """(3, N) of length 1; 0 stays 0."""
    return vectors / np.maximum(np.sqrt(dots(vectors, vectors)), 1e-12)
