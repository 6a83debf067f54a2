"""A piece is pushed out of what it lies over: each vertex keeps its distance from the skin and from lower pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .columns import Around, Mix, columns, dots, units
from .cords import Cords
from .over import Over
from .parts import SMALL, close_by, other_sides, parts_of
from .shoulders_and_waists import Hugs
from .surface import Surface, among, neighbour_table, unit
from .trims import Trim

FURTHEST = 0.30  # metres that a vertex is pushed at most
ROUNDS = 3  # in which a push spreads to the vertices around
FOLDED = 10  # the same over a cloth with folds, and of legs over shoes
ROLL = 0.15  # metres across, at most, of what stands on one place and is pushed as a whole
_SHARED = 2  # rounds in which both sides come to be pushed alike


@dataclass(frozen=True, eq=False)
class Standing:
    """Where the vertices of a piece stand on the skin.

    rows: (N,) the vertices that may be pushed, None for all; at, shares: (N, 4) vertices of the skin below each, and
    how much each counts; stand_off: (N,) or one number, metres that they keep; faces: (F, 3 or 4) of the whole piece;
    points: (M, 3) metres, the whole piece on the average figure
    """

    at: np.ndarray
    shares: np.ndarray
    stand_off: np.ndarray | float
    faces: np.ndarray
    surface: Surface
    points: np.ndarray
    rows: np.ndarray | None = None
    hanging: np.ndarray | None = None
    """(N,) from 0 to 1 how free of the skin they hang, so that they are pushed straight away from the body's middle"""
    sideways: np.ndarray | None = None
    """(K,) those that are pushed level, as hems are around a foot, whose instep looks up"""
    cords: Cords | None = None
    """what is drawn in as well as pushed out; `stand_off` of these is what they keep"""
    trim: Trim | None = None
    """what is sewn onto it, that goes out with the cloth below"""
    hugs: Hugs | None = None
    """what hangs from shoulders or hips, that is drawn in as well"""
    rolls: bool = False
    """whether what stands on one place of the skin goes out as a whole, as rolls of fur and knots do"""

    @cached_property
    def mine(self) -> np.ndarray:
        """(N, 3) on the average figure."""
        return self.points if self.rows is None else self.points[self.rows]

    @cached_property
    def neighbours(self) -> np.ndarray:
        """(N, K) among themselves."""
        if self.rows is None:
            return neighbour_table(self.faces, len(self.at))
        count = int(max(self.faces.max(), self.rows.max())) + 1
        return among(self.rows, neighbour_table(self.faces, count)[self.rows])

    @cached_property
    def foot(self) -> Mix:
        """The skin under each vertex, of that of the body."""
        return Mix(self.at, self.shares)

    @cached_property
    def _around(self) -> Around:
        return Around(self.neighbours)

    @cached_property
    def _across(self) -> Around | None:
        return None if self.sides is None else Around(self.sides)

    @cached_property
    def _straight(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, Around] | None:
        """Rows that hang, how much of their way is straight away (H,), that way (3, H), and those around."""
        if self.hanging is None or not self.hanging.any():
            return None
        rows = np.flatnonzero(self.hanging)
        share = self.hanging[rows].astype(np.float32)
        away = (self.mine[rows] - self.surface.trunk) * (1.0, 1.0, 0.0)
        return rows, share, columns(unit(away)), Around(self.neighbours[rows])

    @cached_property
    def sides(self) -> np.ndarray | None:
        """(N, K) of each vertex those of the other side of the cloth or plate, None where it has one side; of hair
        those that are close, for locks give way together or they are torn to rags."""
        return other_sides(self.points, self.faces) if self.rows is None else close_by(self.mine)

    @cached_property
    def wholes(self) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
        """Vertices that are pushed with their fellows, sorted by them, where each whole starts, and of which whole each
        is; None where there are none."""
        if self.rows is not None:
            return None
        label = parts_of(self.faces, len(self.points))
        small = self._wholes(label, SMALL)
        if small.all():
            return None
        if self.rolls:
            foot = np.concatenate([label[:, None], self.at, np.rint(self.shares * 1000)], axis=1).astype(np.int64)
            sections = np.unique(foot, axis=0, return_inverse=True)[1].reshape(-1) + len(label)
            of_rolls = self._wholes(sections, ROLL) & ~small
            label, small = np.where(of_rolls, sections, label), small | of_rolls
        if not small.any():
            return None
        order = np.argsort(label, kind="stable")
        order = order[small[order]]
        number = np.unique(label[order], return_inverse=True)[1]
        return order, np.flatnonzero(np.diff(number, prepend=-1)), number

    def _wholes(self, label: np.ndarray, size: float) -> np.ndarray:
        """(N,) bool: which vertices are of three or more of one label that lie within so many metres."""
        order = np.argsort(label, kind="stable")
        starts = np.flatnonzero(np.diff(label[order], prepend=-1))
        low, high = (f.reduceat(self.points[order], starts) for f in (np.minimum, np.maximum))
        counts = np.diff(starts, append=len(order))
        found = np.zeros(len(order), bool)
        found[order] = np.repeat((np.ptp([low, high], axis=0).max(axis=1) < size) & (counts > 2), counts)
        return found

    @cached_property
    def _hem(self) -> Around | None:
        """Those around a hem that goes sideways, on both sides of the cloth, so that all of it goes one way."""
        if self.sideways is None:
            return None
        tables = [self.neighbours] if self.sides is None else [self.neighbours, self.sides]
        return Around(np.concatenate([table[self.sideways] for table in tables], axis=1))

    def on(self, base: np.ndarray, normals: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The skin's place (N, 3) under each vertex, and which way is out (N, 3)."""
        return self.foot(columns(base)).T, self.ways_out(self.foot(columns(normals))).T

    def ways_out(self, normals: np.ndarray) -> np.ndarray:
        """(3, N) of the skin's (3, N) under each vertex, of any length."""
        if self.sideways is not None:
            normals = normals.copy()
            normals[2, self.sideways] = 0.0
        out = units(normals)
        if self._hem is not None:
            for _ in range(ROUNDS):
                out[:, self.sideways] = units(np.stack([self._hem.mean(axis) for axis in out]))
        if self._straight is not None:
            rows, share, away, _ = self._straight
            out[:, rows] = units((1.0 - share) * out[:, rows] + share * away)
        if self.wholes is not None:
            order, starts, number = self.wholes
            out[:, order] = units(np.add.reduceat(out[:, order], starts, axis=1))[:, number]
        return out

    def heights_of(self, points: np.ndarray, base: np.ndarray, normals: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How high (N,) metres points (N, 3) stand above the skin below them, and which way (N, 3) is out."""
        foot, out = self.on(base, normals)
        return np.einsum("nd,nd->n", points - foot, out), out

    def _spread(self, lack: np.ndarray, folds: bool) -> np.ndarray:
        """Metres (N,) to be pushed, at most FURTHEST, passing on to the vertices around and to the other side. folds:
        whether it lies on a cloth with folds, over whose ridges it goes straight"""
        lack = np.clip(lack, 0.0, FURTHEST).astype(np.float32)
        if not lack.any():
            return lack
        across = self._across
        if across is not None:
            lack = across.largest(lack)
        if folds and self._straight is not None:
            rows, _, _, around = self._straight
            lack[rows] = around.largest(lack)
        for _ in range(FOLDED if folds or self.sideways is not None else ROUNDS):
            lack = np.maximum(lack, self._around.mean(lack))
        if across is not None:
            for _ in range(_SHARED):
                lack = across.largest(lack)
        if self.wholes is not None:
            order, starts, number = self.wholes
            lack[order] = np.maximum.reduceat(lack[order], starts)[number]
        return lack

    def pushed(
        self,
        points: np.ndarray,
        base: np.ndarray,
        normals: np.ndarray,
        over: Sequence[tuple[Over, np.ndarray, np.ndarray]] = (),
    ) -> np.ndarray:
        """The piece (M, 3) as far out as it must be, smoothly.

        over: what it lies over, with the metres (A,) that it keeps from that, and the vertices (L, 3) of that."""
        foot, out = self.foot(columns(base)), self.ways_out(self.foot(columns(normals)))
        below = [(pair, gap, columns(lower)) for pair, gap, lower in over]
        return self.lifted(columns(points), foot, out, below).T

    def lifted(
        self,
        points: np.ndarray,
        foot: np.ndarray,
        out: np.ndarray,
        over: Sequence[tuple[Over, np.ndarray, np.ndarray]],
    ) -> np.ndarray:
        """As `pushed`, all axis by axis, the piece (3, M), with the skin's place (3, N) as `foot` gives it and the ways
        out (3, N)."""
        mine = points if self.rows is None else points.take(self.rows, axis=1)
        lack = self.stand_off - dots(mine - foot, out)
        for pair, gap, lower in over:
            some = pair.upper
            ahead = pair.ahead(mine.take(some, axis=1), out.take(some, axis=1), lower)
            lack[some] = np.maximum(lack[some], ahead + gap)
        thin = None if self.cords is None else self.cords.moved(lack[self.cords.rows])
        drawn = None if self.hugs is None else self.hugs.drawn(lack)
        lack = self._spread(lack, any(pair.folds for pair, *_ in over))
        if self.cords is not None:
            lack[self.cords.rows] = thin
        if self.hugs is not None and drawn is not None:
            rows = self.hugs.rows
            lack[rows] = np.where(lack[rows] > 0.0, lack[rows], drawn)
        if self.trim is not None:
            self.trim.along(lack)
        if not lack.any():
            return points
        mine = mine + lack * out
        if self.rows is None:
            return mine
        points = points.copy()
        points[:, self.rows] = mine
        return points
