"""What hangs from straps over the shoulders: braces, pinafore."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .suits import depth_of
from .tailor import features, folds, laid, pattern
from .tailor.canvas import Canvas
from .tailor.cloth import Cloth
from .tailor.finish import LEAN, piece
from .tailor.gown import gown, gown_paint, gown_piece
from .tailor.ground import ground, smooth


def braces() -> Piece:
    """From the waistband over both shoulders, crossed behind."""
    g = ground()
    cloth = Cloth(g)
    depth = depth_of(g)
    low = g.hip - 0.045
    for number, sign in ((0, 1), (1, -1)):
        controls = [
            (0.085 * sign, depth(0.085, low, -1), low),
            (0.090 * sign, depth(0.09, g.chest, -1), g.chest),
            (0.098 * sign, depth(0.1, g.chest + 0.10, -1), g.chest + 0.10),
            (0.098 * sign, -0.02, g.throat + 0.035),
            (0.080 * sign, depth(0.08, g.chest + 0.06, 1), g.chest + 0.06),
            (0.0, depth(0.01, g.waist + 0.13, 1), g.waist + 0.13),
            (-0.070 * sign, depth(0.07, low, 1), low),
        ]
        laid.strap(cloth, np.array(controls), 0.034, 0.014 + 0.0015 * number, number, 44)

    def paint(c: Canvas) -> None:
        p = c.of(cloth.points)
        c.zone("clips", smooth(np.abs(p[..., 2] - low - 0.018), 0.019, 0.016) * 1.0)
        slide = np.abs(p[..., 2] - g.chest + 0.03)
        c.zone("clips", smooth(slide, 0.013, 0.010) * (p[..., 1] < -0.02))

    entry = Entry(
        name="braces",
        label="Braces",
        slot="waist",
        layer=42,
        nouns=("braces", "suspenders", "trouser braces", "lederhosen straps"),
        tags=("work", "folk", "casual", "old", "male", "female", "child"),
        colours=((0.60, 0.10, 0.12), (0.09, 0.09, 0.10), (0.34, 0.20, 0.10)),
    )
    nothing = np.zeros(0, np.int32)
    return piece(cloth, entry, nothing, paint, [[0], [1]], {"clips": (0.74, 0.72, 0.68)}, size=LEAN)


def harness() -> Piece:
    """Straps that cross before the chest and behind, a ring where they meet."""
    g = ground()
    cloth = Cloth(g)
    depth = depth_of(g)
    low, meet = g.hip - 0.030, g.chest + 0.010
    for number, sign in ((0, 1), (1, -1)):
        controls = [
            (-0.120 * sign, depth(0.12, low, -1), low),
            (-0.062 * sign, depth(0.062, (low + meet) / 2, -1), (low + meet) / 2),
            (0.0, depth(0.01, meet, -1), meet),
            (0.075 * sign, depth(0.075, g.chest + 0.10, -1), g.chest + 0.10),
            (0.100 * sign, -0.02, g.throat + 0.033),
            (0.080 * sign, depth(0.08, g.chest + 0.06, 1), g.chest + 0.06),
            (0.0, depth(0.01, g.waist + 0.15, 1), g.waist + 0.15),
            (-0.110 * sign, depth(0.11, low, 1), low),
        ]
        laid.strap(cloth, np.array(controls), 0.034, 0.010 + 0.0020 * number, number, 48)

    def paint(c: Canvas) -> None:
        p = c.of(cloth.points)
        away = np.hypot(p[..., 0], p[..., 2] - meet)
        c.zone("ring", smooth(away, 0.026, 0.022) * (p[..., 1] < 0) * 1.0)
        buckle = np.abs(p[..., 2] - g.chest - 0.085)
        c.zone("ring", smooth(buckle, 0.014, 0.011) * (p[..., 1] < -0.02))

    entry = Entry(
        name="harness",
        label="Harness",
        slot="waist",
        layer=42,
        nouns=("harness", "chest harness", "leather harness", "crossed straps", "body harness"),
        tags=("leather", "warrior", "gladiator", "punk", "steampunk", "male", "female"),
        colours=((0.06, 0.06, 0.065), (0.34, 0.20, 0.10), (0.55, 0.06, 0.08)),
        fabric="leather",
    )
    nothing = np.zeros(0, np.int32)
    return piece(cloth, entry, nothing, paint, [[0], [1]], {"ring": (0.76, 0.76, 0.78)}, size=LEAN)


def pinafore() -> Piece:
    """A dress with a bib and straps, to be worn over a blouse."""
    g = ground(gender=1.0)
    wide = float(g.joint["LeftArm"][0])
    made = gown(
        g,
        (pattern.collar_line(g, 0.082, 0.165, 0.10, 5.0), pattern.armhole(g, 0.74 * wide, 0.74 * wide, 0.035)),
        g.knee_height + 0.05,
        {"ease": 0.008, "waist": 0.003, "slope": 0.40, "bridge": 0.7},
        0.22,
        11,
        0.016,
        11,
        columns=60,
    )
    laid.sash(made.cloth, made.waist, 6, 0.036, 0.007, above=0.95)
    base = gown_paint(made, 0.9)

    def paint(c: Canvas) -> None:
        base(c)
        p = c.of(made.cloth.points)
        folds.border_stitches(c, made.neck, (0.012,), 0.0006)
        front = features.front(c) * c.panel(0)
        for x in (-0.092, 0.092):
            away = np.hypot(p[..., 0] - x, p[..., 2] - g.chest - 0.025)
            c.zone("buttons", smooth(away, 0.014, 0.011) * front)
        features.patch(c, 0.115, made.top - 0.08, 0.055, 0.11, features.front(c) * c.panel(4), 0.0)

    entry = Entry(
        name="pinafore",
        label="Pinafore dress",
        slot="one_piece",
        also=("bottom",),
        layer=36,
        nouns=("pinafore", "pinafore dress", "gymslip", "dungaree dress", "jumper dress", "school pinafore"),
        tags=("school", "casual", "historic", "female", "child"),
        colours=((0.16, 0.20, 0.32), (0.40, 0.12, 0.16), (0.24, 0.34, 0.52)),
    )
    zones = {"buttons": (0.80, 0.74, 0.60), "stitches": 0.82}
    return gown_piece(made, entry, paint, zones, 0.20, 0.14)


MAKERS = {"braces": braces, "harness": harness, "pinafore": pinafore}
