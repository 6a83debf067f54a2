"""A piece is pushed out of what it lies over: each vertex keeps its distance from the skin and from lower pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .binding import BASE_VERTICES
from .surface import Surface, neighbour_table, unit

FURTHEST = 0.30  # metres that a vertex is pushed at most
BESIDE = 0.03  # metres, sideways, within which a lower piece's vertex is next to a point
NEAR_LOOSE = 0.10  # metres within which what hangs free may come to touch
FREE = 0.005  # metres that a piece keeps from a lower one that hangs free and moves otherwise
GAPS = 3  # rings of vertices of the skin between those that carry a piece
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
    loose: np.ndarray | None = None
    """(N,) bool, those that hang free of the skin: over which part of it they are changes with the shape"""

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
    def gaps(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Vertices of the skin that lie under the piece and carry nothing of it, and those around each (M, K), from
        the edges of each gap inwards."""
        carries = np.zeros(BASE_VERTICES, bool)
        carries[self.carriers[1]] = True
        around, found = self.surface.neighbours, []
        for _ in range(GAPS):
            free = self.surface.vertices[~carries[self.surface.vertices]]
            gaps = free[carries[around[free]].sum(axis=1) >= 2]
            found.append((gaps, around[gaps]))
            carries[gaps] = True
        return found

    def on(self, base: np.ndarray, normals: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The skin's place (N, 3) under each vertex, and which way is out (N, 3)."""
        foot = np.einsum("nk,nkd->nd", self.shares, base.take(self.at, axis=0))
        return foot, unit(np.einsum("nk,nkd->nd", self.shares, normals.take(self.at, axis=0)))

    def heights_of(self, points: np.ndarray, base: np.ndarray, normals: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How high (N,) metres points (N, 3) stand above the skin below them, and which way (N, 3) is out."""
        foot, out = self.on(base, normals)
        return np.einsum("nd,nd->n", points - foot, out), out

    def _spread(self, lack: np.ndarray) -> np.ndarray:
        """Metres (N,) to be pushed, at most FURTHEST, passing on to the vertices around."""
        lack = np.clip(lack, 0.0, FURTHEST).astype(np.float32)
        for _ in range(ROUNDS if lack.any() else 0):
            lack = np.maximum(lack, lack.take(self.neighbours) @ self._mean)
        return lack

    def pushed(
        self,
        points: np.ndarray,
        base: np.ndarray,
        normals: np.ndarray,
        below: Below,
        over: Sequence[tuple[Over, np.ndarray]] = (),
    ) -> tuple[np.ndarray, np.ndarray]:
        """The piece (M, 3) as far out as it must be, smoothly, and how high (N,) `rows` stand above the skin then.

        over: what it lies over that hangs free, with the vertices of that."""
        mine = points if self.rows is None else points[self.rows]
        height, out = self.heights_of(mine, base, normals)
        lack = np.maximum(self.stand_off - height, below.lack(mine, height, out, self._below, self.stand_off))
        for pair, lower in over:
            some = pair.upper
            lack[some] = np.maximum(lack[some], pair.ahead(mine[some], out[some], lower) + FREE)
        lack = self._spread(lack)
        if not lack.any():
            return points, height
        mine = mine + lack[:, None] * out
        if self.rows is not None:
            points = points.copy()
            points[self.rows] = mine
            mine = points
        return mine, height + lack


@dataclass(frozen=True, eq=False)
class Over:
    """A piece over another that hangs free: vertices of both that are near each other on the average figure.

    upper: (A,) rows of the upper one; lower: (B,) vertices of the lower one, around: (B, K) places among them
    """

    upper: np.ndarray
    lower: np.ndarray
    around: np.ndarray

    def ahead(self, points: np.ndarray, out: np.ndarray, lower: np.ndarray) -> np.ndarray:
        """(A,) metres by which the lower piece (M, 3) is ahead of points (A, 3) of the upper; -inf where not beside."""
        others = lower[self.lower]
        squares = np.einsum("vd,vd->v", others, others)
        nearest = (squares - 2.0 * points.astype(np.float32) @ others.T).argmin(axis=1)
        ahead = others[self.around[nearest]] - points[:, None]
        along = np.einsum("nkd,nd->nk", ahead, out)
        aside = np.einsum("nkd,nkd->nk", ahead, ahead) - along * along
        return np.where(aside < BESIDE**2, along, -np.inf).max(axis=1)


def over_loose(upper: Standing, upper_points: np.ndarray, lower: Standing, lower_points: np.ndarray) -> Over | None:
    """None where they are nowhere near each other. Points (M, 3) of both on the average figure."""
    if lower.loose is None or not lower.loose.any():
        return None
    loose = np.flatnonzero(lower.loose)
    mine, others = upper_points.astype(np.float32), lower_points[loose].astype(np.float32)
    squares = np.einsum("nd,nd->n", mine, mine)[:, None] + np.einsum("vd,vd->v", others, others)
    near = squares - 2.0 * mine @ others.T < NEAR_LOOSE**2
    rows, used = np.flatnonzero(near.any(axis=1)), loose[near.any(axis=0)]
    if not len(rows):
        return None
    place = np.full(len(lower_points), -1)
    place[used] = np.arange(len(used))
    around = place[lower.neighbours[used]]
    return Over(rows, used, np.where(around < 0, np.arange(len(used))[:, None], around))


class Below:
    """What lies below the next piece: over each vertex of the skin how high lower pieces stand, and where."""

    def __init__(self) -> None:
        self.heights = np.zeros(BASE_VERTICES, np.float32)
        self.places = np.zeros((BASE_VERTICES, 3), np.float32)
        self.empty = True

    def without(self, higher: float) -> Below:
        """The same without what stands higher than so many metres."""
        kept = Below()
        kept.heights, kept.places = np.where(self.heights > higher, 0.0, self.heights), self.places
        kept.empty = self.empty
        return kept

    def lack(
        self, points: np.ndarray, height: np.ndarray, out: np.ndarray, at: np.ndarray, stand_off: np.ndarray | float
    ) -> np.ndarray:
        """How much further out (N,) points that stand `height` above the skin at (N, 4) must be."""
        if self.empty:
            return np.zeros(len(points), np.float32)
        heights, lacks = self.heights.take(at), np.full(len(points), -np.inf, np.float32)
        some = np.flatnonzero(heights.max(axis=1) > 0.0)
        heights, outward = heights[some], out[some]
        ahead = self.places.take(at[some], axis=0) - points[some, None]
        along = np.einsum("nkd,nd->nk", ahead, outward)
        aside = np.einsum("nkd,nkd->nk", ahead, ahead) - along * along
        # a place beside the point tells better than its height over another part of the skin
        each = np.where(aside < BESIDE**2, along, heights - height[some, None])
        lacks[some] = np.where(heights > 0.0, each, -np.inf).max(axis=1, initial=-np.inf)
        return lacks + stand_off

    def add(self, standing: Standing, points: np.ndarray, height: np.ndarray) -> None:
        """A piece with its vertices (M, 3) and their heights (N,)."""
        mine = points if standing.rows is None else points[standing.rows]
        row, column = standing.carriers
        mine_high = height.astype(np.float32)[row]
        np.maximum.at(self.heights, column, mine_high)
        highest = mine_high >= self.heights[column]
        self.places[column[highest]] = mine[row[highest]]
        for gaps, around in standing.gaps:
            highest = around[np.arange(len(gaps)), self.heights[around].argmax(axis=1)]
            self.heights[gaps], self.places[gaps] = self.heights[highest], self.places[highest]
        self.empty = False
