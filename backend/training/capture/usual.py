"""The usual face: what the detector finds on still heads that look straight ahead, and which points move little."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from backend.capture.aligned import Usual, aligned
from backend.capture.found import Found
from backend.capture.inner_features import InnerAxes
from backend.landmarks.faces.face import CORNERS

from .renders import STILL, Acted

TO_PICTURE = np.array(((1.0, 0.0, 0.0), (0.0, 0.0, -1.0), (0.0, 1.0, 0.0)))
"""the world's axes in the picture's: x to the right, y down, z away"""
ROUNDS = 4
STIFF = 0.02
"""units that even the stillest point is off"""


def found_in(head: Acted, axes: InnerAxes | None = None) -> Found:
    """axes: that make few of the inner numbers; without them none are kept."""
    inner = axes.short(head.inner) if axes is not None else np.zeros((len(head.points), 0), np.float32)
    return Found(head.points, head.lids, head.irises, inner)


def usual_of(heads: Sequence[Acted]) -> Usual:
    still = [
        (head.points[row], head.turns[row])
        for head in heads
        for row in np.flatnonzero((head.frames < STILL) & ~head.mirrored)
    ]
    points = np.stack([_upright(points, turn) for points, turn in still]).mean(0)
    mirror = _mirror(points)
    points = (points + points[mirror] * (-1, 1, 1)) / 2
    usual = Usual(points.astype(np.float32), np.ones(len(points), np.float32), mirror)
    for _ in range(ROUNDS):
        moved = np.concatenate([_moved(head, usual) for head in heads])
        off = np.sqrt((moved**2).sum(-1).mean(0))
        off = (off + off[mirror]) / 2
        weights = 1 / (off**2 + STIFF**2)
        usual = Usual(usual.points, (weights / weights.max()).astype(np.float32), mirror)
    return usual


def _upright(points: np.ndarray, turn: np.ndarray) -> np.ndarray:
    """Points (468, 3) of a head turned back by its true turn, the middle of the eyes at 0, their distance 1."""
    back = points.astype(np.float64) @ (TO_PICTURE @ turn @ TO_PICTURE.T)
    left, right = (back[list(corners)].mean(0) for corners in CORNERS)
    return (back - (left + right) / 2) / np.linalg.norm(left - right)


def _mirror(points: np.ndarray) -> np.ndarray:
    """(468,) the point on the other side of the face: two that are each other's nearest, or a point itself."""
    far = np.linalg.norm(points[:, None] * (-1, 1, 1) - points[None], axis=2)
    nearest = far.argmin(1)
    out = np.arange(len(points))
    pairs = nearest[nearest] == out
    out[pairs] = nearest[pairs]
    return out


def _moved(head: Acted, usual: Usual) -> np.ndarray:
    """(N, 468, 3) how far the points of a head lie from where they are at rest."""
    points = aligned(found_in(head), usual).points[~head.mirrored]
    return points - points[head.frames[~head.mirrored] < STILL].mean(0)
