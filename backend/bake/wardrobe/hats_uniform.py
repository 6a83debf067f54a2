"""Hats of a trade or an army, and what is pinned on the head: peaked cap, beret, pillbox hat, flower."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import (
    BLACK,
    NAVY,
    RED,
    WHITE,
    crowned,
    hat,
    hollow,
)
from .shaping import slab, smoothstep, tube, xyz
from .sheets import Sheet, Spots, sheet
from .skulls import COLUMNS, Skull, ball, brim, skull

GOLD, OLIVE = (0.83, 0.65, 0.22), (0.24, 0.26, 0.15)


def peaked_cap() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.030, on.ear + 0.014, 0.007)
    middle = xyz(0.0, on.middle, band[:, 2].mean())
    away = (band - middle) * (1, 1, 0)
    ahead = -away[:, 1] / np.linalg.norm(away, axis=1)
    steps = (
        (0, 1.0), (0.018, 1.005), (0.038, 1.01), (0.044, 1.03), (0.060, 1.15), (0.076, 1.26), (0.084, 1.30),
        (0.090, 1.285), (0.096, 1.18), (0.102, 0.92), (0.106, 0.5), (0.107, 0.25),
    )  # fmt: skip
    rows = []
    for height, size in steps:
        flat = smoothstep(height, 0.038, 0.09)
        level = band[:, 2] * (1 - flat) + middle[2] * flat + height
        # the top stands up in front and falls off behind
        tilt = 0.024 * flat * ahead * min(size, 1.2)
        rows.append(middle * (1, 1, 0) + away * size + xyz(0, 0, 1.0) * (level + tilt)[:, None])
    front = np.arange(COLUMNS // 2 - 9, COLUMNS // 2 + 10)
    visor, hung = brim(
        band[front],
        lambda angle: 0.050 * np.sqrt(np.clip(1 - (angle / 1.19) ** 2, 0, 1)) + 0.0008,
        lambda angle, share: -share * 0.027 * np.sqrt(np.clip(1 - (angle / 1.19) ** 2, 0, 1)),
    )
    visor[..., 0] = hung[..., 0] + 0.6 * (visor[..., 0] - hung[..., 0])
    cord = band[front] * (1, 1, 0) + (band[front] - middle) * (0.03, 0.03, 0) + xyz(0, 0, 1) * (band[front] + 0.008)
    strap = tube(cord, np.array([[0.0026, 0.0045]] * len(cord)), 6)
    shield = rows[4][COLUMNS // 2] + xyz(0, -0.004, 0.004)
    badge = ball(shield, (0.015, 0.006, 0.019), 6, 12)
    at = np.broadcast_to(band[COLUMNS // 2], badge.shape)
    sheets = [
        crowned(band, np.array(rows), {"band": lambda spots: (spots.v > 0.031) & (spots.v < 0.068), "shade": hollow},
                middle + xyz(0, 0, 0.107)),
        sheet(visor, on.hang, anchors=hung, paint={"visor": 1.0}),
        sheet(strap, on.hang, closed=True, anchors=np.broadcast_to(band[front][:, None], strap.shape),
              paint={"metal": 1.0}),
        sheet(badge, on.hang, closed=True, anchors=at, paint={"metal": 1.0}),
    ]  # fmt: skip
    return hat(
        Entry(
            name="peaked_cap", label="Peaked cap", slot="head", layer=70,
            nouns=("peaked cap", "police cap", "officer's cap", "pilot's cap", "captain's hat", "chauffeur's cap"),
            tags=("uniform", "police", "pilot", "captain", "officer", "military", "male", "female"),
            colours=(NAVY, BLACK, WHITE, OLIVE), second_colour=BLACK,
        ),
        sheets, band, zone_colours={"band": None, "visor": (0.025, 0.025, 0.028), "metal": GOLD},
    )  # fmt: skip


def beret() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.028, on.ear + 0.012, 0.006)
    middle = xyz(0.0, on.middle, band[:, 2].mean())
    away = (band - middle) * (1, 1, 0)
    side = away[:, 0] / np.linalg.norm(away, axis=1)
    steps = (
        (0, 1.0), (0.008, 1.01), (0.014, 1.02), (0.020, 1.12), (0.032, 1.27), (0.046, 1.35), (0.060, 1.32),
        (0.074, 1.18), (0.086, 0.92), (0.094, 0.58), (0.097, 0.28),
    )  # fmt: skip
    rows = []
    for height, size in steps:
        soft = smoothstep(height, 0.012, 0.05)
        level = band[:, 2] * (1 - soft) + middle[2] * soft + height
        # it falls over the right ear, and is drawn up on the left
        fall = soft * side * min(size, 1.35) * 0.030
        wide = size * (1 - 0.13 * soft * side)
        row = middle * (1, 1, 0) + away * wide[:, None] + xyz(0, 0, 1.0) * (level + fall)[:, None]
        rows.append(row - xyz(0.012, 0, 0) * soft)
    cloth = np.array(rows)
    cloth[3:] = on.cleared(cloth[3:], 0.008)
    pole = cloth[-1].mean(axis=0) + xyz(0, 0, 0.001)
    stalk = tube(np.linspace(pole, pole + xyz(-0.003, 0.001, 0.014), 4), np.array((0.0024, 0.0022, 0.002, 0.0012)), 6)
    return hat(
        Entry(
            name="beret", label="Beret", slot="head", layer=70,
            nouns=("beret", "basque beret", "artist's beret"),
            tags=("artist", "french", "military", "vintage", "male", "female", "child"),
            colours=(BLACK, RED, NAVY, (0.20, 0.30, 0.20), (0.45, 0.10, 0.16)), fabric="wool",
        ),
        [
            crowned(band, cloth, {"shade": hollow, "edge": lambda spots: (spots.v > 0.031) & (spots.v < 0.041)}, pole),
            sheet(stalk, on.hang, closed=True, anchors=np.broadcast_to(on.crown, stalk.shape)),
        ],
        band, zone_colours={"edge": 0.7},
    )  # fmt: skip


def pillbox_hat() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.044, on.brow + 0.026, 0.008)
    middle = xyz(0.0, on.middle, band[:, 2].mean())
    away = (band - middle) * (1, 1, 0)
    high = on.top + 0.028
    rows = []
    for share, size in ((0, 1.0), (0.15, 1.0), (0.5, 0.995), (0.88, 0.985), (0.97, 0.97), (1.0, 0.93)):
        height = band[:, 2] * (1 - share) + (high + 0.35 * (band[:, 2] - middle[2])) * share
        rows.append(middle * (1, 1, 0) + away * size + xyz(0, 0, 1.0) * height[:, None])
    for size in (0.65, 0.3):
        level = high + 0.002 + 0.35 * size * (band[:, 2] - middle[2])
        rows.append(middle * (1, 1, 0) + away * size + xyz(0, 0, 1.0) * level[:, None])

    def trim(spots: Spots) -> np.ndarray:
        return (abs(spots.t - 0.33) < 0.035) | (abs(spots.t - 0.56) < 0.02)

    return hat(
        Entry(
            name="pillbox_hat", label="Pillbox hat", slot="head", layer=70,
            nouns=("pillbox hat", "bellhop hat", "bellboy hat", "stewardess hat"),
            tags=("uniform", "hotel", "airline", "elegant", "vintage", "female", "male"),
            colours=(RED, NAVY, BLACK, WHITE), second_colour=GOLD, fabric="wool",
        ),
        [crowned(band, np.array(rows), {"trim": trim, "shade": hollow},
                 middle * (1, 1, 0) + xyz(0, 0, high + 0.003), deep=0.02)],
        band, zone_colours={"trim": None},
    )  # fmt: skip


def hair_flower() -> Piece:
    on = skull()
    loop = on.ring(on.brow + 0.010, on.ear + 0.030, 0.0)
    at = loop[int(np.argmax(loop[:, 0]))]
    out = np.array((0.94, -0.28, 0.18))
    out /= np.linalg.norm(out)
    middle = at + 0.024 * out
    sheets = _petals(on, at, middle, out, 6, 0.040, 0.030, 0.35, {"shade": _petal})
    sheets += _petals(on, at, middle + 0.005 * out, out, 5, 0.026, 0.022, 0.75, {"shade": _petal})
    sheets += _petals(on, at, middle - 0.006 * out, out, 2, 0.058, 0.020, -0.1, {"leaf": 1.0}, 2.3)
    heart = ball(middle + 0.009 * out, 0.0095, 6, 10)
    sheets.append(sheet(heart, on.hang, closed=True, anchors=np.broadcast_to(at, heart.shape), paint={"heart": 1.0}))
    made = hat(
        Entry(
            name="hair_flower", label="Flower in the hair", slot="head", layer=70,
            nouns=("hair flower", "flower in the hair", "rose in the hair", "hibiscus"),
            tags=("summer", "hawaii", "hippie", "dance", "elegant", "female", "child"),
            colours=((0.80, 0.10, 0.22), (0.92, 0.90, 0.88), (0.90, 0.45, 0.60), (0.88, 0.62, 0.10)),
            second_colour=(0.92, 0.76, 0.20),
        ),
        sheets, loop, zone_colours={"heart": None, "leaf": (0.13, 0.30, 0.10)},
    )  # fmt: skip
    return replace(made, hides=np.zeros(0, np.int32))


def _petals(
    on: Skull, at: np.ndarray, middle: np.ndarray, out: np.ndarray, count: int, long: float, wide: float, cup: float,
    paint: dict, start: float = 0.3,
) -> list[Sheet]:  # fmt: skip
    """Around `middle`, `long` and `wide` metres, bent by `cup` towards the direction `out`; all hang at one place."""
    one = np.cross(xyz(0, 0, 1.0), out)
    one /= np.linalg.norm(one)
    two = np.cross(out, one)
    share, across = np.linspace(0, 1, 6), np.linspace(1, -1, 5)
    half = wide / 2 * np.sin(np.pi * (0.10 + 0.82 * share)) ** 0.8
    found = []
    for turn in start + np.arange(count) * (2 * np.pi / count):
        way, beside = np.cos(turn) * one + np.sin(turn) * two, np.cos(turn) * two - np.sin(turn) * one
        rise = long * cup * share**1.6 * (1 - 0.55 * share) + 0.0015 * (np.arange(6) % 2)
        grid = (
            middle
            + (0.004 + long * share)[:, None, None] * way
            + (half[:, None] * across)[..., None] * beside
            + (rise[:, None] + 0.10 * wide * across**2)[..., None] * out
        )
        points = slab(grid, 0.0016)
        found.append(sheet(points, on.hang, closed=True, anchors=np.broadcast_to(at, points.shape), paint=paint))
    return found


def _petal(spots: Spots) -> np.ndarray:
    return 0.62 + 0.38 * smoothstep(spots.t, 0.1, 0.6)


MAKERS = {"peaked_cap": peaked_cap, "beret": beret, "pillbox_hat": pillbox_hat, "hair_flower": hair_flower}
