"""Helmets of those who build and who fight fires."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import hat, inner
from .helmets import lined
from .shaping import slab, smoothstep, xyz
from .sheets import Spots, sheet
from .skulls import COLUMNS, brim, skull


def _ridged(dome: np.ndarray, start: float, ridges: tuple[tuple[float, float, float], ...]) -> np.ndarray:
    """A dome with ridges from front to back, each at x, so wide and so high, in metres, above the height `start`."""
    on = skull()
    away = dome - xyz(0.0, on.middle, on.top - 0.08)
    away /= np.linalg.norm(away, axis=2, keepdims=True)
    high = smoothstep(dome[..., 2], start, start + 0.035)
    for at, wide, bump in ridges:
        dome = dome + away * (bump * high * np.exp(-(((dome[..., 0] - at) / wide) ** 4)))[..., None]
    return dome


def hard_hat() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.016, on.ear + 0.004, 0.014, 80)
    dome, pole = on.dome(band, 12, 0.019, 0.036, 0.95)
    dome = _ridged(
        dome, band[:, 2].mean() + 0.028, ((0.0, 0.012, 0.010), (0.036, 0.007, 0.006), (-0.036, 0.007, 0.006))
    )
    body = np.concatenate([inner(band, 0.03, 0.004), dome])
    edge, hung = brim(
        band,
        lambda angle: 0.010 + 0.046 * np.exp(-((angle / 0.85) ** 4)),
        lambda angle, share: -share * (0.003 + 0.013 * np.exp(-((angle / 0.85) ** 4))),
        rows=4,
    )
    badge = _shield(dome[3, 40] + xyz(0, -0.004, 0.0), 0.034, 0.026, 0.0)
    return hat(
        Entry(
            name="hard_hat", label="Hard hat", slot="head", layer=70,
            nouns=("hard hat", "safety helmet", "builder's helmet", "construction helmet", "miner's helmet"),
            tags=("work", "builder", "engineer", "miner", "male", "female"),
            colours=((0.93, 0.72, 0.06), (0.92, 0.92, 0.90), (0.88, 0.34, 0.06), (0.10, 0.28, 0.60)),
            second_colour=(0.12, 0.12, 0.12), fabric="rubber",
        ),
        [
            sheet(body, on.hang, closed=True, pole=pole + xyz(0, 0, 0.010), paint={"shade": lined}),
            sheet(edge, on.hang, closed=True, anchors=hung, paint={"shade": _below}),
            sheet(badge, on.hang, closed=True, anchors=np.broadcast_to(band[40], badge.shape), paint={"badge": 1.0}),
        ],
        band, zone_colours={"badge": None}, roughness=0.35,
    )  # fmt: skip


def _below(spots: Spots) -> np.ndarray:
    return 0.6 + 0.4 * smoothstep(spots.t, 0.40, 0.5)


def _shield(at: np.ndarray, wide: float, high: float, lean: float) -> np.ndarray:
    """(R, C, 3) a plate before `at`, pointed below where it is higher than wide; `lean` metres its top lies back."""
    share, across = np.linspace(0, 1, 7), np.linspace(-1, 1, 7)
    point = 0.12 if high > wide else 0.86
    half = wide / 2 * np.interp(share, (0, 0.35, 0.85, 1.0), (point, 0.92, 1.0, 0.86))
    grid = np.stack(
        [
            half[:, None] * across,
            np.broadcast_to((lean * share)[:, None], (7, 7)) + 0.10 * wide * across**2,
            np.broadcast_to((high * (share - 0.5))[:, None], (7, 7)),
        ],
        axis=2,
    )
    return slab(at + grid, 0.003)


def fire_helmet() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.017, on.ear + 0.004, 0.013, 80)
    dome, pole = on.dome(band, 13, 0.018, 0.040, 0.95)
    start = band[:, 2].mean() + 0.012
    dome = _ridged(dome, start, ((0.0, 0.008, 0.016), (0.042, 0.007, 0.007), (-0.042, 0.007, 0.007)))
    body = np.concatenate([inner(band, 0.03, 0.004), dome])

    def back(angle: np.ndarray) -> np.ndarray:
        return smoothstep(abs(angle), 1.5, 3.0)

    edge, hung = brim(
        band,
        lambda angle: 0.034 + 0.066 * back(angle) - 0.006 * np.exp(-((abs(angle) - 1.5) ** 2) / 0.2),
        lambda angle, share: (
            share * (0.006 * np.sin(angle) ** 2 - 0.008 * np.cos(angle) ** 2) - share**1.4 * 0.052 * back(angle)
        ),
        rows=7,
    )
    front = dome[2, COLUMNS * 5 // 6]
    badge = _shield(front + xyz(0, -0.022, 0.020), 0.062, 0.080, 0.028)
    return hat(
        Entry(
            name="fire_helmet", label="Firefighter's helmet", slot="head", layer=70,
            nouns=("fire helmet", "firefighter helmet", "fireman's helmet"),
            tags=("work", "firefighter", "rescue", "uniform", "male", "female"),
            colours=((0.72, 0.05, 0.05), (0.08, 0.08, 0.085), (0.92, 0.74, 0.10), (0.92, 0.92, 0.90)),
            second_colour=(0.90, 0.87, 0.80), fabric="rubber",
        ),
        [
            sheet(body, on.hang, closed=True, pole=pole + xyz(0, 0, 0.016),
                  paint={"shade": lined, "stripe": _stripe}),
            sheet(edge, on.hang, closed=True, anchors=hung, paint={"shade": _below, "dark": _edge}),
            sheet(badge, on.hang, closed=True, anchors=np.broadcast_to(band[40], badge.shape), paint={"badge": 1.0}),
        ],
        band, zone_colours={"badge": None, "stripe": (0.90, 0.86, 0.30), "dark": 0.45}, roughness=0.35,
    )  # fmt: skip


def _stripe(spots: Spots) -> np.ndarray:
    return (spots.v > 0.040) & (spots.v < 0.054) & ((spots.s * 8) % 1 < 0.72)


def _edge(spots: Spots) -> np.ndarray:
    return (spots.t > 0.40) & (spots.t < 0.60)


MAKERS = {"hard_hat": hard_hat, "fire_helmet": fire_helmet}
