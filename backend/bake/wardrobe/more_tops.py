"""Further tops: hoodie, tank top, crop top, blouse."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .tailor import features, folds, pattern, strips
from .tailor.canvas import Canvas
from .tailor.cloth import borders, hemmed, sewn
from .tailor.finish import covered, lengthened_sleeves, loosened, piece
from .tailor.ground import ground, smooth
from .tailor.shapes import gathered, shirt_shape


def hoodie() -> Piece:
    g = ground()
    sheet = pattern.trimmed(
        pattern.torso(g),
        pattern.collar_line(g, 0.078, 0.055, 0.010),
        pattern.sleeve_end(g, g.wrist + 0.008),
        pattern.level(g, g.hip - 0.035),
    )
    points = shirt_shape(sheet, 0.015, 0.020, 0.05, arm=0.009)
    points = gathered(sheet, points, cuffs=0.06, hem=0.06, tight=0.008)
    p = points
    pouch = smooth(np.abs(p[:, 0]), 0.125, 0.11) * smooth(p[:, 2], g.waist - 0.02, g.waist - 0.04)
    pouch = pouch * smooth(p[:, 2], g.hip + 0.03, g.hip + 0.05) * (p[:, 1] < -0.05)
    points = points + sheet.normals * (0.007 * pouch)[:, None]
    cloth = sewn(sheet, points, pattern.top_panels(sheet, points))
    loops = borders(cloth)
    neck = features.highest(cloth, loops)
    strips.hood_down(cloth, neck, 4)
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
    return piece(
        cloth,
        entry,
        covered(sheet),
        paint,
        [[0, 1], [2, 3], [4]],
        {"cord": (0.88, 0.87, 0.84), "stitches": 0.85},
        loosened(cloth, sheet),
    )


def tank_top() -> Piece:
    g = ground()
    wide = float(g.joint["LeftArm"][0])
    sheet = pattern.trimmed(
        pattern.torso(g),
        pattern.collar_line(g, 0.080, 0.115, 0.05),
        pattern.armhole(g, 0.70 * wide, 0.82 * wide, 0.025),
        pattern.level(g, g.hip - 0.01),
    )
    points = shirt_shape(sheet, 0.004, 0.006, 0.22, 0.7)
    cloth, loops = hemmed(sheet, points, pattern.top_panels(sheet, points), 0.012, 0.002)
    low = features.lowest(cloth, loops)

    def paint(c: Canvas) -> None:
        folds.soft(c)
        folds.hanging_folds(c, 0.7)
        folds.waist_folds(c, g.waist + 0.02, 0.8)
        folds.side_seams(c)
        folds.inner_shade(c)
        for loop in loops:
            folds.border_stitches(c, loop, (0.017 if loop is low else 0.011,), 0.0006)

    entry = Entry(
        name="tank_top",
        label="Tank top",
        slot="top",
        layer=30,
        nouns=(
            "tank top",
            "vest top",
            "singlet",
            "undershirt",
            "sleeveless shirt",
            "muscle shirt",
            "camisole",
            "basketball jersey",
        ),
        tags=("sport", "casual", "summer", "modern", "male", "female", "child"),
        colours=((0.88, 0.88, 0.86), (0.12, 0.12, 0.13), (0.56, 0.14, 0.14), (0.30, 0.38, 0.50)),
    )
    return piece(cloth, entry, covered(sheet), paint, [[0, 1]], {"stitches": 0.85}, loosened(cloth, sheet))


def crop_top() -> Piece:
    g = ground(gender=1.0)
    sheet = pattern.trimmed(
        pattern.torso(g),
        pattern.collar_line(g, 0.085, 0.075, 0.03),
        pattern.sleeve_end(g, 0.15),
        pattern.level(g, g.chest - 0.135),
    )
    points = shirt_shape(sheet, 0.004, 0.003, 0.5, 0.5, arm=0.004)
    cloth, loops = hemmed(sheet, points, pattern.top_panels(sheet, points), 0.012, 0.002)

    def paint(c: Canvas) -> None:
        folds.soft(c)
        folds.armpit_folds(c, 0.7)
        folds.side_seams(c)
        folds.armhole_seams(c)
        folds.inner_shade(c)
        for loop in loops:
            folds.border_stitches(c, loop, (0.013,), 0.0006)

    entry = Entry(
        name="crop_top",
        label="Crop top",
        slot="top",
        layer=30,
        nouns=("crop top", "cropped top", "belly top", "sports bra", "bandeau top", "halter top"),
        tags=("casual", "sport", "summer", "party", "modern", "female"),
        colours=((0.86, 0.85, 0.83), (0.12, 0.12, 0.13), (0.78, 0.32, 0.42), (0.36, 0.30, 0.52)),
    )
    return piece(
        cloth, entry, covered(sheet), paint, [[0, 1], [2, 3]], {"stitches": 0.85}, lengthened_sleeves(cloth, 0.04)
    )


def blouse() -> Piece:
    g = ground(gender=1.0)
    sheet = pattern.trimmed(
        pattern.torso(g),
        pattern.collar_line(g, 0.076, 0.105, 0.002, 1.2),
        pattern.sleeve_end(g, g.wrist - 0.01),
        pattern.level(g, g.hip + 0.0),
    )
    points = shirt_shape(sheet, 0.006, 0.010, 0.20, 0.7, arm=0.010, bell=0.010)
    points = gathered(sheet, points, cuffs=0.03, hem=0.0, tight=0.007)
    cloth = sewn(sheet, points, pattern.top_panels(sheet, points))
    loops = borders(cloth)
    neck = features.highest(cloth, loops)
    edge = strips.lapels(cloth, points, neck, 4, 0.050, notch=False, stand=0.014)
    cloth.hem_all(loops, 0.012, 0.002, but=neck)

    def paint(c: Canvas) -> None:
        folds.top_folds(c, 0.9)
        features.placket(c, 0.011, g.hip, g.throat - 0.09, step=0.075, first=0.025)
        features.cuffs(c, 0.035)
        features.shadow_of(c, edge, (0, 1), (4,))

    entry = Entry(
        name="blouse",
        label="Blouse",
        slot="top",
        layer=30,
        nouns=("blouse", "silk shirt", "ladies shirt", "peasant blouse", "tunic top", "poet shirt", "pirate shirt"),
        tags=("formal", "business", "casual", "modern", "female"),
        colours=((0.88, 0.86, 0.82), (0.76, 0.56, 0.60), (0.50, 0.62, 0.74), (0.18, 0.20, 0.28)),
        fabric="silk",
    )
    return piece(
        cloth,
        entry,
        covered(sheet),
        paint,
        [[0, 1], [2, 3], [4]],
        {"stitches": 0.9, "buttons": (0.84, 0.80, 0.72)},
        loosened(cloth, sheet),
    )


MAKERS = {"hoodie": hoodie, "tank_top": tank_top, "crop_top": crop_top, "blouse": blouse}
