"""What is worn over a top: blazer, jacket, coats, waistcoat."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .dresses import Gown, blocks_of, gown
from .skirts import skirt_folds
from .tailor import features, folds, pattern, strips
from .tailor.canvas import Canvas
from .tailor.cloth import borders, sewn
from .tailor.finish import covered, loosened, piece
from .tailor.ground import ground
from .tailor.shapes import gathered, shirt_shape
from .tailor.skirt import dropped


def blazer() -> Piece:
    g = ground()
    foot = g.throat - 0.27
    sheet = pattern.trimmed(
        pattern.torso(g),
        pattern.collar_line(g, 0.076, 0.30, 0.000, 1.05),
        pattern.sleeve_end(g, g.wrist - 0.012),
        pattern.level(g, g.crotch + 0.035, 0.015),
    )
    points = shirt_shape(sheet, 0.012, 0.006, 0.16, 0.85, arm=0.008, pads=0.008)
    cloth = sewn(sheet, points, pattern.top_panels(sheet, points))
    loops = borders(cloth)
    neck = features.highest(cloth, loops)
    for loop in loops:
        if loop is not neck:
            cloth.hem(loop, 0.018, 0.003)
    edge = strips.lapels(cloth, points, neck, 4, 0.072, stand=0.016)

    def paint(c: Canvas) -> None:
        folds.soft(c, 0.6)
        folds.armpit_folds(c, 0.5)
        folds.elbow_folds(c, 0.8)
        folds.side_seams(c)
        folds.armhole_seams(c)
        folds.inner_shade(c)
        features.opening(c, 0.0, foot + 0.03, np.array((foot - 0.035, foot - 0.135)))
        features.shadow_of(c, edge, (0, 1), (4,))
        p = c.of(cloth.points)
        front = features.front(c)
        features.patch(c, 0.105, g.hip + 0.035, 0.068, 0.05, front, 0.0, flap=0.05)
        features.welt(c, 0.095, g.chest + 0.0, 0.048, -0.15, front * (p[..., 0] > 0))

    entry = Entry(
        name="blazer",
        label="Blazer",
        slot="outer",
        layer=50,
        nouns=(
            "blazer",
            "suit jacket",
            "suit coat",
            "sport coat",
            "sports jacket",
            "tuxedo jacket",
            "dinner jacket",
            "suit",
        ),
        tags=("formal", "business", "modern", "male", "female"),
        colours=((0.13, 0.14, 0.18), (0.30, 0.31, 0.34), (0.15, 0.20, 0.34)),
        fabric="wool",
    )
    return piece(
        cloth,
        entry,
        covered(sheet),
        paint,
        [[0, 1], [2, 3], [4]],
        {"buttons": 0.55, "stitches": 0.9},
        loosened(cloth, sheet),
    )


def jacket() -> Piece:
    g = ground()
    sheet = pattern.trimmed(
        pattern.torso(g),
        pattern.collar_line(g, 0.074, 0.045, 0.004),
        pattern.sleeve_end(g, g.wrist + 0.005),
        pattern.level(g, g.hip - 0.005),
    )
    points = shirt_shape(sheet, 0.016, 0.014, 0.08, arm=0.010)
    points = gathered(sheet, points, cuffs=0.05, hem=0.05, tight=0.013)
    cloth = sewn(sheet, points, pattern.top_panels(sheet, points))
    loops = borders(cloth)
    neck = features.highest(cloth, loops)
    edge = strips.shirt_collar(cloth, neck, 4, 0.026, 0.05, 0.02)
    for loop in loops:
        if loop is not neck:
            cloth.hem(loop, 0.015, 0.004)

    def paint(c: Canvas) -> None:
        folds.top_folds(c, 1.15)
        features.zip_fastener(c, g.hip - 0.005, g.throat + 0.03)
        features.shadow_of(c, edge, (0, 1), (5,))
        front = features.front(c)
        features.welt(c, 0.115, g.waist - 0.045, 0.062, 1.15, front)
        for loop in loops:
            if loop is not neck:
                away = folds.distance(c, loop)
                c.groove(away - 0.05, 0.002, 0.004, c.outer * 1.0)
                c.stitch(away - 0.044, c.outer * 1.0)
        p = c.of(cloth.points)
        c.groove(p[..., 2] - g.chest - 0.075, 0.0014, 0.003, c.outer * (c.cloth.panel[c.face] < 2))

    entry = Entry(
        name="jacket",
        label="Jacket",
        slot="outer",
        layer=50,
        nouns=(
            "jacket",
            "leather jacket",
            "bomber jacket",
            "denim jacket",
            "biker jacket",
            "anorak",
            "windbreaker",
            "parka",
            "flight jacket",
        ),
        tags=("casual", "work", "modern", "male", "female", "child", "punk"),
        colours=((0.10, 0.10, 0.11), (0.28, 0.18, 0.11), (0.26, 0.29, 0.20), (0.16, 0.22, 0.36)),
        fabric="leather",
    )
    return piece(
        cloth,
        entry,
        covered(sheet),
        paint,
        [[0, 1], [2, 3], [4], [5]],
        {"zip": (0.62, 0.62, 0.64), "stitches": 1.5},
        loosened(cloth, sheet),
    )


def waistcoat() -> Piece:
    g = ground()
    wide = float(g.joint["LeftArm"][0])
    foot = g.throat - 0.175
    sheet = pattern.trimmed(
        pattern.torso(g),
        pattern.collar_line(g, 0.080, 0.215, 0.006, 1.1),
        pattern.armhole(g, 0.78 * wide, 0.80 * wide, 0.02),
        pattern.level(g, g.hip + 0.085, 0.05),
    )
    points = shirt_shape(sheet, 0.010, 0.003, 0.35, 0.7)
    cloth = sewn(sheet, points, pattern.top_panels(sheet, points))
    for loop in borders(cloth):
        cloth.hem(loop, 0.015, 0.003)

    def paint(c: Canvas) -> None:
        folds.soft(c, 0.6)
        folds.waist_folds(c, g.waist, 0.5)
        folds.side_seams(c)
        folds.inner_shade(c)
        features.opening(c, 0.0, foot + 0.02, np.linspace(foot - 0.03, g.hip + 0.075, 5))
        front = features.front(c)
        features.welt(c, 0.085, g.waist - 0.04, 0.045, -0.12, front)
        features.welt(c, 0.085, g.chest - 0.02, 0.04, -0.12, front)
        c.zone("back", (c.of(cloth.points)[..., 1] > -0.035) * c.outer * 1.0)

    entry = Entry(
        name="waistcoat",
        label="Waistcoat",
        slot="outer",
        layer=50,
        nouns=("waistcoat", "vest", "suit vest", "gilet", "jerkin", "body warmer", "leather vest"),
        tags=("formal", "business", "medieval", "western", "male", "female"),
        colours=((0.20, 0.21, 0.24), (0.34, 0.24, 0.16), (0.30, 0.12, 0.14)),
        fabric="wool",
    )
    return piece(cloth, entry, covered(sheet), paint, [[0, 1]], {"buttons": 0.5, "stitches": 0.9, "back": 0.8})


def _coat(hem: float, ease: float, lapel: float, deep: float) -> tuple[Gown, np.ndarray]:
    g = ground()
    made = gown(
        g,
        (pattern.collar_line(g, 0.078, deep, 0.000, 1.15), pattern.sleeve_end(g, g.wrist - 0.002)),
        hem,
        {"ease": ease, "waist": 0.006, "slope": 0.06, "bridge": 0.9, "arm": 0.010, "pads": 0.006},
        0.045,
        5,
        0.008,
        20,
        neck_hem=False,
    )
    edge = strips.lapels(made.cloth, made.cloth.points[: len(made.sheet.skin)], made.neck, 6, lapel, stand=0.018)
    return made, edge


def long_coat() -> Piece:
    g = ground()
    made, edge = _coat(g.knee_height - 0.12, 0.016, 0.085, 0.26)
    strips.sash(made.cloth, made.waist, 7, 0.045, 0.006)
    foot = g.throat - 0.25

    def paint(c: Canvas) -> None:
        _coat_folds(c, made)
        features.opening(c, 0.0, foot + 0.03, lap=0.03)
        at = np.array((foot - 0.02, foot - 0.15, foot - 0.27))
        for x in (-0.055, 0.055):
            features.buttons(c, x, at, 0.012)
        features.shadow_of(c, edge, (0, 1), (6,))
        p = c.of(made.cloth.points)
        buckle = np.maximum(np.abs(p[..., 0]) - 0.028, np.abs(p[..., 2] - made.top) - 0.030)
        c.zone("buttons", (np.abs(buckle) < 0.006) * c.panel(7) * (p[..., 1] < 0))
        features.welt(c, 0.135, g.hip - 0.02, 0.075, 1.2, (p[..., 1] < 0) * c.panel(4, 5) * 1.0)

    entry = Entry(
        name="long_coat",
        label="Coat",
        slot="outer",
        layer=50,
        nouns=(
            "coat",
            "overcoat",
            "long coat",
            "trench coat",
            "greatcoat",
            "raincoat",
            "winter coat",
            "duster",
            "topcoat",
        ),
        tags=("formal", "winter", "modern", "detective", "military", "male", "female"),
        colours=((0.60, 0.50, 0.36), (0.14, 0.14, 0.16), (0.34, 0.34, 0.36), (0.25, 0.20, 0.16)),
        fabric="wool",
    )
    return piece(
        made.cloth,
        entry,
        made.hides,
        paint,
        [*blocks_of(made), [6], [7]],
        {"buttons": (0.20, 0.13, 0.08), "stitches": 0.85},
        dropped(made.cloth, made.top, made.low, 0.20, 0.25),
    )


def lab_coat() -> Piece:
    g = ground()
    made, edge = _coat(g.knee_height + 0.02, 0.014, 0.062, 0.22)
    foot = g.throat - 0.21

    def paint(c: Canvas) -> None:
        _coat_folds(c, made)
        features.opening(c, 0.0, foot + 0.03, np.arange(foot - 0.02, g.hip - 0.1, -0.11), lap=0.02)
        features.shadow_of(c, edge, (0, 1), (6,))
        p = c.of(made.cloth.points)
        front = features.front(c)
        features.patch(c, 0.095, g.chest + 0.005, 0.052, 0.12, front * (p[..., 0] > 0), 0.0)
        features.patch(c, 0.115, g.hip + 0.02, 0.075, 0.16, front, 0.0)
        c.zone("pens", _pens(p, g.chest) * front)

    entry = Entry(
        name="lab_coat",
        label="Lab coat",
        slot="outer",
        layer=50,
        nouns=("lab coat", "laboratory coat", "doctor's coat", "white coat", "doctor coat", "smock"),
        tags=("work", "medical", "science", "modern", "male", "female"),
        colours=((0.92, 0.92, 0.91),),
    )
    return piece(
        made.cloth,
        entry,
        made.hides,
        paint,
        [*blocks_of(made), [6]],
        {"buttons": 0.85, "stitches": 0.88, "pens": (0.10, 0.18, 0.50)},
        dropped(made.cloth, made.top, made.low, 0.12, 0.18),
    )


def _pens(p: np.ndarray, chest: float) -> np.ndarray:
    """Two in the pocket on the chest."""
    rows = (p[..., 2] > chest) & (p[..., 2] < chest + 0.022)
    return rows * ((np.abs(p[..., 0] - 0.112) < 0.0045) | (np.abs(p[..., 0] - 0.126) < 0.0045)) * 1.0


def _coat_folds(c: Canvas, made: Gown) -> None:
    p = c.of(made.cloth.points)
    folds.soft(c, 0.8)
    folds.armpit_folds(c, 0.6)
    folds.elbow_folds(c, 1.0)
    folds.side_seams(c)
    folds.armhole_seams(c)
    height, shade = c.height.copy(), c.shade.copy()
    skirt_folds(c, made.top, made.low, 0.7)
    below = p[..., 2] < made.top + 0.02
    c.height, c.shade = np.where(below, c.height, height), np.where(below, c.shade, shade)
    folds.border_stitches(c, made.hem, (0.025,), 0.0005)


MAKERS = {"blazer": blazer, "jacket": jacket, "waistcoat": waistcoat, "long_coat": long_coat, "lab_coat": lab_coat}
