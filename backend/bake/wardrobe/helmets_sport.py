"""A helmet of American football: a shell down to the jaw, and a cage of bars before the face."""

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


MAKERS = {"football_helmet": football_helmet}
