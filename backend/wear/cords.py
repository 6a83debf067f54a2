"""Chains, cords and straps lie as close on every shape, and on whatever is below them, as they were made to lie.

Other cloth is only pushed out of what it would sink into. What is thin is drawn in as well: each bead as a whole, a
cord by its cross-section.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import KDTree

from .columns import Around
from .parts import SMALL, parts_of, thin_parts
from .surface import among, neighbour_table

FURTHEST = 0.035  # metres from the skin to which a thin part may reach and still be one that lies on it
TOUCHES = 0.015  # metres from the skin within which some of it lies; what is made to hang further off stays there
LIES = -0.002, 0.004  # metres above what is below it that the underside of a cord may be made to lie
_SEEN = 0.001  # metres above what is below it that the upper side of a part is at least
_ACROSS = 3  # edges from one side of a cord to the other
_NEAR = 0.06  # metres around a vertex within which a cord shows which way it runs
_LOOKED_AT = 40  # vertices there, at most
_ALONG = 0.5  # of an edge that runs along the cord, from which on it does not go from side to side
_SMOOTH = 4  # rounds in which it comes to bend gently


@dataclass(frozen=True, eq=False)
class Cords:
    """rows: (C,) vertices of the piece that belong to thin parts; gap: (C,) float32 metres that the underside of the
    cord or bead is made to be above what is below it; around: those around each, among themselves; across: the same
    of its cross-section alone; beads: as places among the rows those of small parts, sorted by them, where each part
    starts, and of which part each is"""

    rows: np.ndarray
    gap: np.ndarray
    around: Around
    across: Around
    beads: tuple[np.ndarray, np.ndarray, np.ndarray] | None

    def moved(self, lack: np.ndarray) -> np.ndarray:
        """(C,) metres to go out, or in where negative, of what each alone (C,) lacks to lie as it was made."""
        for _ in range(_ACROSS):
            lack = self.across.largest(lack)
        least = lack
        for _ in range(_SMOOTH):
            lack = np.maximum(self.around.mean(lack), least)
        if self.beads is not None:
            places, starts, number = self.beads
            lack[places] = np.maximum.reduceat(lack[places], starts)[number]
        return lack


def cords_of(points: np.ndarray, height: np.ndarray, faces: np.ndarray) -> Cords | None:
    """Of a piece (N, 3) on the average figure, whose vertices are `height` (N,) metres above the skin; None where it
    has no thin parts that lie on it."""
    thin = thin_parts(points, faces)
    if not thin.any():
        return None
    label = parts_of(faces, len(points))
    highest, lowest = np.full(len(points), -np.inf), np.full(len(points), np.inf)
    np.maximum.at(highest, label, height)
    np.minimum.at(lowest, label, height)
    rows = np.flatnonzero(thin & (highest[label] < FURTHEST) & (lowest[label] < TOUCHES))
    if not len(rows):
        return None
    table = among(rows, neighbour_table(faces, len(points))[rows])
    beads = _beads(points[rows], label[rows])
    around, across = Around(table), Around(_across(points[rows], label[rows], table))
    under = Cords(rows, np.zeros(0), around, across, beads).moved(-height[rows].astype(np.float32))
    thick = (highest - lowest)[label[rows]]
    gap = np.clip(-under, np.maximum(LIES[0], _SEEN - thick), LIES[1])
    return Cords(rows, gap.astype(np.float32), around, across, beads)


def _across(points: np.ndarray, label: np.ndarray, table: np.ndarray) -> np.ndarray:
    """Of `table` (C, K), those around each of the points (C, 3), what is not along the cord; else the point itself."""
    own = np.arange(len(points))[:, None]
    near = KDTree(points).query(points, k=min(_LOOKED_AT, len(points)), distance_upper_bound=_NEAR)[1]
    near = np.where(near < len(points), near, own)
    near = np.where(label[near] == label[:, None], near, own)
    away = points[near] - points[near].mean(axis=1, keepdims=True)
    way = np.linalg.eigh(np.einsum("nki,nkj->nij", away, away))[1][:, :, 2]
    edges = points[table] - points[:, None]
    along = np.abs(np.einsum("nkd,nd->nk", edges, way))
    return np.where(along < _ALONG * np.linalg.norm(edges, axis=2), table, own)


def _beads(points: np.ndarray, label: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
    order = np.argsort(label, kind="stable")
    starts = np.flatnonzero(np.diff(label[order], prepend=-1))
    low, high = (f.reduceat(points[order], starts) for f in (np.minimum, np.maximum))
    number = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(order)))
    kept = (np.ptp([low, high], axis=0).max(axis=1) < SMALL)[number]
    if not kept.any():
        return None
    order, number = order[kept], np.unique(number[kept], return_inverse=True)[1]
    return order, np.flatnonzero(np.diff(number, prepend=-1)), number
