"""Trousers, jeans, shorts, leggings."""

from __future__ import annotations

from ...wear.piece import Entry, Piece
from .tailor import features, folds, pattern
from .tailor.canvas import Canvas
from .tailor.cloth import hemmed
from .tailor.finish import covered, lengthened_legs, loosened, piece
from .tailor.ground import Ground, ground
from .tailor.shapes import let_down, trouser_shape, waistband
from .tailor.sheet import Sheet


def trouser_sheet(g: Ground, length: float, waist: float, dip: float = 0.02) -> Sheet:
    """length: metres down the leg; waist: metres above the hips' joints."""
    return pattern.trimmed(pattern.lower_body(g), -pattern.level(g, g.hip + waist, dip), pattern.leg_end(g, length))


def jeans() -> Piece:
    g = ground()
    sheet = trouser_sheet(g, g.ankle - 0.024, 0.105)
    points = waistband(sheet, trouser_shape(sheet, 0.007, 0.062, 0.080, wide=0.011), 0.038)
    points = let_down(sheet, points)
    cloth, loops = hemmed(sheet, points, pattern.leg_panels(sheet, points), 0.007, 0.003)

    def paint(c: Canvas) -> None:
        folds.trouser_folds(c)
        features.trouser_front(c, loops, 0.038)
        features.leg_seams(c, stitched=True)
        features.jeans_pockets(c)
        for loop in loops:
            if loop is not features.highest(cloth, loops):
                folds.border_stitches(c, loop, (0.016,), 0.001)

    entry = Entry(
        name="jeans",
        label="Jeans",
        slot="bottom",
        layer=20,
        nouns=("jeans", "denims", "blue jeans", "denim trousers", "denim jeans"),
        tags=("casual", "work", "modern", "male", "female", "child", "western"),
        colours=((0.17, 0.25, 0.40), (0.36, 0.48, 0.64), (0.12, 0.13, 0.16)),
        fabric="denim",
    )
    return piece(
        cloth,
        entry,
        covered(sheet),
        paint,
        [[0, 1]],
        {"stitches": (0.72, 0.50, 0.24), "buttons": (0.62, 0.50, 0.32)},
        {**loosened(cloth, sheet), **lengthened_legs(cloth, 0.0, 0.16)},
    )


def trousers() -> Piece:
    g = ground()
    sheet = trouser_sheet(g, g.ankle - 0.024, 0.125)
    points = waistband(sheet, trouser_shape(sheet, 0.009, 0.05, 0.084, wide=0.009), 0.035, 0.002)
    points = let_down(sheet, points)
    cloth, loops = hemmed(sheet, points, pattern.leg_panels(sheet, points), 0.007, 0.0025)

    def paint(c: Canvas) -> None:
        folds.trouser_folds(c, 0.7)
        features.trouser_front(c, loops, 0.035)
        features.leg_seams(c, creased=True)
        p = c.of(cloth.points)
        front = (p[..., 1] < 0.0) * c.outer * 1.0
        features.welt(c, 0.150, g.hip + 0.03, 0.075, 1.25, front)
        behind = (p[..., 1] > 0.02) * c.outer * 1.0
        features.welt(c, 0.085, g.hip + 0.045, 0.055, 0.0, behind)

    entry = Entry(
        name="trousers",
        label="Trousers",
        slot="bottom",
        layer=20,
        nouns=("trousers", "pants", "slacks", "suit trousers", "dress pants", "chinos", "khakis"),
        tags=("formal", "business", "work", "modern", "male", "female", "child"),
        colours=((0.13, 0.14, 0.17), (0.30, 0.31, 0.34), (0.55, 0.47, 0.34), (0.14, 0.18, 0.28)),
        fabric="wool",
    )
    return piece(
        cloth,
        entry,
        covered(sheet),
        paint,
        [[0, 1]],
        {"stitches": 0.9, "buttons": 0.7},
        {**loosened(cloth, sheet), **lengthened_legs(cloth, 0.0, 0.16)},
    )


def shorts() -> Piece:
    g = ground()
    sheet = trouser_sheet(g, g.knee - 0.045, 0.105)
    points = waistband(sheet, trouser_shape(sheet, 0.010, -0.02, 0.0), 0.036)
    cloth, loops = hemmed(sheet, points, pattern.leg_panels(sheet, points), 0.02, 0.003)

    def paint(c: Canvas) -> None:
        folds.trouser_folds(c)
        features.trouser_front(c, loops, 0.036)
        features.leg_seams(c)
        p = c.of(cloth.points)
        front = (p[..., 1] < 0.0) * c.outer * 1.0
        features.welt(c, 0.150, g.hip + 0.03, 0.07, 1.2, front)
        for loop in loops:
            if loop is not features.highest(cloth, loops):
                folds.border_stitches(c, loop, (0.022,), 0.001)

    entry = Entry(
        name="shorts",
        label="Shorts",
        slot="bottom",
        layer=20,
        nouns=("shorts", "short trousers", "bermuda shorts", "cargo shorts", "boxer shorts", "swim trunks", "trunks"),
        tags=("casual", "sport", "summer", "beach", "modern", "male", "female", "child"),
        colours=((0.58, 0.52, 0.40), (0.15, 0.20, 0.32), (0.28, 0.32, 0.24), (0.12, 0.12, 0.13)),
    )
    return piece(
        cloth,
        entry,
        covered(sheet),
        paint,
        [[0, 1]],
        {"stitches": 0.8, "buttons": 0.6},
        {**loosened(cloth, sheet), **lengthened_legs(cloth, 0.10, 0.13)},
    )


def leggings() -> Piece:
    g = ground()
    sheet = trouser_sheet(g, g.ankle - 0.02, 0.135)
    points = trouser_shape(sheet, 0.0005, 1.0, low_crotch=0.004)
    cloth, loops = hemmed(sheet, points, pattern.leg_panels(sheet, points), 0.015, 0.0015)

    def paint(c: Canvas) -> None:
        folds.knee_folds(c, 0.35)
        folds.crotch_folds(c, 0.3)
        folds.inner_shade(c)
        away = folds.distance(c, features.highest(cloth, loops))
        c.groove(away - 0.055, 0.0008, 0.003, c.outer * 1.0)
        features.leg_seams(c)

    entry = Entry(
        name="leggings",
        label="Leggings",
        slot="bottom",
        layer=20,
        nouns=("leggings", "yoga pants", "running tights", "jeggings", "hose", "cycling shorts"),
        tags=("sport", "casual", "modern", "female", "medieval", "child"),
        colours=((0.09, 0.09, 0.10), (0.24, 0.25, 0.30), (0.32, 0.16, 0.28)),
    )
    return piece(cloth, entry, covered(sheet), paint, [[0, 1]], {}, lengthened_legs(cloth, 0.0, 0.30))


MAKERS = {"jeans": jeans, "trousers": trousers, "shorts": shorts, "leggings": leggings}
