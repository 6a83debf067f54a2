"""What lies over both shoulders and hangs from them all around: ponchos, shawls, capelets.

A grid of columns around the neck, each a line that falls over shoulder, breast and upper arm and then straight down,
no nearer to the middle again, as cloth does that is not drawn in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter, gaussian_filter1d
from scipy.spatial import KDTree

from .cloth import Cloth
from .drape import hull
from .ground import Ground, smooth
from .skirt import Skirt, sew_skirt

_STEP = 0.01
_TURNS = 72
_DEEPEST = 0.85
"""metres below the shoulders to which a mantle may hang"""


@dataclass(frozen=True, eq=False)
class Mantle:
    """cloth: panels 0 (in front) and 1 (behind), still without hems; upper, lower: its borders, which are one where
    it is open; turn, fall: (R, C) radians from the middle of the back, metres along the cloth from the neck."""

    cloth: Cloth
    upper: np.ndarray
    lower: np.ndarray
    turn: np.ndarray
    fall: np.ndarray


def mantle(
    g: Ground,
    length: Callable[[np.ndarray], np.ndarray],
    neck: float = 0.085,
    ease: float = 0.014,
    tent: float = 0.75,
    rows: int = 14,
    columns: int = 64,
    gap: int = 0,
    waves: tuple[int, float] = (9, 0.012),
) -> Mantle:
    """length: metres of cloth (C,) at each turn (C,) in radians from the middle of the back by the figure's left; neck:
    metres of the opening's half width; tent: how much of the hollows beside the arms it bridges, 0 to 1; gap: columns
    that are missing on both sides of the middle front; waves: how many folds at the hem, and how deep."""
    turn = np.arange(columns) / columns * 2 * np.pi
    centre = np.array((0.0, float(g.joint["Neck"][1]) + 0.012))
    top = float(g.joint["Neck"][2]) + 0.01
    levels = top - _STEP * np.arange(int(_DEEPEST / _STEP) + 1)
    table = _radii(g, centre, levels, tent) + ease
    table = np.maximum(table, neck)
    column = np.stack([np.interp(turn, _angles(), row, period=2 * np.pi) for row in table])
    way = np.stack([np.sin(turn), np.cos(turn)], axis=1)
    points = np.zeros((rows, columns, 3))
    wanted = length(turn)
    fall = np.linspace(0, 1, rows)[:, None] * wanted
    for k in range(columns):
        line = np.c_[column[:, k], levels]
        inner = np.linspace(min(neck, line[0, 0]), line[0, 0], 4, endpoint=False)
        line = np.concatenate([np.c_[inner, np.full(4, top + 0.004)], line])
        along = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))]
        radius, height = (np.interp(fall[:, k], along, line[:, j]) for j in range(2))
        wave = np.cos(waves[0] * turn[k] + 0.6 * np.sin(3 * turn[k])) * waves[1] * (fall[:, k] / 0.5) ** 1.5
        points[:, k, :2] = centre + way[k] * (radius + np.maximum(wave, 0.0))[:, None]
        points[:, k, 2] = height
    corners, shares = _places(g, points)
    flat = np.broadcast_to(turn, (rows, columns))
    cloth = Cloth(g)
    upper, lower = sew_skirt(cloth, Skirt(g, points, points, corners, shares), points, 0, gap)
    return Mantle(cloth, upper, lower, flat, fall)


def _angles() -> np.ndarray:
    return (np.arange(_TURNS) + 0.5) / _TURNS * 2 * np.pi


def _radii(g: Ground, centre: np.ndarray, levels: np.ndarray, tent: float) -> np.ndarray:
    """(L, 72) metres from the middle that cloth lies at each level and turn."""
    skin = g.base[g.skin & (g.arm < g.wrist - 0.05) & (g.share["leg"] < 0.2) & (g.base[:, 2] < levels[0])]
    flat = skin[:, :2] - centre
    radius, turn = np.linalg.norm(flat, axis=1), np.arctan2(flat[:, 0], flat[:, 1]) % (2 * np.pi)
    row = np.rint((levels[0] - skin[:, 2]) / _STEP).astype(int)
    column = (turn / (2 * np.pi) * _TURNS).astype(int) % _TURNS
    table = np.full((len(levels), _TURNS), 0.05)
    for shift in (-1, 0, 1):
        for down in (-1, 0, 1):
            at = (row + down).clip(0, len(levels) - 1)
            np.maximum.at(table, (at, (column + shift) % _TURNS), radius)
    for k in range(1, len(table)):
        table[k] = np.maximum(table[k], table[k - 1])
    table = (1 - tent) * table + tent * np.stack([hull(one) for one in table])
    table = gaussian_filter1d(gaussian_filter(table, (2.0, 0.0), mode="nearest"), 1.6, axis=1, mode="wrap")
    return np.maximum.accumulate(table, axis=0)


def _places(g: Ground, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(R, C, 3) corners and shares: of trunk and arm, going over from one to the other across the shoulder."""
    base = np.nan_to_num(g.base)
    flat = points.reshape(-1, 3)
    trunk = np.flatnonzero(g.skin & (g.share["arm"] < 0.1) & (g.share["leg"] < 0.5) & (g.share["head"] < 0.6))
    corners, shares = np.zeros((len(flat), 3), int), np.zeros((len(flat), 3))
    away, near = KDTree(base[trunk]).query(flat, k=2)
    two = 1 / (away + 0.01)
    two /= two.sum(axis=1, keepdims=True)
    shoulder = float(g.joint["LeftArm"][0])
    over = smooth(np.abs(flat[:, 0]), 0.75 * shoulder, shoulder + 0.13)
    corners[:, :2], shares[:, :2] = trunk[near], two * (1 - over[:, None])
    for sign in (1, -1):
        here = flat[:, 0] * sign > 0
        arm = np.flatnonzero(g.skin & (g.share["arm"] > 0.6) & (g.arm < g.wrist) & (base[:, 0] * sign > 0))
        corners[here, 2] = arm[np.asarray(KDTree(base[arm]).query(flat[here])[1])]
    shares[:, 2] = over
    return corners.reshape(*points.shape[:2], 3), shares.reshape(*points.shape[:2], 3)
