"""What a fit measures: how far places of a body are off along directions, and how much each counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse


@dataclass(frozen=True, eq=False)
class Rows:
    """R measurements: of the place that `shares` (R, 3) of vertices `corners` (R, 3) make, along `directions` (R, 3),
    how far it is off, `rest` (R,) metres, and how much that counts, `weights` (R,)."""

    corners: np.ndarray
    shares: np.ndarray
    directions: np.ndarray
    rest: np.ndarray
    weights: np.ndarray

    def matrix(self, place: np.ndarray, count: int) -> sparse.csr_array:
        """(R, 3 count) from moves of the vertices to those of the measurements; place: (R, 3) among the vertices."""
        values = (self.shares[:, :, None] * self.directions[:, None]).reshape(len(place), 9)
        columns = (3 * place[:, :, None] + np.arange(3)).reshape(len(place), 9)
        ends = np.arange(0, 9 * len(place) + 1, 9)
        return sparse.csr_array(
            (values.ravel().astype(np.float32), columns.ravel(), ends), shape=(len(place), 3 * count)
        )


def fields_of(row: Rows) -> tuple[np.ndarray, ...]:
    return row.corners, row.shares, row.directions, row.rest, row.weights


def robust(gap: np.ndarray, reach: float) -> np.ndarray:
    """(N,) 1 for what is near, a quarter at `reach`, little beyond."""
    return 1.0 / (1.0 + (gap**2).sum(axis=1) / reach**2) ** 2
