"""Breeches, and skirts of a narrow cut."""

from __future__ import annotations

from ...wear.piece import Entry, Piece
from .bottoms import trouser_sheet
from .tailor import features, folds, pattern
from .tailor.canvas import Canvas
from .tailor.cloth import hemmed
from .tailor.finish import MEDIUM, covered, piece
from .tailor.ground import ground
from .tailor.shapes import gathered, trouser_shape, waistband
from .tailor.skirt import dropped, free_skirt, shaped, skirt, under


def breeches() -> Piece:
    g = ground()
    sheet = trouser_sheet(g, g.knee + 0.125, 0.115)
    points = trouser_shape(sheet, 0.009, 0.10)
    points = waistband(sheet, gathered(sheet, points, cuffs=0.0, hem=0.05, tight=0.006), 0.036)
    cloth, loops = hemmed(sheet, points, pattern.leg_panels(sheet, points), 0.016, 0.0025)

    def paint(c: Canvas) -> None:
        folds.trouser_folds(c, 1.1)
        features.trouser_front(c, loops, 0.036, belt_loops=False)
        features.leg_seams(c)
        for loop in loops:
            if loop is not features.highest(cloth, loops):
                away = folds.distance(c, loop)
                c.groove(away - 0.045, 0.002, 0.004, c.outer * (away < 0.2))
                c.stitch(away - 0.038, c.outer * (away < 0.2))

    entry = Entry(
        name="breeches",
        label="Breeches",
        slot="bottom",
        layer=20,
        nouns=(
            "breeches",
            "knickerbockers",
            "knee breeches",
            "jodhpurs",
            "riding breeches",
            "plus fours",
            "pantaloons",
        ),
        tags=("historic", "riding", "pirate", "royal", "military", "male", "female", "child"),
        colours=((0.30, 0.22, 0.15), (0.84, 0.80, 0.70), (0.13, 0.14, 0.17)),
    )
    return piece(cloth, entry, covered(sheet), paint, [[0, 1]], {"stitches": 0.85, "buttons": 0.6}, size=MEDIUM)


def pencil_skirt() -> Piece:
    g = ground(gender=1.0)
    hem = g.knee_height + 0.01
    made = skirt(g, hem, 13)
    points = shaped(made, 0.004, -0.02)
    cloth, upper, lower, top = free_skirt(made, points)

    def paint(c: Canvas) -> None:
        folds.skirt_folds(c, top, hem, 0.25)
        features.band_line(c, upper, 0.032)
        folds.border_stitches(c, lower, (0.024,), 0.0006)
        p = c.of(cloth.points)
        behind = (p[..., 1] > 0) * c.outer * 1.0
        c.groove(p[..., 0], 0.0015, 0.003, behind)
        c.shade *= 1 - 0.5 * (abs(p[..., 0]) < 0.003) * (p[..., 2] < hem + 0.16) * behind

    entry = Entry(
        name="pencil_skirt",
        label="Pencil skirt",
        slot="bottom",
        layer=20,
        nouns=("pencil skirt", "business skirt", "office skirt", "straight skirt", "tube skirt", "midi pencil skirt"),
        tags=("business", "formal", "modern", "female"),
        colours=((0.11, 0.11, 0.13), (0.28, 0.29, 0.32), (0.15, 0.19, 0.30)),
        fabric="wool",
    )
    return piece(
        cloth,
        entry,
        under(g, top, hem),
        paint,
        [[0, 1]],
        {"stitches": 0.85},
        dropped(cloth, top, hem, 0.20, 0.14),
        size=MEDIUM,
    )


MAKERS = {"breeches": breeches, "pencil_skirt": pencil_skirt}
