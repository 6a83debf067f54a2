"""Cloth that is wound: over one shoulder, or around the hips."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .tailor import features, folds, laid, pattern
from .tailor.canvas import Canvas
from .tailor.finish import LEAN, MEDIUM, piece
from .tailor.gown import Gown, gown, gown_paint, gown_piece
from .tailor.ground import ground, smooth
from .tailor.skirt import dropped, free_skirt, shaped, skirt, under


def toga() -> Piece:
    """A tunic, and over it the cloth that goes from one hip over the other shoulder."""
    g = ground()
    made = gown(
        g,
        (pattern.collar_line(g, 0.086, 0.06, 0.010), pattern.sleeve_end(g, 0.15)),
        0.13,
        {"ease": 0.010, "waist": 0.008, "slope": 0.12, "bridge": 0.8, "arm": 0.012},
        0.10,
        11,
        0.018,
        22,
    )
    right, left = -0.19, 0.125
    controls = np.array(
        [
            (right, 0.02, made.top - 0.04),
            (-0.10, -0.17, made.top - 0.02),
            (0.00, -0.22, g.waist + 0.06),
            (0.08, -0.20, g.chest + 0.05),
            (left, -0.08, g.throat + 0.01),
            (left + 0.005, 0.02, g.throat + 0.03),
            (left - 0.02, 0.12, g.chest + 0.05),
            (0.02, 0.19, g.waist + 0.06),
            (-0.10, 0.16, made.top),
            (right, 0.00, made.top - 0.04),
        ]
    )
    band = laid.drape_band(made.cloth, controls, 0.30, 0.020, 6, 44, 11, 0.014, (0.55, 0.55), 0.009)
    hanging = np.array(
        [
            (left + 0.015, 0.06, g.throat + 0.02),
            (left + 0.02, -0.02, g.throat + 0.035),
            (left + 0.02, -0.12, g.chest + 0.06),
            (left + 0.01, -0.22, g.waist + 0.05),
            (left, -0.22, made.top - 0.15),
            (left, -0.23, made.top - 0.45),
        ]
    )
    fall = laid.drape_band(made.cloth, hanging, 0.13, 0.034, 7, 30, 7, 0.026, (0.6, 1.0), 0.010)
    base = gown_paint(made, 1.4, 0.0)

    def paint(c: Canvas) -> None:
        base(c)
        _drape_paint(c, band, 6, 0.022)
        _drape_paint(c, fall, 7, 0.014, 0.03)
        features.border(c, made.hem, 0.03, c.panel(4, 5), 0.003)
        _swags(c, made, 0.9)

    entry = Entry(
        name="toga",
        label="Toga",
        slot="one_piece",
        also=("top", "bottom"),
        layer=30,
        nouns=("toga", "chiton", "himation", "greek robe", "roman robe", "stola"),
        tags=("ancient", "roman", "greek", "male", "female"),
        colours=((0.92, 0.90, 0.85),),
        second_colour=(0.50, 0.10, 0.20),
    )
    return gown_piece(made, entry, paint, {"trim": None}, 0.03, 0.35, size=MEDIUM)


def sari() -> Piece:
    g = ground(gender=1.0)
    made = gown(
        g,
        (pattern.collar_line(g, 0.085, 0.095, 0.05), pattern.sleeve_end(g, 0.13)),
        0.05,
        {"ease": 0.005, "waist": 0.002, "slope": 0.45, "bridge": 0.5, "arm": 0.003},
        0.09,
        9,
        0.016,
        22,
    )
    left = 0.115
    controls = np.array(
        [
            (-0.165, 0.03, made.top - 0.03),
            (-0.11, -0.16, made.top - 0.01),
            (-0.01, -0.22, g.waist + 0.03),
            (0.07, -0.20, g.chest + 0.03),
            (left, -0.08, g.throat - 0.01),
            (left + 0.005, 0.02, g.throat + 0.02),
            (left, 0.12, g.chest + 0.03),
            (left - 0.01, 0.19, g.waist + 0.02),
            (left - 0.02, 0.22, made.top - 0.12),
            (left - 0.03, 0.25, made.top - 0.42),
        ]
    )
    band = laid.drape_band(made.cloth, controls, 0.22, 0.016, 6, 48, 9, 0.012, (0.7, 1.0), 0.007)
    base = gown_paint(made, 1.0, 0.0)

    def paint(c: Canvas) -> None:
        base(c)
        p = c.of(made.cloth.points)
        bodice = c.panel(0, 1, 2, 3) * (p[..., 2] > made.top + 0.075) * 1.0
        c.zone("blouse", bodice * c.outer)
        c.groove(p[..., 2] - made.top - 0.075, 0.002, 0.004, c.panel(0, 1) * c.outer * 1.0)
        x = p[..., 0] - 0.02
        pleat = smooth(np.abs(x), 0.095, 0.085) * (p[..., 1] < -0.03) * c.panel(4, 5) * c.outer
        wave = np.cos(2 * np.pi * x / 0.034)
        c.height += 0.004 * wave * pleat
        c.shade *= 1 - 0.30 * (0.5 - 0.5 * wave) * pleat
        _drape_paint(c, band, 6, 0.020, 0.11)
        features.border(c, made.hem, 0.055, c.panel(4, 5), 0.003)
        features.sleeve_border(c, 0.02, 0.003)

    entry = Entry(
        name="sari",
        label="Sari",
        slot="one_piece",
        also=("top", "bottom"),
        layer=30,
        nouns=("sari", "saree", "lehenga", "shari", "indian dress", "wrapped dress"),
        tags=("indian", "formal", "wedding", "female"),
        colours=((0.70, 0.12, 0.26), (0.10, 0.40, 0.42), (0.82, 0.46, 0.10)),
        second_colour=(0.86, 0.68, 0.28),
        fabric="silk",
    )
    return gown_piece(made, entry, paint, {"trim": None, "blouse": 0.62}, 0.02, 0.20, size=MEDIUM)


def _swags(c: Canvas, made: Gown, amount: float) -> None:
    """Folds of a skirt that hang in curves from the left hip, as of cloth that is held there."""
    p = c.of(made.cloth.points)
    away = np.hypot(p[..., 0] - 0.16, 1.25 * (p[..., 2] - made.top - 0.10))
    wave = np.sin(2 * np.pi * away / 0.075 + 1.2 * np.sin(6 * p[..., 0]))
    here = c.panel(4, 5) * c.outer * smooth(away, 0.75, 0.35) * (p[..., 1] < 0.05)
    c.height += 0.004 * amount * wave * here
    c.shade *= 1 - 0.20 * amount * (0.5 - 0.5 * wave) * here


def _drape_paint(c: Canvas, band: np.ndarray, own: int, wide: float, end: float = 0.0) -> None:
    """The pleats of a drape of vertices (R, n), its shadow, and its borders in the second colour: `wide` metres, at its
    last end `end` metres."""
    here = c.panel(own) & ~c.cloth.inside[c.face]
    number = np.zeros(len(c.cloth.points))
    number[band] = np.arange(len(band))[:, None]
    row = c.of(number)
    fold = 0.5 - 0.5 * np.cos(np.pi * row)
    c.shade *= 1 - 0.30 * (1 - fold) * here
    c.height += 0.003 * fold * here
    edges = [np.r_[band[k], band[k][::-1]] for k in (0, -1)]
    edge = np.minimum(*(folds.distance(c, line) for line in edges))
    c.zone("trim", smooth(edge, wide, wide - 0.004) * here)
    if end:
        last = np.r_[band[:, -1], band[::-1, -1]]
        c.zone("trim", smooth(folds.distance(c, last), end, end - 0.004) * here)
    c.shade *= 1 - 0.40 * np.exp(-((edge / 0.018) ** 2)) * c.panel(0, 1, 4, 5)


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
    laid.drape_band(made.cloth, controls, 0.17, 0.018, 6, count=32, rows=7, gap=0.014)
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


MAKERS = {"toga": toga, "sari": sari, "shoulder_wrap": shoulder_wrap, "sarong": sarong}
