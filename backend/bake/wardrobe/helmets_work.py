"""Helmets of those who build and who fight fires."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import hat, held, inner
from .helmets import lined
from .shaping import slab, smoothstep, tube, xyz
from .sheets import Sheet, Spots, facing, sheet
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


def _hard() -> tuple[np.ndarray, list[Sheet]]:
    """The band (C, 3) of a builder's hat, and its sheets without what is fixed in front."""
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
    return band, [
        sheet(body, on.hang, closed=True, pole=pole + xyz(0, 0, 0.010), paint={"shade": lined}),
        sheet(edge, on.hang, closed=True, anchors=hung, paint={"shade": _below}),
    ]


def hard_hat() -> Piece:
    band, sheets = _hard()
    front = sheets[0].points[5, 40]
    badge = _shield(front + xyz(0, -0.004, 0.0), 0.034, 0.026, 0.0)
    return hat(
        Entry(
            name="hard_hat", label="Hard hat", slot="head", layer=70,
            nouns=("hard hat", "safety helmet", "builder's helmet", "construction helmet", "miner's helmet"),
            tags=("work", "builder", "engineer", "miner", "male", "female"),
            colours=((0.93, 0.72, 0.06), (0.92, 0.92, 0.90), (0.88, 0.34, 0.06), (0.10, 0.28, 0.60)),
            second_colour=(0.12, 0.12, 0.12), fabric="rubber",
        ),
        [*sheets, held(badge, band[40], {"badge": 1.0})],
        band, zone_colours={"badge": None}, roughness=0.35,
    )  # fmt: skip


def lamp_helmet() -> Piece:
    """A miner's: a hard hat with a lamp in front and its cord over the top."""
    band, sheets = _hard()
    dome = sheets[0].points
    front = dome[5, 40]
    turn = np.arange(24)[:, None] * (2 * np.pi / 24)
    across, up, way = xyz(1.0, 0, 0), xyz(0, 0, 1.0), xyz(0, -1.0, 0)
    steps = ((-0.010, 0.020), (0.008, 0.024), (0.026, 0.032), (0.030, 0.032), (0.027, 0.026))
    lamp = np.array([front + way * out + size * (np.cos(turn) * across + np.sin(turn) * up) for out, size in steps])
    pane = np.array(
        [front + way * 0.027 + size * (np.cos(turn) * across - np.sin(turn) * up) for size in (0.026, 0.01)]
    )
    cord = tube(np.concatenate([dome[5:, 40], dome[:4:-1, 0]]) + xyz(0, 0, 0.007), 0.0036, 6)
    return hat(
        Entry(
            name="lamp_helmet", label="Miner's helmet", slot="head", layer=70,
            nouns=("miner's helmet", "helmet with a lamp", "caving helmet", "mining helmet", "head lamp helmet"),
            tags=("miner", "caver", "mine", "rescue", "work", "male", "female", "child"),
            colours=((0.93, 0.72, 0.06), (0.92, 0.92, 0.90), (0.20, 0.20, 0.21)), second_colour=(0.13, 0.13, 0.14),
            fabric="rubber",
        ),
        [
            *sheets, held(lamp, band[40], {"lamp": 1.0}), held(cord, band[40], {"lamp": 1.0}),
            facing(sheet(pane, skull().hang, closed=True, pole=front + way * 0.028,
                         anchors=np.broadcast_to(band[40], pane.shape), paint={"light": 1.0}), way),
        ],
        band, zone_colours={"lamp": None, "light": (1.0, 0.97, 0.80)}, roughness=0.35,
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


MAKERS = {"hard_hat": hard_hat, "lamp_helmet": lamp_helmet, "fire_helmet": fire_helmet}
