"""To the hips or the knees, cut as a gown: tunic, kurta, surcoat, gi."""

from __future__ import annotations

import numpy as np

from ...protocol.requests import Colour
from ...wear.piece import Entry, Piece
from .tailor import collars, features, folds, laid, pattern, strips
from .tailor.canvas import Canvas
from .tailor.finish import MEDIUM
from .tailor.gown import gown, gown_paint, gown_piece
from .tailor.ground import Ground, ground, smooth

_COLUMNS = 54
_LEATHER: Colour = (0.24, 0.15, 0.09)


def tunic() -> Piece:
    g = ground()
    made = gown(
        g,
        (pattern.collar_line(g, 0.072, 0.085, 0.006, 1.1), pattern.sleeve_end(g, g.wrist - 0.015)),
        g.knee_height + 0.13,
        {"ease": 0.009, "waist": 0.006, "slope": 0.25, "bridge": 0.75, "arm": 0.007},
        0.20,
        9,
        0.014,
        13,
    )
    laid.sash(made.cloth, made.waist, 6, 0.042, 0.010, above=0.95)
    base = gown_paint(made, 1.1)

    def paint(c: Canvas) -> None:
        base(c)
        folds.armhole_seams(c)
        for loop in (made.neck, made.hem):
            features.border(c, loop, 0.024, c.panel(0, 1, 4, 5), 0.002, groove=0.0012)
        features.sleeve_border(c, 0.026, 0.003)
        p = c.of(made.cloth.points)
        c.zone("leather", c.panel(6) * 1.0)
        buckle = np.maximum(np.abs(p[..., 0]) - 0.024, np.abs(p[..., 2] - p[..., 2][c.panel(6)].mean()) - 0.022)
        c.zone("buckle", (np.abs(buckle) < 0.006) * c.panel(6) * (p[..., 1] < 0))

    entry = Entry(
        name="tunic",
        label="Tunic",
        slot="one_piece",
        also=("top", "bottom"),
        layer=30,
        nouns=("tunic", "medieval tunic", "belted tunic", "kirtle", "gambeson", "jerkin dress", "tabard"),
        tags=("medieval", "fantasy", "ancient", "peasant", "male", "female", "child"),
        colours=((0.22, 0.34, 0.20), (0.44, 0.30, 0.18), (0.30, 0.16, 0.16), (0.60, 0.54, 0.42)),
    )
    return gown_piece(
        made, entry, paint, {"trim": None, "leather": _LEATHER, "buckle": (0.72, 0.60, 0.34)}, 0.12, 0.14, size=MEDIUM
    )


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
    edge = collars.lapels(made.cloth, made.neck, 6, 0.048, notch=False, stand=0.008)
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


MAKERS = {"tunic": tunic, "kurta": kurta, "tabard": tabard, "gi": gi}
