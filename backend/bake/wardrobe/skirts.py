"""Skirts and kilts."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .tailor import features, folds
from .tailor.canvas import Canvas
from .tailor.finish import LEAN, MEDIUM, piece
from .tailor.ground import ground, smooth
from .tailor.skirt import dropped, free_skirt, shaped, skirt, under
from .tailor.strands import around, paint_strands, ragged


def _skirt(
    entry: Entry,
    hem: float,
    rows: int,
    ease: float,
    flare: float,
    count: int,
    deep: float,
    band: float,
    longer: float,
    shorter: float,
    fold: float = 1.0,
) -> Piece:
    g = ground(gender=1.0)
    made = skirt(g, hem, rows)
    points = shaped(made, ease, flare, count, deep)
    cloth, upper, lower, top = free_skirt(made, points)

    def paint(c: Canvas) -> None:
        folds.skirt_folds(c, top, hem, fold)
        features.band_line(c, upper, band)
        folds.border_stitches(c, lower, (0.02,), 0.0006)

    return piece(
        cloth, entry, under(g, top, hem), paint, [[0, 1]], {"stitches": 0.85}, dropped(cloth, top, hem, longer, shorter)
    )


def mini_skirt() -> Piece:
    entry = Entry(
        name="mini_skirt",
        label="Mini skirt",
        slot="bottom",
        layer=20,
        nouns=("mini skirt", "miniskirt", "short skirt", "skirt", "tennis skirt", "skater skirt"),
        tags=("casual", "modern", "female", "summer", "sport"),
        colours=((0.12, 0.12, 0.14), (0.58, 0.14, 0.18), (0.30, 0.38, 0.54), (0.70, 0.60, 0.48)),
    )
    g = ground(gender=1.0)
    return _skirt(entry, g.knee_height + 0.17, 12, 0.006, 0.16, 9, 0.012, 0.032, 0.10, 0.07)


def long_skirt() -> Piece:
    entry = Entry(
        name="long_skirt",
        label="Long skirt",
        slot="bottom",
        layer=20,
        nouns=("long skirt", "maxi skirt", "skirts", "peasant skirt", "midi skirt", "sarong", "petticoat"),
        tags=("casual", "formal", "medieval", "folk", "female"),
        colours=((0.36, 0.20, 0.22), (0.22, 0.28, 0.36), (0.46, 0.40, 0.28), (0.14, 0.14, 0.16)),
    )
    return _skirt(entry, 0.10, 22, 0.006, 0.10, 12, 0.018, 0.03, 0.04, 0.30, 1.2)


def kilt() -> Piece:
    g = ground()
    hem = g.knee_height + 0.03
    made = skirt(g, hem, 13, columns=108)
    turn, fall = made.turn, made.fall
    front = smooth(np.abs(turn - np.pi), 0.55, 0.35)
    step = (turn * 16 / np.pi) % 1.0
    pleat = (0.010 * step) * (1 - front) * smooth(fall, 0.06, 0.16)
    points = (
        shaped(made, 0.007, 0.10)
        + made.normals * (pleat + 0.006 * front * (turn < np.pi + 0.36) * (turn > np.pi - 0.4))[..., None]
    )
    cloth, upper, _, top = free_skirt(made, points)

    def paint(c: Canvas) -> None:
        folds.skirt_folds(c, top, hem, 0.3)
        features.band_line(c, upper, 0.035)
        p = c.of(cloth.points)
        here = (p[..., 1] < 0) * c.outer * 1.0
        c.groove(p[..., 0] - 0.095, 0.002, 0.004, here)

    entry = Entry(
        name="kilt",
        label="Kilt",
        slot="bottom",
        layer=20,
        nouns=("kilt", "tartan skirt", "highland kilt", "plaid skirt"),
        tags=("formal", "folk", "scottish", "male", "female"),
        colours=((0.50, 0.11, 0.12), (0.12, 0.26, 0.20), (0.14, 0.18, 0.32)),
        second_colour=(0.08, 0.14, 0.12),
        pattern="tartan",
        fabric="wool",
    )
    return piece(
        cloth, entry, under(g, top, hem), paint, [[0, 1]], {"stitches": 0.8}, dropped(cloth, top, hem, 0.06, 0.06)
    )


def pleated_skirt() -> Piece:
    """Knife pleats all around below a band, to just above the knee."""
    g = ground(gender=1.0)
    hem, pleats, columns = g.knee_height + 0.10, 24, 96
    made = skirt(g, hem, 9, columns)
    step = np.arange(columns) % (columns // pleats) / (columns // pleats - 1)
    opened = smooth(made.fall, 0.10, 0.24) * (0.006 + 0.030 * made.fall / made.fall.max())
    points = shaped(made, 0.006, 0.20, start=0.12) + made.normals * (opened * step)[..., None]
    cloth, upper, lower, top = free_skirt(made, points)

    def paint(c: Canvas) -> None:
        folds.soft(c, 0.5)
        folds.inner_shade(c)
        place = (around(c, made) / (2 * np.pi)) % 1.0 * pleats % 1.0
        below = (c.of(cloth.points)[..., 2] < top - 0.04) * c.outer
        c.shade *= 1 - 0.42 * np.exp(-(((place - 0.86) / 0.12) ** 2)) * below
        c.height += 0.003 * (place < 0.78) * below
        features.band_line(c, upper, 0.032)
        folds.border_stitches(c, lower, (0.02,), 0.0006)

    entry = Entry(
        name="pleated_skirt",
        label="Pleated skirt",
        slot="bottom",
        layer=20,
        nouns=("pleated skirt", "school skirt", "knife pleat skirt", "netball skirt", "cheerleading skirt"),
        tags=("school", "sport", "casual", "modern", "japanese", "female", "child"),
        colours=((0.12, 0.16, 0.30), (0.40, 0.10, 0.14), (0.30, 0.31, 0.34), (0.90, 0.89, 0.87)),
        fabric="wool",
    )
    zones = {"stitches": 0.85}
    sizes = dropped(cloth, top, hem, 0.38, 0.08)
    return piece(cloth, entry, under(g, top, hem), paint, [[0, 1]], zones, sizes, size=LEAN)


def grass_skirt() -> Piece:
    """Strands of raffia that hang from a plaited band."""
    g = ground(gender=1.0)
    hem, columns = g.knee_height - 0.06, 108
    made = skirt(g, hem, 9, columns)
    out = np.random.default_rng(3).uniform(-1, 1, columns) * 0.011 * smooth(made.fall, 0.05, 0.30)
    points = shaped(made, 0.010, 0.26, 7, 0.010) + made.normals * out[..., None]
    cloth, _, _, top = free_skirt(made, ragged(made, points, 0.05), 0.002)

    def paint(c: Canvas) -> None:
        turn = around(c, made)
        p = c.of(cloth.points)
        band = smooth(p[..., 2], top - 0.045, top - 0.038) * c.outer
        paint_strands(c, turn, 66, 1 - band, 0.5)
        c.zone("band", band)
        slant = np.abs(((turn * 0.15 + p[..., 2]) / 0.022) % 1.0 - 0.5)
        c.shade *= 1 - 0.5 * band * (slant < 0.16)
        c.groove(p[..., 2] - top + 0.042, 0.003, 0.004, c.outer * 1.0)
        folds.inner_shade(c)

    entry = Entry(
        name="grass_skirt",
        label="Grass skirt",
        slot="bottom",
        layer=20,
        nouns=("grass skirt", "hula skirt", "straw skirt", "raffia skirt"),
        tags=("polynesian", "hawaiian", "tribal", "beach", "male", "female", "child"),
        colours=((0.76, 0.62, 0.34), (0.62, 0.55, 0.28), (0.40, 0.52, 0.22)),
    )
    sizes = dropped(cloth, top, hem, 0.20, 0.16)
    return piece(cloth, entry, under(g, top, hem, 0.16), paint, [[0, 1]], {"band": 0.55}, sizes, size=MEDIUM)


MAKERS = {
    "mini_skirt": mini_skirt,
    "long_skirt": long_skirt,
    "kilt": kilt,
    "pleated_skirt": pleated_skirt,
    "grass_skirt": grass_skirt,
}
