"""What is worn on the trunk: T-shirt and its kin."""

from __future__ import annotations

from ...wear.piece import Entry, Piece
from .tailor import features, folds, pattern, strips
from .tailor.canvas import Canvas
from .tailor.cloth import borders, hemmed, sewn
from .tailor.finish import covered, lengthened_sleeves, loosened, piece
from .tailor.ground import ground
from .tailor.shapes import gathered, shirt_shape

_WHITE, _BLACK, _NAVY = (0.88, 0.88, 0.86), (0.10, 0.10, 0.11), (0.12, 0.17, 0.30)
_RED, _GREEN, _GREY = (0.60, 0.13, 0.13), (0.20, 0.36, 0.25), (0.52, 0.53, 0.55)


def t_shirt() -> Piece:
    g = ground()
    sheet = pattern.trimmed(
        pattern.torso(g),
        pattern.collar_line(g, 0.072, 0.050, 0.012),
        pattern.sleeve_end(g, 0.19),
        pattern.level(g, g.hip - 0.035),
    )
    points = shirt_shape(sheet)
    cloth, loops = hemmed(sheet, points, pattern.top_panels(sheet, points))
    neck = features.highest(cloth, loops)

    def paint(c: Canvas) -> None:
        folds.top_folds(c)
        features.ribbed_edge(c, neck, 0.018)
        for loop in loops:
            if loop is not neck:
                folds.border_stitches(c, loop, (0.017,), 0.0006)

    entry = Entry(
        name="t_shirt",
        label="T-shirt",
        slot="top",
        layer=30,
        nouns=("T-shirt", "tee", "tee shirt", "tshirt", "t shirt"),
        tags=("casual", "sport", "modern", "male", "female", "child", "summer"),
        colours=(_WHITE, _BLACK, (0.16, 0.25, 0.45), _RED, _GREEN, _GREY),
    )
    return piece(
        cloth,
        entry,
        covered(sheet),
        paint,
        [[0, 1], [2, 3]],
        {"stitches": 0.85},
        {**loosened(cloth, sheet), **lengthened_sleeves(cloth, 0.07)},
    )


def shirt() -> Piece:
    g = ground()
    sheet = pattern.trimmed(
        pattern.torso(g),
        pattern.collar_line(g, 0.070, 0.034, 0.002),
        pattern.sleeve_end(g, g.wrist - 0.005),
        pattern.level(g, g.hip - 0.05),
    )
    points = shirt_shape(sheet, 0.007, 0.012, 0.12)
    points = gathered(sheet, points, cuffs=0.05, hem=0.0, tight=0.008)
    cloth = sewn(sheet, points, pattern.top_panels(sheet, points))
    loops = borders(cloth)
    neck = features.highest(cloth, loops)
    edge = strips.shirt_collar(cloth, neck, 4)
    cloth.hem_all(loops, but=neck)

    def paint(c: Canvas) -> None:
        folds.top_folds(c)
        features.placket(c, 0.016, g.hip - 0.05, g.throat - 0.012, step=0.088)
        features.cuffs(c, 0.058)
        features.chest_pocket(c)
        features.shadow_of(c, edge, (0, 1), (5,))
        c.shade *= 1 - 0.25 * c.panel(4)

    entry = Entry(
        name="shirt",
        label="Shirt",
        slot="top",
        layer=30,
        nouns=(
            "shirt",
            "dress shirt",
            "button-down",
            "button up shirt",
            "flannel shirt",
            "work shirt",
            "collared shirt",
        ),
        tags=("formal", "business", "work", "modern", "male", "female", "child"),
        colours=(_WHITE, (0.62, 0.74, 0.88), (0.20, 0.26, 0.40), (0.66, 0.24, 0.22), (0.78, 0.72, 0.60)),
    )
    return piece(
        cloth,
        entry,
        covered(sheet),
        paint,
        [[0, 1], [2, 3], [4], [5]],
        {"stitches": 0.85, "buttons": (0.86, 0.84, 0.78)},
        loosened(cloth, sheet),
    )


def jumper() -> Piece:
    g = ground()
    sheet = pattern.trimmed(
        pattern.torso(g),
        pattern.collar_line(g, 0.070, 0.040, 0.008),
        pattern.sleeve_end(g, g.wrist + 0.005),
        pattern.level(g, g.hip - 0.03),
    )
    points = shirt_shape(sheet, 0.013, 0.018, 0.06, arm=0.006)
    points = gathered(sheet, points, cuffs=0.055, hem=0.055, tight=0.007)
    cloth = sewn(sheet, points, pattern.top_panels(sheet, points))
    loops = borders(cloth)
    neck = features.highest(cloth, loops)
    strips.band(cloth, neck, 4, 0.020)
    cloth.hem_all(loops, 0.015, 0.004, but=neck)

    def paint(c: Canvas) -> None:
        folds.top_folds(c, 1.25)
        for loop in loops:
            features.ribbed_edge(c, loop, 0.055 if loop is not neck else 0.004)
        features.ribs(c, c.panel(4))

    entry = Entry(
        name="jumper",
        label="Jumper",
        slot="top",
        layer=30,
        nouns=("jumper", "sweater", "pullover", "sweatshirt", "jersey", "cardigan", "knitted sweater"),
        tags=("casual", "winter", "modern", "male", "female", "child", "old"),
        colours=((0.20, 0.30, 0.24), (0.45, 0.14, 0.16), (0.72, 0.66, 0.54), _NAVY, (0.42, 0.40, 0.40)),
        fabric="knit",
    )
    return piece(cloth, entry, covered(sheet), paint, [[0, 1], [2, 3], [4]], {"stitches": 0.8}, loosened(cloth, sheet))


MAKERS = {"t_shirt": t_shirt, "shirt": shirt, "jumper": jumper}
