"""Vests without sleeves: of high visibility, and padded."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .tailor import features, folds, pattern, strips
from .tailor.canvas import Canvas
from .tailor.finish import MEDIUM
from .tailor.gown import gown, gown_piece
from .tailor.ground import ground, smooth
from .tailor.shapes import shirt_shape
from .tailor.top import hemmed_top, top_piece


def hi_vis_vest() -> Piece:
    g = ground()
    wide = float(g.joint["LeftArm"][0])
    hem = g.hip - 0.03
    sheet = pattern.trimmed(
        pattern.torso(g),
        pattern.collar_line(g, 0.082, 0.17, 0.006, 1.15),
        pattern.armhole(g, 0.88 * wide, 0.86 * wide, 0.03),
        pattern.level(g, hem),
    )
    points = shirt_shape(sheet, 0.013, 0.012, 0.06)
    cloth, loops, _ = hemmed_top(sheet, points, 0.014, 0.003)

    def paint(c: Canvas) -> None:
        folds.soft(c)
        folds.hanging_folds(c, 0.8)
        folds.waist_folds(c, g.waist, 0.6)
        folds.side_seams(c)
        folds.inner_shade(c)
        p = c.of(cloth.points)
        outer = c.outer * 1.0
        for z in (g.waist + 0.055, g.waist - 0.065):
            c.zone("bands", smooth(np.abs(p[..., 2] - z), 0.0265, 0.0245) * outer)
        upright = np.abs(np.abs(p[..., 0]) - 0.105) - 0.024
        c.zone("bands", smooth(upright, 0.001, -0.001) * outer * (p[..., 2] > g.waist + 0.055))
        c.groove(p[..., 0], 0.002, 0.003, features.front(c))
        for loop in loops:
            features.border(c, loop, 0.011, fade=0.002)

    entry = Entry(
        name="hi_vis_vest",
        label="High-visibility vest",
        slot="outer",
        layer=50,
        nouns=("high-visibility vest", "hi-vis vest", "high vis vest", "safety vest", "reflective vest", "work vest"),
        tags=("work", "building", "safety", "modern", "male", "female"),
        colours=((0.78, 0.92, 0.10), (0.98, 0.42, 0.06)),
    )
    return top_piece(
        cloth, sheet, entry, paint, {"bands": (0.80, 0.81, 0.84), "trim": 0.6, "stitches": 0.85}, size=MEDIUM
    )


def gilet() -> Piece:
    """Padded and quilted across, with a high collar and a zip."""
    g = ground()
    wide = float(g.joint["LeftArm"][0])
    made = gown(
        g,
        (pattern.collar_line(g, 0.078, 0.024, 0.006), pattern.armhole(g, 0.90 * wide, 0.84 * wide, 0.022)),
        g.crotch + 0.085,
        {"ease": 0.019, "waist": 0.010, "slope": 0.02, "bridge": 0.9},
        0.0,
        rows=7,
        columns=54,
        neck_hem=False,
    )
    strips.rolled_collar(made.cloth, made.neck, 6, 0.060, 0.009)

    def paint(c: Canvas) -> None:
        folds.inner_shade(c)
        p = c.of(made.cloth.points)
        part = ((p[..., 2] - made.low) / 0.066) % 1.0
        arch = np.sqrt(np.maximum(1 - (2 * part - 1) ** 2, 0.0))
        where = c.panel(0, 1, 4, 5) * c.outer
        c.height += 0.012 * arch * where
        c.shade *= 1 - 0.45 * (1 - arch) ** 2 * where
        features.zip_fastener(c, made.low, g.throat + 0.06)

    entry = Entry(
        name="gilet",
        label="Gilet",
        slot="outer",
        layer=50,
        nouns=("gilet", "body warmer", "puffer vest", "padded vest", "quilted vest", "puffer gilet", "down vest"),
        tags=("winter", "country", "stable", "street", "modern", "male", "female", "child"),
        colours=((0.15, 0.19, 0.30), (0.10, 0.11, 0.13), (0.20, 0.28, 0.18), (0.58, 0.12, 0.14)),
    )
    return gown_piece(made, entry, paint, {"zip": (0.70, 0.70, 0.72)}, 0.25, 0.04)


MAKERS = {"hi_vis_vest": hi_vis_vest, "gilet": gilet}
