"""Around the waist: belts and aprons."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .shaping import tube, xyz
from .sheets import Spots, piece, sheet
from .trunks import outward, trunk

BROWN, BLACK, WHITE = (0.28, 0.16, 0.09), (0.09, 0.09, 0.095), (0.90, 0.90, 0.88)


def band(loop: np.ndarray, wide: float, thick: float, rows: int = 4) -> np.ndarray:
    """(R, C, 3) a strap around a loop: its outside, then its inside."""
    away = outward(loop)
    heights = np.linspace(-wide / 2, wide / 2, rows)
    outer = [loop + thick * away + xyz(0, 0, height) for height in heights]
    inside = [loop + xyz(0, 0, height) for height in (heights[-1] - 0.001, heights[0] + 0.001)]
    return np.array([inside[1], *outer, *inside])


def frame(centre: np.ndarray, wide: float, high: float, thick: float, square: float = 5) -> np.ndarray:
    """(N, 4, 3) a buckle's frame in the plane of x and z."""
    turn = np.arange(24) * (2 * np.pi / 24)
    cos, sin = np.cos(turn), np.sin(turn)
    x, z = (np.sign(v) * abs(v) ** (2 / square) for v in (cos, sin))
    return tube(centre + np.stack([wide / 2 * x, np.zeros(24), high / 2 * z], axis=1), thick, 6, closed=True)


def belt() -> Piece:
    on = trunk()
    middle = on.hip + 0.105 - 0.022
    loop = on.ring(middle - 0.016, middle, 0.0105, 72)
    strap = band(loop, 0.036, 0.0035)
    front = loop[36]

    def held(points: np.ndarray) -> np.ndarray:
        return np.broadcast_to(front, points.shape)

    at = front + xyz(0, -0.0060, 0)
    ring_ = frame(at, 0.052, 0.048, 0.0034)
    prong = tube(np.linspace(at + xyz(-0.024, -0.002, 0), at + xyz(0.026, -0.003, 0), 4), 0.0024, 6)
    keeper_at = loop[39] + outward(loop)[39] * 0.004
    end = loop[36:45] + outward(loop)[36:45] * 0.004
    tip = np.array([end + xyz(0, 0, h) + outward(loop)[36:45] * 0.0025 for h in (-0.016, -0.006, 0.006, 0.016)])
    tip[1:3, -1] += (end[-1] - end[-2]) * 0.5
    keeper = frame(keeper_at, 0.012, 0.040, 0.0022)
    sheets = [
        sheet(strap, on.hang, closed=True, paint={"shade": _holes, "height": _edges}),
        sheet(tip, on.hang),
        sheet(ring_, on.hang, closed=True, anchors=held(ring_), paint={"metal": 1.0}),
        sheet(prong, on.hang, closed=True, anchors=held(prong), paint={"metal": 1.0}),
        sheet(keeper, on.hang, closed=True, anchors=np.broadcast_to(loop[39], keeper.shape)),
    ]
    return piece(
        on.reference,
        Entry(
            name="belt", label="Belt", slot="waist", layer=40,
            nouns=("belt", "leather belt", "waist belt", "girdle", "sash"),
            tags=("everyday", "formal", "casual", "work", "medieval", "male", "female"),
            colours=(BROWN, BLACK, (0.42, 0.27, 0.14)), second_colour=(0.76, 0.66, 0.38), fabric="leather",
        ),
        sheets, spans=on.spans, zone_colours={"metal": None}, roughness=0.45, stand_off=0.003,
    )  # fmt: skip


def _holes(spots: Spots) -> np.ndarray:
    front = (spots.s - 0.5) * spots.u.max()
    hole = ((front - 0.06) / 0.025 + 0.5) % 1 - 0.5
    round_ = np.hypot(hole * 0.025, spots.v - spots.v.max() / 2) < 0.0028
    return 1 - 0.7 * (round_ & (front > 0.045) & (front < 0.15))


def _edges(spots: Spots) -> np.ndarray:
    place = abs(spots.v / spots.v.max() - 0.5)
    return 0.5 - 0.25 * ((place > 0.36) & (place < 0.39))


MAKERS = {"belt": belt}
