"""Hair and beards in other lengths: how far each vertex of one goes when it is worn longer or fuller."""

from __future__ import annotations

import numpy as np

from .growing import pushed_out
from .head import Head

CHIN = -0.115
"""metres over the eyes, below which what hangs is drawn out"""
_LEAST, _MOST = 0.003, 0.015
"""metres that drawn-out hair keeps from the skin, by how far from it it was"""


def drawn_out(head: Head, points: np.ndarray, by: float, begin: float = CHIN) -> np.ndarray:
    """(N, 3) metres that are added to points (N, 3) for the lowest to hang `by` metres lower, all below `begin` evenly
    drawn out, and still before or behind the body that they fall over."""
    low = np.maximum(begin - head.local(points)[:, 2], 0.0)
    moved = points.copy()
    moved[:, 2] -= by * low / max(float(low.max()), 1e-6)
    hangs = low > 0
    out, _ = head.skin.distance(points[hangs])
    moved[hangs] = pushed_out(head.skin, moved[hangs], np.clip(out, _LEAST, _MOST))
    return (moved - points).astype(np.float32)


def widened(head: Head, points: np.ndarray, aside: float, ahead: float, begin: float = CHIN) -> np.ndarray:
    """(N, 3) metres that are added to a beard's points (N, 3) for it to be fuller: so many times wider, and so many
    metres ahead where it is fullest."""
    p = head.local(points)
    share = np.clip((begin + 0.05 - p[:, 2]) / 0.09, 0, 1)
    share = share * share * (3 - 2 * share)
    step = np.zeros_like(points)
    step[:, 0] = aside * share * p[:, 0]
    step[:, 1] = -ahead * share * np.clip(1 - (p[:, 0] / 0.09) ** 2, 0.2, 1)
    return step.astype(np.float32)
