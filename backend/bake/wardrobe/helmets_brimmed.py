"""Helmets with brims: the soldier's of flat steel, and the explorer's of cork and cloth."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import BROWN, hat, hollow, inner, ribboned, under_brim
from .helmets import lined
from .shaping import tube, xyz
from .sheets import Spots, sheet
from .skulls import ball, brim, skull


def kettle_helmet() -> Piece:
    """A shallow bowl of steel with a broad brim all around, a strap below the chin."""
    on = skull()
    band = on.ring(on.brow + 0.026, on.ear + 0.012, 0.014, 64)
    dome, pole = on.dome(band, 10, 0.014, 0.022, 0.45)
    edge, hung = brim(
        band, 0.064, lambda angle, share: -0.012 * share**1.3 - 0.004 * share * np.cos(2 * angle), thick=0.003, rows=5
    )
    strap = np.array([
        (0.078, -0.050, 1.640), (0.079, -0.068, 1.600), (0.070, -0.085, 1.545), (0.035, -0.105, 1.495),
        (0.0, -0.116, 1.486),
    ])  # fmt: skip
    strap = np.concatenate([strap, strap[-2::-1] * (-1, 1, 1)])
    line = np.stack([np.interp(np.linspace(0, 8, 25), np.arange(9), strap[:, d]) for d in range(3)], axis=1)
    leather = tube(line, np.array([[0.0016, 0.0062]] * 25), 6)
    return hat(
        Entry(
            name="kettle_helmet", label="Brimmed steel helmet", slot="head", layer=70,
            nouns=("brodie helmet", "kettle helmet", "kettle hat", "tin hat", "trench helmet", "steel helmet"),
            tags=("soldier", "first world war", "trench", "medieval", "infantry", "male", "female", "child"),
            colours=((0.30, 0.31, 0.22), (0.42, 0.43, 0.45), (0.34, 0.30, 0.22)), second_colour=(0.24, 0.14, 0.08),
        ),
        [
            sheet(np.concatenate([inner(band, 0.03, 0.004), dome]), on.hang, closed=True, pole=pole,
                  paint={"shade": lined}),
            sheet(edge, on.hang, closed=True, anchors=hung, paint={"shade": _rolled}),
            sheet(leather, on.hang, closed=True, anchors=np.broadcast_to(band[32], leather.shape),
                  paint={"strap": 1.0}),
        ],
        band, zone_colours={"strap": None}, roughness=0.55,
    )  # fmt: skip


def _rolled(spots: Spots) -> np.ndarray:
    return under_brim(spots) * (1 - 0.35 * ((spots.t > 0.46) & (spots.t < 0.56)))


def pith_helmet() -> Piece:
    """High and round, its brim sloping down, longest behind; a folded cloth around it and a knob on top."""
    on = skull()
    band = on.ring(on.brow + 0.030, on.ear + 0.008, 0.013, 64)
    dome, pole = on.dome(band, 11, 0.020, 0.052, 0.85)
    edge, hung = brim(
        band,
        lambda angle: 0.062 + 0.026 * np.cos(angle / 2) ** 8 + 0.034 * np.sin(angle / 2) ** 8,
        lambda angle, share: -share * (0.030 + 0.022 * np.sin(angle / 2) ** 8),
        thick=0.004,
        rows=6,
    )
    knob = ball(pole + xyz(0, 0, 0.004), (0.016, 0.016, 0.010), 5, 12)
    return hat(
        Entry(
            name="pith_helmet", label="Pith helmet", slot="head", layer=70,
            nouns=("pith helmet", "sun helmet", "safari helmet", "explorer's helmet", "colonial helmet", "topee"),
            tags=("explorer", "safari", "colonial", "victorian", "archaeologist", "male", "female", "child"),
            colours=((0.86, 0.81, 0.68), (0.66, 0.58, 0.42), (0.90, 0.90, 0.87)), second_colour=BROWN,
        ),
        [
            sheet(np.concatenate([inner(band), dome]), on.hang, closed=True, pole=pole + xyz(0, 0, 0.001),
                  paint={"band": ribboned(0.030, 0.036), "shade": _gored}),
            sheet(edge, on.hang, closed=True, anchors=hung, paint={"shade": under_brim}),
            sheet(knob, on.hang, closed=True, anchors=np.broadcast_to(pole, knob.shape), paint={"shade": 0.8}),
        ],
        band, zone_colours={"band": None}, roughness=0.85,
    )  # fmt: skip


def _gored(spots: Spots) -> np.ndarray:
    seam = abs((spots.s * 6) % 1 - 0.5) > 0.485
    return hollow(spots) * (1 - 0.25 * seam)


MAKERS = {"kettle_helmet": kettle_helmet, "pith_helmet": pith_helmet}
