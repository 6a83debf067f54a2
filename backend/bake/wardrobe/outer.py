"""What is worn over a top: blazer, jacket, waistcoat."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .tailor import collars, features, folds, pattern
from .tailor.canvas import Canvas
from .tailor.finish import loosened
from .tailor.ground import Ground, ground, smooth
from .tailor.shapes import gathered, shirt_shape
from .tailor.top import hemmed_top, sewn_top, top_piece, top_sheet


def _cutaway(g: Ground, hem: float, high: float, wide: float) -> np.ndarray:
    """Positive below a hem at the height `hem`, which in front rises by `high` within `wide` metres of the middle."""
    rise = high * (1 - g.across / wide).clip(0, 1) ** 1.5 * (g.base[:, 1] < -0.02)
    return np.nan_to_num(hem + rise - g.base[:, 2] - 0.012 * (g.base[:, 1] > 0.05), nan=-1.0)


def blazer() -> Piece:
    g = ground()
    foot = g.throat - 0.33
    sheet = top_sheet(
        g, pattern.collar_line(g, 0.080, 0.36, 0.000, 1.3), g.wrist - 0.012, _cutaway(g, g.crotch + 0.03, 0.08, 0.10)
    )
    points = shirt_shape(sheet, 0.012, 0.006, 0.16, 0.85, arm=0.006, pads=0.008)
    cloth, loops, neck = sewn_top(sheet, points)
    cloth.hem_all(loops, 0.018, 0.003, but=neck)
    edge = collars.lapels(cloth, neck, 4, 0.075, stand=0.016)

    def paint(c: Canvas) -> None:
        folds.soft(c, 0.6)
        folds.armpit_folds(c, 0.6)
        folds.waist_folds(c, g.waist, 0.6)
        folds.elbow_folds(c, 0.8)
        folds.side_seams(c)
        folds.armhole_seams(c)
        folds.inner_shade(c)
        features.opening(c, 0.0, foot + 0.03, np.array((foot - 0.022, foot - 0.115)))
        features.shadow_of(c, edge, (0, 1), (4,))
        p = c.of(cloth.points)
        front = features.front(c)
        features.patch(c, 0.125, g.hip + 0.035, 0.062, 0.05, front, 0.0, flap=0.05)
        features.welt(c, 0.105, g.chest + 0.0, 0.045, -0.15, front * (p[..., 0] > 0))
        _cuff_buttons(c)

    entry = Entry(
        name="blazer",
        label="Blazer",
        slot="outer",
        layer=50,
        nouns=(
            "blazer",
            "suit jacket",
            "suit coat",
            "sport coat",
            "sports jacket",
            "tuxedo jacket",
            "dinner jacket",
            "suit",
        ),
        tags=("formal", "business", "modern", "male", "female"),
        colours=((0.13, 0.14, 0.18), (0.30, 0.31, 0.34), (0.15, 0.20, 0.34)),
        fabric="wool",
    )
    return top_piece(cloth, sheet, entry, paint, {"buttons": 0.55, "stitches": 0.9}, loosened(cloth, sheet))


def _cuff_buttons(c: Canvas) -> None:
    """Three behind the end of each sleeve."""
    end, sleeve = features.sleeve(c)
    behind = np.abs(c.of(c.cloth.points)[..., 1] - c.cloth.ground.joint["LeftHand"][1] - 0.025)
    for k in range(3):
        away = np.hypot(end - 0.03 - 0.018 * k, behind)
        c.zone("buttons", smooth(away, 0.0085, 0.006) * sleeve)


def jacket() -> Piece:
    g = ground()
    hem, foot = g.hip + 0.005, g.throat - 0.19
    sheet = pattern.trimmed(
        pattern.torso(g),
        pattern.sleeve_end(g, g.wrist + 0.005),
        pattern.level(g, hem),
        np.maximum(pattern.collar_line(g, 0.078, 0.09, 0.002, 1.3), pattern.front_opening(g, 0.045, 0.055, 0.062, hem)),
    )
    points = shirt_shape(sheet, 0.015, 0.012, 0.10, arm=0.008)
    points = gathered(sheet, points, cuffs=0.05, hem=0.0, tight=0.011)
    cloth, loops, _ = hemmed_top(sheet, points, 0.018, 0.004)
    neck = max(loops, key=len)
    edge = collars.lapels(cloth, neck, 4, 0.070, stand=0.020, foot=foot)

    def paint(c: Canvas) -> None:
        folds.top_folds(c, 1.0)
        features.shadow_of(c, edge, (0, 1), (4,))
        p = c.of(cloth.points)
        body = c.outer * c.panel(0, 1) * 1.0
        front = features.front(c) * c.panel(0)
        features.welt(c, 0.135, g.waist - 0.035, 0.062, 1.15, front)
        features.welt(c, 0.120, g.chest + 0.005, 0.045, 0.5, front)
        away = folds.distance(c, neck)
        low = p[..., 2] < foot
        c.zone("zip", smooth(away, 0.0065, 0.0045) * front * low)
        c.stitch(away - 0.014, front * low)
        seam = p[..., 2] - hem - 0.045
        c.groove(seam, 0.002, 0.004, body)
        c.stitch(seam - 0.006, body)
        c.groove(p[..., 2] - g.chest - 0.085, 0.0014, 0.003, body * (np.abs(p[..., 0]) > 0.08))
        for loop in loops:
            if loop is not neck:
                ring = folds.distance(c, loop)
                c.groove(ring - 0.05, 0.002, 0.004, c.outer * 1.0)
                c.stitch(ring - 0.044, c.outer * 1.0)

    entry = Entry(
        name="jacket",
        label="Jacket",
        slot="outer",
        layer=50,
        nouns=(
            "jacket",
            "leather jacket",
            "bomber jacket",
            "denim jacket",
            "biker jacket",
            "open jacket",
            "flight jacket",
        ),
        tags=("casual", "work", "modern", "male", "female", "child", "punk"),
        colours=((0.10, 0.10, 0.11), (0.28, 0.18, 0.11), (0.26, 0.29, 0.20), (0.16, 0.22, 0.36)),
        fabric="leather",
    )
    return top_piece(cloth, sheet, entry, paint, {"zip": (0.62, 0.62, 0.64), "stitches": 1.5}, loosened(cloth, sheet))


def waistcoat() -> Piece:
    g = ground()
    wide = float(g.joint["LeftArm"][0])
    foot = g.throat - 0.175
    sheet = pattern.trimmed(
        pattern.torso(g),
        pattern.collar_line(g, 0.080, 0.215, 0.006, 1.1),
        pattern.armhole(g, 0.78 * wide, 0.80 * wide, 0.02),
        pattern.level(g, g.hip + 0.085, 0.05),
    )
    points = shirt_shape(sheet, 0.010, 0.003, 0.35, 0.7)
    cloth, _, _ = hemmed_top(sheet, points, 0.015, 0.003)

    def paint(c: Canvas) -> None:
        folds.soft(c, 0.6)
        folds.waist_folds(c, g.waist, 0.5)
        folds.side_seams(c)
        folds.inner_shade(c)
        features.opening(c, 0.0, foot + 0.02, np.linspace(foot - 0.03, g.hip + 0.075, 5))
        front = features.front(c)
        features.welt(c, 0.085, g.waist - 0.04, 0.045, -0.12, front)
        features.welt(c, 0.085, g.chest - 0.02, 0.04, -0.12, front)
        c.zone("back", (c.of(cloth.points)[..., 1] > -0.035) * c.outer * 1.0)

    entry = Entry(
        name="waistcoat",
        label="Waistcoat",
        slot="outer",
        layer=50,
        nouns=("waistcoat", "vest", "suit vest", "gilet", "jerkin", "body warmer", "leather vest"),
        tags=("formal", "business", "medieval", "western", "male", "female"),
        colours=((0.20, 0.21, 0.24), (0.34, 0.24, 0.16), (0.30, 0.12, 0.14)),
        fabric="wool",
    )
    return top_piece(cloth, sheet, entry, paint, {"buttons": 0.5, "stitches": 0.9, "back": 0.8})


MAKERS = {"blazer": blazer, "jacket": jacket, "waistcoat": waistcoat}
