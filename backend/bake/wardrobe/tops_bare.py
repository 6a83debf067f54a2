"""Tops that leave much bare: a blouse off the shoulders with a flounce, a sports bra."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .tailor import features, finish, folds, pattern, strips
from .tailor.canvas import Canvas
from .tailor.cloth import hemmed
from .tailor.finish import MEDIUM, loosened, piece
from .tailor.ground import ground, smooth
from .tailor.shapes import gathered, shirt_shape
from .tailor.top import sewn_top, top_piece, top_sheet


def off_shoulder_blouse() -> Piece:
    """Its upper border goes level around breast, back and both upper arms, with a flounce that falls over it."""
    g = ground(gender=1.0)
    sheet = top_sheet(
        g, np.nan_to_num(g.base[:, 2] - g.chest - 0.052, nan=1.0), g.elbow + 0.04, pattern.level(g, g.hip + 0.02)
    )
    points = shirt_shape(sheet, 0.006, 0.010, 0.16, 0.7, arm=0.012, bell=0.014)
    points = gathered(sheet, points, cuffs=0.022, hem=0.0, tight=0.007)
    cloth, loops, upper = sewn_top(sheet, points)
    flounce = strips.flounce(cloth, upper, 4, 0.11)
    cloth.hem_all(loops, 0.012, 0.002, but=upper)

    def paint(c: Canvas) -> None:
        folds.soft(c)
        folds.waist_folds(c, g.waist, 0.8)
        folds.elbow_folds(c, 0.6)
        folds.side_seams(c)
        folds.inner_shade(c)
        features.cuffs(c, 0.022)
        own = c.panel(4) * 1.0
        u = (np.arange(len(c.face)) + 0.5) * c.texel
        wave = np.sin(2 * np.pi * u / 0.062 + 0.8 * np.sin(2 * np.pi * u / 0.31))[None, :] * own
        c.height += 0.003 * wave
        c.shade *= 1 - 0.13 * (0.5 - 0.5 * wave) * own
        away = folds.distance(c, flounce[-2])
        c.zone("trim", smooth(away, 0.016, 0.012) * own)
        top = folds.distance(c, upper)
        c.groove(top - 0.016, 0.0016, 0.003, own)
        c.shade *= 1 - 0.35 * np.exp(-((away / 0.014) ** 2)) * c.panel(0, 1, 2, 3)

    entry = Entry(
        name="off_shoulder_blouse",
        label="Off-shoulder blouse",
        slot="top",
        layer=30,
        nouns=("off-shoulder blouse", "off the shoulder top", "bardot top", "carmen blouse", "ruffled blouse"),
        tags=("folk", "summer", "party", "spanish", "medieval", "female"),
        colours=((0.90, 0.88, 0.84), (0.68, 0.12, 0.16), (0.14, 0.14, 0.15), (0.84, 0.62, 0.30)),
    )
    zones = {"trim": 0.86, "stitches": 0.9}
    return top_piece(cloth, sheet, entry, paint, zones, loosened(cloth, sheet), size=MEDIUM, margin=0.012)


def sports_bra() -> Piece:
    """Close, with broad straps that cross over the shoulders, and a broad elastic band below."""
    g = ground(gender=1.0)
    wide = float(g.joint["LeftArm"][0])
    sheet = pattern.trimmed(
        pattern.torso(g),
        pattern.collar_line(g, 0.074, 0.105, 0.075),
        pattern.armhole(g, 0.70 * wide, 0.80 * wide, 0.010),
        pattern.level(g, g.chest - 0.115),
    )
    points = shirt_shape(sheet, 0.0035, 0.0, 0.9, 0.35)
    cloth, loops = hemmed(sheet, points, pattern.top_panels(sheet, points, False), 0.010, 0.0018)
    low = features.lowest(cloth, loops)

    def paint(c: Canvas) -> None:
        folds.inner_shade(c)
        outer = c.outer * 1.0
        away = folds.distance(c, low)
        c.zone("trim", smooth(away, 0.031, 0.029) * outer)
        c.groove(away - 0.030, 0.0016, 0.003, outer)
        features.ribs(c, smooth(away, 0.029, 0.026) * outer)
        for loop in loops:
            if loop is not low:
                features.border(c, loop, 0.011, fade=0.002, groove=0.001)
        p = c.of(cloth.points)
        cup = np.abs(p[..., 0]) - 0.085 - 0.25 * (p[..., 2] - g.chest + 0.02).clip(0, None)
        c.groove(cup, 0.0012, 0.003, outer * (p[..., 1] < -0.05))
        c.groove(p[..., 0], 0.0014, 0.005, outer * (p[..., 1] < -0.06) * (away > 0.03))

    entry = Entry(
        name="sports_bra",
        label="Sports bra",
        slot="top",
        layer=30,
        nouns=("sports bra", "athletic bra", "running bra", "bralette", "sports top", "yoga top"),
        tags=("sport", "gym", "running", "modern", "female"),
        colours=((0.13, 0.13, 0.15), (0.80, 0.22, 0.42), (0.16, 0.36, 0.60), (0.52, 0.53, 0.56)),
    )
    return piece(
        cloth, entry, finish.covered(sheet, 0.012), paint, [[0, 1]], {"trim": 0.72, "stitches": 0.85}, size=MEDIUM
    )


MAKERS = {"off_shoulder_blouse": off_shoulder_blouse, "sports_bra": sports_bra}
