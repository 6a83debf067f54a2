"""Helmets of sport: of American football with a cage of bars, of cyclists with slots for the air."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import RED, hat, inner
from .helmets import lined
from .masks import face_of
from .shaping import slab, smoothstep, tube, xyz
from .sheets import Sheet, Spots, sheet
from .skulls import skull


def football_helmet() -> Piece:
    on, face = skull(), face_of()
    band = on.ring(on.brow + 0.010, on.ear - 0.004, 0.020, 80)
    dome, pole = on.dome(band, 12, 0.026, 0.042, 0.9)
    angles = np.linspace(58, 302, 49)
    aside = np.abs(angles - 180) / 122
    low = 1.520 + 0.030 * smoothstep(aside, 0.55, 0.0) + 0.012 * smoothstep(aside, 0.9, 1.0)
    heights = low + (1.652 - low) * np.linspace(0, 1, 9)[:, None]
    skirt = face.around(angles, heights, 0.0)
    middle = xyz(0, -0.055, 0)
    away = (skirt - middle) * (1, 1, 0)
    skirt = skirt + away / np.linalg.norm(away, axis=2, keepdims=True) * (0.030 - 0.006 * aside)[None, :, None]
    body = np.concatenate([inner(band, 0.03, 0.004), dome])

    def held(points: np.ndarray, **more: object) -> Sheet:
        return sheet(points, on.hang, closed=True, anchors=np.broadcast_to(band[40], points.shape), **more)

    bars = []
    for height, out in ((1.573, 0.052), (1.546, 0.054), (1.520, 0.046)):
        turn = np.linspace(-66, 66, 23)
        line = face.around(turn, np.full((1, 23), height), 0.0)[0]
        ahead = (line - middle) * (1, 1, 0)
        ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
        line = line + ahead * (0.026 + (out - 0.026) * smoothstep(66 - abs(turn), 0, 34))[:, None]
        bars.append(line)
    cage = [tube(line, 0.0048, 6) for line in bars]
    for k in (8, 14):
        cage.append(tube(np.array([line[k] for line in bars]), 0.0048, 6))
    for k in (3, 19):
        cage.append(tube(np.array([line[k] for line in bars]), 0.0042, 6))
    shell = slab(skirt, 0.005)
    return hat(
        Entry(
            name="football_helmet", label="Football helmet", slot="head", layer=70,
            nouns=("football helmet", "american football helmet", "gridiron helmet", "quarterback helmet"),
            tags=("american football", "quarterback", "sport", "male", "female", "child"),
            colours=((0.72, 0.73, 0.76), RED, (0.10, 0.16, 0.40), (0.09, 0.09, 0.10)), second_colour=(0.92, 0.92, 0.90),
            fabric="rubber",
        ),
        [
            sheet(body, on.hang, closed=True, pole=pole, paint={"shade": lined, "stripe": _stripe}),
            sheet(shell, on.hang, closed=True, anchors=np.broadcast_to(band[40], shell.shape), paint={"hole": _ear}),
            *(held(bar, paint={"cage": 1.0}) for bar in cage),
        ],
        band, zone_colours={"stripe": None, "cage": (0.60, 0.61, 0.63), "hole": 0.35}, roughness=0.25,
    )  # fmt: skip


def _stripe(spots: Spots) -> np.ndarray:
    return (abs(spots.x) < 0.017) & (spots.t > 0.14)


def _ear(spots: Spots) -> np.ndarray:
    return np.hypot(spots.y + 0.048, spots.z - 1.595) < 0.011


def cycling_helmet() -> Piece:
    """High on the head and longer than it, with slots from front to back between ridges, and straps to the chin."""
    on, face = skull(), face_of()
    band = on.ring(on.brow + 0.040, on.ear + 0.014, 0.014, 80)
    dome, pole = on.dome(band, 14, 0.020, 0.044, 1.0, back=0.006)
    behind = smoothstep(dome[..., 1], on.middle + 0.01, on.middle + 0.10)
    dome = dome + xyz(0, 0.030, 0.006) * behind[..., None]
    rise = smoothstep(dome[..., 2], band[:, 2].mean() + 0.008, band[:, 2].mean() + 0.030)
    away = dome - xyz(0, on.middle, on.top - 0.09)
    away /= np.linalg.norm(away, axis=2, keepdims=True)
    dome = dome + away * (0.007 * rise * np.cos(dome[..., 0] / 0.0185 * np.pi))[..., None]
    body = np.concatenate([inner(band, 0.03, 0.004), dome])
    straps = []
    for sign in (1, -1):
        side = 40 - sign * 20
        for k in (side + sign * 5, side - sign * 4):
            start = band[k] + xyz(0, 0, 0.004)
            angle = np.degrees(np.arctan2(start[0], -(start[1] + 0.055)))
            turn = np.array((angle, angle * 0.97, sign * 78, sign * 62))
            line = face.around(turn, np.array([[start[2], 1.600, 1.553, 1.522]]), 0.012)[0]
            line[0] = start
            straps.append(tube(line, np.array([[0.0014, 0.0052]] * 4), 6))
    return hat(
        Entry(
            name="cycling_helmet", label="Cycling helmet", slot="head", layer=70,
            nouns=("cycling helmet", "bicycle helmet", "bike helmet", "cycle helmet", "skate helmet", "bmx helmet"),
            tags=("cyclist", "skater", "mountain biker", "sport", "male", "female", "child"),
            colours=((0.93, 0.93, 0.92), (0.78, 0.10, 0.10), (0.12, 0.30, 0.62), (0.12, 0.12, 0.13)),
            second_colour=(0.13, 0.13, 0.14), fabric="rubber",
        ),
        [
            sheet(body, on.hang, closed=True, pole=pole + xyz(0, 0.006, 0.010), paint={"shade": lined, "slot": _slots}),
            *(
                sheet(one, on.hang, closed=True, anchors=np.broadcast_to(band[40], one.shape), paint={"strap": 1.0})
                for one in straps
            ),
        ],
        band, zone_colours={"slot": None, "strap": (0.10, 0.10, 0.11)}, roughness=0.3,
    )  # fmt: skip


def _slots(spots: Spots) -> np.ndarray:
    """Between the ridges, parted once by a bridge."""
    between = np.cos(spots.x / 0.0185 * np.pi) < -0.25
    return between & (spots.t > 0.30) & (spots.t < 0.93) & ~((spots.t > 0.60) & (spots.t < 0.68))


MAKERS = {"football_helmet": football_helmet, "cycling_helmet": cycling_helmet}
