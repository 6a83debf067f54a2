"""Tailcoat: cut off at the waist in front, open over a waistcoat, two tails behind."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .tailor import collars, features, folds, pattern, strips
from .tailor.canvas import Canvas
from .tailor.cloth import Cloth, hemmed, sewn
from .tailor.finish import LEAN, covered, piece
from .tailor.gown import waist_of
from .tailor.ground import Ground, ground, smooth
from .tailor.shapes import shirt_shape
from .tailor.sheet import Sheet
from .tailor.skirt import matched, shaped, skirt

_TAILS, _FRONT = (5, 6), 7


def tailcoat() -> Piece:
    g = ground()
    waist = waist_of(g)
    sheet = pattern.trimmed(
        pattern.torso(g),
        pattern.sleeve_end(g, g.wrist - 0.012),
        pattern.level(g, waist, -0.02),
        np.maximum(pattern.collar_line(g, 0.080, 0.16, 0.0, 1.3), pattern.front_opening(g, 0.02, 0.088, 0.045, waist)),
    )
    points = shirt_shape(sheet, 0.014, 0.005, 0.20, 0.85, arm=0.005)
    cloth, loops = hemmed(sheet, points, pattern.top_panels(sheet, points), 0.014, 0.003)
    neck = max(loops, key=len)
    edge = collars.lapels(cloth, neck, 4, 0.072, notch=False, stand=0.016, foot=waist + 0.09)
    seam = neck[sheet.skin[neck, 2] < waist + 0.012]
    for panel, sign in zip(_TAILS, (1, -1), strict=True):
        _tail(cloth, cloth.points[seam], g.knee_height - 0.03, sign, panel)
    below = _waistcoat(cloth, g, waist)

    def paint(c: Canvas) -> None:
        folds.soft(c, 0.5)
        folds.armpit_folds(c, 0.6)
        folds.elbow_folds(c, 0.8)
        folds.armhole_seams(c)
        folds.inner_shade(c)
        features.shadow_of(c, edge, (0, 1, _FRONT), (4,))
        c.zone("silk", c.panel(4) * 1.0)
        p = c.of(cloth.points)
        front = c.panel(0) & (p[..., 1] < -0.03) & c.outer
        for z in (waist + 0.09, waist + 0.03):
            away = np.hypot(np.abs(p[..., 0]) - 0.112, p[..., 2] - z)
            c.zone("buttons", smooth(away, 0.011, 0.008) * front)
        c.zone("vest", c.panel(_FRONT) * 1.0)
        c.shade *= 1 - 0.35 * np.exp(-((folds.distance(c, neck) / 0.02) ** 2)) * c.panel(_FRONT)
        c.groove(p[..., 0], 0.002, 0.003, c.panel(_FRONT) * 1.0)
        for z in np.arange(waist + 0.16, waist - 0.03, -0.048):
            away = np.hypot(p[..., 0] - 0.012, p[..., 2] - z)
            c.zone("studs", smooth(away, 0.009, 0.007) * c.panel(_FRONT))

    entry = Entry(
        name="tailcoat",
        label="Tailcoat",
        slot="outer",
        layer=50,
        nouns=("tailcoat", "tails", "morning coat", "dress coat", "swallowtail coat", "white tie", "conductor's coat"),
        tags=("formal", "historic", "music", "butler", "male", "female"),
        colours=((0.07, 0.07, 0.08), (0.12, 0.14, 0.24)),
        second_colour=(0.86, 0.85, 0.82),
        fabric="wool",
    )
    return piece(
        cloth,
        entry,
        np.concatenate([covered(sheet), covered(below)]),
        paint,
        [[0, 1], [2, 3], [4], list(_TAILS), [_FRONT]],
        {"buttons": 0.55, "silk": 0.8, "vest": None, "studs": (0.50, 0.48, 0.44)},
        size=LEAN,
    )


def _tail(cloth: Cloth, seam: np.ndarray, hem: float, sign: int, panel: int, rows: int = 15, wide: int = 11) -> None:
    """One of two, from the waist's border `seam` down to `hem` metres: past the hip above, narrow below."""
    made = skirt(cloth.ground, hem, rows)
    falling = shaped(made, matched(made, seam, -0.003), 0.07)
    part = np.linspace(0, 1, rows)[:, None]
    outer = 0.66 + 1.30 * (1 - part) ** 2.6
    inner = -0.02 + 0.07 * part**1.5
    falling = falling + made.normals * (0.003 * (sign > 0))
    turn = sign * (inner + (outer - inner) * np.linspace(0, 1, wide))
    column = turn / (2 * np.pi) * falling.shape[1]
    left = np.floor(column).astype(int)
    over = (column - left)[..., None]
    row = np.arange(rows)[:, None]
    count = falling.shape[1]
    grid = falling[row, left % count] * (1 - over) + falling[row, (left + 1) % count] * over
    near = np.rint(column).astype(int) % count
    places = made.corners[row, near].reshape(-1, 3), made.shares[row, near].reshape(-1, 3)
    strips.strip(cloth, places, grid, panel, False, made.normals[0, near[0]])


def _waistcoat(cloth: Cloth, g: Ground, waist: float) -> Sheet:
    """Its front, that shows where the coat is open, in a sheet of its own."""
    wide = float(g.joint["LeftArm"][0])
    # two points below the front of the coat, no lower at its edges: over the hips below it would flare
    foot = waist - 0.055 + 0.055 * smooth(g.across, 0.05, 0.12) + 0.02 * smooth(g.across, 0.03, 0.0)
    open_front = pattern.front_opening(g, 0.045, 0.108, 0.066, waist)
    side = -open_front - 0.02 * smooth(g.base[:, 2], waist + 0.01, waist - 0.03)
    sheet = pattern.trimmed(
        pattern.torso(g),
        pattern.collar_line(g, 0.070, 0.20, 0.010, 1.2),
        pattern.armhole(g, 0.62 * wide, 0.70 * wide, 0.02),
        np.nan_to_num(foot - g.base[:, 2], nan=-1.0),
        np.nan_to_num(np.maximum(g.base[:, 1] + 0.045, side), nan=1.0),
    )
    points = shirt_shape(sheet, 0.005, 0.002, 0.3, 0.8)
    panels = [panel for panel in pattern.top_panels(sheet, points, False) if len(panel.faces)]
    sewn(sheet, points, panels[:1], cloth, _FRONT)
    return sheet


MAKERS = {"tailcoat": tailcoat}
