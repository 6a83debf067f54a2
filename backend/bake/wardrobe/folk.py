"""Garments of peoples and of the past that are cut as a gown: thobe, kurta, qipao, kirtle, surplice, tabard, gi."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .tailor import features, folds, pattern, strips
from .tailor.canvas import Canvas
from .tailor.gown import gown, gown_paint, gown_piece
from .tailor.ground import Ground, ground, smooth

_COLUMNS = 54


def _slit(c: Canvas, x: float, low: float, high: float, where: np.ndarray) -> None:
    """Where cloth is open, as a dark line that gapes below."""
    p = c.of(c.cloth.points)
    gape = 0.002 + 0.012 * smooth(p[..., 2], high, low)
    line = smooth(np.abs(p[..., 0] - x) - gape, 0.003, 0.0) * (p[..., 2] < high) * (p[..., 2] > low) * where
    c.shade *= 1 - 0.75 * line


def thobe() -> Piece:
    """Long, wide and without a belt; a slit at the neck with a border."""
    g = ground()
    made = gown(
        g,
        (pattern.collar_line(g, 0.070, 0.034, 0.004), pattern.sleeve_end(g, g.wrist - 0.015)),
        0.07,
        {"ease": 0.012, "waist": 0.012, "slope": 0.03, "bridge": 0.9, "arm": 0.012, "bell": 0.034},
        0.07,
        9,
        0.012,
        16,
        columns=_COLUMNS,
    )
    base = gown_paint(made, 0.9, 0.0)

    def paint(c: Canvas) -> None:
        base(c)
        folds.hanging_folds(c, 0.9)
        p = c.of(made.cloth.points)
        front = features.front(c) * c.panel(0)
        away = np.maximum(np.abs(p[..., 0]), g.throat - 0.20 - p[..., 2])
        c.zone("trim", smooth(away, 0.026, 0.023) * front * (p[..., 2] < g.throat + 0.03))
        features.border(c, made.neck, 0.020, c.panel(0, 1), groove=0.0012)
        _slit(c, 0.0, g.throat - 0.17, g.throat + 0.02, front)
        features.sleeve_border(c, 0.022)
        features.border(c, made.hem, 0.022, c.panel(4, 5), groove=0.0012)

    entry = Entry(
        name="thobe",
        label="Thobe",
        slot="one_piece",
        also=("top", "bottom"),
        layer=30,
        nouns=("thobe", "djellaba", "dishdasha", "kaftan", "abaya", "choir robe", "nightshirt", "loose robe", "boubou"),
        tags=("arab", "african", "religious", "night", "male", "female", "child"),
        colours=((0.90, 0.89, 0.86), (0.42, 0.30, 0.20), (0.16, 0.20, 0.34)),
    )
    return gown_piece(made, entry, paint, {"trim": 0.78}, 0.03, 0.42)


def kurta() -> Piece:
    """To the knee, with a standing collar and buttons, slit at the sides."""
    g = ground()
    made = gown(
        g,
        (pattern.collar_line(g, 0.066, 0.026, 0.000), pattern.sleeve_end(g, g.wrist - 0.006)),
        g.knee_height + 0.04,
        {"ease": 0.010, "waist": 0.006, "slope": 0.12, "bridge": 0.85, "arm": 0.006},
        0.09,
        rows=11,
        neck_hem=False,
        columns=_COLUMNS,
    )
    strips.band(made.cloth, made.neck, 6, 0.036, 0.004)
    base = gown_paint(made, 0.7, 0.0)

    def paint(c: Canvas) -> None:
        base(c)
        folds.armhole_seams(c)
        p = c.of(made.cloth.points)
        front = features.front(c) * c.panel(0, 4)
        x, z = np.abs(p[..., 0]), p[..., 2]
        c.zone("trim", smooth(x, 0.026, 0.023) * front)
        c.groove(x - 0.026, 0.0014, 0.003, front * 1.0)
        features.buttons(c, 0.0, np.arange(g.throat - 0.02, made.top - 0.10, -0.062), 0.0095)
        c.zone("trim", c.panel(6) * 1.0)
        features.sleeve_border(c, 0.035)
        features.border(c, made.hem, 0.018, c.panel(4, 5), groove=0.0012)
        side = np.abs(p[..., 1] + 0.01)
        open_ = smooth(side, 0.012, 0.006) * (x > 0.1) * (z < made.top - 0.10) * c.panel(4, 5) * c.outer
        c.shade *= 1 - 0.6 * open_

    entry = Entry(
        name="kurta",
        label="Kurta",
        slot="top",
        layer=30,
        nouns=("kurta", "sherwani", "achkan", "deel", "ao dai", "shalwar kameez", "long tunic", "mandarin coat"),
        tags=("indian", "asian", "formal", "wedding", "male", "female", "child"),
        colours=((0.90, 0.86, 0.76), (0.50, 0.12, 0.16), (0.14, 0.24, 0.36)),
        fabric="cotton",
    )
    return gown_piece(made, entry, paint, {"trim": 0.84, "buttons": (0.80, 0.64, 0.28)}, 0.30, 0.16)


def qipao() -> Piece:
    """Close, with a high collar, a slanting closure and borders in the second colour."""
    g = ground(gender=1.0)
    made = gown(
        g,
        (pattern.collar_line(g, 0.062, 0.020, 0.000), pattern.sleeve_end(g, 0.10)),
        0.20,
        {"ease": 0.004, "waist": 0.001, "slope": 0.75, "bridge": 0.5, "arm": 0.003},
        0.0,
        rows=14,
        neck_hem=False,
        columns=_COLUMNS,
    )
    strips.band(made.cloth, made.neck, 6, 0.042, 0.004)
    base = gown_paint(made, 0.4)

    def paint(c: Canvas) -> None:
        base(c)
        p = c.of(made.cloth.points)
        front = features.front(c) * c.panel(0, 4) * 1.0
        line = g.throat + 0.01 - 1.05 * (-p[..., 0]).clip(0, None) - 0.9 * (-p[..., 0] - 0.06).clip(0, None)
        away = np.abs(p[..., 2] - line)
        c.zone("trim", smooth(away, 0.014, 0.010) * front * (p[..., 0] < 0.004) * (p[..., 2] > g.chest - 0.06))
        for x in (0.0, -0.055, -0.10):
            z = g.throat + 0.01 + 1.05 * x + 0.9 * min(x + 0.06, 0.0)
            knot = np.maximum(np.abs(p[..., 0] - x) - 0.008, np.abs(p[..., 2] - z) - 0.026)
            c.zone("trim", smooth(knot, 0.002, -0.002) * front)
        c.zone("trim", (c.panel(6) & (folds.distance(c, made.neck) > 0.030)) * 1.0)
        features.border(c, made.hem, 0.024, c.panel(4, 5), groove=0.0012)
        features.sleeve_border(c, 0.016)
        side = smooth(np.abs(p[..., 1] + 0.01), 0.026, 0.022) * c.panel(4, 5) * c.outer * (np.abs(p[..., 0]) > 0.09)
        c.zone("trim", side * (p[..., 2] < g.crotch - 0.02))
        c.shade *= 1 - 0.6 * smooth(np.abs(p[..., 1] + 0.01), 0.008, 0.004) * side * (p[..., 2] < g.crotch - 0.02)

    entry = Entry(
        name="qipao",
        label="Qipao",
        slot="one_piece",
        also=("top", "bottom"),
        layer=30,
        nouns=("qipao", "cheongsam", "chinese dress", "mandarin dress", "high collar dress"),
        tags=("chinese", "asian", "formal", "party", "female"),
        colours=((0.68, 0.08, 0.12), (0.10, 0.26, 0.30), (0.10, 0.10, 0.12)),
        second_colour=(0.86, 0.70, 0.28),
        fabric="silk",
    )
    return gown_piece(made, entry, paint, {"trim": None}, 0.06, 0.38)


def kirtle() -> Piece:
    """A laced bodice over a shirt with puffed sleeves, which is in the second colour."""
    g = ground(gender=1.0)
    made = gown(
        g,
        (pattern.collar_line(g, 0.098, 0.075, 0.020, 3.0), pattern.sleeve_end(g, g.elbow - 0.02)),
        0.08,
        {"ease": 0.004, "waist": 0.001, "slope": 0.8, "bridge": 0.45, "arm": 0.026, "bell": 0.012},
        0.20,
        11,
        0.018,
        17,
        columns=66,
        cuffs=0.020,
    )
    base = gown_paint(made, 1.0)

    def paint(c: Canvas) -> None:
        base(c)
        folds.armpit_folds(c, 1.0)
        p = c.of(made.cloth.points)
        x, z = np.abs(p[..., 0]), p[..., 2]
        outer = c.outer * 1.0
        arm = c.panel(2, 3) * outer
        c.zone("shirt", arm)
        c.height += 0.004 * np.sin(2 * np.pi * np.arctan2(p[..., 1], z - g.joint["LeftArm"][2]) * 3) * arm
        c.zone("shirt", smooth(folds.distance(c, made.neck), 0.034, 0.030) * outer * c.panel(0, 1))
        front = features.front(c) * c.panel(0) * 1.0
        bottom, top = made.top + 0.015, g.chest + 0.055
        gap = 0.016 + 0.030 * ((z - bottom) / (top - bottom)).clip(0, 1)
        inset = smooth(x - gap, 0.002, -0.002) * front * (z > bottom)
        c.zone("shirt", inset)
        c.groove(x - gap, 0.003, 0.004, front * (z > bottom))
        phase = ((z - bottom) / 0.042) % 1.0
        for cross in (phase, 1 - phase):
            at = gap * (2 * cross - 1) * 1.25
            lace = smooth(np.abs(p[..., 0] - at), 0.0075, 0.005) * front * (z > bottom) * (z < top)
            c.zone("laces", lace)
        seam = x - 0.085 - 0.02 * smooth(z, made.top, g.chest)
        c.groove(seam, 0.0016, 0.003, outer * c.panel(0, 1) * (z > made.top))

    entry = Entry(
        name="kirtle",
        label="Laced dress",
        slot="one_piece",
        also=("top", "bottom"),
        layer=30,
        nouns=("kirtle", "dirndl", "laced dress", "bodice dress", "peasant dress", "tavern dress", "medieval dress"),
        tags=("medieval", "folk", "peasant", "fantasy", "female", "child"),
        colours=((0.36, 0.22, 0.14), (0.16, 0.30, 0.22), (0.18, 0.24, 0.42), (0.46, 0.12, 0.14)),
        second_colour=(0.92, 0.90, 0.84),
    )
    return gown_piece(made, entry, paint, {"shirt": None, "laces": (0.12, 0.08, 0.06)}, 0.03, 0.45)


def surplice() -> Piece:
    """Wide and white over something long, with sleeves that open to the wrist."""
    g = ground()
    made = gown(
        g,
        (pattern.collar_line(g, 0.098, 0.070, 0.020, 3.0), pattern.sleeve_end(g, g.wrist - 0.07)),
        g.knee_height + 0.08,
        {"ease": 0.016, "waist": 0.012, "slope": 0.02, "bridge": 0.95, "arm": 0.016, "bell": 0.055},
        0.22,
        10,
        0.018,
        11,
        columns=60,
    )
    base = gown_paint(made, 1.0, 0.0)

    def paint(c: Canvas) -> None:
        base(c)
        folds.hanging_folds(c, 1.2)
        p = c.of(made.cloth.points)
        away = folds.distance(c, made.hem)
        turn = np.arctan2(p[..., 0], p[..., 1])
        lace = 0.5 + 0.5 * np.sin(2 * np.pi * away / 0.022) * np.sin(48 * turn)
        here = smooth(away, 0.085, 0.080) * c.outer * c.panel(4, 5)
        c.shade *= 1 - 0.40 * lace * here
        c.groove(away - 0.083, 0.002, 0.004, c.outer * c.panel(4, 5) * 1.0)

    entry = Entry(
        name="surplice",
        label="Surplice",
        slot="outer",
        layer=50,
        nouns=("surplice", "cotta", "alb", "rochet", "choir surplice", "altar boy's surplice"),
        tags=("religious", "choir", "priest", "male", "female", "child"),
        colours=((0.94, 0.94, 0.92),),
    )
    return gown_piece(made, entry, paint, {}, 0.20, 0.16)


def tabard() -> Piece:
    """Sleeveless over armour or clothes, to the knee, open at the sides, with a border."""
    g = ground()
    wide = float(g.joint["LeftArm"][0])
    made = gown(
        g,
        (pattern.collar_line(g, 0.092, 0.075, 0.016), pattern.armhole(g, 0.90 * wide, 0.90 * wide, 0.06)),
        g.knee_height + 0.02,
        {"ease": 0.024, "waist": 0.016, "slope": 0.04, "bridge": 0.95},
        0.10,
        7,
        0.012,
        12,
        columns=_COLUMNS,
    )
    base = gown_paint(made, 0.9, 0.0)

    def paint(c: Canvas) -> None:
        base(c)
        features.border(c, made.hem, 0.032, c.panel(4, 5), groove=0.0012)
        features.border(c, made.neck, 0.020, c.panel(0, 1), groove=0.0012)
        p = c.of(made.cloth.points)
        side = np.abs(p[..., 1] + 0.01)
        here = c.panel(4, 5) * c.outer * (np.abs(p[..., 0]) > 0.1) * (p[..., 2] < made.top - 0.05)
        c.zone("trim", smooth(side, 0.034, 0.030) * here)
        c.shade *= 1 - 0.75 * smooth(side, 0.010, 0.005) * here

    entry = Entry(
        name="tabard",
        label="Surcoat",
        slot="outer",
        layer=52,
        nouns=("tabard", "surcoat", "crusader surcoat", "knight's surcoat", "herald's tabard", "sleeveless tunic"),
        tags=("medieval", "knight", "fantasy", "work", "male", "female"),
        colours=((0.16, 0.26, 0.52), (0.62, 0.10, 0.12), (0.90, 0.89, 0.86)),
    )
    return gown_piece(made, entry, paint, {"trim": None}, 0.16, 0.22)


def gi() -> Piece:
    """A jacket for karate and judo, crossed in front; a belt goes over it."""
    g: Ground = ground()
    made = gown(
        g,
        (pattern.collar_line(g, 0.074, 0.20, 0.012, 1.0), pattern.sleeve_end(g, g.wrist - 0.055)),
        g.crotch - 0.07,
        {"ease": 0.012, "waist": 0.004, "slope": 0.10, "bridge": 0.8, "arm": 0.014, "bell": 0.018},
        0.10,
        rows=7,
        neck_hem=False,
        columns=_COLUMNS,
    )
    n = len(made.sheet.skin)
    edge = strips.lapels(made.cloth, made.cloth.points[:n], made.neck, 6, 0.048, notch=False, stand=0.008)
    base = gown_paint(made, 0.9)

    def paint(c: Canvas) -> None:
        base(c)
        folds.armhole_seams(c)
        features.shadow_of(c, edge, (0, 1), (6,))
        p = c.of(made.cloth.points)
        lap = p[..., 0] + 0.035
        here = features.front(c) * c.panel(0, 4) * (p[..., 2] < g.throat - 0.18)
        c.groove(lap, 0.003, 0.0045, here)
        c.shade *= 1 - 0.4 * np.exp(-(((lap + 0.004) / 0.006) ** 2)) * here

    entry = Entry(
        name="gi",
        label="Gi",
        slot="top",
        layer=30,
        nouns=("gi", "karate jacket", "judo jacket", "karate gi", "judogi", "dobok", "martial arts jacket"),
        tags=("sport", "martial", "japanese", "male", "female", "child"),
        colours=((0.92, 0.92, 0.90), (0.16, 0.24, 0.50)),
    )
    return gown_piece(made, entry, paint, {}, 0.10, 0.06)


MAKERS = {
    "thobe": thobe,
    "kurta": kurta,
    "qipao": qipao,
    "kirtle": kirtle,
    "surplice": surplice,
    "tabard": tabard,
    "gi": gi,
}
