"""One piece from the shoulders to the legs: overalls, jumpsuit, swimsuit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...wear.piece import Entry, Piece
from .tailor import collars, drape, features, folds, laid, pattern
from .tailor.canvas import Canvas
from .tailor.cloth import borders, hemmed, sewn
from .tailor.finish import covered, lengthened_legs, loosened, piece
from .tailor.ground import Ground, ground, smooth
from .tailor.shapes import gathered, let_down, suit_shape


def overalls() -> Piece:
    g = ground()
    x, y, z = g.across, g.base[:, 1], g.base[:, 2]
    bib_top = g.chest + 0.035
    line = g.hip + 0.125
    bib = np.maximum(x - 0.115 - 0.05 * smooth(z, g.waist + 0.08, line), z - bib_top)
    front = np.where(y < -0.035, bib, 1.0)
    rear = np.where(y >= -0.035, np.maximum(x - 0.075, z - g.waist - 0.075), 1.0)
    field = np.minimum(np.minimum(z - line, front), rear)
    sheet = pattern.trimmed(pattern.whole_body(g), np.nan_to_num(field, nan=1.0), pattern.leg_end(g, g.ankle - 0.03))
    points = let_down(sheet, suit_shape(sheet, 0.011, 0.05, 0.074))
    cloth, loops = hemmed(sheet, points, pattern.body_panels(sheet, points, g.hip + 0.10), 0.016, 0.003)
    depth = depth_of(g)
    blocks = [[0, 1], [2, 3]]
    for number, sign in ((4, 1), (5, -1)):
        controls = [
            (0.095 * sign, depth(0.095, bib_top - 0.03, -1), bib_top - 0.03),
            (0.100 * sign, depth(0.1, g.chest + 0.10, -1), g.chest + 0.10),
            (0.098 * sign, -0.02, g.throat + 0.035),
            (0.085 * sign, depth(0.08, g.chest + 0.06, 1), g.chest + 0.06),
            (0.050 * sign, depth(0.05, g.waist + 0.06, 1), g.waist + 0.06),
        ]
        laid.strap(cloth, np.array(controls), 0.036, 0.017, number)
        blocks.append([number])

    def paint(c: Canvas) -> None:
        folds.trouser_folds(c)
        features.leg_seams(c, stitched=True)
        p = c.of(cloth.points)
        outer = c.outer * 1.0
        body = outer * (c.cloth.panel[c.face] < 4)
        front = body * (p[..., 1] < -0.03)
        away = np.abs(p[..., 2] - line + 0.02)
        c.groove(away - 0.018, 0.0014, 0.003, body)
        c.stitch(away - 0.012, body)
        pocket = np.maximum(np.abs(p[..., 0]) - 0.072, np.abs(p[..., 2] - (bib_top - 0.10)) - 0.055)
        c.height += 0.002 * smooth(pocket, 0.002, -0.002) * front
        c.groove(pocket, 0.001, 0.003, front)
        c.stitch(pocket + 0.006, front)
        hip = np.hypot((np.abs(p[..., 0]) - 0.175) / 0.95, (p[..., 2] - g.hip - 0.075) / 1.15) - 0.075
        low = front * smooth(p[..., 2], g.hip + 0.08, g.hip + 0.073)
        c.groove(hip, 0.0022, 0.0035, low)
        c.stitch(hip - 0.006, low)
        behind = body * (p[..., 1] > 0.02)
        features.patch(c, 0.085, g.hip + 0.045, 0.058, 0.13, behind, 0.35)
        for loop in loops:
            folds.border_stitches(c, loop, (0.010,), 0.0005)
        buckle = np.maximum(np.abs(np.abs(p[..., 0]) - 0.095) - 0.017, np.abs(p[..., 2] - bib_top + 0.012) - 0.014)
        c.zone("buttons", smooth(buckle, 0.002, -0.002) * (p[..., 1] < -0.03) * outer)

    entry = Entry(
        name="overalls",
        label="Overalls",
        slot="one_piece",
        also=("bottom",),
        layer=30,
        nouns=("overalls", "dungarees", "bib overalls", "bib and brace", "overall", "dungaree"),
        tags=("work", "farm", "casual", "modern", "male", "female", "child"),
        colours=((0.18, 0.27, 0.44), (0.36, 0.46, 0.60), (0.42, 0.34, 0.22)),
        fabric="denim",
    )
    return piece(
        cloth,
        entry,
        covered(sheet),
        paint,
        blocks,
        {"stitches": (0.72, 0.50, 0.24), "buttons": (0.70, 0.62, 0.42)},
        lengthened_legs(cloth, 0.0, 0.14),
    )


def jumpsuit() -> Piece:
    g = ground()
    sheet = pattern.trimmed(
        pattern.whole_body(g),
        pattern.collar_line(g, 0.072, 0.036, 0.004),
        pattern.sleeve_end(g, g.wrist - 0.002),
        pattern.leg_end(g, g.ankle - 0.025),
    )
    points = let_down(sheet, suit_shape(sheet, 0.011, 0.06, 0.070, 0.008))
    points = gathered(sheet, points, cuffs=0.045, hem=0.0, tight=0.008)
    cloth = sewn(sheet, points, pattern.body_panels(sheet, points, g.hip + 0.12))
    loops = borders(cloth)
    neck = features.highest(cloth, loops)
    edge = collars.shirt_collar(cloth, neck, 6, 0.022, 0.030, 0.026)
    cloth.hem_all(loops, 0.016, 0.003, but=neck)

    def paint(c: Canvas) -> None:
        folds.trouser_folds(c)
        folds.armpit_folds(c)
        folds.elbow_folds(c)
        folds.waist_folds(c, g.waist, 1.0)
        folds.armhole_seams(c)
        features.leg_seams(c)
        features.zip_fastener(c, g.crotch + 0.06, g.throat + 0.02)
        features.shadow_of(c, edge, (0, 1), (7,))
        features.cuffs(c, 0.045)
        p = c.of(cloth.points)
        outer = c.outer * (c.cloth.panel[c.face] < 6) * (c.field(g.share["arm"]) < 0.4)
        band = np.abs(p[..., 2] - g.hip - 0.13) - 0.02
        c.height += 0.0016 * smooth(band, 0.002, -0.002) * outer
        c.groove(band, 0.0014, 0.003, outer)
        front = features.front(c) * (c.cloth.panel[c.face] < 6)
        features.patch(c, 0.085, g.chest + 0.015, 0.05, 0.105, front, 0.25, flap=0.035)
        features.welt(c, 0.145, g.hip + 0.035, 0.07, 1.2, front)

    entry = Entry(
        name="jumpsuit",
        label="Jumpsuit",
        slot="one_piece",
        also=("top", "bottom"),
        layer=30,
        nouns=(
            "jumpsuit",
            "boiler suit",
            "coveralls",
            "flight suit",
            "prison uniform",
            "racing suit",
            "onesie",
            "space suit",
            "boilersuit",
        ),
        tags=("work", "mechanic", "pilot", "science fiction", "modern", "male", "female", "child"),
        colours=((0.18, 0.24, 0.36), (0.80, 0.36, 0.10), (0.36, 0.38, 0.34), (0.26, 0.30, 0.20)),
    )
    return piece(
        cloth,
        entry,
        covered(sheet),
        paint,
        [[0, 1], [2, 3], [4, 5], [6], [7]],
        {"stitches": 0.85, "zip": (0.62, 0.62, 0.64)},
        loosened(cloth, sheet),
    )


def swimsuit() -> Piece:
    g = ground(gender=1.0)
    wide = float(g.joint["LeftArm"][0])
    sheet = pattern.trimmed(
        pattern.torso(g),
        pattern.collar_line(g, 0.088, 0.135, 0.16),
        pattern.armhole(g, 0.72 * wide, 0.82 * wide, 0.012),
        pattern.leg_opening(g, 0.125, 0.006),
    )
    least = np.full(len(sheet.skin), 0.0025)
    points = drape.clear(sheet, drape.stretched(sheet, least, 30), least)
    cloth, loops = hemmed(sheet, points, pattern.top_panels(sheet, points), 0.008, 0.0015)

    def paint(c: Canvas) -> None:
        folds.side_seams(c)
        folds.inner_shade(c)
        for loop in loops:
            folds.border_stitches(c, loop, (0.009,), 0.0006)
            away = folds.distance(c, loop)
            c.zone("trim", smooth(away, 0.0085, 0.0065) * 1.0)

    entry = Entry(
        name="swimsuit",
        label="Swimsuit",
        slot="one_piece",
        also=("top", "bottom"),
        layer=20,
        nouns=("swimsuit", "bathing suit", "swimming costume", "one-piece swimsuit", "leotard", "swimwear", "bodysuit"),
        tags=("sport", "beach", "summer", "modern", "female", "child", "gymnast"),
        colours=((0.12, 0.18, 0.36), (0.66, 0.12, 0.16), (0.10, 0.10, 0.11), (0.10, 0.46, 0.48)),
        fabric="cotton",
    )
    return piece(cloth, entry, covered(sheet, 0.014), paint, [[0, 1]], {"trim": 0.75, "stitches": 0.85})


def depth_of(g: Ground) -> Callable[[float, float, int], float]:
    """Where the skin's front (-1) or back (1) is at a place x, z."""
    skin = g.base[g.skin & (g.share["arm"] < 0.3)]

    def depth(x: float, z: float, side: int) -> float:
        near = np.hypot(np.abs(skin[:, 0]) - x, skin[:, 2] - z) < 0.025
        y = skin[near, 1]
        return float(y.min() if side < 0 else y.max())

    return depth


MAKERS = {"overalls": overalls, "jumpsuit": jumpsuit, "swimsuit": swimsuit}
