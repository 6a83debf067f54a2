"""Tops of teams: a football jersey over shoulder pads, a basketball vest with deep armholes."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .tailor import features, folds, pattern
from .tailor.canvas import Canvas
from .tailor.finish import loosened
from .tailor.ground import ground, smooth
from .tailor.shapes import shirt_shape
from .tailor.top import hemmed_top, top_piece, top_sheet


def football_jersey() -> Piece:
    """Short wide sleeves and a broad yoke, pushed out by the pads under it; stripes at the sleeves' ends."""
    g = ground()
    sheet = top_sheet(g, pattern.collar_line(g, 0.076, 0.070, 0.020), 0.165, pattern.level(g, g.hip - 0.01))
    points = shirt_shape(sheet, 0.010, 0.010, 0.20, 0.85, arm=0.034, pads=0.066)
    cloth, loops, neck = hemmed_top(sheet, points)

    def paint(c: Canvas) -> None:
        folds.top_folds(c)
        features.ribbed_edge(c, neck, 0.020)
        arm = c.field(g.share["arm"]) > 0.5
        along = c.field(g.arm)
        for start in (0.095, 0.130):
            c.zone("trim", smooth(np.abs(along - start - 0.010), 0.012, 0.009) * arm * c.outer)
        for loop in loops:
            if loop is not neck:
                folds.border_stitches(c, loop, (0.017,), 0.0006)

    entry = Entry(
        name="football_jersey",
        label="Football jersey with pads",
        slot="top",
        layer=30,
        nouns=("american football jersey", "jersey with shoulder pads", "shoulder pads", "quarterback jersey"),
        tags=("american football", "quarterback", "linebacker", "sport", "male", "female", "child"),
        colours=((0.62, 0.09, 0.10), (0.12, 0.18, 0.42), (0.10, 0.34, 0.20), (0.90, 0.90, 0.88)),
        second_colour=(0.92, 0.92, 0.90),
    )
    return top_piece(cloth, sheet, entry, paint, {"stitches": 0.85, "trim": None}, loosened(cloth, sheet))


def basketball_vest() -> Piece:
    """Long and loose, narrow over the shoulders, its armholes cut deep, with borders in the second colour."""
    g = ground()
    wide = float(g.joint["LeftArm"][0])
    sheet = pattern.trimmed(
        pattern.torso(g),
        pattern.collar_line(g, 0.082, 0.105, 0.030),
        pattern.armhole(g, 0.66 * wide, 0.80 * wide, 0.075),
        pattern.level(g, g.hip - 0.075),
    )
    points = shirt_shape(sheet, 0.008, 0.016, 0.10, 0.85)
    cloth, loops, _ = hemmed_top(sheet, points, 0.012, 0.002)
    low = features.lowest(cloth, loops)

    def paint(c: Canvas) -> None:
        folds.soft(c)
        folds.hanging_folds(c, 1.0)
        folds.side_seams(c)
        folds.inner_shade(c)
        for loop in loops:
            away = folds.distance(c, loop)
            c.zone("trim", smooth(away, 0.021, 0.018) * c.outer)
            c.groove(away - 0.020, 0.0012, 0.003, c.outer * 1.0)
            if loop is low:
                folds.border_stitches(c, loop, (0.017,), 0.0006)

    entry = Entry(
        name="basketball_vest",
        label="Basketball vest",
        slot="top",
        layer=30,
        nouns=("basketball vest", "basketball jersey", "basketball top", "sleeveless jersey", "running vest"),
        tags=("basketball", "sport", "athlete", "streetball", "male", "female", "child"),
        colours=((0.84, 0.36, 0.08), (0.62, 0.09, 0.10), (0.12, 0.22, 0.50), (0.90, 0.90, 0.88)),
        second_colour=(0.93, 0.93, 0.91),
    )
    return top_piece(cloth, sheet, entry, paint, {"stitches": 0.85, "trim": None}, loosened(cloth, sheet))


MAKERS = {"football_jersey": football_jersey, "basketball_vest": basketball_vest}
