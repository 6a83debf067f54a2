"""Curlers in the hair: rolls over the crown and beside it."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import held, open_topped
from .shaping import tube
from .sheets import Sheet, Spots
from .skulls import skull

_ROLLS = (
    (-62, 0, 0.030), (-34, 0, 0.034), (-6, 0, 0.034), (22, 0, 0.034), (50, 0, 0.032), (78, 0, 0.030),
    (-40, 44, 0.026), (-8, 50, 0.028), (24, 50, 0.028), (56, 44, 0.026),
)  # fmt: skip
"""degrees behind the top of the head, degrees to the left of its middle, and half the length in metres; those beside
the middle are on both sides"""
_THICK = 0.0165


def hair_curlers() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.030, on.ear + 0.010, 0.008, 48)
    middle = np.array((0.0, on.middle, on.ear + 0.045))
    sheets: list[Sheet] = []
    for back, left, half in _ROLLS:
        for sign in (1, -1) if left else (1,):
            sheets.append(_roll(middle, np.radians(back), np.radians(sign * left), half))
    return open_topped(
        Entry(
            name="hair_curlers", label="Hair curlers", slot="head", layer=72,
            nouns=("hair curlers", "curlers", "hair rollers", "rollers in her hair"),
            tags=("granny", "housewife", "home", "fifties", "female", "male"),
            colours=((0.90, 0.45, 0.60), (0.45, 0.62, 0.84), (0.60, 0.80, 0.55)), second_colour=(0.96, 0.93, 0.86),
        ),
        sheets, band, roughness=0.5, side=128, zone_colours={"pins": None},
    )  # fmt: skip


def _roll(middle: np.ndarray, back: float, left: float, half: float) -> Sheet:
    """A roll that lies across the head, its ends lower where it lies beside the crown."""
    on = skull()
    out = np.array((np.sin(left), np.sin(back) * np.cos(left), np.cos(back) * np.cos(left)))
    side = np.array((np.cos(left), 0.0, -np.sin(left)))
    skin = on.reference.base[on.vertices] - middle
    ahead = skin @ out / np.linalg.norm(skin, axis=1)
    reach = float((np.linalg.norm(skin, axis=1) * (ahead > np.cos(0.16))).max())
    at = middle + out * (reach + _THICK + 0.004)
    line = at + np.array((-1.0, -0.97, -0.5, 0.5, 0.97, 1.0))[:, None] * half * side
    made = tube(line, _THICK * np.array((0.35, 1.0, 0.94, 0.94, 1.0, 0.35)), 12)
    return held(made, middle + out * reach, {"shade": _meshed, "pins": _ends})


def _meshed(spots: Spots) -> np.ndarray:
    return 1 - 0.35 * (((spots.s * 12) % 1 < 0.25) | ((spots.t * 9) % 1 < 0.22))


def _ends(spots: Spots) -> np.ndarray:
    return (spots.t < 0.16) | (spots.t > 0.84)


MAKERS = {"hair_curlers": hair_curlers}
