"""A piece is pushed out of what it lies over: each vertex keeps its distance from the skin and from lower pieces."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .binding import BASE_VERTICES
from .surface import Surface, neighbour_table, unit

FURTHEST = 0.30  # metres that a vertex is pushed at most
ROUNDS = 3  # in which a push spreads to the vertices around


@dataclass(frozen=True, eq=False)
class Standing:
    """Where the vertices of a piece stand on the skin.

    rows: (N,) the vertices that may be pushed, None for all; at, shares: (N, 4) vertices of the skin below each, and
    how much each counts; stand_off: (N,) or one number, metres that they keep; faces: (F, 3 or 4) of the whole piece
    """

    at: np.ndarray
    shares: np.ndarray
    stand_off: np.ndarray | float
    faces: np.ndarray
    surface: Surface
    rows: np.ndarray | None = None

    @cached_property
    def neighbours(self) -> np.ndarray:
        """(N, K) among themselves."""
        if self.rows is None:
            return neighbour_table(self.faces, len(self.at))
        count = int(max(self.faces.max(), self.rows.max())) + 1
        place = np.full(count, -1)
        place[self.rows] = np.arange(len(self.rows))
        around = place[neighbour_table(self.faces, count)[self.rows]]
        return np.where(around < 0, np.arange(len(self.rows))[:, None], around)

    @cached_property
    def _below(self) -> np.ndarray:
        """(N, 4) vertices of the skin whose heights count, those with a small share replaced by the nearest."""
        return np.where(self.shares > 0.1, self.at, self.at[:, :1])

    @cached_property
    def _mean(self) -> np.ndarray:
        count = self.neighbours.shape[1]
        return np.full(count, 1.0 / count, np.float32)

    @cached_property
    def carriers(self) -> tuple[np.ndarray, np.ndarray]:
        """Vertex of the piece and of the skin in each pair where the skin's carries a good part of it."""
        row, column = np.nonzero(self.shares > 0.15)
        return row, self.at[row, column]

    @cached_property
    def gaps(self) -> tuple[np.ndarray, np.ndarray]:
        """Vertices of the skin that lie under the piece and carry nothing of it, and those around each (M, K)."""
        carries = np.zeros(BASE_VERTICES, bool)
        carries[self.carriers[1]] = True
        around = self.surface.neighbours
        free = self.surface.vertices[~carries[self.surface.vertices]]
        gaps = free[carries[around[free]].sum(axis=1) >= 2]
        return gaps, around[gaps]

    def on(self, base: np.ndarray, normals: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The skin's place (N, 3) under each vertex, and which way is out (N, 3)."""
        foot = np.einsum("nk,nkd->nd", self.shares, base.take(self.at, axis=0))
        return foot, unit(np.einsum("nk,nkd->nd", self.shares, normals.take(self.at, axis=0)))

    def heights_of(self, points: np.ndarray, base: np.ndarray, normals: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How high (N,) metres points (N, 3) stand above the skin below them, and which way (N, 3) is out."""
        foot, out = self.on(base, normals)
        return np.einsum("nd,nd->n", points - foot, out), out

    def pushed(
        self, points: np.ndarray, base: np.ndarray, normals: np.ndarray, heights: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """The piece (M, 3) as far out as it must be, smoothly, and how high (N,) `rows` stand above the skin then.

        heights: (19158,) metres that lower pieces stand above each vertex of the skin.
        """
        mine = points if self.rows is None else points[self.rows]
        height, out = self.heights_of(mine, base, normals)
        lack = np.clip(heights.take(self._below).max(axis=1) + self.stand_off - height, 0.0, FURTHEST)
        if not lack.any():
            return points, height
        lack = lack.astype(np.float32)
        for _ in range(ROUNDS):
            lack = np.maximum(lack, lack.take(self.neighbours) @ self._mean)
        mine = mine + lack[:, None] * out
        if self.rows is not None:
            points = points.copy()
            points[self.rows] = mine
            mine = points
        return mine, height + lack

    def raise_heights(self, heights: np.ndarray, height: np.ndarray) -> None:
        """Heights of lower pieces with those of this one, in place."""
        row, column = self.carriers
        np.maximum.at(heights, column, height[row])
        gaps, around = self.gaps
        heights[gaps] = np.maximum(heights[gaps], heights[around].max(axis=1))
