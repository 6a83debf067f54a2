"""Single hairs drawn into a square of texture: where they are, how light each is, which way its round side turns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_OWN = 0.65
"""how far a hair's own roundness counts beside that of its lock"""


@dataclass(frozen=True, eq=False)
class Hairs:
    """N hairs that run down the square, all (N,); places and lengths in parts of its side, later ones over earlier."""

    x: np.ndarray
    """where each begins, from the left"""
    top: np.ndarray
    bottom: np.ndarray
    """where each ends"""
    width: np.ndarray
    """half of it, at its thickest"""
    tone: np.ndarray
    """-1 dark to 1 light"""
    slant: np.ndarray
    """how far sideways its end is from its beginning"""
    sway: np.ndarray
    waves: np.ndarray
    """how often it sways on the way"""
    phase: np.ndarray
    """radians"""
    taper: np.ndarray
    """the share of its length over which it becomes thin"""
    gather: np.ndarray
    """how far sideways its end is drawn besides, most of it in its last half"""
    facing: np.ndarray
    """-1 on the left side of the lock that it is in, which is round, to 1 on its right"""
    start: np.ndarray
    """the share of its length over which it comes to its thickness"""

    def then(self, others: Hairs) -> Hairs:
        names = self.__dataclass_fields__
        return Hairs(**{name: np.concatenate([getattr(self, name), getattr(others, name)]) for name in names})


def hairs(count: int, **values: np.ndarray | float) -> Hairs:
    """`count` of them; what is not said is 0, straight and tapering over a third."""
    usual = dict.fromkeys(Hairs.__dataclass_fields__, 0.0)
    said = usual | {"bottom": 1.0, "taper": 0.35, "start": 0.05} | values
    return Hairs(**{k: np.broadcast_to(np.asarray(v, float), count).copy() for k, v in said.items()})


@dataclass(frozen=True, eq=False)
class Drawn:
    """(H, W) float32 each."""

    alpha: np.ndarray
    tone: np.ndarray
    """-1 dark to 1 light"""
    across: np.ndarray
    """-1 where a hair turns to the left, 1 where it turns to the right"""
    along: np.ndarray
    """0 at a hair's beginning to 1 at its end"""


def draw(of: Hairs, size: int) -> Drawn:
    """The hairs over one another, smoothed at their edges."""
    alpha, tone, across, along = (np.zeros((size, size), np.float32) for _ in range(4))
    for k in range(len(of.x)):
        first, last = int(of.top[k] * size), int(np.ceil(of.bottom[k] * size))
        rows = np.arange(max(first, 0), min(last, size))
        if not len(rows):
            continue
        share = np.clip((rows + 0.5 - of.top[k] * size) / max((of.bottom[k] - of.top[k]) * size, 1e-6), 0, 1)
        turn = 2 * np.pi * of.waves[k] * share + of.phase[k]
        middle = size * (of.x[k] + of.slant[k] * share + of.sway[k] * share**0.5 * (np.sin(turn) - np.sin(of.phase[k])))
        middle = middle + size * of.gather[k] * share**2.2
        # a hair that runs sideways is wider along a row
        lean = np.abs(np.gradient(middle)) if len(rows) > 1 else 0.0
        thick = of.width[k] * size * np.clip((1 - share) / of.taper[k], 0.0, 1.0) ** 0.7 * np.sqrt(1 + np.square(lean))
        thick = thick * np.clip(0.2 + 0.8 * share / of.start[k], 0.0, 1.0)
        reach = int(np.ceil(thick.max() + 1))
        columns = np.floor(middle).astype(int)[:, None] + np.arange(-reach, reach + 1)
        away = columns + 0.5 - middle[:, None]
        cover = np.clip(thick[:, None] + 0.5 - np.abs(away), 0, np.minimum(1, 2 * thick[:, None])).astype(np.float32)
        inside = (columns >= 0) & (columns < size) & (cover > 0)
        r, c = np.broadcast_to(rows[:, None], columns.shape)[inside], columns[inside]
        cover = cover[inside]
        alpha[r, c] += cover * (1 - alpha[r, c])
        side = np.clip(away / np.maximum(thick[:, None], 0.5), -1, 1)[inside]
        side = np.clip(_OWN * side + of.facing[k], -1, 1)
        for buffer, value in (
            (tone, of.tone[k]),
            (across, side),
            (along, np.broadcast_to(share[:, None], columns.shape)[inside]),
        ):
            buffer[r, c] += cover * (value - buffer[r, c])
    return Drawn(alpha, tone, across, along)
