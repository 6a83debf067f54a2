"""Two-bone inverse kinematics: a limb bends in its own plane until its end is where it should be."""

from __future__ import annotations

import numpy as np

from ..rotations import crosses, turns, unit

FARTHEST = 0.9995
"""share of its length to which a limb is stretched"""


def reached(
    start: np.ndarray, middle: np.ndarray, end: np.ndarray, goal: np.ndarray, hinge: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """How upper and lower part (N, 3, 3) of a limb have to turn in the world for its end to come to `goal`.

    start, middle, end: (N, 3) its joints now; goal: (N, 3); hinge: (N, 3) the axis about which a positive turn bends
    the limb as it may bend, which counts where the limb is straight. What cannot be reached is pointed at.
    """
    upper, lower = middle - start, end - middle
    a, b = np.linalg.norm(upper, axis=-1), np.linalg.norm(lower, axis=-1)
    goal_way = goal - start
    reach = np.clip(np.linalg.norm(goal_way, axis=-1), np.abs(a - b) * 1.001 + 1e-6, (a + b) * FARTHEST)
    across = crosses(upper, lower)
    hinge = unit(hinge)
    size = np.linalg.norm(across, axis=-1)
    straight = np.clip(1.0 - size / np.maximum(a * b, 1e-12) / 0.15, 0.0, 1.0)[:, None]
    across = across / np.maximum(size, 1e-12)[:, None]
    axis = unit((1.0 - straight) * across + straight * hinge)
    # a limb that bends backwards a little keeps its own side
    now = np.arctan2((crosses(upper, lower) * axis).sum(-1), (upper * lower).sum(-1))
    wanted = np.arccos(np.clip((reach**2 - a**2 - b**2) / (2.0 * a * b), -1.0, 1.0))
    bend = about(axis, wanted - now)
    bent_end = upper + np.einsum("nab,nb->na", bend, lower)
    aim = turns(unit(bent_end), unit(goal_way))
    return aim, aim @ bend


def about(axis: np.ndarray, angle: np.ndarray) -> np.ndarray:
    """Rotations (N, 3, 3) about unit vectors (N, 3) by radians (N,)."""
    x, y, z = axis.T
    zero = np.zeros(len(axis))
    skew = np.stack((zero, -z, y, z, zero, -x, -y, x, zero), axis=-1).reshape(-1, 3, 3)
    s, c = np.sin(angle)[:, None, None], np.cos(angle)[:, None, None]
    return np.eye(3) + s * skew + (1.0 - c) * (skew @ skew)
