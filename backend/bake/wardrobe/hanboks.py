"""The hanbok: a short jacket with a white collar band and long ribbons, over a wide skirt that begins at the breast."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .tailor import collars, features, folds, pattern
from .tailor.canvas import Canvas
from .tailor.finish import MEDIUM
from .tailor.gown import gown, gown_paint, gown_piece
from .tailor.ground import ground, smooth

_BELOW_CHEST = 0.015
"""metres from the chest's height down to where the jacket ends"""
_WHITE = (0.94, 0.93, 0.91)


def hanbok() -> Piece:
    g = ground(gender=1.0)
    made = gown(
        g,
        (pattern.collar_line(g, 0.076, 0.120, 0.016, 1.0), pattern.sleeve_end(g, g.wrist - 0.030)),
        0.03,
        {"ease": 0.010, "waist": 0.052, "slope": 0.06, "bridge": 0.85, "arm": 0.022},
        0.36,
        22,
        0.020,
        10,
        neck_hem=False,
        columns=36,
        flare_from=0.0,
    )
    cloth = made.cloth
    edge = collars.lapels(cloth, made.neck, 6, 0.030, notch=False, stand=0.006)
    ends = g.chest - _BELOW_CHEST
    base = gown_paint(made, 0.8, 0.0)

    def paint(c: Canvas) -> None:
        base(c)
        p = c.of(cloth.points)
        trunk = c.panel(0, 1) * c.outer
        c.zone("skirt", np.maximum(smooth(ends - p[..., 2], -0.001, 0.001) * c.panel(0, 1), c.panel(4, 5) * 1.0))
        c.groove(p[..., 2] - ends, 0.003, 0.005, trunk)
        c.shade *= 1 - 0.40 * np.exp(-(((p[..., 2] - ends + 0.008) / 0.010) ** 2)) * (p[..., 2] < ends) * trunk
        turn = np.arctan2(p[..., 1], p[..., 0])
        gathers = np.sin(52 * turn + 2 * np.sin(3 * turn))
        below = smooth(ends - p[..., 2], 0.0, 0.02) * c.panel(0, 1) * c.outer
        c.height += 0.0016 * gathers * below
        c.shade *= 1 - 0.12 * (0.5 - 0.5 * gathers) * below
        features.shadow_of(c, edge, (0, 1), (6,))
        c.zone("collar", c.panel(6) * 1.0)
        before = (p[..., 1] < -0.03) * c.panel(0, 1, 4, 5) * c.outer
        ribbon = np.zeros_like(p[..., 2])
        for start, lean, long in ((0.018, 0.05, 0.50), (0.030, 0.13, 0.40)):
            down = ends + 0.045 - p[..., 2]
            away = np.abs(p[..., 0] - start - lean * down) - 0.017
            strip = np.maximum(away, np.maximum(-down, down - long))
            ribbon = np.maximum(ribbon, smooth(strip, 0.001, -0.001) * before)
            c.groove(strip, 0.002, 0.004, before)
        knot = np.hypot((p[..., 0] - 0.022) / 1.5, p[..., 2] - ends - 0.040) - 0.020
        c.zone("ribbon", np.maximum(ribbon, smooth(knot, 0.001, -0.001) * before))
        c.groove(knot, 0.002, 0.004, before)
        end, sleeve = features.sleeve(c)
        c.zone("collar", smooth(end, 0.022, 0.019) * sleeve)
        folds.border_stitches(c, made.hem, (0.03,), 0.0006)

    entry = Entry(
        name="hanbok",
        label="Hanbok",
        slot="one_piece",
        also=("top", "bottom"),
        layer=30,
        nouns=("hanbok", "korean dress", "jeogori and chima", "joseon dress", "korean costume"),
        tags=("korean", "joseon", "wedding", "traditional", "folk", "female", "child"),
        colours=((0.92, 0.72, 0.78), (0.94, 0.86, 0.52), (0.70, 0.84, 0.80)),
        second_colour=(0.70, 0.14, 0.26),
        fabric="silk",
    )
    zones = {"skirt": None, "collar": _WHITE, "ribbon": (0.62, 0.10, 0.22), "trim": None}
    return gown_piece(made, entry, paint, zones, 0.02, 0.30, size=MEDIUM)


MAKERS = {"hanbok": hanbok}
