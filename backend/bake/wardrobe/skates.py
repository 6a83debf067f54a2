"""Skates: boots that are laced high, on a blade or on four wheels."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .boots import pulled_on
from .shaping import tube, xyz
from .sheets import Hang, Sheet, Spots, sheet
from .shoes import WHITE, _flat, last

STEEL = (0.80, 0.82, 0.85)


def _laced(spots: Spots) -> np.ndarray:
    """Crossed laces from the instep up."""
    away = abs(spots.s - 0.5)
    line = ((spots.t - 0.30) * 17) % 1
    cross = abs(away / 0.075 - abs(line * 2 - 1)) < 0.20
    return cross & (away < 0.075) & (spots.t > 0.30) & (spots.t < 0.88)


def _tongue(spots: Spots) -> np.ndarray:
    away = abs(spots.s - 0.5)
    return (away > 0.076) & (away < 0.092) & (spots.t > 0.30) & (spots.t < 0.90)


def _block(share: np.ndarray, half: np.ndarray, z: np.ndarray, hang: Hang, zone: str) -> Sheet:
    """Under the middle of the foot at these shares (K,) of its length: half (K,) metres to either side, from the first
    to the second of z (K, 2) metres down."""
    on = last()
    y = on.heel - share * on.length
    x = np.array((0, -1.0, -1, -1, 0, 1, 1, 1))
    up = np.array((0, 0, 0.5, 1, 1, 1, 0.5, 0))
    points = np.stack([
        on.middle + half[:, None] * x,
        np.broadcast_to(y[:, None], (len(y), 8)),
        z[:, :1] + (z[:, 1:] - z[:, :1]) * up,
    ], axis=2)  # fmt: skip
    ends = points.mean(axis=1, keepdims=True)
    shut = ends + 0.2 * (points - ends)
    points = np.concatenate([shut[:1], points, shut[-1:]])
    return sheet(points, hang, closed=True, paint={zone: 1.0})


def _blade(level: Hang) -> list[Sheet]:
    share = np.array((-0.02, 0.0, 0.03, 0.10, 0.35, 0.65, 0.90, 1.00, 1.05, 1.08))
    low = np.array((-0.058, -0.070, -0.077, -0.078, -0.078, -0.078, -0.077, -0.072, -0.060, -0.046))
    high = np.array((-0.046, -0.046, -0.046, -0.046, -0.048, -0.048, -0.046, -0.046, -0.046, -0.042))
    blade = _block(share, np.full(10, 0.0055), np.stack([high, low], axis=1), level, "steel")
    posts = []
    for first, last_, wide in ((0.06, 0.24, 0.020), (0.56, 0.86, 0.026)):
        part = np.linspace(first, last_, 4)
        half = np.array((0.6, 1, 1, 0.6)) * wide * 0.45
        posts.append(_block(part, half, np.tile((-0.012, -0.050), (4, 1)), level, "steel"))
    return [blade, *posts]


def _wheels(level: Hang) -> list[Sheet]:
    on = last()
    found = []
    radius = 0.029
    for share in (0.14, 0.74):
        for side in (1, -1):
            centre = xyz(on.middle + side * 0.033, on.at(share), -0.016 - radius - 0.008)
            path = centre + np.linspace(-0.015, 0.015, 6)[:, None] * xyz(1.0, 0, 0)
            wheel = tube(path, radius * np.array((0.30, 0.86, 1, 1, 0.86, 0.30)), 16)
            found.append(sheet(wheel, level, closed=True, paint={"wheels": 1.0, "steel": _hub}))
        part = np.linspace(share - 0.08, share + 0.08, 4)
        found.append(_block(part, np.full(4, 0.018), np.tile((-0.010, -0.048), (4, 1)), level, "steel"))
    return found


def _hub(spots: Spots) -> np.ndarray:
    return (spots.t < 0.09) | (spots.t > 0.91)


def _skate(entry: Entry, under, zones: dict) -> Piece:
    return pulled_on(
        entry,
        {"clearance": 0.007, "longer": 0.010, "taper": 0.10},
        (0.140, 0.165, 0.190, 0.210),
        (0.010, 0.011, 0.012, 0.013),
        _flat(0.016, 0.0),
        {"laces": _laced, "seam": _tongue},
        {"laces": 0.35, "seam": 0.6, **zones},
        roughness=0.4,
        under=under,
    )


def ice_skates() -> Piece:
    return _skate(
        Entry(
            name="ice_skates", label="Ice skates", slot="shoes", layer=45,
            nouns=("ice skates", "skates", "figure skates", "hockey skates"),
            tags=("ice skater", "hockey", "sport", "winter", "female", "male", "child"),
            colours=(WHITE,), second_colour=(0.10, 0.10, 0.11), fabric="leather",
        ),
        _blade,
        {"sole": (0.16, 0.10, 0.07), "steel": STEEL},
    )  # fmt: skip


def roller_skates() -> Piece:
    return _skate(
        Entry(
            name="roller_skates", label="Roller skates", slot="shoes", layer=45,
            nouns=("roller skates", "rollerskates", "quad skates", "rollerblades", "inline skates"),
            tags=("roller disco", "seventies", "sport", "female", "male", "child"),
            colours=(WHITE, (0.86, 0.42, 0.55), (0.12, 0.20, 0.45)), second_colour=(0.80, 0.12, 0.14), fabric="leather",
        ),
        _wheels,
        {"sole": (0.20, 0.20, 0.21), "steel": (0.70, 0.71, 0.74), "wheels": None},
    )  # fmt: skip


MAKERS = {"ice_skates": ice_skates, "roller_skates": roller_skates}
