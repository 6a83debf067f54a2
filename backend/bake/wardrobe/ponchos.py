"""What is thrown over the shoulders: poncho, shawl."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .tailor import features, folds
from .tailor.canvas import Canvas
from .tailor.finish import MEDIUM, piece
from .tailor.ground import ground, smooth
from .tailor.hanging import below
from .tailor.mantle import Mantle, mantle

_UNDER = 0.07
"""metres from the borders within which what lies below may be seen"""


def poncho() -> Piece:
    """A woven blanket with a slit for the head, pointed in front and behind, with bands of colour and a fringe."""
    g = ground()
    made = mantle(g, lambda turn: 0.47 + 0.17 * np.abs(np.cos(turn)) ** 1.5, waves=(8, 0.010))
    cloth = made.cloth
    cloth.hem_all([made.upper, made.lower], 0.012, 0.003)

    def paint(c: Canvas) -> None:
        p = c.of(cloth.points)
        folds.soft(c, 0.8)
        fall = c.of(made.fall.reshape(-1)[_grid_of(cloth.source, made.fall.size)])
        folds.hanging_folds(c, 1.0, low=g.hip, high=g.chest + 0.1)
        end = folds.distance(c, made.lower)
        outer = c.outer * 1.0
        level = end
        for at, half in ((0.085, 0.010), (0.120, 0.016), (0.155, 0.006), (0.30, 0.008), (0.33, 0.014), (0.36, 0.005)):
            c.zone("bands", smooth(np.abs(level - at), half, half - 0.004) * outer)
        zigzag = np.abs((p[..., 0] / 0.045) % 2 - 1) * 0.026
        c.zone("zigzag", smooth(np.abs(level - 0.205 - zigzag), 0.012, 0.009) * outer)
        fringe = smooth(end, 0.050, 0.046) * outer
        strand = 0.5 + 0.5 * np.cos(2 * np.pi * (p[..., 0] + 0.7 * p[..., 1]) / 0.018)
        c.shade *= 1 - 0.55 * fringe * strand
        c.height += 0.003 * fringe * (1 - strand)
        c.zone("bands", fringe)
        c.shade *= 1 - 0.3 * smooth(fall, 0.05, 0.0)
        features.border(c, made.upper, 0.012)
        folds.inner_shade(c)

    entry = Entry(
        name="poncho",
        label="Poncho",
        slot="back",
        layer=62,
        nouns=("poncho", "serape", "blanket poncho", "ruana", "gaucho poncho"),
        tags=("western", "mexican", "andean", "folk", "travel", "male", "female", "child"),
        colours=((0.46, 0.30, 0.18), (0.52, 0.13, 0.12), (0.20, 0.32, 0.36), (0.36, 0.36, 0.30)),
        second_colour=(0.88, 0.80, 0.62),
        fabric="wool",
    )
    zones = {"bands": None, "zigzag": 0.45, "trim": None}
    return piece(cloth, entry, _hidden(made), paint, [[0, 1]], zones, size=MEDIUM)


def shawl() -> Piece:
    """A triangle folded over the shoulders, its point on the back, its ends crossed over the breast, with a fringe."""
    g = ground(gender=1.0)

    def length(turn: np.ndarray) -> np.ndarray:
        back = np.abs((turn + np.pi) % (2 * np.pi) - np.pi)
        return 0.30 + 0.30 * np.exp(-((back / 0.75) ** 2)) + 0.20 * smooth(back, 2.2, np.pi - 0.1)

    made = mantle(g, length, neck=0.080, ease=0.016, tent=0.6, gap=2, waves=(7, 0.006))
    cloth = made.cloth
    cloth.hem_all([made.upper] if made.upper is made.lower else [made.upper, made.lower], 0.012, 0.003)

    def paint(c: Canvas) -> None:
        p = c.of(cloth.points)
        folds.soft(c, 1.0)
        outer = c.outer * 1.0
        fall = c.of(made.fall.reshape(-1)[_grid_of(cloth.source, made.fall.size)])
        turn = np.arctan2(p[..., 0], p[..., 1])
        wave = np.sin(2 * np.pi * fall / 0.055 + 1.5 * np.sin(2 * turn))
        near = smooth(fall, 0.24, 0.10) * outer
        c.height += 0.0035 * wave * near
        c.shade *= 1 - 0.12 * (0.5 - 0.5 * wave) * near
        end = folds.distance(c, made.lower)
        neck = smooth(fall, 0.03, 0.06)
        fringe = smooth(end, 0.055, 0.050) * outer * neck
        strand = 0.5 + 0.5 * np.cos(2 * np.pi * (p[..., 0] + 0.6 * p[..., 1]) / 0.016)
        c.shade *= 1 - 0.6 * fringe * strand
        c.height += 0.003 * fringe * (1 - strand)
        c.zone("trim", smooth(np.abs(end - 0.066), 0.011, 0.007) * outer * neck)
        folds.inner_shade(c)

    entry = Entry(
        name="shawl",
        label="Shawl",
        slot="back",
        layer=62,
        nouns=("shawl", "wrap", "pashmina", "stole", "shoulder shawl", "fringed shawl"),
        tags=("folk", "old", "winter", "peasant", "victorian", "female"),
        colours=((0.44, 0.14, 0.18), (0.34, 0.33, 0.36), (0.22, 0.24, 0.36), (0.62, 0.54, 0.42)),
        fabric="wool",
    )
    return piece(cloth, entry, _hidden(made), paint, [[0, 1]], {"trim": 0.7}, size=MEDIUM)


def _hidden(made: Mantle) -> np.ndarray:
    g = made.cloth.ground
    skin = np.flatnonzero(g.skin & (g.share["head"] < 0.05) & (g.arm < g.elbow))
    return below(made.cloth, made.fall.size, [made.upper, made.lower], skin, _UNDER)


def _grid_of(source: np.ndarray, size: int) -> np.ndarray:
    """(N,) of each vertex the one of the grid that it is or hangs on."""
    return source.clip(0, size - 1)


MAKERS = {"poncho": poncho, "shawl": shawl}
