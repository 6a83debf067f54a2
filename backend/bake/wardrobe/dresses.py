"""Dresses: a bodice that is cut from the skin, and a skirt that hangs from it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...wear.piece import Entry, Piece
from .tailor import features, folds, laid, pattern, strips
from .tailor.canvas import Canvas
from .tailor.finish import SIZE
from .tailor.gown import Gown, gown, gown_paint, gown_piece
from .tailor.ground import ground, smooth

_COLUMNS = 54


def _trimmed(made: Gown, paint: Callable[[Canvas], None], neck: float, hem: float) -> Callable[[Canvas], None]:
    """Seams of the bodice, and borders at neck and hem, so many metres wide; a waistband that is panel 6."""

    def painted(c: Canvas) -> None:
        paint(c)
        p = c.of(made.cloth.points)
        bodice = c.outer * c.panel(0, 1) * (p[..., 2] > made.top)
        c.groove(np.abs(p[..., 0]) - 0.075 + 0.02 * smooth(p[..., 2], made.top + 0.12, made.top), 0.0012, 0.003, bodice)
        for loop, wide, panels in ((made.neck, neck, (0, 1)), (made.hem, hem, (4, 5))):
            features.border(c, loop, wide, c.panel(*panels), 0.002, groove=0.0010)
        c.zone("trim", c.panel(6) * 1.0)

    return painted


def short_dress() -> Piece:
    g = ground(gender=1.0)
    wide = float(g.joint["LeftArm"][0])
    made = gown(
        g,
        (pattern.collar_line(g, 0.085, 0.085, 0.03), pattern.armhole(g, 0.86 * wide, 0.80 * wide, 0.012)),
        g.knee_height + 0.07,
        {"ease": 0.004, "waist": 0.003, "slope": 0.45, "bridge": 0.6},
        0.24,
        10,
        0.016,
        14,
    )
    laid.sash(made.cloth, made.waist, 6, 0.03, 0.006, above=0.95)
    entry = Entry(
        name="short_dress",
        label="Dress",
        slot="one_piece",
        also=("top", "bottom"),
        layer=30,
        nouns=(
            "dress",
            "short dress",
            "summer dress",
            "sundress",
            "cocktail dress",
            "frock",
            "party dress",
            "tunic dress",
        ),
        tags=("casual", "summer", "modern", "female", "child", "party"),
        colours=((0.62, 0.12, 0.18), (0.16, 0.24, 0.44), (0.82, 0.70, 0.36), (0.10, 0.10, 0.11), (0.44, 0.60, 0.56)),
    )
    return gown_piece(
        made, entry, _trimmed(made, gown_paint(made), 0.012, 0.014), {"trim": 0.78}, 0.14, 0.12, size=SIZE
    )


def long_dress() -> Piece:
    g = ground(gender=1.0)
    made = gown(
        g,
        (pattern.collar_line(g, 0.085, 0.105, 0.03, 1.35), pattern.sleeve_end(g, 0.17)),
        0.07,
        {"ease": 0.004, "waist": 0.003, "slope": 0.5, "bridge": 0.55, "arm": 0.004},
        0.15,
        13,
        0.022,
        24,
    )
    laid.sash(made.cloth, made.waist, 6, 0.045, 0.006, above=0.95)
    entry = Entry(
        name="long_dress",
        label="Long dress",
        slot="one_piece",
        also=("top", "bottom"),
        layer=30,
        nouns=(
            "long dress",
            "gown",
            "evening dress",
            "evening gown",
            "maxi dress",
            "medieval dress",
            "bridesmaid dress",
            "dresses",
        ),
        tags=("formal", "party", "medieval", "fantasy", "female"),
        colours=((0.34, 0.10, 0.20), (0.12, 0.22, 0.36), (0.18, 0.34, 0.26), (0.11, 0.10, 0.12)),
        fabric="silk",
    )
    return gown_piece(made, entry, _trimmed(made, gown_paint(made), 0.014, 0.03), {"trim": 0.78}, 0.05, 0.35, size=SIZE)


def ballgown() -> Piece:
    g = ground(gender=1.0)
    wide = float(g.joint["LeftArm"][0])
    z, x = g.base[:, 2], g.across
    heart = g.chest + 0.055 - 0.035 * np.exp(-((x / 0.035) ** 2)) + 0.012 * smooth(x, 0.04, 0.09) * smooth(x, 0.15, 0.1)
    bust = np.where(g.base[:, 1] < -0.02, z - heart, z - g.chest - 0.02)
    made = gown(
        g,
        (pattern.armhole(g, 0.95 * wide, 0.84 * wide, 0.0), np.nan_to_num(bust)),
        0.03,
        {"ease": 0.004, "waist": 0.001, "slope": 0.9, "bridge": 0.4},
        0.52,
        12,
        0.040,
        25,
        tiers=3,
    )
    laid.sash(made.cloth, made.waist, 6, 0.05, 0.006, above=0.95)
    entry = Entry(
        name="ballgown",
        label="Ball gown",
        slot="one_piece",
        also=("top", "bottom"),
        layer=30,
        nouns=(
            "ball gown",
            "ballgown",
            "wedding dress",
            "bridal gown",
            "princess dress",
            "wedding gown",
            "quinceanera dress",
            "crinoline",
        ),
        tags=("formal", "royal", "fantasy", "wedding", "party", "female"),
        colours=((0.90, 0.89, 0.86), (0.56, 0.70, 0.86), (0.82, 0.56, 0.66), (0.50, 0.09, 0.14)),
        fabric="silk",
    )
    return gown_piece(
        made, entry, _trimmed(made, gown_paint(made, 1.1), 0.016, 0.035), {"trim": 0.78}, 0.02, 0.25, size=SIZE
    )


def qipao() -> Piece:
    """Close, with a high collar, a slanting closure and borders in the second colour."""
    g = ground(gender=1.0)
    made = gown(
        g,
        (pattern.collar_line(g, 0.062, 0.020, 0.000), pattern.sleeve_end(g, 0.10)),
        0.20,
        {"ease": 0.004, "waist": 0.001, "slope": 0.75, "bridge": 0.5, "arm": 0.003},
        0.0,
        rows=14,
        neck_hem=False,
        columns=_COLUMNS,
    )
    strips.band(made.cloth, made.neck, 6, 0.042, 0.004)
    base = gown_paint(made, 0.4)

    def paint(c: Canvas) -> None:
        base(c)
        p = c.of(made.cloth.points)
        front = features.front(c) * c.panel(0, 4) * 1.0
        line = g.throat + 0.01 - 1.05 * (-p[..., 0]).clip(0, None) - 0.9 * (-p[..., 0] - 0.06).clip(0, None)
        away = np.abs(p[..., 2] - line)
        c.zone("trim", smooth(away, 0.014, 0.010) * front * (p[..., 0] < 0.004) * (p[..., 2] > g.chest - 0.06))
        for x in (0.0, -0.055, -0.10):
            z = g.throat + 0.01 + 1.05 * x + 0.9 * min(x + 0.06, 0.0)
            knot = np.maximum(np.abs(p[..., 0] - x) - 0.008, np.abs(p[..., 2] - z) - 0.026)
            c.zone("trim", smooth(knot, 0.002, -0.002) * front)
        c.zone("trim", (c.panel(6) & (folds.distance(c, made.neck) > 0.030)) * 1.0)
        features.border(c, made.hem, 0.024, c.panel(4, 5), groove=0.0012)
        features.sleeve_border(c, 0.016)
        side = smooth(np.abs(p[..., 1] + 0.01), 0.026, 0.022) * c.panel(4, 5) * c.outer * (np.abs(p[..., 0]) > 0.09)
        c.zone("trim", side * (p[..., 2] < g.crotch - 0.02))
        c.shade *= 1 - 0.6 * smooth(np.abs(p[..., 1] + 0.01), 0.008, 0.004) * side * (p[..., 2] < g.crotch - 0.02)

    entry = Entry(
        name="qipao",
        label="Qipao",
        slot="one_piece",
        also=("top", "bottom"),
        layer=30,
        nouns=("qipao", "cheongsam", "chinese dress", "mandarin dress", "high collar dress"),
        tags=("chinese", "asian", "formal", "party", "female"),
        colours=((0.68, 0.08, 0.12), (0.10, 0.26, 0.30), (0.10, 0.10, 0.12)),
        second_colour=(0.86, 0.70, 0.28),
        fabric="silk",
    )
    return gown_piece(made, entry, paint, {"trim": None}, 0.06, 0.38)


def kirtle() -> Piece:
    """A laced bodice over a shirt with puffed sleeves, which is in the second colour."""
    g = ground(gender=1.0)
    made = gown(
        g,
        (pattern.collar_line(g, 0.098, 0.075, 0.020, 3.0), pattern.sleeve_end(g, g.elbow - 0.02)),
        0.08,
        {"ease": 0.004, "waist": 0.001, "slope": 0.8, "bridge": 0.45, "arm": 0.026, "bell": 0.012},
        0.20,
        11,
        0.018,
        17,
        columns=66,
        cuffs=0.020,
    )
    base = gown_paint(made, 1.0)

    def paint(c: Canvas) -> None:
        base(c)
        folds.armpit_folds(c, 1.0)
        p = c.of(made.cloth.points)
        x, z = np.abs(p[..., 0]), p[..., 2]
        outer = c.outer * 1.0
        wide = float(g.joint["LeftArm"][0])
        beyond = c.field(pattern.armhole(g, 0.92 * wide, 0.86 * wide))  # metres past the seam of the sleeve
        near = (np.abs(beyond) < 0.07) & (z > g.chest - 0.05)
        arm = np.where(near, smooth(beyond, -0.002, 0.002), c.panel(2, 3)) * outer * c.panel(0, 1, 2, 3)
        c.zone("shirt", arm)
        c.height += 0.004 * np.sin(2 * np.pi * np.arctan2(p[..., 1], z - g.joint["LeftArm"][2]) * 3) * arm
        c.zone("shirt", smooth(folds.distance(c, made.neck), 0.034, 0.030) * outer * c.panel(0, 1))
        front = features.front(c) * c.panel(0) * 1.0
        bottom, top = made.top + 0.015, g.chest + 0.055
        gap = 0.016 + 0.030 * ((z - bottom) / (top - bottom)).clip(0, 1)
        inset = smooth(x - gap, 0.002, -0.002) * front * (z > bottom)
        c.zone("shirt", inset)
        c.groove(x - gap, 0.003, 0.004, front * (z > bottom))
        phase = ((z - bottom) / 0.042) % 1.0
        for cross in (phase, 1 - phase):
            at = gap * (2 * cross - 1) * 1.25
            lace = smooth(np.abs(p[..., 0] - at), 0.0075, 0.005) * front * (z > bottom) * (z < top)
            c.zone("laces", lace)
        seam = x - 0.085 - 0.02 * smooth(z, made.top, g.chest)
        c.groove(seam, 0.0016, 0.003, outer * c.panel(0, 1) * (z > made.top))

    entry = Entry(
        name="kirtle",
        label="Laced dress",
        slot="one_piece",
        also=("top", "bottom"),
        layer=30,
        nouns=("kirtle", "dirndl", "laced dress", "bodice dress", "peasant dress", "tavern dress", "medieval dress"),
        tags=("medieval", "folk", "peasant", "fantasy", "female", "child"),
        colours=((0.36, 0.22, 0.14), (0.16, 0.30, 0.22), (0.18, 0.24, 0.42), (0.46, 0.12, 0.14)),
        second_colour=(0.92, 0.90, 0.84),
    )
    return gown_piece(made, entry, paint, {"shirt": None, "laces": (0.12, 0.08, 0.06)}, 0.03, 0.45, size=SIZE)


MAKERS = {"short_dress": short_dress, "long_dress": long_dress, "ballgown": ballgown, "qipao": qipao, "kirtle": kirtle}
