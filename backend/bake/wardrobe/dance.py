"""Second skins and what dancers wear: bodysuit, tutu."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .tailor import drape, features, folds, pattern
from .tailor.canvas import Canvas
from .tailor.cloth import hemmed
from .tailor.finish import MEDIUM, covered, piece
from .tailor.ground import ground, smooth
from .tailor.skirt import sew_skirt, shaped, skirt


def bodysuit() -> Piece:
    """From neck to wrists and ankles, as close as a skin; a standing collar's width of neck, panels at the sides."""
    g = ground()
    sheet = pattern.trimmed(
        pattern.whole_body(g),
        pattern.collar_line(g, 0.066, 0.022, 0.002),
        pattern.sleeve_end(g, g.wrist - 0.002),
        pattern.leg_end(g, g.ankle - 0.02),
    )
    least = np.full(len(sheet.skin), 0.004)
    points = drape.clear(sheet, drape.stretched(sheet, least, 30), least)
    points = drape.apart(sheet, points)
    cloth, loops = hemmed(sheet, points, pattern.body_panels(sheet, points, g.hip + 0.12), 0.010, 0.002)

    def paint(c: Canvas) -> None:
        p = c.of(cloth.points)
        folds.crotch_folds(c, 0.35)
        folds.knee_folds(c, 0.35)
        folds.elbow_folds(c, 0.4)
        folds.armhole_seams(c)
        folds.inner_shade(c)
        outer = c.outer * 1.0
        trunk = outer * (c.field(g.share["arm"]) < 0.4)
        line = 0.115 - 0.03 * smooth(p[..., 2], g.hip, g.waist) + 0.035 * smooth(p[..., 2], g.waist, g.chest)
        away = np.abs(p[..., 0]) - line
        here = trunk * (p[..., 2] > g.crotch + 0.02) * smooth(p[..., 2], g.chest + 0.10, g.chest + 0.07)
        c.zone("trim", smooth(away, -0.001, 0.001) * here)
        c.groove(away, 0.0014, 0.003, here)
        features.zip_fastener(c, g.waist - 0.10, g.throat + 0.05)
        features.leg_seams(c)
        for loop in loops:
            folds.border_stitches(c, loop, (0.014,), 0.0006)

    entry = Entry(
        name="bodysuit",
        label="Bodysuit",
        slot="one_piece",
        also=("top", "bottom"),
        layer=20,
        nouns=(
            "bodysuit",
            "wetsuit",
            "catsuit",
            "superhero suit",
            "unitard",
            "diving suit",
            "cycling suit",
            "ski suit",
        ),
        tags=("sport", "diving", "superhero", "science fiction", "modern", "male", "female", "child"),
        colours=((0.10, 0.10, 0.11), (0.12, 0.20, 0.42), (0.56, 0.09, 0.11)),
        fabric="rubber",
    )
    return piece(
        cloth,
        entry,
        covered(sheet),
        paint,
        [[0, 1], [2, 3], [4, 5]],
        {"trim": 0.5, "stitches": 0.85, "zip": (0.45, 0.45, 0.47)},
        size=MEDIUM,
    )


def tutu() -> Piece:
    """A leotard with three stiff layers of skirt that stand out from the hips."""
    g = ground(gender=1.0)
    wide = float(g.joint["LeftArm"][0])
    sheet = pattern.trimmed(
        pattern.torso(g),
        pattern.collar_line(g, 0.088, 0.105, 0.12),
        pattern.armhole(g, 0.74 * wide, 0.82 * wide, 0.012),
        pattern.leg_opening(g, 0.10, -0.015),
    )
    least = np.full(len(sheet.skin), 0.0025)
    points = drape.clear(sheet, drape.stretched(sheet, least, 30), least)
    cloth, loops = hemmed(sheet, points, pattern.top_panels(sheet, points), 0.008, 0.0015)
    edges = []
    for k, (reach, fall) in enumerate(((0.29, 0.055), (0.26, 0.085), (0.22, 0.115))):
        made = skirt(g, g.hip - 0.03, 5, top=0.02 + 0.004 * k)
        part = np.linspace(0, 1, 5)[:, None]
        wave = np.sin(26 * made.turn + 2.1 * k)
        flat = shaped(made, 0.004, 0.0)
        out = made.points - made.points.mean(axis=1, keepdims=True)
        out[..., 2] = 0
        out /= np.maximum(np.linalg.norm(out, axis=2, keepdims=True), 1e-9)
        layer = np.repeat(flat[:1], 5, axis=0) + out * (reach * part)[..., None]
        layer[..., 2] += -fall * part**1.3 + 0.010 * wave * part
        _, lower = sew_skirt(cloth, made, layer, 4 + 2 * k)
        edges.append(lower)

    def paint(c: Canvas) -> None:
        folds.side_seams(c)
        folds.inner_shade(c)
        p = c.of(cloth.points)
        turn = np.arctan2(p[..., 0], p[..., 1] + 0.03)
        tulle = c.panel(4, 5, 6, 7, 8, 9)
        c.height += 0.003 * np.sin(52 * turn) * tulle
        c.shade *= 1 - 0.14 * (0.5 - 0.5 * np.sin(52 * turn)) * tulle
        for k, edge in enumerate(edges):
            away = folds.distance(c, edge)
            c.zone("trim", smooth(away, 0.012, 0.010) * c.panel(4 + 2 * k, 5 + 2 * k))
        for loop in loops:
            c.zone("trim", smooth(folds.distance(c, loop), 0.0085, 0.0065) * c.panel(0, 1))

    entry = Entry(
        name="tutu",
        label="Tutu",
        slot="one_piece",
        also=("top", "bottom"),
        layer=30,
        nouns=("tutu", "ballet dress", "ballet tutu", "ballerina dress", "ballet costume", "fairy dress"),
        tags=("ballet", "dance", "fairy", "female", "child"),
        colours=((0.90, 0.72, 0.76), (0.92, 0.91, 0.90), (0.12, 0.12, 0.13)),
        fabric="silk",
    )
    return piece(
        cloth,
        entry,
        covered(sheet, 0.014),
        paint,
        [[0, 1], [4, 5], [6, 7], [8, 9]],
        {"trim": 0.85, "stitches": 0.85},
        size=MEDIUM,
    )


MAKERS = {"bodysuit": bodysuit, "tutu": tutu}
