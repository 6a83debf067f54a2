"""What is told by its flounces: a dress of ruffles, a blouse with a peplum, a dress of leaves."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .tailor import folds, laid, pattern, strips
from .tailor.canvas import Canvas
from .tailor.cloth import Cloth
from .tailor.finish import MEDIUM
from .tailor.gown import Gown, gown, gown_paint, gown_piece
from .tailor.ground import ground, smooth


def _flounce(
    cloth: Cloth, loop: np.ndarray, panel: int, deep: float, out: float, waves: int, wave: float, points: int = 0
) -> np.ndarray:
    """Around a border a strip that falls `deep` metres and stands out by `out`, in `waves` folds; `points`: how many
    tips its lower edge has. Gives its vertices."""
    loop = strips.from_front(cloth.points, loop)
    count = len(loop)
    line = cloth.points[loop]
    away, _, share = strips.ring_frame(line, 0.0)
    turn = 2 * np.pi * share
    tip = np.zeros(count) if not points else 0.5 * (1 - np.cos(turn * points))
    rows = []
    for part in np.linspace(0, 1, 5):
        fold = wave * part * np.cos(turn * waves)
        fall = deep * part * (1 - 0.55 * tip)
        rows.append(line + away * (0.004 + out * part**1.2 + fold)[:, None] + np.array((0, 0, -1.0)) * fall[:, None])
    places = cloth.corners[loop], cloth.shares[loop]
    return strips.strip(cloth, places, np.stack(rows), panel, True, away, None if count < 1 else loop)


def ruffled_dress() -> Piece:
    """Close down to the hips, then flounce over flounce to the floor, and a flounce around the shoulders."""
    g = ground(gender=1.0)
    wide = float(g.joint["LeftArm"][0])
    made = gown(
        g,
        (pattern.collar_line(g, 0.098, 0.095, 0.06), pattern.armhole(g, 0.95 * wide, 0.84 * wide, 0.0)),
        0.05,
        {"ease": 0.004, "waist": 0.002, "slope": 0.7, "bridge": 0.5},
        0.30,
        16,
        0.020,
        31,
        tiers=5,
        ruffle=0.055,
        columns=96,
    )
    _flounce(made.cloth, made.neck, 6, 0.105, 0.055, 13, 0.012)
    base = gown_paint(made, 0.7)

    def paint(c: Canvas) -> None:
        base(c)
        p = c.of(made.cloth.points)
        fall = (made.top - p[..., 2]) / (made.top - made.low)
        step = (fall * 5) % 1.0
        skirt = c.panel(4, 5) * (p[..., 2] < made.top - 0.02)
        c.zone("trim", skirt * smooth(step, 0.86, 0.93))
        c.shade *= 1 - 0.45 * skirt * smooth(step, 0.22, 0.0)
        low = folds.distance(c, made.neck)
        c.zone("trim", c.panel(6) * smooth(low, 0.085, 0.095))
        c.shade *= 1 - 0.25 * c.panel(6) * smooth(low, 0.05, 0.0)

    entry = Entry(
        name="ruffled_dress", label="Ruffled dress", slot="one_piece", also=("top", "bottom"), layer=30,
        nouns=("ruffled dress", "flamenco dress", "frilled dress", "flounced dress", "tiered dress", "frilly dress",
               "ruffle dress", "rumba dress"),
        tags=("flamenco", "spanish", "dancer", "party", "carnival", "female", "child"),
        colours=((0.66, 0.06, 0.08), (0.10, 0.09, 0.10), (0.92, 0.90, 0.86), (0.85, 0.45, 0.58)),
        second_colour=(0.95, 0.93, 0.90),
    )  # fmt: skip
    return gown_piece(made, entry, paint, {"trim": None}, 0.02, 0.30)


def peplum_blouse() -> Piece:
    g = ground(gender=1.0)
    made = gown(
        g,
        (pattern.collar_line(g, 0.082, 0.085, 0.02, 1.2), pattern.sleeve_end(g, 0.30)),
        g.hip + 0.005,
        {"ease": 0.004, "waist": 0.002, "slope": 0.6, "bridge": 0.6, "arm": 0.005},
        0.62,
        9,
        0.022,
        8,
        columns=84,
    )
    laid.sash(made.cloth, made.waist, 6, 0.022, 0.004, above=0.95)

    entry = Entry(
        name="peplum_blouse", label="Peplum blouse", slot="top", layer=32,
        nouns=("peplum blouse", "peplum top", "peplum", "flared blouse", "blouse with a peplum"),
        tags=("office", "elegant", "modern", "retro", "forties", "female"),
        colours=((0.80, 0.60, 0.16), (0.60, 0.12, 0.18), (0.88, 0.86, 0.82), (0.16, 0.24, 0.44)),
    )  # fmt: skip
    return gown_piece(made, entry, gown_paint(made), {}, 0.03, 0.05)


def leaf_dress() -> Piece:
    """Leaf over leaf, the lowest of each row with its tip free."""
    g = ground(gender=1.0)
    wide = float(g.joint["LeftArm"][0])
    made = gown(
        g,
        (pattern.collar_line(g, 0.098, 0.110, 0.06), pattern.armhole(g, 0.93 * wide, 0.84 * wide, 0.0)),
        g.knee_height + 0.16,
        {"ease": 0.004, "waist": 0.002, "slope": 0.7, "bridge": 0.5},
        0.22,
        9,
        0.012,
        13,
        tiers=3,
        ruffle=0.030,
        columns=72,
    )
    cloth = made.cloth
    _flounce(cloth, made.neck, 6, 0.075, 0.030, 1, 0.0, 14)
    _flounce(cloth, made.waist, 7, 0.150, 0.085, 1, 0.0, 15)
    _flounce(cloth, made.hem, 8, 0.130, 0.030, 1, 0.0, 18)

    def paint(c: Canvas) -> None:
        gown_paint(made, 0.5)(c)
        _leaves(c, made)

    entry = Entry(
        name="leaf_dress", label="Dress of leaves", slot="one_piece", also=("top", "bottom"), layer=30,
        nouns=("leaf dress", "dress of leaves", "leafy dress", "gown of leaves", "ivy dress", "nature dress"),
        tags=("dryad", "fairy", "nymph", "elf", "nature", "fantasy", "female", "child"),
        colours=((0.20, 0.42, 0.13), (0.52, 0.30, 0.10), (0.60, 0.44, 0.12)), second_colour=(0.42, 0.60, 0.20),
    )  # fmt: skip
    return gown_piece(made, entry, paint, {"light": None}, 0.10, 0.10, size=MEDIUM)


def _leaves(c: Canvas, made: Gown) -> None:
    """Rows of pointed leaves that overlap, each with a rib, every third of them lighter."""
    p = c.of(made.cloth.points)
    turn = np.arctan2(p[..., 0], -(p[..., 1] + 0.02)) / (2 * np.pi)
    nearest = np.full(p.shape[:2], 9.0)
    rib, tone, edge = (np.zeros(p.shape[:2]) for _ in range(3))
    high, count = 0.066, 16
    level = p[..., 2] / high
    for down in (0, 1, 2):  # the upper rows lie over the lower
        row = np.floor(level) + down
        across = turn * count + 0.5 * (row % 2)
        number = np.floor(across)
        u = (across - number - 0.5) * 2
        v = (row + 1.0 - level) / 1.9
        half = np.sqrt(np.clip(1 - v, 0, 1)) * (0.55 + 0.9 * v) * (v < 1)
        inside = (np.abs(u) < half) & (v >= 0) & (v < 1)
        nearest = np.where(inside, down, nearest)
        rim = (half - np.abs(u)).clip(0, 1)
        veins = 0.5 + 0.5 * np.cos((v * 9 - np.abs(u) * 3.0) * 2 * np.pi)
        rib = np.where(inside, np.maximum(np.exp(-((u / 0.07) ** 2)), 0.35 * veins), rib)
        edge = np.where(inside, smooth(rim, 0.22, 0.0), edge)
        tone = np.where(inside, ((number * 7 + row * 3) % 5) / 4.0, tone)
    c.shade *= (0.62 + 0.38 * (1 - edge)) * np.where(nearest > 8.0, 0.55, 1.0)
    c.zone("light", (0.75 * tone * (1 - 0.6 * edge)) * 1.0)
    c.height += 0.004 * (1 - edge) - 0.0015 * rib


MAKERS = {"ruffled_dress": ruffled_dress, "peplum_blouse": peplum_blouse, "leaf_dress": leaf_dress}
