"""Garments of other times and places, in one piece: tunic, cassock, kimono, toga, sari."""

from __future__ import annotations

import numpy as np
from scipy.spatial import KDTree

from ...protocol.requests import Colour
from ...wear.piece import Entry, Piece
from .tailor import features, folds, pattern, strips
from .tailor.canvas import Canvas
from .tailor.cloth import Cloth
from .tailor.gown import Gown, gown, gown_paint, gown_piece
from .tailor.ground import Ground, ground, smooth

_SIZE = 256
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
    strips.sash(made.cloth, made.waist, 6, 0.042, 0.010, above=0.95)
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
        made, entry, paint, {"trim": None, "leather": _LEATHER, "buckle": (0.72, 0.60, 0.34)}, 0.12, 0.14, size=_SIZE
    )


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
    strips.sash(made.cloth, made.waist, 7, 0.060, 0.009, above=0.95)
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
    return gown_piece(made, entry, paint, zones, 0.02, 0.30, size=_SIZE)


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
    n = len(made.sheet.skin)
    edge = strips.lapels(cloth, cloth.points[:n], made.neck, 6, 0.042, notch=False, stand=0.008)
    strips.obi(cloth, made.waist, 7, 0.0, 0.15, 0.012)
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
    return gown_piece(made, entry, paint, {"trim": None, "cord": (0.62, 0.12, 0.14)}, 0.02, 0.30, size=_SIZE)


def toga() -> Piece:
    """A tunic, and over it the cloth that goes from one hip over the other shoulder."""
    g = ground()
    made = gown(
        g,
        (pattern.collar_line(g, 0.086, 0.06, 0.010), pattern.sleeve_end(g, 0.15)),
        0.13,
        {"ease": 0.010, "waist": 0.008, "slope": 0.12, "bridge": 0.8, "arm": 0.012},
        0.10,
        11,
        0.018,
        22,
    )
    _draped(made, 0.20, 0.26)
    base = gown_paint(made, 1.4)

    def paint(c: Canvas) -> None:
        base(c)
        _drape_paint(c, made, 0.06)

    entry = Entry(
        name="toga",
        label="Toga",
        slot="one_piece",
        also=("top", "bottom"),
        layer=30,
        nouns=("toga", "chiton", "himation", "greek robe", "roman robe", "stola"),
        tags=("ancient", "roman", "greek", "male", "female"),
        colours=((0.92, 0.90, 0.85),),
        second_colour=(0.50, 0.10, 0.20),
    )
    return gown_piece(made, entry, paint, {"trim": None}, 0.03, 0.35, size=_SIZE)


def sari() -> Piece:
    g = ground(gender=1.0)
    made = gown(
        g,
        (pattern.collar_line(g, 0.085, 0.095, 0.05), pattern.sleeve_end(g, 0.13)),
        0.05,
        {"ease": 0.005, "waist": 0.002, "slope": 0.45, "bridge": 0.5, "arm": 0.003},
        0.09,
        9,
        0.016,
        22,
    )
    _draped(made, 0.13, 0.17)
    base = gown_paint(made, 1.0)

    def paint(c: Canvas) -> None:
        base(c)
        _drape_paint(c, made, 0.035)
        features.border(c, made.hem, 0.055, c.panel(4, 5), 0.003)
        features.sleeve_border(c, 0.02, 0.003)

    entry = Entry(
        name="sari",
        label="Sari",
        slot="one_piece",
        also=("top", "bottom"),
        layer=30,
        nouns=("sari", "saree", "lehenga", "shari", "indian dress", "wrapped dress"),
        tags=("indian", "formal", "wedding", "female"),
        colours=((0.70, 0.12, 0.26), (0.10, 0.40, 0.42), (0.82, 0.46, 0.10)),
        second_colour=(0.86, 0.68, 0.28),
        fabric="silk",
    )
    return gown_piece(made, entry, paint, {"trim": None}, 0.02, 0.20, size=_SIZE)


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


def _draped(made: Gown, low: float, wide: float) -> None:
    """A cloth from the right hip over the left shoulder to the back, panel 6; `wide` metres on the breast."""
    g: Ground = made.cloth.ground
    right, left = -0.155, 0.115
    controls = np.array(
        [
            (right, -0.02, made.top - low),
            (-0.08, -0.20, made.top + 0.02),
            (0.04, -0.22, g.chest + 0.02),
            (left, -0.10, g.throat - 0.01),
            (left + 0.005, 0.0, g.throat + 0.03),
            (left, 0.10, g.chest + 0.05),
            (0.02, 0.18, g.waist + 0.05),
            (right + 0.02, 0.12, made.top - 0.6 * low),
        ]
    )
    strips.drape_band(made.cloth, controls, wide, 0.020, 6, gap=0.017)


def _drape_paint(c: Canvas, made: Gown, wide: float) -> None:
    """Folds along the drape, its border in the second colour, and its shadow."""
    own = c.panel(6) & ~c.cloth.inside[c.face]
    v = (np.arange(len(c.face)) + 0.5)[:, None] * c.texel + np.zeros((1, len(c.face)))
    rows = v[own]
    low, high = float(rows.min()), float(rows.max())
    part = (v - low) / max(high - low, 1e-6)
    c.height += 0.0042 * np.sin(2 * np.pi * 6.5 * part + 1.2 * np.sin(9 * part)) * own
    c.shade *= 1 - 0.16 * (0.5 - 0.5 * np.sin(2 * np.pi * 6.5 * part + 1.2 * np.sin(9 * part))) * own
    edge = np.minimum(v - low, high - v)
    c.zone("trim", smooth(edge, wide, wide - 0.003) * own)
    points = np.unique(made.cloth.faces[made.cloth.panel == 6])
    away = KDTree(made.cloth.points[points]).query(c.of(made.cloth.points))[0]
    c.shade *= 1 - 0.35 * np.exp(-((away / 0.02) ** 2)) * c.panel(0, 1, 4, 5)


MAKERS = {"tunic": tunic, "cassock": cassock, "kimono": kimono, "toga": toga, "sari": sari}
