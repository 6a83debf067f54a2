"""Straps, shoulders of vests and coats, the cloth around the neck and the waists of trousers and skirts lie on what is
below them, for they hang from it.

Other cloth is only pushed out of what it would sink into; on shoulders that slope more than those that it was made on
it would stand in the air, and around a slimmer waist as a shelf.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .columns import Around
from .surface import Surface, among

LEVEL = 0.45, 0.75  # of its way out that goes up, between which cloth comes to lie on what is below
WIDE = 0.21, 0.27  # metres from the middle, between which it ceases to
ABOVE = 0.04  # metres off the skin, beyond which it is made to stand: collars and wings
BELOW_CHIN = 0.30  # metres down to which there are shoulders
GAP = 0.004  # metres that it keeps, where it was not made closer
WAIST = 0.035, 0.090  # metres below the upper border of trousers or a skirt, between which they cease to
_SMOOTH = 4  # rounds
_TURN = 48  # directions around in which the upper border is told


@dataclass(frozen=True, eq=False)
class Hugs:
    """rows: (H,) vertices that hang from shoulders or hips; share: (H,) how much each; more: (H,) metres that each is
    to keep beyond the least; around: those around each, among themselves; sides: those of the other side"""

    rows: np.ndarray
    share: np.ndarray
    more: np.ndarray
    around: Around
    sides: Around | None

    def drawn(self, lack: np.ndarray) -> np.ndarray:
        """(H,) metres to go out, negative, of what each of all vertices (N,) lacks to lie as close as it may."""
        room = np.minimum(lack[self.rows] + self.more, 0.0) * self.share
        if self.sides is not None:
            room = self.sides.largest(room)
        drawn = room
        for _ in range(_SMOOTH):
            drawn = np.maximum(self.around.mean(drawn), room)
        return drawn


def on_shoulders(points: np.ndarray, out: np.ndarray, height: np.ndarray, surface: Surface) -> np.ndarray:
    """(N,) how much each of points (N, 3) on the average figure hangs from shoulders; out: (N, 3); height: (N,) metres
    above the skin"""
    level, beside = out[:, 2], np.abs(points[:, 0])
    share = np.clip((level - LEVEL[0]) / (LEVEL[1] - LEVEL[0]), 0.0, 1.0)
    share *= np.clip((WIDE[1] - beside) / (WIDE[1] - WIDE[0]), 0.0, 1.0)
    share[(height > ABOVE) | (points[:, 2] < surface.chin - BELOW_CHIN)] = 0.0
    return share


def on_hips(points: np.ndarray) -> np.ndarray:
    """(N,) how much each of points (N, 3) of trousers or a skirt belongs to its waist."""
    ahead = points[:, :2] - points[points[:, 2] > points[:, 2].max() - WAIST[1], :2].mean(axis=0)
    turn = np.rint(np.arctan2(ahead[:, 1], ahead[:, 0]) * (_TURN / (2 * np.pi))).astype(int) % _TURN
    top = np.full(_TURN, -np.inf)
    np.maximum.at(top, turn, points[:, 2])
    top = np.maximum.reduce([np.roll(top, k) for k in (-1, 0, 1)])
    return np.clip((WAIST[1] - top[turn] + points[:, 2]) / (WAIST[1] - WAIST[0]), 0.0, 1.0)


def hugs_of(
    points: np.ndarray, share: np.ndarray, height: np.ndarray, stand_off: np.ndarray | float,
    neighbours: np.ndarray, sides: np.ndarray | None,
) -> Hugs | None:  # fmt: skip
    """Of a piece (N, 3) on the average figure, `height` (N,) metres above the skin, of which a share (N,) lies itself;
    neighbours, sides: (N, K). None where nothing of it does."""
    rows = np.flatnonzero(share)
    if not len(rows):
        return None
    more = np.maximum(np.minimum(height, GAP) - stand_off, 0.0)
    across = None
    if sides is not None:  # only what is straight below, for a strap bends
        away = np.linalg.norm(points[sides[rows]] - points[rows][:, None], axis=2)
        away[sides[rows] == rows[:, None]] = np.inf
        nearest = np.take_along_axis(sides[rows], away.argmin(axis=1)[:, None], axis=1)
        across = Around(among(rows, np.concatenate([rows[:, None], nearest], axis=1)))
    return Hugs(
        rows,
        share[rows].astype(np.float32),
        np.broadcast_to(more, len(points))[rows].astype(np.float32),
        Around(among(rows, neighbours[rows])),
        across,
    )
