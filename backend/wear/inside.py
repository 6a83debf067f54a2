"""What is worn below another piece goes in below it: its vertices are drawn in until none comes through.

A piece is pushed out of lower ones where its own vertices are; between them, at a hem of few folds over a skirt of
many, a lower one would still cut through it. So what it covers keeps below its faces, as far as the skin leaves room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.spatial import KDTree

from .columns import dots
from .garment import Garment
from .over import Over, covered_by

KEPT = 0.0035  # metres below the upper piece
ON_SKIN = 0.001  # metres that it keeps from the skin
FURTHEST = 0.15  # metres that a vertex goes in at most
AROUND = 0.045  # metres around its place in a hanging piece whose folds it goes in below
SAG = 0.3  # metres by which it comes out again in each past the hem of what hangs, which is lower on other bodies
_LOOKED_AT, _EACH = 25, 3  # nearest vertices there, of which one in so many is asked


@dataclass(frozen=True, eq=False)
class Inside:
    """above: place of the upper piece; under: as of the lower piece, whose vertices `upper` are below faces of it;
    folds: which of these (B,) are below what hangs free, and (K, B) vertices around their places there, all of which
    they go in below, since on other bodies the folds are elsewhere"""

    above: int
    under: Over
    folds: tuple[np.ndarray, np.ndarray] | None

    def lack(self, points: np.ndarray, out: np.ndarray, upper: np.ndarray) -> np.ndarray:
        """(A,) metres by which the vertices of the lower piece (3, M), out (3, M), are too far out below the upper one
        (3, N)."""
        rows = self.under.upper
        mine, way = points.take(rows, axis=1), out.take(rows, axis=1)
        lack = KEPT - self.under.ahead(mine, way, upper)
        if self.folds is not None:
            some, around = self.folds
            mine, way = mine.take(some, axis=1), way.take(some, axis=1)
            level, nearest = dots(mine, way), np.full(len(some), np.inf, np.float32)
            for numbers in around:
                np.minimum(nearest, dots(upper.take(numbers, axis=1), way) - level, out=nearest)
            lack[some] = np.maximum(lack[some], KEPT + self.under.fall[some] - nearest)
        return lack


def drawn_inside(
    points: np.ndarray, out: np.ndarray, foot: np.ndarray, pairs: Sequence[Inside], fitted: Sequence[np.ndarray]
) -> np.ndarray:
    """A piece (3, M) below those above it, out (3, M), the skin below it (3, M), all axis by axis."""
    too_far = np.zeros(points.shape[1], np.float32)
    for pair in pairs:
        rows = pair.under.upper
        too_far[rows] = np.maximum(too_far[rows], pair.lack(points, out, fitted[pair.above]))
    rows = np.flatnonzero(too_far > 0.0)
    if not len(rows):
        return points
    mine, way = points.take(rows, axis=1), out.take(rows, axis=1)
    room = np.maximum(dots(mine - foot.take(rows, axis=1), way) - ON_SKIN, 0.0)
    points = points.copy()
    points[:, rows] = mine - np.minimum(np.minimum(too_far[rows], FURTHEST), room) * way
    return points


def go_inside(
    garments: Sequence[Garment],
    points: Sequence[np.ndarray],
    ways: Sequence[np.ndarray],
    pairs: Sequence[tuple[int, int]],
) -> dict[int, list[Inside]]:
    """Of each lower piece, by its place, what it goes in below. points, ways: (N, 3) of each garment as it is worn on
    the average figure, and which way is out; pairs: places of an upper and a lower piece, which it lies on"""
    found: dict[int, list[Inside]] = {}
    for above, below in pairs:
        upper, lower = garments[above], garments[below]
        if upper.is_hair or lower.standing is None or lower.standing.rows is not None:
            continue
        used = np.unique(lower.piece.faces[lower.shown])
        faces = upper.piece.faces[upper.shown]
        under = covered_by(points[below], used, ways[below], points[above], faces, ways[above])
        if under is not None:
            hanging = upper.hangs[under.corners].any(axis=1)
            under = replace(under, fall=np.where(hanging, SAG, 1.0).astype(np.float32) * under.fall)
            folds = _folds(under, points[above], upper.hangs)
            found.setdefault(below, []).append(Inside(above, under, folds))
    return found


def _folds(under: Over, upper: np.ndarray, hangs: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    some = np.flatnonzero(hangs[under.corners].any(axis=1))
    if not len(some):
        return None
    places = np.einsum("nk,nkd->nd", under.shares[some], upper[under.corners[some]])
    away, near = KDTree(upper).query(places, k=min(_LOOKED_AT, len(upper)))
    near = np.where(np.asarray(away) < AROUND, near, np.asarray(near)[:, :1])
    return some, np.ascontiguousarray(near[:, ::_EACH].T, np.intp)
