"""Jackets and tops of a trade: of officers, of bands and pages, of cooks and of hospitals."""

from __future__ import annotations

import numpy as np

from ...protocol.requests import Colour
from ...wear.piece import Entry, Piece
from .tailor import collars, features, folds, laid, pattern, strips
from .tailor.canvas import Canvas
from .tailor.cloth import Cloth
from .tailor.finish import MEDIUM, lengthened_sleeves, loosened
from .tailor.ground import ground, smooth
from .tailor.shapes import shirt_shape
from .tailor.top import hemmed_top, sewn_top, top_piece, top_sheet

_BRASS: Colour = (0.80, 0.61, 0.24)


def _epaulettes(cloth: Cloth, wide: float) -> None:
    """Straps over both shoulders, panels 5 and 6."""
    g = cloth.ground
    end = float(g.joint["LeftArm"][0])
    for number, sign in ((5, 1), (6, -1)):
        controls = np.array(
            [
                (0.100 * sign, -0.012, g.throat + 0.045),
                (0.135 * sign, -0.014, g.throat + 0.025),
                ((end - 0.008) * sign, -0.018, g.joint["LeftArm"][2] + 0.06),
            ]
        )
        laid.drape_band(cloth, controls, wide, 0.004, number, 10, 5)


def _folds(c: Canvas) -> None:
    folds.soft(c, 0.6)
    folds.armpit_folds(c, 0.7)
    folds.waist_folds(c, c.cloth.ground.waist, 0.7)
    folds.elbow_folds(c, 0.8)
    folds.side_seams(c)
    folds.armhole_seams(c)
    folds.inner_shade(c)


def uniform_jacket() -> Piece:
    g = ground()
    foot = g.throat - 0.14
    sheet = top_sheet(
        g, pattern.collar_line(g, 0.078, 0.17, 0.000, 1.2), g.wrist - 0.008, pattern.level(g, g.crotch + 0.055, 0.01)
    )
    points = shirt_shape(sheet, ease=0.012, waist=0.004, slope=0.22, bridge=0.85, arm=0.006, pads=0.008)
    cloth, loops, neck = sewn_top(sheet, points)
    cloth.hem_all(loops, 0.018, 0.003, but=neck)
    edge = collars.lapels(cloth, neck, 4, 0.058, stand=0.018)
    _epaulettes(cloth, 0.050)

    def paint(c: Canvas) -> None:
        _folds(c)
        at = np.linspace(foot - 0.01, g.hip + 0.02, 4)
        features.opening(c, 0.0, foot + 0.03)
        features.buttons(c, 0.0, at, 0.0125)
        features.shadow_of(c, edge, (0, 1), (4,))
        front = features.front(c)
        features.patch(c, 0.098, g.chest + 0.005, 0.052, 0.115, front, 0.1, flap=0.042)
        features.patch(c, 0.112, g.hip + 0.055, 0.062, 0.13, front, 0.0, flap=0.05)
        features.cuffs(c, 0.085)
        p = c.of(cloth.points)
        for z in (g.chest - 0.025, g.hip + 0.015):
            away = np.hypot(np.abs(p[..., 0]) - (0.098 if z > g.waist else 0.112), p[..., 2] - z)
            c.zone("buttons", smooth(away, 0.009, 0.007) * front)
        badge = np.hypot(p[..., 0] - 0.098, 0.8 * (p[..., 2] - g.chest - 0.045))
        c.zone("buttons", smooth(badge, 0.019, 0.016) * front)

    entry = Entry(
        name="uniform_jacket",
        label="Uniform jacket",
        slot="outer",
        layer=50,
        nouns=(
            "uniform jacket",
            "military jacket",
            "police jacket",
            "dress uniform",
            "officer's jacket",
            "service dress",
        ),
        tags=("uniform", "military", "police", "formal", "male", "female"),
        colours=((0.10, 0.13, 0.22), (0.24, 0.26, 0.17), (0.42, 0.37, 0.27)),
        fabric="wool",
    )
    return top_piece(cloth, sheet, entry, paint, {"buttons": _BRASS, "stitches": 0.9}, size=MEDIUM)


def parade_jacket() -> Piece:
    """With a standing collar, braid between two rows of brass buttons, cuffs and epaulettes in the second colour."""
    g = ground()
    hem = g.hip - 0.05
    sheet = top_sheet(g, pattern.collar_line(g, 0.066, 0.026, 0.000), g.wrist - 0.008, pattern.level(g, hem, -0.015))
    points = shirt_shape(sheet, ease=0.010, waist=0.003, slope=0.35, bridge=0.7, arm=0.005, pads=0.008)
    cloth, loops, neck = sewn_top(sheet, points)
    strips.band(cloth, neck, 4, 0.040, 0.004)
    cloth.hem_all(loops, 0.018, 0.003, but=neck)
    _epaulettes(cloth, 0.080)

    def paint(c: Canvas) -> None:
        _folds(c)
        p = c.of(cloth.points)
        front = features.front(c) * c.panel(0)
        x, z = np.abs(p[..., 0]), p[..., 2]
        rows = np.linspace(g.throat - 0.045, hem + 0.045, 7)
        side = 0.075 - 0.022 * smooth(z, g.chest + 0.02, g.waist)
        for at in rows:
            bar = np.maximum(np.abs(z - at) - 0.0055, x - side)
            c.zone("trim", smooth(bar, 0.0015, -0.0015) * front)
            c.height += 0.0022 * smooth(bar, 0.002, -0.002) * front
            away = np.hypot(x - side, z - at)
            c.zone("buttons", smooth(away, 0.0125, 0.0105) * front)
            c.height += 0.002 * smooth(away, 0.014, 0.009) * front
        features.opening(c, 0.0, g.throat, lap=0.0)
        features.sleeve_border(c, 0.062)
        c.zone("trim", c.panel(4, 5, 6) * 1.0)
        features.border(c, features.lowest(cloth, loops), 0.011, fade=0.002)

    entry = Entry(
        name="parade_jacket",
        label="Parade jacket",
        slot="outer",
        layer=50,
        nouns=(
            "parade jacket",
            "band jacket",
            "bellhop jacket",
            "hussar jacket",
            "marching band jacket",
            "dolman",
            "redcoat",
        ),
        tags=("uniform", "military", "historic", "circus", "royal", "male", "female", "child"),
        colours=((0.62, 0.09, 0.10), (0.10, 0.14, 0.34), (0.10, 0.10, 0.12)),
        second_colour=(0.84, 0.66, 0.26),
        fabric="wool",
    )
    return top_piece(cloth, sheet, entry, paint, {"buttons": _BRASS, "trim": None, "stitches": 0.9}, size=MEDIUM)


def high_collar_jacket() -> Piece:
    """With a standing collar, closed along a seam that slants from the shoulder to the hip; the collar, the yoke of the
    shoulders and the cuffs in the second colour where there is one."""
    g = ground()
    hem = g.hip - 0.03
    sheet = top_sheet(g, pattern.collar_line(g, 0.064, 0.022, 0.000), g.wrist - 0.006, pattern.level(g, hem, -0.01))
    points = shirt_shape(sheet, ease=0.009, waist=0.003, slope=0.32, bridge=0.75, arm=0.004, pads=0.004)
    cloth, loops, neck = sewn_top(sheet, points)
    strips.band(cloth, neck, 4, 0.044, 0.004)
    cloth.hem_all(loops, 0.018, 0.003, but=neck)

    def paint(c: Canvas) -> None:
        _folds(c)
        p = c.of(cloth.points)
        front = features.front(c) * c.panel(0)
        slant = p[..., 0] - 0.075 + 0.05 * smooth(p[..., 2], g.throat, hem)
        c.groove(slant, 0.003, 0.0045, front)
        c.shade *= 1 - 0.3 * np.exp(-(((slant - 0.004) / 0.005) ** 2)) * front
        c.stitch(slant + 0.009, front)
        yoke = p[..., 2] - g.chest - 0.075
        c.zone("trim", np.maximum(c.panel(4) * 1.0, smooth(yoke, -0.001, 0.001) * c.outer))
        c.groove(yoke, 0.0015, 0.003, c.outer)
        features.sleeve_border(c, 0.045)

    entry = Entry(
        name="high_collar_jacket",
        label="High-collared jacket",
        slot="outer",
        layer=50,
        nouns=("high-collared jacket", "stand collar jacket", "fencing jacket", "starship uniform", "mandarin jacket"),
        tags=("uniform", "future", "sport", "modern", "male", "female", "child"),
        colours=((0.90, 0.90, 0.88), (0.55, 0.10, 0.12), (0.14, 0.17, 0.24)),
    )
    return top_piece(cloth, sheet, entry, paint, {"trim": None, "stitches": 0.88}, size=MEDIUM)


def chef_jacket() -> Piece:
    g = ground()
    hem = g.hip - 0.04
    sheet = top_sheet(g, pattern.collar_line(g, 0.068, 0.030, 0.002), g.wrist - 0.02, pattern.level(g, hem))
    points = shirt_shape(sheet, ease=0.010, waist=0.008, slope=0.14, arm=0.008)
    cloth, loops, neck = sewn_top(sheet, points)
    strips.band(cloth, neck, 4, 0.034, 0.004)
    cloth.hem_all(loops, 0.018, 0.003, but=neck)

    def paint(c: Canvas) -> None:
        folds.top_folds(c, 0.8)
        p = c.of(cloth.points)
        front = features.front(c)
        lap = 0.105 - 0.045 * smooth(p[..., 2], g.chest + 0.03, g.waist)
        edge = p[..., 0] - lap
        here = front * (p[..., 2] < g.throat + 0.01)
        c.groove(edge, 0.003, 0.0045, here)
        c.shade *= 1 - 0.35 * np.exp(-(((edge - 0.004) / 0.005) ** 2)) * here
        c.stitch(edge + 0.008, here)
        rows = np.linspace(g.throat - 0.075, g.waist - 0.02, 5)
        for k, z in enumerate(rows):
            for sign in (-1, 1):
                features.buttons(c, sign * (0.078 - 0.007 * k), np.array((z,)), 0.0095)
        features.cuffs(c, 0.06)

    entry = Entry(
        name="chef_jacket",
        label="Chef's jacket",
        slot="top",
        layer=30,
        nouns=("chef's jacket", "chef jacket", "chef coat", "cook's jacket", "double breasted chef jacket"),
        tags=("work", "kitchen", "modern", "male", "female"),
        colours=((0.92, 0.92, 0.90),),
    )
    return top_piece(cloth, sheet, entry, paint, {"buttons": (0.10, 0.10, 0.11), "stitches": 0.85}, size=MEDIUM)


def scrubs() -> Piece:
    g = ground()
    hem = g.hip - 0.075
    sheet = top_sheet(g, pattern.collar_line(g, 0.082, 0.125, 0.004, 1.05), 0.215, pattern.level(g, hem))
    points = shirt_shape(sheet, ease=0.010, waist=0.016, slope=0.05, arm=0.014)
    cloth, loops, neck = hemmed_top(sheet, points, 0.016, 0.003)

    def paint(c: Canvas) -> None:
        folds.top_folds(c, 1.1)
        p = c.of(cloth.points)
        away = folds.distance(c, neck)
        band = (away < 0.3) * c.outer
        c.groove(away - 0.026, 0.002, 0.0035, band)
        c.stitch(away - 0.021, band)
        c.height += 0.0015 * smooth(away, 0.026, 0.022) * band
        front = features.front(c)
        features.patch(c, 0.085, g.chest + 0.01, 0.05, 0.115, front * (p[..., 0] > 0), 0.1)
        features.patch(c, 0.115, g.hip + 0.09, 0.07, 0.135, front, 0.0)
        for loop in loops:
            if loop is not neck:
                folds.border_stitches(c, loop, (0.022,), 0.0008)

    entry = Entry(
        name="scrubs",
        label="Scrubs",
        slot="top",
        layer=30,
        nouns=("scrubs", "scrub top", "scrubs top", "medical tunic", "surgical scrubs top", "nurse tunic"),
        tags=("work", "medical", "modern", "male", "female"),
        colours=((0.16, 0.46, 0.48), (0.18, 0.34, 0.56), (0.30, 0.52, 0.42)),
    )
    return top_piece(
        cloth,
        sheet,
        entry,
        paint,
        {"stitches": 0.82},
        {**loosened(cloth, sheet), **lengthened_sleeves(cloth, 0.06)},
        size=MEDIUM,
    )


MAKERS = {
    "uniform_jacket": uniform_jacket,
    "parade_jacket": parade_jacket,
    "high_collar_jacket": high_collar_jacket,
    "chef_jacket": chef_jacket,
    "scrubs": scrubs,
}
