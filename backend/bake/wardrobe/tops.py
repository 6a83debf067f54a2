"""Tops of woven cloth and thin jersey: T-shirt, shirt, blouse, tank top, crop top."""

from __future__ import annotations

import numpy as np
from scipy.spatial import KDTree

from ...wear.piece import Entry, Piece
from .tailor import collars, features, folds, pattern
from .tailor.canvas import Canvas
from .tailor.finish import lengthened_sleeves, loosened
from .tailor.ground import ground, smooth
from .tailor.shapes import gathered, shirt_shape
from .tailor.sheet import Sheet
from .tailor.top import hemmed_top, sewn_top, top_piece, top_sheet


def t_shirt() -> Piece:
    g = ground()
    sheet = top_sheet(g, pattern.collar_line(g, 0.072, 0.050, 0.012), 0.19, pattern.level(g, g.hip - 0.035))
    points = shirt_shape(sheet)
    cloth, loops, neck = hemmed_top(sheet, points)

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
        colours=(
            (0.88, 0.88, 0.86),
            (0.10, 0.10, 0.11),
            (0.16, 0.25, 0.45),
            (0.60, 0.13, 0.13),
            (0.20, 0.36, 0.25),
            (0.52, 0.53, 0.55),
        ),
    )
    return top_piece(
        cloth, sheet, entry, paint, {"stitches": 0.85}, {**loosened(cloth, sheet), **lengthened_sleeves(cloth, 0.07)}
    )


def _shirt(entry: Entry, sleeve: float, cuff: str) -> Piece:
    """With a collar and buttons. sleeve: metres along the arm from its joint; cuff: "buttoned", "hemmed", "rolled"."""
    g = ground()
    sheet = top_sheet(g, pattern.collar_line(g, 0.070, 0.034, 0.002), sleeve, pattern.level(g, g.hip - 0.05))
    points = shirt_shape(sheet, 0.007, 0.012, 0.12, arm=0.006 if cuff == "buttoned" else 0.014)
    if cuff == "buttoned":
        points = gathered(sheet, points, cuffs=0.05, hem=0.0, tight=0.008)
    elif cuff == "rolled":
        points = _with_rolls(sheet, points)
    cloth, loops, neck = sewn_top(sheet, points)
    edge = collars.shirt_collar(cloth, neck, 4)
    cloth.hem_all(loops, but=neck)

    def paint(c: Canvas) -> None:
        folds.top_folds(c)
        features.placket(c, 0.016, g.hip - 0.05, g.throat - 0.012, step=0.088)
        if cuff == "buttoned":
            features.cuffs(c, 0.058)
        elif cuff == "rolled":
            _rolls(c)
        else:
            features.cuffs(c, 0.022)
        features.chest_pocket(c)
        features.shadow_of(c, edge, (0, 1), (5,))
        c.shade *= 1 - 0.25 * c.panel(4)

    return top_piece(
        cloth, sheet, entry, paint, {"stitches": 0.85, "buttons": (0.86, 0.84, 0.78)}, loosened(cloth, sheet)
    )


_ROLL = 0.062
"""metres that a rolled cuff is wide"""


def _with_rolls(sheet: Sheet, points: np.ndarray) -> np.ndarray:
    """The cloth with thick cuffs at the ends of its sleeves."""
    g, thick = sheet.ground, points.copy()
    for loop in sheet.border:
        if sheet.at(g.share["arm"])[loop].mean() > 0.5:
            away = KDTree(sheet.skin[loop]).query(sheet.skin)[0]
            thick += sheet.normals * (0.011 * smooth(away, _ROLL + 0.006, _ROLL - 0.006))[:, None]
    return thick


def _rolls(c: Canvas) -> None:
    """The cloth that is turned over itself twice, creased, and its shadow on the sleeve."""
    end, here = features.sleeve(c)
    for at in (0.031, _ROLL):
        c.groove(end - at, 0.0022, 0.0035, here)
    c.shade *= 1 - 0.35 * np.exp(-(((end - _ROLL - 0.006) / 0.007) ** 2)) * here
    c.shade *= 1 - 0.10 * smooth(end, _ROLL, _ROLL - 0.004) * here
    c.stitch(end - 0.026, here)


def shirt() -> Piece:
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
        colours=((0.88, 0.88, 0.86), (0.62, 0.74, 0.88), (0.20, 0.26, 0.40), (0.66, 0.24, 0.22), (0.78, 0.72, 0.60)),
    )
    return _shirt(entry, ground().wrist - 0.005, "buttoned")


def short_sleeved_shirt() -> Piece:
    entry = Entry(
        name="short_sleeved_shirt",
        label="Short-sleeved shirt",
        slot="top",
        layer=30,
        nouns=("short-sleeved shirt", "hawaiian shirt", "bowling shirt", "camp shirt", "safari shirt"),
        tags=("casual", "summer", "work", "modern", "male", "female", "child"),
        colours=((0.88, 0.88, 0.86), (0.62, 0.74, 0.88), (0.70, 0.62, 0.45), (0.66, 0.24, 0.22)),
    )
    return _shirt(entry, 0.215, "hemmed")


def rolled_shirt() -> Piece:
    entry = Entry(
        name="rolled_shirt",
        label="Shirt with rolled sleeves",
        slot="top",
        layer=30,
        nouns=("shirt with rolled sleeves", "rolled-up shirt sleeves", "shirt with the sleeves rolled up"),
        tags=("casual", "work", "farm", "modern", "historic", "male", "female", "child"),
        colours=((0.88, 0.88, 0.86), (0.62, 0.74, 0.88), (0.66, 0.24, 0.22), (0.78, 0.72, 0.60)),
    )
    return _shirt(entry, ground().elbow - 0.012, "rolled")


def blouse() -> Piece:
    g = ground(gender=1.0)
    sheet = top_sheet(
        g, pattern.collar_line(g, 0.076, 0.105, 0.002, 1.2), g.wrist - 0.01, pattern.level(g, g.hip + 0.0)
    )
    points = shirt_shape(sheet, 0.006, 0.010, 0.20, 0.7, arm=0.010, bell=0.010)
    points = gathered(sheet, points, cuffs=0.03, hem=0.0, tight=0.007)
    cloth, loops, neck = sewn_top(sheet, points)
    edge = collars.lapels(cloth, neck, 4, 0.050, notch=False, stand=0.014)
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
    return top_piece(
        cloth, sheet, entry, paint, {"stitches": 0.9, "buttons": (0.84, 0.80, 0.72)}, loosened(cloth, sheet)
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
    cloth, loops, _ = hemmed_top(sheet, points, 0.012, 0.002)
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
    return top_piece(cloth, sheet, entry, paint, {"stitches": 0.85}, loosened(cloth, sheet))


def crop_top() -> Piece:
    g = ground(gender=1.0)
    sheet = top_sheet(g, pattern.collar_line(g, 0.085, 0.075, 0.03), 0.15, pattern.level(g, g.chest - 0.135))
    points = shirt_shape(sheet, 0.004, 0.003, 0.5, 0.5, arm=0.004)
    cloth, loops, _ = hemmed_top(sheet, points, 0.012, 0.002)

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
    return top_piece(cloth, sheet, entry, paint, {"stitches": 0.85}, lengthened_sleeves(cloth, 0.04))


MAKERS = {
    "t_shirt": t_shirt,
    "shirt": shirt,
    "short_sleeved_shirt": short_sleeved_shirt,
    "rolled_shirt": rolled_shirt,
    "blouse": blouse,
    "tank_top": tank_top,
    "crop_top": crop_top,
}
