"""Long and loose: robe, thobe, cassock, surplice, kimono."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .tailor import collars, features, folds, laid, pattern, strips
from .tailor.canvas import Canvas
from .tailor.cloth import Cloth
from .tailor.finish import MEDIUM, SIZE
from .tailor.gown import gown, gown_paint, gown_piece
from .tailor.ground import ground, smooth

_COLUMNS = 54


def robe() -> Piece:
    g = ground()
    made = gown(
        g,
        (pattern.collar_line(g, 0.068, 0.20, 0.010, 1.0), pattern.sleeve_end(g, g.wrist - 0.015)),
        0.10,
        {"ease": 0.012, "waist": 0.004, "slope": 0.25, "bridge": 0.7, "arm": 0.010, "bell": 0.030},
        0.14,
        11,
        0.016,
        22,
        neck_hem=False,
    )
    edge = collars.lapels(made.cloth, made.neck, 6, 0.045, notch=False, stand=0.010)
    laid.sash(made.cloth, made.waist, 7, 0.055, 0.011, above=0.95)
    base = gown_paint(made, 1.2)

    def paint(c: Canvas) -> None:
        base(c)
        features.opening(c, 0.0, g.throat - 0.2, lap=0.03, dark=0.06)
        features.shadow_of(c, edge, (0, 1), (6,))
        c.zone("trim", c.panel(6, 7) * 1.0)

    entry = Entry(
        name="robe",
        label="Robe",
        slot="one_piece",
        also=("top", "bottom"),
        layer=30,
        nouns=(
            "robe",
            "bathrobe",
            "kimono",
            "wizard robe",
            "monk's habit",
            "dressing gown",
            "habit",
            "cassock",
            "toga",
            "tunic",
        ),
        tags=("medieval", "fantasy", "religious", "home", "male", "female", "child"),
        colours=((0.30, 0.22, 0.16), (0.22, 0.16, 0.36), (0.14, 0.22, 0.30), (0.55, 0.50, 0.42)),
    )
    return gown_piece(made, entry, paint, {"trim": None}, 0.05, 0.35, size=SIZE)


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


def cassock() -> Piece:
    g = ground()
    made = gown(
        g,
        (pattern.collar_line(g, 0.064, 0.022, 0.000), pattern.sleeve_end(g, g.wrist - 0.005)),
        0.06,
        {"ease": 0.010, "waist": 0.004, "slope": 0.30, "bridge": 0.7, "arm": 0.007},
        0.13,
        9,
        0.016,
        22,
        neck_hem=False,
    )
    strips.band(made.cloth, made.neck, 6, 0.036, 0.004)
    laid.sash(made.cloth, made.waist, 7, 0.060, 0.009, above=0.95)
    base = gown_paint(made, 0.9)

    def paint(c: Canvas) -> None:
        base(c)
        folds.armhole_seams(c)
        features.opening(c, 0.1, g.throat + 0.01, np.arange(g.throat - 0.02, 0.2, -0.048), lap=0.012)
        p = c.of(made.cloth.points)
        collar = c.panel(6) & (np.abs(p[..., 0]) < 0.022) & (p[..., 1] < 0)
        c.zone("tab", collar * 1.0)
        c.zone("trim", c.panel(7) * 1.0)
        features.cuffs(c, 0.07)

    entry = Entry(
        name="cassock",
        label="Cassock",
        slot="one_piece",
        also=("top", "bottom"),
        layer=30,
        nouns=("cassock", "soutane", "priest's robe", "clerical robe", "habit", "nun's habit", "thobe", "kaftan"),
        tags=("religious", "priest", "nun", "formal", "male", "female"),
        colours=((0.07, 0.07, 0.075), (0.34, 0.08, 0.14), (0.90, 0.89, 0.86)),
    )
    zones = {"tab": (0.94, 0.94, 0.93), "trim": 0.75, "buttons": 0.7}
    return gown_piece(made, entry, paint, zones, 0.02, 0.30, size=MEDIUM)


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


def kimono() -> Piece:
    """Wide sleeves that hang from the arms, crossed front, a broad obi in the second colour."""
    g = ground()
    made = gown(
        g,
        (pattern.collar_line(g, 0.074, 0.17, 0.016, 1.0), pattern.sleeve_end(g, g.wrist - 0.035)),
        0.07,
        {"ease": 0.011, "waist": 0.002, "slope": 0.25, "bridge": 0.7, "arm": 0.010},
        0.05,
        0,
        0.0,
        22,
        neck_hem=False,
    )
    cloth = made.cloth
    cloth.points[:] += _hanging_sleeves(cloth, 0.15, 0.045)
    edge = collars.lapels(cloth, made.neck, 6, 0.042, notch=False, stand=0.008)
    laid.obi(cloth, made.waist, 7, 0.0, 0.15, 0.012)
    base = gown_paint(made, 0.7)

    def paint(c: Canvas) -> None:
        base(c)
        p = c.of(cloth.points)
        features.shadow_of(c, edge, (0, 1), (6,))
        lap = p[..., 0] + 0.05
        here = (p[..., 1] < 0) * c.panel(4, 5) * c.outer
        c.height += 0.003 * smooth(lap, -0.01, 0.0) * here
        c.groove(lap, 0.003, 0.0045, here)
        c.shade *= 1 - 0.35 * np.exp(-(((lap + 0.004) / 0.006) ** 2)) * here
        c.zone("trim", c.panel(6, 7) * 1.0)
        middle = p[..., 2][c.panel(7)].mean()
        cord = np.abs(p[..., 2] - middle) - 0.008
        c.zone("cord", smooth(cord, 0.002, -0.002) * c.panel(7))
        for row in (-0.05, 0.05):
            c.groove(p[..., 2] - middle - row, 0.002, 0.003, c.panel(7) * 1.0)

    entry = Entry(
        name="kimono",
        label="Kimono",
        slot="one_piece",
        also=("top", "bottom"),
        layer=30,
        nouns=("kimono", "yukata", "geisha robe", "hakama", "hanbok", "hanfu", "furisode"),
        tags=("japanese", "formal", "geisha", "samurai", "female", "male", "child"),
        colours=((0.56, 0.10, 0.16), (0.14, 0.20, 0.36), (0.36, 0.20, 0.40), (0.20, 0.32, 0.30)),
        second_colour=(0.86, 0.74, 0.46),
        fabric="silk",
    )
    return gown_piece(made, entry, paint, {"trim": None, "cord": (0.62, 0.12, 0.14)}, 0.02, 0.30, size=MEDIUM)


def _hanging_sleeves(cloth: Cloth, deep: float, wide: float) -> np.ndarray:
    """(N, 3) metres by which the undersides of sleeves hang `deep`, and their sides stand out by `wide`, at the
    wrist."""
    g = cloth.ground
    share = smooth(cloth.at(g.arm), 0.10, g.wrist - 0.06) * smooth(cloth.at(g.share["arm"]), 0.5, 0.95)
    out = np.zeros_like(cloth.points)
    for sign in (1, -1):
        joints = [g.side(name, sign) for name in ("Arm", "ForeArm", "Hand")]
        along = joints[2] - joints[0]
        along = along / np.linalg.norm(along)
        down = np.array((0.0, 0.0, -1.0)) - along * -along[2]
        down /= np.linalg.norm(down)
        side = np.cross(along, down)
        axis = np.stack(
            [np.interp(cloth.at(g.arm), (0, g.elbow, g.wrist), [j[k] for j in joints]) for k in range(3)], 1
        )
        away = cloth.points - axis
        own = cloth.points[:, 0] * sign > 0
        fall = smooth(away @ down, -0.02, 0.05)
        move = (deep * share * fall)[:, None] * down
        move = move + (wide * share * np.clip((away @ side) / 0.05, -1, 1) * (1 - 0.5 * fall))[:, None] * side
        out += move * own[:, None]
    return out


MAKERS = {"robe": robe, "thobe": thobe, "cassock": cassock, "surplice": surplice, "kimono": kimono}
