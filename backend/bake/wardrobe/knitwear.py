"""Knitted tops: jumper, turtleneck, cardigan, polo shirt, hoodie."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .tailor import collars, features, folds, pattern, strips
from .tailor.canvas import Canvas
from .tailor.finish import MEDIUM, lengthened_sleeves, loosened
from .tailor.ground import ground, smooth
from .tailor.shapes import gathered, shirt_shape
from .tailor.top import hemmed_top, sewn_top, top_piece, top_sheet


def jumper() -> Piece:
    g = ground()
    sheet = top_sheet(g, pattern.collar_line(g, 0.070, 0.040, 0.008), g.wrist + 0.005, pattern.level(g, g.hip - 0.03))
    points = shirt_shape(sheet, 0.013, 0.018, 0.06, arm=0.006)
    points = gathered(sheet, points, cuffs=0.055, hem=0.055, tight=0.007)
    cloth, loops, neck = sewn_top(sheet, points)
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
        colours=((0.20, 0.30, 0.24), (0.45, 0.14, 0.16), (0.72, 0.66, 0.54), (0.12, 0.17, 0.30), (0.42, 0.40, 0.40)),
        fabric="knit",
    )
    return top_piece(cloth, sheet, entry, paint, {"stitches": 0.8}, loosened(cloth, sheet))


def turtleneck() -> Piece:
    g = ground()
    sheet = top_sheet(g, pattern.collar_line(g, 0.064, 0.018, 0.000), g.wrist + 0.005, pattern.level(g, g.hip - 0.02))
    points = shirt_shape(sheet, 0.006, 0.006, 0.22, 0.75, arm=0.003)
    cloth, loops, neck = sewn_top(sheet, points)
    strips.rolled_collar(cloth, neck, 4, 0.052)
    cloth.hem_all(loops, 0.015, 0.003, but=neck)

    def paint(c: Canvas) -> None:
        folds.top_folds(c, 0.9)
        for loop in loops:
            if loop is not neck:
                features.ribbed_edge(c, loop, 0.045)
        features.ribs(c, c.panel(4))
        c.shade *= 1 - 0.35 * np.exp(-((folds.distance(c, neck) / 0.014) ** 2)) * c.panel(0, 1)

    entry = Entry(
        name="turtleneck",
        label="Turtleneck",
        slot="top",
        layer=30,
        nouns=("turtleneck", "polo neck", "roll neck", "turtleneck sweater", "rollneck jumper", "mock neck"),
        tags=("casual", "business", "winter", "modern", "male", "female", "artist"),
        colours=((0.10, 0.10, 0.11), (0.36, 0.12, 0.16), (0.78, 0.74, 0.66), (0.22, 0.28, 0.36)),
        fabric="knit",
    )
    return top_piece(cloth, sheet, entry, paint, {"stitches": 0.8}, size=MEDIUM)


def cardigan() -> Piece:
    g = ground()
    hem, foot = g.hip - 0.04, g.throat - 0.22
    sheet = pattern.trimmed(
        pattern.torso(g),
        pattern.sleeve_end(g, g.wrist + 0.0),
        pattern.level(g, hem),
        np.maximum(pattern.collar_line(g, 0.078, 0.25, 0.004, 1.2), pattern.front_opening(g, 0.012, 0.045, 0.022, hem)),
    )
    points = shirt_shape(sheet, 0.012, 0.014, 0.09, arm=0.006)
    points = gathered(sheet, points, cuffs=0.05, hem=0.0, tight=0.008)
    cloth, loops, _ = hemmed_top(sheet, points, 0.018, 0.005)
    neck = max(loops, key=len)

    def paint(c: Canvas) -> None:
        folds.top_folds(c, 1.2)
        p = c.of(cloth.points)
        away = folds.distance(c, neck)
        band = c.outer * (p[..., 2] > hem + 0.04)
        c.groove(away - 0.028, 0.0022, 0.004, band)
        c.height += 0.002 * (away < 0.028) * band
        for loop in loops:
            if loop is not neck:
                features.ribbed_edge(c, loop, 0.05)
        low = p[..., 2] - hem - 0.05
        c.groove(low, 0.002, 0.004, c.outer * c.panel(0, 1) * 1.0)
        features.ribs(c, (low < 0) * c.outer * c.panel(0, 1))
        front = features.front(c)
        for z in np.arange(foot, hem + 0.03, -0.085):
            button = np.hypot(away - 0.014, (p[..., 2] - z))
            c.zone("buttons", np.clip((0.0095 - button) / 0.002, 0, 1) * front * (p[..., 0] < 0))
        features.patch(c, 0.125, g.hip + 0.085, 0.055, 0.10, front, 0.0)

    entry = Entry(
        name="cardigan",
        label="Cardigan",
        slot="outer",
        layer=50,
        nouns=("cardigan", "cardie", "knitted jacket", "open cardigan", "button up sweater"),
        tags=("casual", "winter", "modern", "male", "female", "old", "child"),
        colours=((0.46, 0.40, 0.34), (0.50, 0.20, 0.24), (0.30, 0.36, 0.30), (0.36, 0.38, 0.44)),
        fabric="knit",
    )
    return top_piece(cloth, sheet, entry, paint, {"buttons": (0.24, 0.15, 0.09), "stitches": 0.85}, size=MEDIUM)


def polo_shirt() -> Piece:
    g = ground()
    sheet = top_sheet(g, pattern.collar_line(g, 0.073, 0.044, 0.004), 0.185, pattern.level(g, g.hip - 0.035))
    points = shirt_shape(sheet, 0.006, 0.010, 0.12)
    cloth, loops, neck = sewn_top(sheet, points)
    edge = collars.shirt_collar(cloth, neck, 4, 0.020, 0.028, 0.026)
    cloth.hem_all(loops, but=neck)
    low = features.lowest(cloth, loops)

    def paint(c: Canvas) -> None:
        folds.top_folds(c)
        features.placket(c, 0.015, g.throat - 0.15, g.throat - 0.015, step=0.042, first=0.022)
        features.shadow_of(c, edge, (0, 1), (5,))
        for loop in loops:
            if loop is low:
                folds.border_stitches(c, loop, (0.017,), 0.0006)
            elif loop is not neck:
                features.ribbed_edge(c, loop, 0.022)

    entry = Entry(
        name="polo_shirt",
        label="Polo shirt",
        slot="top",
        layer=30,
        nouns=("polo shirt", "polo", "golf shirt", "tennis shirt", "rugby shirt"),
        tags=("casual", "sport", "work", "modern", "male", "female", "child"),
        colours=((0.16, 0.24, 0.44), (0.88, 0.88, 0.86), (0.18, 0.38, 0.28), (0.58, 0.14, 0.16)),
    )
    return top_piece(
        cloth,
        sheet,
        entry,
        paint,
        {"stitches": 0.85, "buttons": (0.88, 0.86, 0.80)},
        {**loosened(cloth, sheet), **lengthened_sleeves(cloth, 0.06)},
        size=MEDIUM,
    )


def hoodie() -> Piece:
    g = ground()
    sheet = top_sheet(g, pattern.collar_line(g, 0.078, 0.055, 0.010), g.wrist + 0.008, pattern.level(g, g.hip - 0.035))
    points = shirt_shape(sheet, 0.015, 0.020, 0.05, arm=0.009)
    points = gathered(sheet, points, cuffs=0.06, hem=0.06, tight=0.008)
    p = points
    pouch = smooth(np.abs(p[:, 0]), 0.125, 0.11) * smooth(p[:, 2], g.waist - 0.02, g.waist - 0.04)
    pouch = pouch * smooth(p[:, 2], g.hip + 0.03, g.hip + 0.05) * (p[:, 1] < -0.05)
    points = points + sheet.normals * (0.007 * pouch)[:, None]
    cloth, loops, neck = sewn_top(sheet, points)
    collars.hood_down(cloth, neck, 4)
    cloth.hem_all(loops, 0.015, 0.004, but=neck)

    def paint(c: Canvas) -> None:
        folds.top_folds(c, 1.2)
        for loop in loops:
            if loop is not neck:
                features.ribbed_edge(c, loop, 0.06)
        p = c.of(cloth.points)
        front = features.front(c) * (c.cloth.panel[c.face] < 4)
        x, z = np.abs(p[..., 0]), p[..., 2]
        slant = 0.125 - 0.065 * smooth(z, g.hip + 0.075, g.waist - 0.035)
        box = np.maximum(x - slant, np.maximum(z - g.waist + 0.03, g.hip + 0.035 - z))
        c.height += 0.003 * smooth(box, 0.003, -0.002) * front
        c.groove(box, 0.0015, 0.004, front)
        c.shade *= 1 - 0.30 * np.exp(-(((box - 0.004) / 0.006) ** 2)) * front
        c.stitch(box + 0.007, front)
        cord = np.abs(x - 0.030 - 0.012 * smooth(z, g.throat - 0.02, g.throat - 0.18))
        hang = front * (z < g.throat - 0.01) * (z > g.throat - 0.17)
        c.zone("cord", smooth(cord, 0.0048, 0.0032) * hang)
        c.height += 0.002 * smooth(cord, 0.005, 0.002) * hang
        c.shade *= 1 - 0.3 * np.exp(-(((cord - 0.006) / 0.003) ** 2)) * hang
        c.shade *= 1 - 0.35 * np.exp(-((folds.distance(c, neck) / 0.03) ** 2)) * c.panel(0, 1)
        c.shade[cloth.panel[c.face] == 4] *= 0.92

    entry = Entry(
        name="hoodie",
        label="Hoodie",
        slot="top",
        layer=30,
        nouns=("hoodie", "hooded sweatshirt", "hoody", "hooded top", "hooded jumper", "tracksuit top"),
        tags=("casual", "sport", "street", "modern", "male", "female", "child"),
        colours=((0.36, 0.37, 0.39), (0.12, 0.13, 0.15), (0.16, 0.22, 0.36), (0.48, 0.14, 0.16), (0.22, 0.32, 0.26)),
    )
    return top_piece(cloth, sheet, entry, paint, {"cord": (0.88, 0.87, 0.84), "stitches": 0.85}, loosened(cloth, sheet))


MAKERS = {"jumper": jumper, "turtleneck": turtleneck, "cardigan": cardigan, "polo_shirt": polo_shirt, "hoodie": hoodie}
