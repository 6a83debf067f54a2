"""Hats: cap, brimmed hat, crown."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import (
    BLACK,
    BROWN,
    GREY,
    NAVY,
    RED,
    STRAW,
    WHITE,
    creased,
    crowned,
    hat,
    hollow,
    inner,
    ribboned,
    under_brim,
)
from .shaping import smoothstep, xyz
from .sheets import Sheet, Spots, sheet
from .skulls import ball, brim, peak, skull


def cap() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.017, on.ear, 0.007, 60)
    crown, pole = on.dome(band, 9, 0.008, 0.014, 0.7)
    visor, hung = peak(band, 0.074, 0.010, 0.018)
    body = np.concatenate([inner(band), crown])
    sheets = [
        sheet(body, on.hang, closed=True, pole=pole, paint={"height": _panels, "shade": _sewn}),
        sheet(visor, on.hang, anchors=hung, paint={"height": _stitches, "visor": 1.0}),
        sheet(ball(pole + xyz(0, 0, 0.001), (0.008, 0.008, 0.004)), on.hang, closed=True, paint={"visor": 1.0}),
    ]
    return hat(
        Entry(
            name="cap", label="Cap", slot="head", layer=70,
            nouns=("cap", "baseball cap", "ball cap", "trucker cap", "peaked cap", "snapback"),
            tags=("casual", "sport", "everyday", "child", "male", "female"),
            colours=(NAVY, RED, BLACK, (0.20, 0.36, 0.24), WHITE), second_colour=(0.85, 0.85, 0.83),
        ),
        sheets, band, zone_colours={"visor": 0.62},
    )  # fmt: skip


def _seams(spots: Spots) -> np.ndarray:
    near = abs((spots.s * 6 + 0.5) % 1 - 0.5) / 6
    return 1 - smoothstep(near, 0.002, 0.006)


def _panels(spots: Spots) -> np.ndarray:
    return 0.5 - 0.3 * _seams(spots)


def _sewn(spots: Spots) -> np.ndarray:
    return hollow(spots) * (1 - 0.35 * _seams(spots))


def _stitches(spots: Spots) -> np.ndarray:
    return 0.5 + 0.2 * np.sin(spots.t * 2 * np.pi * 10)


def brimmed_hat() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.020, on.ear + 0.004, 0.010)
    crown, pole = creased(band, 0.100, 0.82, crease=0.012, pinch=0.020)
    edge, hung = brim(
        band, 0.062, lambda angle, share: share * (-0.008 * np.cos(angle) + 0.004 * np.cos(2 * angle) - 0.004)
    )
    sheets = [
        crowned(band, crown, {"band": ribboned(0.030, 0.016)}, pole),
        sheet(edge, on.hang, closed=True, anchors=hung, paint={"shade": under_brim}),
    ]
    return hat(
        Entry(
            name="brimmed_hat", label="Brimmed hat", slot="head", layer=70,
            nouns=("hat", "fedora", "brimmed hat", "trilby", "straw hat", "sun hat", "panama hat", "boater"),
            tags=("everyday", "formal", "casual", "vintage", "male", "female"),
            colours=(BROWN, GREY, BLACK, STRAW, (0.55, 0.45, 0.33)), second_colour=(0.07, 0.06, 0.06), fabric="wool",
        ),
        sheets, band, zone_colours={"band": None},
    )  # fmt: skip


def crown() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.042, on.brow + 0.030, 0.006, 96)
    middle = band.mean(axis=0)
    away = (band - middle) * (1, 1, 0)
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    turn = np.arange(96) / 96 * 8
    point = 1 - abs(turn % 1 * 2 - 1)
    rise = 0.030 + 0.042 * point**1.35
    share = np.array((0, 0.12, 0.3, 0.45, 0.62, 0.8, 1.0))[:, None]
    outer = band + away * (0.012 * share)[..., None] + xyz(0, 0, 1.0) * (rise * share)[..., None]
    lean = outer - 0.0035 * away
    wall = np.concatenate([lean[:1], outer, lean[::-1]])
    hung = np.broadcast_to(band, wall.shape)
    sheets = [sheet(wall, on.hang, closed=True, anchors=hung, paint={"shade": _filigree, "height": _beaded})]
    for k in range(8):
        at = int((k + 0.5) * 12)
        tip = outer[-1, at] + xyz(0, 0, 0.003)
        sheets.append(_bead(tip, band[at], 0.0055, "pearls"))
        for place, size in ((at, 0.0075), (k * 12, 0.005)):
            spot = band[place] + away[place] * 0.004 + xyz(0, 0, 0.016)
            sheets.append(_bead(spot, band[place], size, "jewels"))
    return hat(
        Entry(
            name="crown", label="Crown", slot="head", layer=70,
            nouns=("crown", "coronet", "diadem", "royal crown"),
            tags=("royal", "fantasy", "medieval", "male", "female"),
            colours=((0.83, 0.62, 0.16), (0.78, 0.78, 0.80)), second_colour=(0.62, 0.03, 0.07), fabric="metal",
        ),
        sheets, band, zone_colours={"jewels": None, "pearls": (0.93, 0.90, 0.84)}, roughness=0.3, side=320,
    )  # fmt: skip


def _bead(at: np.ndarray, hung: np.ndarray, size: float, zone: str) -> Sheet:
    points = ball(at, size)
    return sheet(points, skull().hang, closed=True, anchors=np.broadcast_to(hung, points.shape), paint={zone: 1.0})


def _filigree(spots: Spots) -> np.ndarray:
    rim = (spots.t > 0.14) & (spots.t < 0.17) | (spots.t > 0.27) & (spots.t < 0.30)
    return 1 - 0.35 * rim - 0.35 * (spots.t > 0.56)


def _beaded(spots: Spots) -> np.ndarray:
    return 0.5 + 0.2 * (spots.t < 0.27)


MAKERS = {"cap": cap, "brimmed_hat": brimmed_hat, "crown": crown}
