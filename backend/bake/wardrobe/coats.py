"""Coats: cut as a bodice with a skirt, closed and belted or open."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .tailor import collars, features, folds, laid, pattern
from .tailor.canvas import Canvas
from .tailor.finish import SIZE
from .tailor.gown import Gown, gown, gown_piece
from .tailor.ground import ground


def coat(
    hem: float,
    ease: float,
    lapel: float,
    deep: float,
    gap: int = 0,
    waist: float = 0.006,
    slope: float = 0.06,
    flare: float = 0.045,
) -> tuple[Gown, np.ndarray]:
    """Bodice with lapels, and a skirt below it; and the vertices of its collar. deep: metres below the pit of the
    throat where the lapels meet; gap: columns by which it stands open."""
    g = ground()
    neck = pattern.collar_line(g, 0.080, deep, 0.000, 1.25)
    if gap:
        neck = np.maximum(neck, pattern.front_opening(g, 0.03, 0.012 * gap + 0.004, 0.035, g.hip))
    made = gown(
        g,
        (pattern.sleeve_end(g, g.wrist - 0.002), neck),
        hem,
        {"ease": ease, "waist": waist, "slope": slope, "bridge": 0.9, "arm": 0.010, "pads": 0.006},
        flare,
        5,
        0.008,
        20,
        neck_hem=bool(gap),
        gap=gap,
    )
    foot = g.throat - deep + 0.02 if gap else None
    edge = collars.lapels(made.cloth, made.neck, 6, lapel, stand=0.018, foot=foot)
    return made, edge


def long_coat() -> Piece:
    g = ground()
    made, edge = coat(g.knee_height - 0.12, 0.016, 0.085, 0.26)
    laid.sash(made.cloth, made.waist, 7, 0.045, 0.010, above=0.95)
    foot = g.throat - 0.25

    def paint(c: Canvas) -> None:
        coat_folds(c, made)
        features.opening(c, 0.0, foot + 0.03, lap=0.03)
        at = np.array((foot - 0.02, foot - 0.15, foot - 0.27))
        for x in (-0.055, 0.055):
            features.buttons(c, x, at, 0.012)
        features.shadow_of(c, edge, (0, 1), (6,))
        p = c.of(made.cloth.points)
        buckle = np.maximum(np.abs(p[..., 0]) - 0.028, np.abs(p[..., 2] - made.top - 0.02) - 0.030)
        c.zone("buttons", (np.abs(buckle) < 0.006) * c.panel(7) * (p[..., 1] < 0))
        features.welt(c, 0.135, g.hip - 0.02, 0.075, 1.2, (p[..., 1] < 0) * c.panel(4, 5) * 1.0)

    entry = Entry(
        name="long_coat",
        label="Coat",
        slot="outer",
        layer=50,
        nouns=(
            "coat",
            "overcoat",
            "long coat",
            "trench coat",
            "greatcoat",
            "raincoat",
            "winter coat",
            "duster",
            "topcoat",
        ),
        tags=("formal", "winter", "modern", "detective", "military", "male", "female"),
        colours=((0.60, 0.50, 0.36), (0.14, 0.14, 0.16), (0.34, 0.34, 0.36), (0.25, 0.20, 0.16)),
        fabric="wool",
    )
    return gown_piece(made, entry, paint, {"buttons": (0.20, 0.13, 0.08)}, 0.20, 0.25, size=SIZE)


def lab_coat() -> Piece:
    g = ground()
    made, edge = coat(g.knee_height + 0.02, 0.014, 0.062, 0.24, gap=3)
    foot = g.throat - 0.23

    def paint(c: Canvas) -> None:
        coat_folds(c, made)
        folds.border_stitches(c, made.neck, (0.012,), 0.0006)
        features.buttons(c, -0.062, np.arange(foot - 0.02, g.hip - 0.1, -0.11), 0.0095)
        features.shadow_of(c, edge, (0, 1), (6,))
        p = c.of(made.cloth.points)
        front = features.front(c)
        features.patch(c, 0.095, g.chest + 0.005, 0.052, 0.12, front * (p[..., 0] > 0), 0.0)
        features.patch(c, 0.115, g.hip + 0.02, 0.075, 0.16, front, 0.0)
        c.zone("pens", _pens(p, g.chest) * front)

    entry = Entry(
        name="lab_coat",
        label="Lab coat",
        slot="outer",
        layer=50,
        nouns=("lab coat", "laboratory coat", "doctor's coat", "white coat", "doctor coat", "smock"),
        tags=("work", "medical", "science", "modern", "male", "female"),
        colours=((0.92, 0.92, 0.91),),
    )
    return gown_piece(
        made, entry, paint, {"buttons": 0.85, "stitches": 0.88, "pens": (0.10, 0.18, 0.50)}, 0.12, 0.18, size=SIZE
    )


def _pens(p: np.ndarray, chest: float) -> np.ndarray:
    """Two in the pocket on the chest."""
    rows = (p[..., 2] > chest) & (p[..., 2] < chest + 0.022)
    return rows * ((np.abs(p[..., 0] - 0.112) < 0.0045) | (np.abs(p[..., 0] - 0.126) < 0.0045)) * 1.0


def coat_folds(c: Canvas, made: Gown) -> None:
    p = c.of(made.cloth.points)
    folds.soft(c, 0.8)
    folds.armpit_folds(c, 0.6)
    folds.elbow_folds(c, 1.0)
    folds.side_seams(c)
    folds.armhole_seams(c)
    height, shade = c.height.copy(), c.shade.copy()
    folds.skirt_folds(c, made.top, made.low, 0.7)
    below = p[..., 2] < made.top + 0.02
    c.height, c.shade = np.where(below, c.height, height), np.where(below, c.shade, shade)
    folds.border_stitches(c, made.hem, (0.025,), 0.0005)


MAKERS = {"long_coat": long_coat, "lab_coat": lab_coat}
