"""What hangs over a skirt goes along with it: an apron keeps its place on the dress below it on every build.

Both hang from the same helper, but a skirt is wide and an apron is not: on other bodies its places on the skirt would
drift, and ridges of the skirt come through its hem.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import KDTree

from .bind import nearest_places
from .columns import Around, Mix, columns
from .over import Over, on_rim
from .surface import among, unit

ROUNDS = 3
"""in which what ridges push out takes the cloth around along"""
EVEN = 3
"""in which the ways to go become even"""
RIDGES = 6
"""times that it is laid over the skirt's ridges"""
ASIDE = 0.01, 0.5
"""metres that a ridge may be beside its place, and more in each metre that it is ahead"""
HIGHEST = 0.20
"""metres that a ridge may be ahead"""


@dataclass(frozen=True, eq=False)
class Carried:
    """rows: (H,) vertices of the upper piece that go along; share: (H,) how much; lying: (A,) those that lie on the
    skirt, place: of their places on it, off: (3, A) metres that they are from these; nearest: (H,) of each row which of
    them it goes along with; around: of the rows those around each"""

    rows: np.ndarray
    share: np.ndarray
    lying: np.ndarray
    place: Mix
    off: np.ndarray
    nearest: np.ndarray
    around: Around

    def along(self, points: np.ndarray, lower: np.ndarray) -> np.ndarray:
        """The upper piece (3, N) with the skirt (3, M), axis by axis."""
        ways = self.place(lower) + self.off - points.take(self.lying, axis=1)
        ways = ways.take(self.nearest, axis=1)
        points = points.copy()
        for axis, way in zip(points, ways, strict=True):
            for _ in range(EVEN):
                way = self.around.mean(way)
            axis[self.rows] += self.share * way
        return points


def carried_by(
    points: np.ndarray, hanging: np.ndarray | None, neighbours: np.ndarray, pair: Over, lower: np.ndarray,
    lower_hangs: np.ndarray,
) -> Carried | None:  # fmt: skip
    """Of a piece (N, 3) as it lies on a lower one (M, 3), both on the average figure; None where nothing of it hangs
    over a skirt. hanging: (N,) from 0 to 1; neighbours: (N, K); lower_hangs: (M,) bool"""
    if hanging is None:
        return None
    on_skirt = (hanging[pair.upper] > 0.0) & lower_hangs[pair.corners].all(axis=1)
    on_skirt &= pair.fall == 0.0  # what hangs past its hem falls from what lies on it
    if not on_skirt.any():
        return None
    lying = pair.upper[on_skirt]
    rows = np.flatnonzero(hanging)
    place = Mix(pair.corners[on_skirt], pair.shares[on_skirt])
    off = columns(points[lying]) - place(columns(lower))
    nearest = np.asarray(KDTree(points[lying]).query(points[rows])[1])
    around = Around(among(rows, neighbours[rows]))
    return Carried(rows, hanging[rows].astype(np.float32), lying, place, off, nearest, around)


def over_ridges(
    points: np.ndarray, faces: np.ndarray, out: np.ndarray, hanging: np.ndarray, neighbours: np.ndarray,
    ridges: np.ndarray, gap: float,
) -> np.ndarray:  # fmt: skip
    """A piece (N, 3) that hangs over a skirt, as far out as it must be so that none of the skirt's vertices (R, 3)
    comes closer to its faces than `gap` metres. faces: those that look out; out: (N, 3); hanging: (N,) from 0 to 1"""
    away = (out * (1.0, 1.0, 0.0)).astype(np.float64)
    around = Around(neighbours)
    rim = on_rim(faces, len(points))
    for _ in range(RIDGES):
        corners, shares, places = nearest_places(ridges, points.astype(np.float64), faces)
        way = unit(np.einsum("nk,nkd->nd", shares, away[corners]))
        along = np.einsum("nd,nd->n", ridges - places, way)
        aside = np.linalg.norm(ridges - places - along[:, None] * way, axis=1)
        ahead = (along > -gap) & (along < HIGHEST) & (aside < ASIDE[0] + ASIDE[1] * np.maximum(along, 0.0))
        ahead &= (shares * ~rim[corners]).sum(axis=1) > 0.02
        if not ahead.any():
            break
        lack = np.zeros(len(points), np.float32)
        np.maximum.at(lack, corners[ahead].ravel(), np.repeat(along[ahead] + gap, 3).astype(np.float32))
        for _ in range(ROUNDS):
            lack = np.maximum(lack, around.mean(lack))
        points = points + (hanging * lack)[:, None] * away
    return points.astype(np.float32)
