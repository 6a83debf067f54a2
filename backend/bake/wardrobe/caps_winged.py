"""The cap of lace of a Dutch girl: close over the hair, peaked behind, its wings turned up beside the cheeks."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import hat, hollow, inner
from .shaping import slab, smoothstep, xyz
from .sheets import Spots, facing, mirrored, sheet
from .skulls import skull


def winged_cap() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.052, on.ear - 0.024, 0.010, 72)
    dome, pole = on.dome(band, 10, 0.012, 0.030, 0.7, back=0.014)
    body = np.concatenate([inner(band, 0.02), dome])
    # the left half of the band from the temple to behind the ear
    middle = band.mean(axis=0)
    turn = np.degrees(np.arctan2(band[:, 0], -(band[:, 1] - middle[1])))
    line = band[(turn > 38) & (turn < 128)]
    line = line[np.argsort(np.degrees(np.arctan2(line[:, 0], -(line[:, 1] - middle[1]))))]
    away = (line - middle) * (1, 1, 0)
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    tip = line[len(line) // 4] + xyz(0.118, -0.040, 0.062)
    rows = []
    for s in np.linspace(0, 1, 7):
        out = line + away * (0.062 * np.sin(np.pi * s / 2)) - xyz(0, 0, 0.030 * np.sin(np.pi * s))
        rows.append(out + (tip + (line - line.mean(axis=0)) * 0.12 - out) * s**1.6)
    wing = slab(np.array(rows), 0.0025)
    one = sheet(
        wing, on.hang, closed=True, anchors=np.broadcast_to(line[len(line) // 3], wing.shape),
        paint={"lace": _lace, "shade": 0.97},
    )  # fmt: skip
    one = facing(one, (1, -0.3, 0.3))
    rim = np.array([band + (band - middle) * 0.03 + xyz(0, 0, h) for h in (-0.006, 0.004, 0.014)])
    return hat(
        Entry(
            name="winged_cap", label="Winged cap", slot="head", layer=70,
            nouns=("winged bonnet", "dutch bonnet", "dutch cap", "volendam cap", "winged lace cap", "winged cap"),
            tags=("dutch", "milkmaid", "tulip girl", "folk", "breton", "female", "child"),
            colours=((0.95, 0.95, 0.93),), second_colour=(0.80, 0.82, 0.86),
        ),
        [
            sheet(body, on.hang, closed=True, pole=pole, paint={"shade": hollow, "lace": _crown_lace}),
            sheet(rim, on.hang, closed=True, paint={"lace": 1.0}),
            one,
            mirrored(one, on.hang),
        ],
        band, double_sided=True, zone_colours={"lace": None}, side=192,
    )  # fmt: skip


def _lace(spots: Spots) -> np.ndarray:
    dots = (np.sin(spots.u * 420) > 0.55) & (np.sin(spots.v * 420) > 0.55)
    return dots * (0.25 + 0.75 * smoothstep(spots.t, 0.1, 0.6))


def _crown_lace(spots: Spots) -> np.ndarray:
    return (np.sin(spots.s * 2 * np.pi * 30) > 0.6) & (np.sin(spots.t * 60) > 0.6) & (spots.t > 0.2)


MAKERS = {"winged_cap": winged_cap}
