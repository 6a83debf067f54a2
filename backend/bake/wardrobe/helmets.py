"""Helmets: a builder's, a knight's."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import hat, inner
from .shaping import ring, smoothstep, triangles_of, tube, xyz
from .sheets import Spots, sheet
from .skulls import HAIR, Skull, ball, brim, skull
from .trunks import outward


def helmet() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.024, on.ear + 0.004, 0.016, 64)
    dome, pole = on.dome(band, 12, 0.018, 0.034, 0.9)
    away = dome - xyz(0.0, on.middle, on.top - 0.08)
    away /= np.linalg.norm(away, axis=2, keepdims=True)
    high = smoothstep(dome[..., 2], band[:, 2].mean() + 0.02, band[:, 2].mean() + 0.06)
    for at, wide, bump in ((0.0, 0.013, 0.009), (0.034, 0.006, 0.004), (-0.034, 0.006, 0.004)):
        ridge = bump * high * np.exp(-(((dome[..., 0] - at) / wide) ** 4))
        dome = dome + away * ridge[..., None]
    body = np.concatenate([inner(band, 0.03, 0.004), dome])
    edge, hung = brim(
        band,
        lambda angle: 0.014 + 0.036 * np.exp(-((angle / 0.75) ** 4)),
        lambda angle, share: -share * (0.004 + 0.012 * np.exp(-((angle / 0.75) ** 4))),
        thick=0.003,
        rows=4,
    )
    return hat(
        Entry(
            name="helmet", label="Helmet", slot="head", layer=70,
            nouns=("helmet", "hard hat", "safety helmet", "builder's helmet", "fire helmet", "construction helmet"),
            tags=("work", "builder", "firefighter", "miner", "male", "female"),
            colours=((0.93, 0.74, 0.10), (0.85, 0.30, 0.08), (0.90, 0.90, 0.88), (0.70, 0.08, 0.08)),
            second_colour=(0.12, 0.12, 0.12), fabric="rubber",
        ),
        [
            sheet(body, on.hang, closed=True, pole=pole + xyz(0, 0, 0.009), paint={"shade": lined}),
            sheet(edge, on.hang, closed=True, anchors=hung),
        ],
        band, roughness=0.35,
    )  # fmt: skip


def lined(spots: Spots) -> np.ndarray:
    return 0.5 + 0.5 * smoothstep(spots.t, 0.09, 0.13)


@lru_cache(maxsize=1)
def _whole_head() -> tuple[Skull, np.ndarray]:
    on = skull()
    return on, triangles_of(on.reference, on.reference.region("head_skin"))


def head_ring(height: float, clearance: float, count: int = 48, tilt: float = 0.0) -> np.ndarray:
    """(count, 3) around the head with ears and nose, from behind; it rises by `tilt` a metre to the front."""
    on, triangles = _whole_head()
    return ring(on.reference, triangles, (0.0, on.middle, height), (0, tilt, 1.0), (0, 1.0, 0), count, clearance)


def knight_helmet() -> Piece:
    on, _ = _whole_head()
    eyes = float(on.reference.base[on.reference.region("eyes")][:, 2].mean())
    count = 64
    turn = np.arange(count) * (2 * np.pi / count) - np.pi
    face = np.exp(-((turn / 0.85) ** 4))
    keel = np.exp(-abs(turn / 0.42))
    level = (
        (-0.114, 0.026, 0.0), (-0.107, 0.027, 0.0), (-0.085, 0.021, 0.010), (-0.050, 0.015, 0.024),
        (-0.022, 0.015, 0.030),
        (-0.0075, 0.016, 0.031), (-0.0065, 0.016, 0.031), (0.0065, 0.016, 0.027), (0.0075, 0.018, 0.027),
        (0.020, 0.020, 0.022), (0.040, 0.018, 0.012),
    )  # fmt: skip
    rows = []
    for drop, clearance, beak in level:
        row = head_ring(max(eyes + drop, 1.500), clearance, count)
        row[:, 2] = eyes + drop
        row[:, 1] -= (0.45 * face + 0.55 * keel) * beak
        rows.append(row)
    # the slit: its two inner rows lie deep
    for k in (6, 7):
        deep = smoothstep(face, 0.35, 0.75)[:, None] * 0.012
        rows[k] = rows[k] - outward(rows[k]) * deep
    wall = np.array(rows)
    dome, pole = on.dome(wall[-1], 9, 0.014, 0.030, 0.75)
    away = dome - xyz(0.0, on.middle, on.top - 0.07)
    away /= np.linalg.norm(away, axis=2, keepdims=True)
    dome = dome + away * (0.010 * np.exp(-((dome[..., 0] / 0.010) ** 2)))[..., None]
    flare = wall[0] + outward(wall[0]) * 0.016 - xyz(0, 0, 0.022)
    lower = np.stack([wall[0] - outward(wall[0]) * 0.004, flare - outward(flare) * 0.003, flare])
    body = np.concatenate([lower, wall, dome[1:]])
    behind = np.exp(-(((np.pi - abs(turn)) / 1.1) ** 4))
    low = behind * smoothstep(body[..., 2], eyes, eyes - 0.16)  # the nape stays free
    body[..., 2] += 0.040 * low
    body[..., 1] += 0.024 * low
    anchor = head_ring(on.brow + 0.010, 0.0, count)
    ahead = smoothstep(face, 0.1, 0.6)[:, None]
    stiff = anchor * ahead + body[:-10] * (1 - ahead)
    hung = np.concatenate([stiff, body[-10:]])
    sheets = [
        sheet(
            body, on.hang, closed=True, pole=pole + xyz(0, 0, 0.010), anchors=hung,
            paint={"slit": _slit(eyes), "shade": _plates(eyes)},
        )
    ]  # fmt: skip
    for sign in (1, -1):
        at = round(count / 2 + sign * 0.30 * count) % count
        bolt = ball(wall[7, at] + outward(wall[7])[at] * 0.001, (0.008, 0.012, 0.012), 4, 10)
        sheets.append(
            sheet(bolt, on.hang, closed=True, anchors=np.broadcast_to(anchor[at], bolt.shape), paint={"brass": 1.0})
        )
    sheets.append(_plume(on, pole))
    made = hat(
        Entry(
            name="knight_helmet", label="Knight's helmet", slot="head", layer=75,
            nouns=("knight's helmet", "great helm", "armet", "bascinet", "knight helmet", "visor", "gladiator helmet"),
            tags=("medieval", "knight", "fantasy", "soldier", "male", "female"),
            colours=((0.67, 0.68, 0.71), (0.60, 0.61, 0.65)), second_colour=(0.62, 0.06, 0.08),
            fabric="metal",
        ),
        sheets, anchor, side=320, roughness=0.3,
        zone_colours={"slit": (0.015, 0.015, 0.018), "brass": (0.74, 0.58, 0.24), "plume": None},
    )  # fmt: skip
    head = on.reference.region("head")
    at = on.reference.base[head]
    covered = head[(at[:, 2] > 1.525) | (at[:, 2] > eyes - 0.135) & (at[:, 1] < -0.02)]
    hair = HAIR[on.reference.base[HAIR, 2] > 1.53]
    return replace(made, hides=np.unique(np.concatenate([made.hides, covered, hair])).astype(np.int32))


def _slit(eyes: float):
    def paint(spots: Spots) -> np.ndarray:
        front = spots.y < -0.06
        gap = (abs(spots.z - eyes) < 0.0072) & (spots.y < -0.085)
        x = ((spots.x / 0.011 + 0.5) % 1 - 0.5) * 0.011
        z = (((spots.z - eyes) / 0.014 + 0.5) % 1 - 0.5) * 0.014
        breath = (np.hypot(x, z) < 0.0028) & front & (spots.z < eyes - 0.03) & (spots.z > eyes - 0.085)
        return gap | (breath & (abs(spots.x) > 0.008) & (abs(spots.x) < 0.052))

    return paint


def _plates(eyes: float):
    def paint(spots: Spots) -> np.ndarray:
        seam = (abs(spots.z - (eyes + 0.034 + 0.15 * spots.y)) < 0.0016) & (spots.y < 0.0)
        side = abs(spots.y + 0.012 + 0.2 * (spots.z - eyes)) < 0.0016
        return 1 - 0.45 * (seam | (side & (spots.z < eyes + 0.035))) - 0.5 * (spots.t < 0.03)

    return paint


def _plume(on: Skull, pole: np.ndarray):
    """Feathers from the crest back and down."""
    path = np.array(
        [
            pole + xyz(0, *step)
            for step in (
                (-0.02, 0.004), (-0.005, 0.045), (0.035, 0.066), (0.085, 0.055), (0.125, 0.015), (0.145, -0.04),
                (0.148, -0.085),
            )
        ]
    )  # fmt: skip
    share = np.linspace(0, 1, 22)
    fine = np.stack([np.interp(share * 6, np.arange(7), path[:, d]) for d in range(3)], axis=1)
    size = 0.006 + 0.022 * np.sin(np.pi * share**0.7) ** 0.8 * (1 + 0.25 * np.cos(np.arange(22) * np.pi))
    feather = tube(fine, np.column_stack([size * 0.75, size]), 10)
    return sheet(
        feather, on.hang, closed=True, anchors=np.broadcast_to(pole, feather.shape),
        paint={"plume": 1.0, "shade": lambda spots: 0.8 + 0.2 * np.cos(spots.t * 22 * np.pi)},
    )  # fmt: skip


MAKERS = {"helmet": helmet, "knight_helmet": knight_helmet}
