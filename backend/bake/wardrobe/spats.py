"""Dark shoes with spats: cloth over instep and ankle, buttoned on the outside."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .lasts import COLUMNS
from .shaping import smoothstep
from .sheets import Hang, Sheet, Spots, piece, sheet
from .shoes import _flat, last
from .skulls import ball


def spats() -> Piece:
    on = last()
    toe = on.outline(0.0035, longer=0.032, taper=0.34)
    low_collar = on.collar(0.062, 0.080, 0.012, 0.0035)
    leather = on.lipped(on.upper(toe, low_collar, rows=9, clearance=0.002, toe_box=0.0035, wall=0.010), 0.004, 0.014)
    outline = on.outline(0.012, longer=0.006)
    collar = on.collar(0.086, 0.098, 0.004, 0.009)
    shoe = on.upper(outline, collar, rows=15, clearance=0.012, toe_box=0.006, wall=0.014)
    low = np.interp(on.share(outline[:, 1]), (0.0, 0.15, 0.55, 0.80, 1.0), (0.12, 0.12, 0.16, 0.60, 0.66))
    rows = np.linspace(0, 1, 7)[:, None]
    place = (low + (1 - low) * rows) * (len(shoe) - 1)
    first = np.minimum(place.astype(int), len(shoe) - 2)
    part = (place - first)[..., None]
    column = np.arange(COLUMNS)[None]
    cover = shoe[first, column] * (1 - part) + shoe[first + 1, column] * part
    body = on.lipped(cover, 0.004, 0.010)
    under = cover[:1] - (cover[:1] - cover[:1].mean(axis=1, keepdims=True)) * 0.05
    body = np.concatenate([under, body])

    def sheets(skin: Hang, level: Hang) -> list[Sheet]:
        found = [
            sheet(body, skin, closed=True, paint={"shade": _seams}),
            sheet(leather, skin, closed=True, anchors=on.stiff(leather), paint={"shoe": 1.0}),
            *on.sole(toe, _flat(0.022, 0.014, 0.27, 0.36), level, top=0.002, out=0.002, paint={"sole": 1.0}),
        ]
        outer = COLUMNS // 4 * 3 + 2
        for row in (2, 4, 6):
            at = body[row, outer]
            away = at - body[row].mean(axis=0)
            away /= np.linalg.norm(away)
            knob = ball(at + away * 0.001, 0.0052, 4, 8)
            found.append(sheet(knob, skin, closed=True, anchors=np.broadcast_to(at, knob.shape), paint={"shoe": 1.0}))
        return found

    return piece(
        on.reference,
        Entry(
            name="spats", label="Shoes with spats", slot="shoes", layer=45,
            nouns=("spats", "white spats", "gaiters", "spatterdashes", "shoe covers"),
            tags=("gangster", "twenties", "dandy", "gentleman", "marching band", "male", "female", "child"),
            colours=((0.93, 0.92, 0.88), (0.62, 0.60, 0.56), (0.20, 0.20, 0.21)), second_colour=(0.12, 0.12, 0.12),
        ),
        on.both(sheets), hides=on.inside(low_collar), spans=on.spans, side=256, stand_off=-1.0, roughness=0.6,
        double_sided=True, zone_colours={"shoe": None, "sole": (0.045, 0.035, 0.03)},
    )  # fmt: skip


def _seams(spots: Spots) -> np.ndarray:
    seam = (abs(spots.s - 0.75) < 0.006) | (abs(spots.s - 0.25) < 0.004)
    return (1 - 0.35 * seam) * (0.8 + 0.2 * smoothstep(spots.t, 0.0, 0.12))


MAKERS = {"spats": spats}
