"""Helmets with an open face that warriors wore of old: a Viking's as stories have it, a Roman's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import hat, held, inner
from .helmets import head_ring
from .shaping import slab, smoothstep, tube, xyz
from .sheets import Sheet, Spots, sheet
from .skulls import COLUMNS, Skull, ball, brim, skull

STEEL, IRON, BRASS = (0.67, 0.68, 0.71), (0.45, 0.45, 0.47), (0.80, 0.62, 0.26)


def viking_helmet() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.010, on.ear + 0.002, 0.011)
    dome, pole = on.dome(band, 12, 0.013, 0.040, 0.7)
    body = np.concatenate([inner(band, 0.03, 0.004), dome])
    sheets = [
        sheet(body, on.hang, closed=True, pole=pole, paint={"trim": _bands(0.045), "shade": dark_inside}),
        _nasal(on, band),
    ]
    front = COLUMNS // 2
    for k in range(2, COLUMNS, 4):
        out = _level(dome[1, k] - xyz(0, on.middle, 0))
        sheets.append(held(ball(dome[1, k] + 0.003 * out, 0.0052, 4, 8), band[k], {"trim": 1.0}))
    for sign, at in ((1, front + 12), (-1, front - 12)):
        root = dome[5, at]
        steps = ((-0.010, 0.0), (0.022, 0.002), (0.052, 0.014), (0.074, 0.040), (0.082, 0.074), (0.076, 0.106),
                 (0.064, 0.130))  # fmt: skip
        path = root + np.array([(sign * x, -0.10 * z, z) for x, z in steps])
        share = np.linspace(0, 1, 18)
        fine = np.stack([np.interp(share * 6, np.arange(7), path[:, d]) for d in range(3)], axis=1)
        for _ in range(3):
            fine[1:-1] = (fine[:-2] + 2 * fine[1:-1] + fine[2:]) / 4
        horn = tube(fine, 0.0205 * (1 - share) ** 0.75 + 0.0012, 12)
        sheets.append(held(horn, band[at], {"horn": 1.0, "shade": _growth}))
        collar = tube(fine[1:5], np.array((0.0245, 0.0235, 0.0225, 0.0215)), 12)
        sheets.append(held(collar, band[at], {"trim": 1.0}))
    return hat(
        Entry(
            name="viking_helmet", label="Viking helmet", slot="head", layer=75,
            nouns=("viking helmet", "horned helmet", "norse helmet"),
            tags=("viking", "barbarian", "fantasy", "medieval", "warrior", "male", "female"),
            colours=(IRON, STEEL), second_colour=BRASS, fabric="metal",
        ),
        sheets, band, zone_colours={"trim": None, "horn": (0.86, 0.80, 0.66)}, roughness=0.35, side=320,
    )  # fmt: skip


def dark_inside(spots: Spots) -> np.ndarray:
    return 0.4 + 0.6 * smoothstep(spots.t, 0.09, 0.13)


def _bands(high: float):
    """A band around the brow, and two that cross over the top."""

    def paint(spots: Spots) -> np.ndarray:
        around = (spots.v > 0.031) & (spots.v < 0.031 + high * 0.8)
        over = (abs(spots.x) < 0.014) | (abs(spots.y - skull().middle) < 0.014)
        return around | (over & (spots.v > 0.031))

    return paint


def _growth(spots: Spots) -> np.ndarray:
    rings = 0.92 + 0.08 * np.sin(spots.t * 2 * np.pi * 13)
    return rings * (1 - 0.55 * smoothstep(spots.t, 0.72, 1.0))


def _level(way: np.ndarray) -> np.ndarray:
    flat = way * (1, 1, 0)
    return flat / np.linalg.norm(flat)


def _nasal(on: Skull, band: np.ndarray) -> Sheet:
    """A bar down the nose."""
    front = band[COLUMNS // 2]
    heights = np.array((0.012, 0.0, -0.012, -0.026, -0.040, -0.052))
    half = np.array((0.016, 0.014, 0.011, 0.010, 0.011, 0.009))
    ahead = np.array((0.004, 0.004, 0.008, 0.014, 0.021, 0.026))
    across = np.linspace(-1, 1, 5)
    grid = np.stack(
        [
            half[:, None] * across,
            np.broadcast_to((front[1] - ahead)[:, None], (6, 5)) + 0.004 * across**2,
            np.broadcast_to((front[2] + heights)[:, None], (6, 5)),
        ],
        axis=2,
    )
    return held(slab(grid[::-1], 0.004), front, {"trim": 1.0})


def roman_helmet() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.012, on.ear - 0.004, 0.011)
    dome, pole = on.dome(band, 12, 0.013, 0.026, 1.0)
    body = np.concatenate([inner(band, 0.03, 0.004), dome])
    back = np.arange(-12, 13)
    guard, hung = brim(
        band[back],
        lambda angle: 0.012 + 0.050 * np.clip((abs(angle) - 1.7) / 1.4, 0, 1),
        lambda angle, share: -share * (0.030 + 0.022 * np.clip((abs(angle) - 1.7) / 1.4, 0, 1)),
    )
    front = np.arange(COLUMNS // 2 - 11, COLUMNS // 2 + 12)
    ridge = tube(band[front] + xyz(0, -0.005, 0.012), np.array([[0.0045, 0.0065]] * len(front)), 8)
    sheets = [
        sheet(body, on.hang, closed=True, pole=pole, paint={"shade": dark_inside, "trim": _rim}),
        sheet(guard, on.hang, anchors=hung, paint={"trim": _guard_edge}),
        sheet(ridge, on.hang, closed=True, anchors=np.broadcast_to(band[front][:, None], ridge.shape),
              paint={"trim": 1.0}),
        *_cheeks(on, band),
        *_crest(on, dome, pole, band),
    ]  # fmt: skip
    return hat(
        Entry(
            name="roman_helmet", label="Roman helmet", slot="head", layer=75,
            nouns=("roman helmet", "galea", "centurion helmet", "legionary helmet"),
            tags=("roman", "soldier", "gladiator", "ancient", "male", "female"),
            colours=(BRASS, STEEL), second_colour=(0.62, 0.05, 0.06), fabric="metal",
        ),
        sheets, band, zone_colours={"trim": 0.78, "crest": None}, roughness=0.32, side=320, double_sided=True,
    )  # fmt: skip


def _rim(spots: Spots) -> np.ndarray:
    return (spots.v > 0.031) & (spots.v < 0.042)


def _guard_edge(spots: Spots) -> np.ndarray:
    return (spots.t > 0.38) & (spots.t < 0.60)


def _cheeks(on: Skull, band: np.ndarray) -> list[Sheet]:
    """A plate down each side before the ear, drawn in towards the chin."""
    eyes = float(on.reference.base[on.reference.region("eyes")][:, 2].mean())
    drops = np.array((0.036, 0.020, 0.000, -0.022, -0.044, -0.064, -0.082, -0.092))
    rear = np.array((0.29, 0.295, 0.31, 0.315, 0.325, 0.345, 0.375, 0.40))
    ahead = np.array((0.375, 0.378, 0.378, 0.378, 0.398, 0.418, 0.430, 0.430))
    rows = []
    for drop, first, last in zip(drops, rear, ahead, strict=True):
        line = head_ring(eyes + drop, 0.011, 96)
        place = np.linspace(first, last, 6) * 96
        low = place.astype(int)
        part = (place - low)[:, None]
        rows.append(line[low] * (1 - part) + line[(low + 1) % 96] * part)
    grid = np.array(rows)[::-1]
    across = np.array((-1.0, 1.0, 1.0))
    found = []
    for one, at in ((grid, band[COLUMNS * 11 // 32]), (grid[:, ::-1] * across, band[-(COLUMNS * 11 // 32)])):
        points = slab(one, 0.003)
        found.append(held(points, at, {"trim": _plate_edge}))
    return found


def _plate_edge(spots: Spots) -> np.ndarray:
    place = (spots.s * 2) % 1
    return (place < 0.10) | (place > 0.90) | (spots.t < 0.2)


def _crest(on: Skull, dome: np.ndarray, pole: np.ndarray, band: np.ndarray) -> list[Sheet]:
    """Bristles from the brow over the top to the nape, on a ridge of metal."""
    middle = xyz(0, on.middle, on.brow - 0.004)
    turn = np.linspace(np.radians(34), np.radians(166), 30)
    way = np.stack([np.zeros(30), -np.cos(turn), np.sin(turn)], axis=1)
    line = np.concatenate([dome[:, COLUMNS // 2], pole[None], dome[::-1, 0]]) - middle
    angle = np.arctan2(line[:, 2], -line[:, 1])
    foot = np.interp(turn, angle, np.linalg.norm(line[:, 1:], axis=1))[:, None] + 0.006
    ends = np.sin(np.pi * np.linspace(0.06, 0.94, 30))[:, None] ** 0.35
    found = []
    for low, high, half, name in ((0.014, 0.062, 0.012, "crest"), (-0.012, 0.015, 0.008, "trim")):
        wide = half * (1.0 if name == "trim" else 1.25)
        reach = low + (high - low) * (ends if name == "crest" else 1.0)
        rim = [(-half, low), (half, low), (wide, reach), (0.5 * wide, reach + 0.003), (-0.5 * wide, reach + 0.003),
               (-wide, reach)]  # fmt: skip
        columns = [middle + way * (foot + r) + xyz(x, 0, 0) for x, r in rim]
        points = np.stack(columns, axis=1)
        centre = points.mean(axis=1, keepdims=True)
        points = np.concatenate([centre[:1] + 0.3 * (points[:1] - centre[:1]), points,
                                 centre[-1:] + 0.3 * (points[-1:] - centre[-1:])])  # fmt: skip
        paint = {name: 1.0, "shade": _bristles} if name == "crest" else {name: 1.0}
        made = held(points, band[0], paint)
        found.append(replace(made, turned=_inwards(points)))
    return found


def _inwards(points: np.ndarray) -> bool:
    """Whether the outside of a closed sheet looks into it."""
    step, along = np.roll(points, -1, axis=1) - points, np.gradient(points, axis=0)
    out = points - points.mean(axis=1, keepdims=True)
    return bool((np.cross(step, along) * out).sum() < 0)


def _bristles(spots: Spots) -> np.ndarray:
    return 0.78 + 0.22 * np.sin(spots.t * 2 * np.pi * 42)


MAKERS = {"viking_helmet": viking_helmet, "roman_helmet": roman_helmet}
