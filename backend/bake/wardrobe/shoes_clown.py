"""A clown's shoes: far too long, round and bulging at the toes, in two colours."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .shaping import smoothstep
from .sheets import Hang, Sheet, Spots, piece, sheet
from .shoes import _flat, _front, _laces, last


def clown_shoes() -> Piece:
    on = last()
    outline = on.outline(0.014, longer=0.135, taper=-0.42)
    collar = on.collar(0.078, 0.094, 0.012, 0.007)
    upper = on.upper(outline, collar, rows=15, clearance=0.005, toe_box=0.030, wall=0.026)
    high = 0.060 * np.exp(-(((on.share(upper[..., 1]) - 1.28) / 0.24) ** 2))
    lift = np.sin(np.linspace(0, np.pi, len(upper)))[:, None] ** 0.8
    upper[..., 2] += high * lift * smoothstep(upper[..., 2], 0.004, 0.02)
    upper = on.lipped(upper, 0.006, 0.016)
    stiff = on.stiff(upper)

    def sheets(skin: Hang, level: Hang) -> list[Sheet]:
        return [
            sheet(upper, skin, closed=True, anchors=stiff, paint={"cap": _cap, "shade": _shade}),
            *on.sole(outline, _flat(0.020, 0.0), level, top=0.008, out=0.004, paint={"sole": 1.0}),
            *_laces(upper, skin, (0.58, 0.66, 0.74, 0.81)),
        ]

    return piece(
        on.reference,
        Entry(
            name="clown_shoes", label="Clown's shoes", slot="shoes", layer=45,
            nouns=("clown shoes", "huge shoes", "giant shoes", "oversized shoes", "big floppy shoes"),
            tags=("clown", "circus", "jester", "cartoon", "male", "female", "child"),
            colours=((0.76, 0.09, 0.09), (0.12, 0.30, 0.66), (0.10, 0.48, 0.22)), second_colour=(0.95, 0.78, 0.12),
            fabric="leather",
        ),
        on.both(sheets), hides=on.inside(collar), spans=on.spans, side=320, stand_off=-1.0, roughness=0.3,
        zone_colours={"cap": None, "sole": (0.12, 0.10, 0.10), "laces": (0.95, 0.95, 0.93)},
    )  # fmt: skip


def _cap(spots: Spots) -> np.ndarray:
    return 1 - smoothstep(spots.t + 0.8 * _front(spots), 0.50, 0.52)


def _shade(spots: Spots) -> np.ndarray:
    return 1 - 0.4 * smoothstep(spots.t, 0.86, 0.95)


MAKERS = {"clown_shoes": clown_shoes}
