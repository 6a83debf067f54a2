"""The blouse of a sailor: a broad square collar on the back, its front drawn to a point, a knotted cloth below it."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .tailor import features, folds, pattern
from .tailor.canvas import Canvas
from .tailor.finish import loosened
from .tailor.ground import ground, smooth
from .tailor.shapes import gathered, shirt_shape
from .tailor.top import hemmed_top, top_piece, top_sheet

DEEP = 0.150
"""metres from the pit of the throat to the point of the collar"""


def sailor_blouse() -> Piece:
    g = ground()
    sheet = top_sheet(
        g, pattern.collar_line(g, 0.078, 0.085, 0.004, 1.1), g.wrist - 0.010, pattern.level(g, g.hip - 0.01)
    )
    points = shirt_shape(sheet, 0.007, 0.012, 0.12)
    points = gathered(sheet, points, cuffs=0.04, hem=0.03, tight=0.008)
    # the collar stands proud of the cloth below it
    x, y, z = sheet.skin.T
    on = _collar(np.abs(x), y, z, g.throat)
    points = points + sheet.normals * (0.006 * smooth(on, 0.0, 0.012))[:, None]
    cloth, loops, neck = hemmed_top(sheet, points)

    def paint(c: Canvas) -> None:
        folds.top_folds(c, 0.8)
        p = c.of(cloth.points)
        away = _collar(np.abs(p[..., 0]), p[..., 1], p[..., 2], g.throat)
        body = c.outer * c.panel(0, 1) * 1.0
        c.zone("collar", smooth(away, -0.001, 0.001) * body)
        c.zone("braid", (np.abs(away - 0.012) < 0.0028) * body)
        c.zone("braid", (np.abs(away - 0.021) < 0.0028) * body)
        c.shade *= 1 - 0.45 * np.exp(-(((away + 0.004) / 0.006) ** 2)) * (away < 0) * body
        c.height += 0.003 * smooth(away, -0.001, 0.002) * body
        end, here = features.sleeve(c)
        c.zone("collar", smooth(end, 0.046, 0.044) * here)
        for at in (0.014, 0.026):
            c.zone("braid", (np.abs(end - at) < 0.0026) * here)
        front = features.front(c) * (p[..., 1] < 0)
        _scarf(c, front, g.throat - DEEP + 0.012)
        for loop in loops:
            if loop is not neck:
                folds.border_stitches(c, loop, (0.016,), 0.0006)

    entry = Entry(
        name="sailor_blouse", label="Sailor blouse", slot="top", layer=30,
        nouns=("sailor blouse", "sailor shirt", "middy blouse", "sailor top", "sailor suit", "sailor collar",
               "seifuku", "navy jumper"),
        tags=("sailor", "navy", "school", "anime", "victorian", "male", "female", "child"),
        colours=((0.93, 0.93, 0.91), (0.12, 0.17, 0.34)), second_colour=(0.10, 0.16, 0.38),
    )  # fmt: skip
    zones = {"collar": None, "braid": (0.95, 0.95, 0.93), "scarf": (0.70, 0.08, 0.10), "stitches": 0.85}
    return top_piece(cloth, sheet, entry, paint, zones, loosened(cloth, sheet))


def _collar(x: np.ndarray, y: np.ndarray, z: np.ndarray, throat: float) -> np.ndarray:
    """Metres inside the collar's edge: over the shoulders, to a point in front, square behind."""
    front = np.minimum((z - throat + DEEP) * 0.66 - 0.92 * x + 0.030, 0.125 - x)
    front = np.minimum(front, 0.75 * (x + (z - throat + DEEP) * 0.9))
    behind = np.minimum(0.125 - x, z - throat + 0.105)
    share = smooth(y, -0.010, 0.030)
    return (1 - share) * front + share * behind


def _scarf(c: Canvas, front: np.ndarray, high: float) -> None:
    """A knot at the point of the collar, two ends below it."""
    p = c.of(c.cloth.points)
    x, down = np.abs(p[..., 0]), high - p[..., 2]
    knot = np.hypot(x / 0.020, (down + 0.002) / 0.017)
    ends = np.maximum(np.abs(x - 0.014 - 0.20 * down) - 0.010 - 0.14 * down, np.maximum(0.004 - down, down - 0.115))
    inside = np.maximum(smooth(knot, 1.05, 0.95), smooth(ends, 0.001, -0.001)) * front
    c.zone("scarf", inside)
    c.height += 0.005 * inside
    rim = np.exp(-(((knot - 1.0) / 0.10) ** 2)) + np.exp(-((ends / 0.0025) ** 2)) * (down > -0.01)
    c.shade *= 1 - 0.40 * np.minimum(rim, 1.0) * front


MAKERS = {"sailor_blouse": sailor_blouse}
