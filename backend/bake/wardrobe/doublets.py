"""Doublet and corset."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .tailor import drape, features, finish, folds, pattern, strips
from .tailor.canvas import Canvas
from .tailor.cloth import hemmed
from .tailor.finish import LEAN, piece
from .tailor.ground import ground, smooth
from .tailor.shapes import shirt_shape
from .tailor.top import sewn_top, top_piece, top_sheet


def doublet() -> Piece:
    """Buttoned to the neck, with short skirts below the waist and puffed, slashed upper sleeves."""
    g = ground()
    hem = g.hip - 0.035
    sheet = top_sheet(g, pattern.collar_line(g, 0.066, 0.026, 0.000), g.wrist - 0.006, pattern.level(g, hem))
    points = shirt_shape(sheet, 0.010, 0.003, 0.35, 0.75, arm=0.004)
    along, share = sheet.at(g.arm), sheet.at(g.share["arm"])
    puff = smooth(along, -0.02, 0.05) * smooth(along, 0.235, 0.165) * smooth(share, 0.25, 0.6)
    skirts = smooth(points[:, 2], g.waist - 0.03, hem) * (share < 0.3)
    points = points + sheet.normals * (0.045 * puff + 0.022 * skirts)[:, None]
    points = drape.evened(sheet, points, 1)
    cloth, loops, neck = sewn_top(sheet, points)
    strips.band(cloth, neck, 4, 0.040, 0.004)
    cloth.hem_all(loops, 0.016, 0.003, but=neck)
    low = features.lowest(cloth, loops)

    def paint(c: Canvas) -> None:
        folds.soft(c, 0.5)
        folds.elbow_folds(c, 0.7)
        folds.armhole_seams(c)
        folds.inner_shade(c)
        p = c.of(cloth.points)
        down, outer = c.field(g.arm), c.outer * 1.0
        arm = (c.field(g.share["arm"]) > 0.5) * outer
        turn = np.arctan2(p[..., 1] - g.joint["LeftArm"][1], p[..., 2] - np.interp(down, (0.0, g.elbow), (
            g.joint["LeftArm"][2], g.joint["LeftForeArm"][2])))  # fmt: skip
        slash = smooth(np.cos(8 * turn), 0.45, 0.7) * smooth(down, 0.0, 0.03) * smooth(down, 0.20, 0.17) * arm
        c.zone("lining", slash)
        c.shade *= 1 - 0.25 * smooth(np.abs(np.cos(8 * turn) - 0.5), 0.2, 0.0) * (down < 0.2) * arm
        c.zone("trim", smooth(np.abs(down - 0.225), 0.014, 0.010) * arm)
        features.sleeve_border(c, 0.024)
        front = features.front(c) * c.panel(0) * 1.0
        x, z = np.abs(p[..., 0]), p[..., 2]
        c.zone("trim", smooth(x, 0.017, 0.013) * front)
        slant = np.abs(x - 0.045 - 0.33 * (z - g.waist))
        c.zone("trim", smooth(slant, 0.011, 0.007) * front * (z > g.waist - 0.03) * (z < g.throat))
        body = outer * c.panel(0, 1) * (c.field(g.share["arm"]) < 0.4)
        c.zone("trim", smooth(np.abs(z - g.waist + 0.035), 0.014, 0.010) * body)
        features.border(c, low, 0.018, body)
        c.zone("trim", (c.panel(4) & (folds.distance(c, neck) > 0.028)) * 1.0)
        features.buttons(c, 0.0, np.arange(g.throat - 0.02, g.waist - 0.02, -0.045), 0.0105)

    entry = Entry(
        name="doublet",
        label="Doublet",
        slot="outer",
        layer=50,
        nouns=("doublet", "renaissance jacket", "slashed doublet", "tudor doublet", "jerkin", "courtier's jacket"),
        tags=("renaissance", "tudor", "royal", "musketeer", "fantasy", "male", "female"),
        colours=((0.42, 0.08, 0.12), (0.10, 0.10, 0.12), (0.14, 0.24, 0.40)),
        second_colour=(0.84, 0.68, 0.30),
        fabric="silk",
    )
    zones = {"trim": None, "lining": (0.92, 0.88, 0.76), "buttons": (0.88, 0.72, 0.32), "stitches": 0.85}
    return top_piece(cloth, sheet, entry, paint, zones, size=LEAN)


def corset() -> Piece:
    """From the breast to the hips, with bones and a lacing in front."""
    g = ground(gender=1.0)
    x, z = g.across, g.base[:, 2]
    top = g.chest + 0.030 - 0.025 * np.exp(-((x / 0.03) ** 2)) + 0.012 * smooth(x, 0.03, 0.08) * smooth(x, 0.15, 0.10)
    upper = np.where(g.base[:, 1] < -0.02, z - top, z - g.chest + 0.03)
    lower = g.hip + 0.075 - 0.05 * np.exp(-((x / 0.06) ** 2)) * (g.base[:, 1] < 0) - z
    wide = float(g.joint["LeftArm"][0])
    sheet = pattern.trimmed(
        pattern.torso(g),
        pattern.armhole(g, 0.9 * wide, 0.84 * wide, 0.0),
        np.nan_to_num(upper, nan=1.0),
        np.nan_to_num(lower, nan=1.0),
    )
    points = shirt_shape(sheet, 0.006, 0.001, 0.9, 0.4)
    cloth, loops = hemmed(sheet, points, pattern.top_panels(sheet, points, False), 0.010, 0.003)

    def paint(c: Canvas) -> None:
        folds.inner_shade(c)
        folds.side_seams(c)
        p = c.of(cloth.points)
        x, z, outer = np.abs(p[..., 0]), p[..., 2], c.outer * 1.0
        narrow = 0.72 + 0.28 * smooth(np.abs(z - g.waist), 0.0, 0.14)
        for bone in (0.055, 0.085, 0.118):
            away = x / narrow - bone
            c.height += 0.0025 * smooth(np.abs(away), 0.007, 0.003) * outer
            c.groove(np.abs(away) - 0.008, 0.0016, 0.003, outer)
        front = features.front(c)
        c.zone("gap", smooth(x, 0.020, 0.017) * front)
        c.shade *= 1 - 0.3 * smooth(np.abs(x - 0.020), 0.006, 0.0) * front
        phase = ((z - g.hip) / 0.040) % 1.0
        for cross in (phase, 1 - phase):
            c.zone("laces", smooth(np.abs(p[..., 0] - 0.030 * (2 * cross - 1)), 0.007, 0.0045) * front)
        for loop in loops:
            features.border(c, loop, 0.012, fade=0.003)

    entry = Entry(
        name="corset",
        label="Corset",
        slot="top",
        layer=32,
        nouns=("corset", "bustier", "basque", "laced corset", "stays", "bodice"),
        tags=("victorian", "gothic", "steampunk", "party", "female"),
        colours=((0.40, 0.06, 0.10), (0.09, 0.09, 0.10), (0.36, 0.22, 0.14)),
        fabric="silk",
    )
    zones = {"gap": (0.10, 0.07, 0.07), "laces": None, "trim": 0.6, "stitches": 0.85}
    return piece(cloth, entry, finish.covered(sheet), paint, [[0, 1]], zones, size=LEAN)


MAKERS = {"doublet": doublet, "corset": corset}
