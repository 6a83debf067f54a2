"""Garments with fringes: a flapper's dress with rows of them, chaps over jeans."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .bottoms import trouser_sheet
from .tailor import features, folds, pattern
from .tailor.canvas import Canvas
from .tailor.cloth import hemmed
from .tailor.finish import MEDIUM, covered, lengthened_legs, piece
from .tailor.gown import gown, gown_paint, gown_piece
from .tailor.ground import ground, smooth
from .tailor.shapes import let_down, trouser_shape, waistband
from .tailor.strands import paint_strands

_ROWS = 4
_DARKER = 0.22
"""by how much a fringe is darker at its roots, below the row above it"""


def flapper_dress() -> Piece:
    """Straight and sleeveless, with rows of fringe from the hips to the knees and beads in zigzag on the breast."""
    g = ground(gender=1.0)
    wide = float(g.joint["LeftArm"][0])
    hem = g.knee_height + 0.0
    made = gown(
        g,
        (pattern.collar_line(g, 0.088, 0.125, 0.07, 1.6), pattern.armhole(g, 0.80 * wide, 0.80 * wide, 0.015)),
        hem,
        {"ease": 0.006, "waist": 0.012, "slope": 0.06, "bridge": 0.85},
        0.03,
        rows=3 * _ROWS + 1,
        tiers=_ROWS,
        columns=60,
    )
    base = gown_paint(made, 0.4, 0.0)

    def paint(c: Canvas) -> None:
        base(c)
        p = c.of(made.cloth.points)
        turn = np.arctan2(p[..., 0], p[..., 1] + 0.02)
        skirt = c.panel(4, 5) * c.outer * 1.0
        step = ((made.top - p[..., 2]) / (made.top - hem) * _ROWS) % 1.0
        paint_strands(c, turn, 96, skirt * smooth(step, 0.10, 0.24), 0.42)
        c.shade *= 1 - _DARKER * (1 - step) * skirt
        c.zone("trim", smooth(np.abs(step - 0.07), 0.075, 0.055) * skirt)
        bodice = c.panel(0, 1) * c.outer * (p[..., 2] > made.top)
        zigzag = np.abs((np.abs(p[..., 0]) / 0.06) % 2 - 1) * 0.045
        for at in (0.03, 0.09, 0.15, 0.21):
            line = smooth(np.abs(p[..., 2] - made.top - at - zigzag), 0.0075, 0.005) * bodice
            c.zone("trim", line)
            c.height += 0.002 * line
        features.border(c, made.neck, 0.014, c.panel(0, 1) * 1.0, 0.003)

    entry = Entry(
        name="flapper_dress",
        label="Flapper dress",
        slot="one_piece",
        also=("top", "bottom"),
        layer=30,
        nouns=("flapper dress", "fringe dress", "fringed dress", "charleston dress", "twenties dress", "gatsby dress"),
        tags=("twenties", "party", "dance", "jazz", "female"),
        colours=((0.10, 0.10, 0.12), (0.60, 0.60, 0.64), (0.72, 0.56, 0.26), (0.50, 0.10, 0.16)),
        second_colour=(0.86, 0.74, 0.40),
        fabric="silk",
    )
    return gown_piece(made, entry, paint, {"trim": None}, 0.30, 0.16, size=MEDIUM)


def chaps() -> Piece:
    """Leather legs open at the crotch and the seat, with a fringe down the sides, over jeans."""
    g = ground()
    sheet = trouser_sheet(g, g.ankle - 0.024, 0.105)
    points = waistband(sheet, trouser_shape(sheet, 0.007, 0.05, 0.088, wide=0.012), 0.038)

    def leather_of(p: np.ndarray) -> np.ndarray:
        """Metres within the edge of the leather."""
        high = (p[..., 2] - g.crotch).clip(-0.10, None)
        front = np.abs(p[..., 0]) - 0.030 - 0.62 * (high + 0.08).clip(0, None)
        behind = -(p[..., 2] - g.crotch + 0.055) - 0.25 * (np.abs(p[..., 0]) - 0.1)
        share = smooth(p[..., 1], -0.01, 0.03)
        return (1 - share) * front + share * behind

    stands = smooth(leather_of(sheet.skin), -0.004, 0.010) * 0.007
    points = let_down(sheet, points + sheet.normals * stands[:, None])
    cloth, loops = hemmed(sheet, points, pattern.leg_panels(sheet, points), 0.007, 0.003)
    upper = features.highest(cloth, loops)

    def paint(c: Canvas) -> None:
        folds.trouser_folds(c, 0.8)
        features.trouser_front(c, loops, 0.036, belt_loops=False)
        p = c.of(cloth.points)
        outer = c.outer * 1.0
        edge = leather_of(p)
        belt = smooth(np.abs(folds.distance(c, upper) - 0.022), 0.026, 0.023) * outer
        hide = np.maximum(smooth(edge, -0.002, 0.002) * outer, belt)
        c.zone("denim", 1 - hide)
        c.groove(edge, 0.003, 0.005, outer)
        c.shade *= 1 - 0.45 * np.exp(-(((edge + 0.006) / 0.006) ** 2)) * outer * (1 - belt)
        c.stitch(edge - 0.012, hide)
        c.shade *= 1 - 0.35 * np.exp(-(((np.abs(folds.distance(c, upper) - 0.022) - 0.027) / 0.004) ** 2)) * outer
        buckle = np.maximum(np.abs(p[..., 0]) - 0.030, np.abs(folds.distance(c, upper) - 0.022) - 0.024)
        c.zone("buttons", (np.abs(buckle) < 0.007) * (p[..., 1] < -0.03) * outer)
        side, down = features.side_of_leg(c), c.field(g.leg)
        lateral = smooth(np.abs(p[..., 0]), 0.10, 0.13) * smooth(edge, 0.0, 0.01) * outer * (down > -0.02)
        fringe = smooth(side, 0.0, 0.004) * smooth(side, 0.075, 0.065) * lateral
        strand = 0.5 + 0.5 * np.cos(2 * np.pi * (down - 0.35 * side) / 0.020)
        c.shade *= 1 - 0.55 * fringe * strand
        c.height += 0.004 * fringe * (1 - strand)
        c.groove(side, 0.004, 0.005, lateral)
        for at in np.arange(0.06, g.ankle - 0.1, 0.13):
            away = np.hypot(side + 0.022, down - at)
            c.zone("buttons", smooth(away, 0.0155, 0.012) * lateral)

    entry = Entry(
        name="chaps",
        label="Chaps",
        slot="bottom",
        layer=20,
        nouns=("chaps", "leather chaps", "cowboy chaps", "fringed chaps", "batwing chaps"),
        tags=("western", "cowboy", "work", "biker", "male", "female"),
        colours=((0.30, 0.19, 0.12), (0.16, 0.11, 0.08), (0.58, 0.40, 0.22)),
        fabric="leather",
    )
    zones = {"denim": (0.20, 0.28, 0.44), "buttons": (0.72, 0.70, 0.66), "stitches": 1.4}
    sizes = lengthened_legs(cloth, 0.0, 0.16)
    return piece(cloth, entry, covered(sheet), paint, [[0, 1]], zones, sizes, size=MEDIUM)


MAKERS = {"flapper_dress": flapper_dress, "chaps": chaps}
