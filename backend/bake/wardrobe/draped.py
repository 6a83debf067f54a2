"""Cloth that is wound around: over one shoulder, or around the hips."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .tailor import features, folds, pattern, strips
from .tailor.canvas import Canvas
from .tailor.finish import LEAN, piece
from .tailor.gown import gown, gown_paint, gown_piece
from .tailor.ground import ground, smooth
from .tailor.skirt import dropped, free_skirt, shaped, skirt, under


def shoulder_wrap() -> Piece:
    """Over the left shoulder, the right one bare, down to the shins."""
    g = ground()
    wide = float(g.joint["LeftArm"][0])
    x, z = g.base[:, 0], g.base[:, 2]
    line = z - (g.chest + 0.015 + 1.05 * (x + 0.15).clip(0, None))
    made = gown(
        g,
        (
            pattern.armhole(g, 0.86 * wide, 0.86 * wide, 0.02),
            np.nan_to_num(np.where(x < 0.085, line, -1.0), nan=1.0),
            pattern.collar_line(g, 0.085, 0.06, 0.02),
        ),
        g.knee_height - 0.14,
        {"ease": 0.010, "waist": 0.010, "slope": 0.10, "bridge": 0.9},
        0.09,
        8,
        0.016,
        13,
        columns=60,
    )
    at = float(g.joint["LeftArm"][0]) * 0.62
    controls = np.array(
        [
            (-0.150, -0.03, made.top - 0.10),
            (-0.07, -0.20, made.top + 0.04),
            (0.05, -0.21, g.chest + 0.02),
            (at, -0.09, g.throat - 0.01),
            (at, 0.0, g.throat + 0.03),
            (at, 0.10, g.chest + 0.05),
            (0.03, 0.18, g.waist + 0.05),
            (-0.12, 0.12, made.top - 0.05),
        ]
    )
    strips.drape_band(made.cloth, controls, 0.17, 0.018, 6, count=32, rows=7, gap=0.014)
    base = gown_paint(made, 1.4, 0.0)

    def paint(c: Canvas) -> None:
        base(c)
        p = c.of(made.cloth.points)
        slant = p[..., 2] - 0.9 * p[..., 0]
        pleats = np.sin(2 * np.pi * slant / 0.055 + 1.4 * np.sin(9 * p[..., 0]))
        here = c.panel(0, 1, 6) * c.outer
        c.height += 0.0030 * pleats * here
        c.shade *= 1 - 0.14 * (0.5 - 0.5 * pleats) * here
        features.border(c, made.hem, 0.030, c.panel(4, 5))

    entry = Entry(
        name="shoulder_wrap",
        label="Shoulder wrap",
        slot="one_piece",
        also=("top", "bottom"),
        layer=30,
        nouns=("shoulder wrap", "shuka", "kente cloth", "monk's robe", "shamma", "animal hide", "one shoulder robe"),
        tags=("african", "buddhist", "ancient", "prehistoric", "male", "female", "child"),
        colours=((0.66, 0.12, 0.10), (0.84, 0.46, 0.10), (0.86, 0.82, 0.72)),
    )
    return gown_piece(made, entry, paint, {"trim": 0.7, "stitches": 0.6}, 0.22, 0.30)


def sarong() -> Piece:
    """A cloth wound around the hips, its end on the left thigh, with a knot."""
    g = ground()
    hem = g.knee_height - 0.22
    made = skirt(g, hem, 14, columns=72)
    turn, fall = made.turn, made.fall
    past = turn - (np.pi - 0.55 - 0.5 * fall)
    lap = smooth(past, -0.02, 0.03) * smooth(turn, np.pi + 1.6, np.pi + 1.0)
    lap = lap * smooth(fall, 0.02, 0.14)
    points = shaped(made, 0.005, 0.045, 5, 0.007) + made.normals * (0.012 * lap)[..., None]
    cloth, upper, lower, top = free_skirt(made, points)
    knot = np.array((0.055, float(cloth.points[:, 1].min()) + 0.02, top - 0.02))

    def paint(c: Canvas) -> None:
        folds.skirt_folds(c, top, hem, 0.7)
        features.band_line(c, upper, 0.045)
        p = c.of(cloth.points)
        front = (p[..., 1] < -0.01) * c.outer * 1.0
        edge = p[..., 0] - knot[0] - 0.13 * (top - p[..., 2])
        c.groove(edge, 0.004, 0.005, front)
        c.shade *= 1 - 0.45 * np.exp(-(((edge - 0.006) / 0.010) ** 2)) * front
        away = np.hypot(p[..., 0] - knot[0], p[..., 2] - knot[2])
        rays = np.sin(11 * np.arctan2(p[..., 2] - knot[2], p[..., 0] - knot[0]))
        c.height += 0.0035 * rays * smooth(away, 0.20, 0.02) * front * (p[..., 2] < top)
        c.shade *= 1 - 0.14 * (0.5 - 0.5 * rays) * smooth(away, 0.20, 0.02) * front
        features.border(c, lower, 0.028)

    entry = Entry(
        name="sarong",
        label="Sarong",
        slot="bottom",
        layer=20,
        nouns=("sarong", "dhoti", "lungi", "lavalava", "wrap skirt", "pareo", "egyptian kilt", "loin wrap"),
        tags=("beach", "asian", "pacific", "egyptian", "male", "female"),
        colours=((0.86, 0.84, 0.78), (0.62, 0.16, 0.22), (0.12, 0.34, 0.46)),
    )
    sizes = dropped(cloth, top, hem, 0.18, 0.26)
    return piece(cloth, entry, under(g, top, hem), paint, [[0, 1]], {"trim": 0.8, "stitches": 0.85}, sizes, size=LEAN)


MAKERS = {"shoulder_wrap": shoulder_wrap, "sarong": sarong}
