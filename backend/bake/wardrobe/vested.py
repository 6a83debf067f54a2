"""A shirt with a waistcoat over it, for below a coat: what is seen of both between its fronts."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .tailor import collars, features, folds, pattern
from .tailor.canvas import Canvas
from .tailor.finish import loosened
from .tailor.ground import ground, smooth
from .tailor.shapes import gathered, shirt_shape
from .tailor.top import sewn_top, top_piece, top_sheet

_DEEP, _WIDE = 0.175, 0.072
"""how far below the throat the waistcoat's neckline ends, and its half width there where the collar is, in metres"""


def vested_shirt() -> Piece:
    g = ground()
    foot = g.throat - _DEEP
    wide = 0.80 * float(g.joint["LeftArm"][0])
    sheet = top_sheet(g, pattern.collar_line(g, 0.070, 0.034, 0.002), g.wrist - 0.005, pattern.level(g, g.hip - 0.02))
    points = shirt_shape(sheet, 0.006, 0.010, 0.25)
    points = gathered(sheet, points, cuffs=0.05, hem=0.0, tight=0.008)
    cloth, loops, neck = sewn_top(sheet, points)
    edge = collars.shirt_collar(cloth, neck, 4)
    cloth.hem_all(loops, but=neck)

    def paint(c: Canvas) -> None:
        folds.soft(c, 0.6)
        folds.armpit_folds(c, 0.5)
        folds.elbow_folds(c, 0.8)
        features.placket(c, 0.016, foot, g.throat - 0.012, step=0.088)
        features.cuffs(c, 0.058)
        features.shadow_of(c, edge, (0, 1), (5,))
        p = c.of(cloth.points)
        slope = (p[..., 2] - foot) * _WIDE / _DEEP
        # metres inside the waistcoat's borders: beside the neckline, in front of the armhole
        beside = np.where(p[..., 1] < 0.0, np.abs(p[..., 0]) - slope.clip(0), 1.0)
        armhole = wide + 2.0 * (g.chest - p[..., 2]).clip(0)
        inside = np.minimum(beside, armhole - np.abs(p[..., 0]))
        trunk = (c.panel(0) + c.panel(1)) * c.outer * (p[..., 2] < g.throat + 0.03)
        c.zone("vest", smooth(inside, -0.0015, 0.0015) * trunk)
        c.height += 0.0030 * smooth(inside, -0.002, 0.003) * trunk
        c.shade *= 1 - 0.35 * np.exp(-(((inside + 0.004) / 0.006) ** 2)) * trunk * (inside < 0)
        features.opening(c, 0.0, foot + 0.01, np.linspace(foot - 0.03, g.hip + 0.075, 5))
        front = features.front(c)
        features.welt(c, 0.085, g.waist - 0.04, 0.045, -0.12, front)
        features.welt(c, 0.085, g.chest - 0.02, 0.04, -0.12, front)

    entry = Entry(
        name="vested_shirt",
        label="Shirt and waistcoat",
        slot="top",
        layer=30,
        nouns=("shirt and waistcoat", "shirt with a waistcoat", "shirt and vest"),
        tags=("formal", "business", "historic", "male", "female"),
        colours=((0.88, 0.88, 0.86),),
        second_colour=(0.20, 0.21, 0.24),
    )
    return top_piece(
        cloth,
        sheet,
        entry,
        paint,
        {"stitches": 0.85, "vest": None, "buttons": (0.62, 0.58, 0.50)},
        loosened(cloth, sheet),
    )


MAKERS = {"vested_shirt": vested_shirt}
