"""What hangs around a skirt in single strands or in pleats."""

from __future__ import annotations

import numpy as np

from .canvas import Canvas
from .skirt import Skirt


def around(c: Canvas, made: Skirt, first: int = 0) -> np.ndarray:
    """(S, S) radians around the body of what hangs on a skirt whose vertices begin at `first`; elsewhere any."""
    turn = np.zeros(len(c.cloth.points))
    turn[first : first + made.turn.size] = made.turn.reshape(-1)
    turn = turn[c.cloth.source]
    return np.arctan2(c.of(np.sin(turn)), c.of(np.cos(turn)))


def paint_strands(
    c: Canvas, turn: np.ndarray, count: int, where: np.ndarray | float = 1.0, deep: float = 0.35, seed: int = 5
) -> None:
    """Strands side by side, `count` around the body, each as light as chance has it, dark between them."""
    place = (turn / (2 * np.pi)) % 1.0 * count
    light = np.random.default_rng(seed).uniform(0.0, 1.0, count)[place.astype(int) % count]
    between = np.abs(place % 1.0 - 0.5) * 2
    c.shade *= 1 - where * (deep * between**2 + 0.5 * deep * light)
    c.height += 0.003 * where * (1 - between**2)


def ragged(made: Skirt, points: np.ndarray, most: float, seed: int = 5) -> np.ndarray:
    """points (R, C, 3) of a skirt with its columns longer and shorter by up to `most` metres at the hem."""
    rng = np.random.default_rng(seed)
    longer = rng.uniform(-1.0, 1.0, points.shape[1]) * most
    moved = points.copy()
    moved[..., 2] -= longer * (made.fall / made.fall.max()) ** 2
    return moved
