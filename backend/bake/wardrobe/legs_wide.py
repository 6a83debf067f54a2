"""Trousers of a cut of their own: flared from the knee, with pockets on the thighs."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .bottoms import trouser_sheet
from .tailor import features, folds, pattern
from .tailor.canvas import Canvas
from .tailor.cloth import hemmed
from .tailor.finish import LEAN, covered, lengthened_legs, piece
from .tailor.ground import ground, smooth
from .tailor.shapes import let_down, trouser_shape, waistband
from .tailor.sheet import Sheet


def flares() -> Piece:
    """Close to the thighs, wide as bells below the knee, over the shoes."""
    g = ground()
    sheet = trouser_sheet(g, g.ankle - 0.03, 0.095)
    points = waistband(sheet, trouser_shape(sheet, 0.005, 0.5), 0.036)
    points = let_down(sheet, _belled(sheet, points, 0.085), 0.006, 0.03, 0.03, 0.42)
    cloth, loops = hemmed(sheet, points, pattern.leg_panels(sheet, points), 0.007, 0.003)

    def paint(c: Canvas) -> None:
        folds.soft(c)
        folds.crotch_folds(c)
        folds.inner_shade(c)
        features.trouser_front(c, loops, 0.036)
        features.leg_seams(c, creased=True)

    entry = Entry(
        name="flares",
        label="Flared trousers",
        slot="bottom",
        layer=20,
        nouns=("flared trousers", "flares", "bell bottoms", "flared jeans", "bootcut jeans", "loon pants"),
        tags=("seventies", "party", "casual", "modern", "male", "female"),
        colours=((0.36, 0.22, 0.34), (0.18, 0.26, 0.42), (0.48, 0.30, 0.14)),
    )
    zones = {"stitches": 0.85, "buttons": 0.6}
    return piece(cloth, entry, covered(sheet), paint, [[0, 1]], zones, size=LEAN)


def _belled(sheet: Sheet, points: np.ndarray, wide: float) -> np.ndarray:
    """Legs `wide` metres further out at the ankle, from the knee down."""
    g = sheet.ground
    along = sheet.at(g.leg)
    names = ("UpLeg", "Leg", "Foot")
    at = (0.0, g.knee, g.ankle)
    moved = points.copy()
    for sign in (1, -1):
        here = (sheet.skin[:, 0] * sign > 0) & (sheet.at(g.share["leg"]) > 0.3)
        axis = np.stack([np.interp(along, at, [g.side(n, sign)[k] for n in names]) for k in range(2)], axis=1)
        out = points[:, :2] - axis
        out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-6)
        level = smooth(along, g.knee - 0.03, g.ankle + 0.02)
        radius = np.linalg.norm(points[:, :2] - axis, axis=1)
        more = level * np.maximum(wide + 0.055 - radius * level, 0.0) * here
        moved[:, :2] += out * more[:, None]
    side = np.where(sheet.skin[:, 0] > 0, 1.0, -1.0)
    leg = sheet.at(g.share["leg"]) > 0.5
    moved[leg, 0] = side[leg] * np.maximum(np.abs(moved[leg, 0]), 0.004)
    return moved


def cargo_trousers() -> Piece:
    """Wide, with pockets with flaps on the thighs."""
    g = ground()
    sheet = trouser_sheet(g, g.ankle - 0.024, 0.105)
    points = waistband(sheet, trouser_shape(sheet, 0.012, 0.02, 0.095, wide=0.012), 0.038)
    along = sheet.at(g.leg)
    pocket = smooth(np.abs(along - 0.27), 0.095, 0.085) * smooth(np.abs(sheet.skin[:, 0]), 0.135, 0.150)
    points = let_down(sheet, points + sheet.normals * (0.016 * pocket)[:, None])
    cloth, loops = hemmed(sheet, points, pattern.leg_panels(sheet, points), 0.007, 0.003)

    def paint(c: Canvas) -> None:
        folds.trouser_folds(c, 1.2)
        features.trouser_front(c, loops, 0.038)
        features.leg_seams(c, stitched=True)
        p = c.of(cloth.points)
        down = c.field(g.leg)
        side = features.side_of_leg(c)
        outer = c.outer * smooth(np.abs(p[..., 0]), 0.10, 0.13)
        box = np.maximum(np.abs(side + 0.012) - 0.078, np.abs(down - 0.27) - 0.088)
        lid = np.maximum(np.abs(side + 0.012) - 0.083, np.abs(down - 0.20) - 0.030)
        for edge, deep in ((box, 0.004), (lid, 0.004)):
            c.height += deep * smooth(edge, 0.002, -0.002) * outer
            c.groove(edge, 0.002, 0.004, outer)
            c.shade *= 1 - 0.40 * np.exp(-(((edge - 0.004) / 0.006) ** 2)) * outer
        c.zone("flaps", smooth(lid, 0.002, -0.002) * outer)
        features.welt(c, 0.150, g.hip + 0.03, 0.07, 1.2, (p[..., 1] < 0) * c.outer * 1.0)

    entry = Entry(
        name="cargo_trousers",
        label="Cargo trousers",
        slot="bottom",
        layer=20,
        nouns=("cargo trousers", "cargo pants", "combat trousers", "cargo shorts", "combats", "utility trousers"),
        tags=("casual", "work", "military", "modern", "male", "female", "child"),
        colours=((0.42, 0.38, 0.26), (0.26, 0.29, 0.20), (0.14, 0.14, 0.15)),
    )
    zones = {"stitches": 0.8, "buttons": 0.6, "flaps": 0.86}
    return piece(cloth, entry, covered(sheet), paint, [[0, 1]], zones, lengthened_legs(cloth, 0.0, 0.40), size=LEAN)


MAKERS = {"flares": flares, "cargo_trousers": cargo_trousers}
