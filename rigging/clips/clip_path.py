"""A clip that goes along a curve on the ground, facing as it did beside its way."""

from __future__ import annotations

import numpy as np

from .clip import Clip
from .clip_space import about_z, ground_path
from .contacts import smoothed

SHORTEST = 0.3
"""metres; a clip that goes no further is not bent"""
_SAMPLES = 400
_STEADY = 0.25
"""seconds over which the turning is smoothed"""


def along(clip: Clip, points: np.ndarray) -> Clip:
    """points: (P, 2) metres on the ground, P at least 2: the curve through them begins at the first of them.

    The clip goes as far as the curve is long. Raises ValueError where the clip or the curve goes nowhere.
    """
    curve = _through(np.asarray(points, np.float64))
    length = _lengths(curve)
    path = ground_path(clip)
    gone = _lengths(path[:, :2])
    if gone[-1] < SHORTEST or length[-1] < SHORTEST:
        raise ValueError("a way is only followed by a clip that goes somewhere, along a curve of some length")
    at = gone / gone[-1] * length[-1]
    wanted = np.stack([np.interp(at, length, curve[:, axis]) for axis in range(2)], axis=1)
    turn = np.unwrap(_direction(wanted) - _direction(path[:, :2]))
    turn = smoothed(turn, _STEADY * clip.fps)
    spin = about_z(turn)
    turned, _ = clip.deltas
    hips = clip.hips().copy()
    beside = hips[:, :2] - path[:, :2]
    hips[:, :2] = wanted + np.einsum("nab,nb->na", spin[:, :2, :2], beside)
    return clip.of_world(spin[:, None] @ turned, hips)


def _through(points: np.ndarray) -> np.ndarray:
    """(M, 2) a smooth curve through (P, 2) points (Catmull-Rom)."""
    if len(points) < 2:
        raise ValueError("a curve has at least two points")
    ends = np.concatenate((2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]))
    times = np.linspace(0.0, len(points) - 1, _SAMPLES)
    piece = np.minimum(times.astype(int), len(points) - 2)
    t = (times - piece)[:, None]
    a, b, c, d = (ends[piece + k] for k in range(4))
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)


def _lengths(curve: np.ndarray) -> np.ndarray:
    return np.concatenate(([0.0], np.cumsum(np.linalg.norm(np.diff(curve, axis=0), axis=1))))


def _direction(path: np.ndarray) -> np.ndarray:
    """(N,) radians whereto (N, 2) goes; where it stands, as before."""
    step = np.gradient(path, axis=0)
    slow = np.linalg.norm(step, axis=1) < 0.1 * np.linalg.norm(step, axis=1).max()
    angles = np.arctan2(step[:, 1], step[:, 0])
    moving = np.flatnonzero(~slow)
    nearest = moving[np.abs(np.arange(len(path))[:, None] - moving).argmin(axis=1)]
    return np.unwrap(angles[nearest])
