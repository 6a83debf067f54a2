"""Spats: cloth over instep and ankle, buttoned on the outside, worn over shoes."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .lasts import COLUMNS
from .shaping import smoothstep
from .sheets import Hang, Sheet, Spots, piece, sheet
from .shoes import last
from .skulls import ball


def spats() -> Piece:
    on = last()
    outline = on.outline(0.012, longer=0.006)
    collar = on.collar(0.090, 0.104, 0.004, 0.012)
    shoe = on.upper(outline, collar, rows=15, clearance=0.012, toe_box=0.006, wall=0.014)
    low = np.interp(on.share(outline[:, 1]), (0.0, 0.15, 0.55, 0.80, 1.0), (0.12, 0.12, 0.16, 0.60, 0.66))
    rows = np.linspace(0, 1, 10)[:, None]
    place = (low + (1 - low) * rows) * (len(shoe) - 1)
    first = np.minimum(place.astype(int), len(shoe) - 2)
    part = (place - first)[..., None]
    column = np.arange(COLUMNS)[None]
    cover = shoe[first, column] * (1 - part) + shoe[first + 1, column] * part
    shaft = on.shaft(collar, (0.125, 0.145, 0.160), (0.014, 0.015, 0.017))
    body = on.lipped(np.concatenate([cover, shaft]), 0.004, 0.010)
    under = cover[:1] - (cover[:1] - cover[:1].mean(axis=1, keepdims=True)) * 0.05
    body = np.concatenate([under, body])

    def sheets(skin: Hang, level: Hang) -> list[Sheet]:
        found = [sheet(body, skin, closed=True, paint={"shade": _seams})]
        outer = COLUMNS // 4 * 3 + 2
        for row in (2, 5, 8, 11, 13):
            at = body[row, outer]
            away = at - body[row].mean(axis=0)
            away /= np.linalg.norm(away)
            knob = ball(at + away * 0.001, 0.0052, 4, 8)
            found.append(sheet(knob, skin, closed=True, anchors=np.broadcast_to(at, knob.shape), paint={"button": 1.0}))
        return found

    return piece(
        on.reference,
        Entry(
            name="spats", label="Spats", slot="legs", layer=47,
            nouns=("spats", "white spats", "gaiters", "spatterdashes", "shoe covers"),
            tags=("gangster", "twenties", "dandy", "gentleman", "marching band", "male", "female", "child"),
            colours=((0.93, 0.92, 0.88), (0.62, 0.60, 0.56), (0.20, 0.20, 0.21)), second_colour=(0.12, 0.12, 0.12),
        ),
        on.both(sheets), spans=on.spans, side=224, stand_off=0.003, roughness=0.85, double_sided=True,
        zone_colours={"button": None},
    )  # fmt: skip


def _seams(spots: Spots) -> np.ndarray:
    seam = (abs(spots.s - 0.75) < 0.006) | (abs(spots.s - 0.25) < 0.004)
    return (1 - 0.35 * seam) * (0.8 + 0.2 * smoothstep(spots.t, 0.0, 0.12))


MAKERS = {"spats": spats}
