"""A scarf for the hips with rows of coins that hang from it."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .jewellery import GOLD
from .sheets import Sheet, Spots, piece, sheet
from .trunks import outward, trunk
from .wraps import wound

_COIN = ((0.3, 0.0016), (1.0, 0.0010), (1.0, -0.0010), (0.3, -0.0016))
"""share of its radius, and metres before its middle"""


def _coin(at: np.ndarray, out: np.ndarray, radius: float) -> Sheet:
    """A disc that hangs flat before the hips. at: (3,) where it hangs; out: (3,) level unit"""
    side = np.cross((0, 0, 1.0), out)
    turn = np.arange(8)[:, None] * (2 * np.pi / 8)
    round_ = np.cos(turn) * side + np.sin(turn) * np.array((0, 0, 1.0))
    middle = at - np.array((0, 0, radius * 0.8)) + out * 0.002
    points = np.array([middle + out * before + round_ * size * radius for size, before in reversed(_COIN)])
    return sheet(points, trunk().hang, closed=True, anchors=np.broadcast_to(at, points.shape), paint={"coins": 1.0})


def coin_belt() -> Piece:
    on = trunk()
    low, high = on.hip + 0.030, on.hip + 0.088
    cloth = wound(on, low, high, 0.006, 0.006, 0.0, 5)
    sheets = [sheet(cloth, on.hang, closed=True, paint={"coins": _sequins, "shade": _woven})]
    for height, count, radius, off in ((low + 0.002, 40, 0.0135, 0.013), (low + 0.030, 40, 0.0115, 0.016)):
        loop = on.ring(height, height, off, 240)
        away = outward(loop)
        for k in range(count):
            place = int((k + 0.5 * (off > 0.014)) * 240 / count) % 240
            sheets.append(_coin(loop[place], away[place], radius))
    return piece(
        on.reference,
        Entry(
            name="coin_belt", label="Coin belt", slot="waist", layer=46,
            nouns=("coin belt", "coin scarf", "coin hip scarf", "belly dance belt", "hip scarf with coins"),
            tags=("belly dancer", "dancer", "gypsy", "oriental", "odalisque", "female", "male", "child"),
            colours=((0.52, 0.06, 0.16), (0.10, 0.22, 0.42), (0.10, 0.10, 0.11)), second_colour=GOLD,
        ),
        sheets, spans=on.spans, stand_off=0.004, side=192, roughness=0.4, zone_colours={"coins": None},
    )  # fmt: skip


def _sequins(spots: Spots) -> np.ndarray:
    across = ((spots.s * 64 + 0.5 * np.floor(spots.t * 9)) % 1) - 0.5
    return (np.hypot(across, (spots.t * 9) % 1 - 0.5) < 0.26) & (spots.t > 0.62) & (spots.t < 0.86)


def _woven(spots: Spots) -> np.ndarray:
    return 0.9 + 0.1 * np.cos(spots.t * 2 * np.pi * 7)


MAKERS = {"coin_belt": coin_belt}
