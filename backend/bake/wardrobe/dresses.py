"""Dresses, gowns and robes: a bodice that is cut from the skin, and a skirt that hangs from it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...wear.piece import Entry, Piece
from .tailor import features, pattern, strips
from .tailor.canvas import Canvas
from .tailor.finish import SIZE
from .tailor.gown import Gown, gown, gown_paint, gown_piece
from .tailor.ground import ground, smooth


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
    strips.sash(made.cloth, made.waist, 6, 0.03, 0.006, above=0.95)
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
    strips.sash(made.cloth, made.waist, 6, 0.045, 0.006, above=0.95)
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
    strips.sash(made.cloth, made.waist, 6, 0.05, 0.006, above=0.95)
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


def robe() -> Piece:
    g = ground()
    made = gown(
        g,
        (pattern.collar_line(g, 0.068, 0.20, 0.010, 1.0), pattern.sleeve_end(g, g.wrist - 0.015)),
        0.10,
        {"ease": 0.012, "waist": 0.004, "slope": 0.25, "bridge": 0.7, "arm": 0.010, "bell": 0.030},
        0.14,
        11,
        0.016,
        22,
        neck_hem=False,
    )
    edge = strips.lapels(
        made.cloth, made.cloth.points[: len(made.sheet.skin)], made.neck, 6, 0.045, notch=False, stand=0.010
    )
    strips.sash(made.cloth, made.waist, 7, 0.055, 0.011, above=0.95)
    base = gown_paint(made, 1.2)

    def paint(c: Canvas) -> None:
        base(c)
        features.opening(c, 0.0, g.throat - 0.2, lap=0.03)
        features.shadow_of(c, edge, (0, 1), (6,))
        c.zone("trim", c.panel(6, 7) * 1.0)

    entry = Entry(
        name="robe",
        label="Robe",
        slot="one_piece",
        also=("top", "bottom"),
        layer=30,
        nouns=(
            "robe",
            "bathrobe",
            "kimono",
            "wizard robe",
            "monk's habit",
            "dressing gown",
            "habit",
            "cassock",
            "toga",
            "tunic",
        ),
        tags=("medieval", "fantasy", "religious", "home", "male", "female", "child"),
        colours=((0.30, 0.22, 0.16), (0.22, 0.16, 0.36), (0.14, 0.22, 0.30), (0.55, 0.50, 0.42)),
    )
    return gown_piece(made, entry, paint, {"trim": None}, 0.05, 0.35, size=SIZE)


MAKERS = {"short_dress": short_dress, "long_dress": long_dress, "ballgown": ballgown, "robe": robe}
