"""Footwear without a heel: felt boots, moccasins; and boots on a platform."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .boots import pulled_on
from .shaping import smoothstep
from .sheets import Hang, Sheet, Spots, piece, sheet
from .shoes import BLACK, DARK_BROWN, TAN, WHITE, _flat, last

GREY = (0.42, 0.41, 0.40)


def felt_boots() -> Piece:
    def band(spots: Spots) -> np.ndarray:
        return (spots.t > 0.80) & (spots.t < 0.90)

    return pulled_on(
        Entry(
            name="felt_boots", label="Felt boots", slot="shoes", layer=45,
            nouns=("felt boots", "valenki", "mukluks", "fur boots", "ugg boots", "snow boots"),
            tags=("winter", "russian", "arctic", "inuit", "siberian", "folk", "male", "female", "child"),
            colours=(GREY, (0.30, 0.25, 0.21), (0.62, 0.55, 0.46), BLACK), second_colour=(0.60, 0.10, 0.10),
            fabric="wool",
        ),
        {"clearance": 0.015},
        (0.150, 0.195, 0.245, 0.295, 0.340, 0.365),
        (0.020, 0.020, 0.020, 0.021, 0.023, 0.024),
        _flat(0.014, 0.0),
        {"band": band},
        {"sole": 0.45, "band": None},
        toe_box=0.020, roughness=0.95,
    )  # fmt: skip


def moccasins() -> Piece:
    on = last()
    outline = on.outline(0.005, arch=0.006)
    collar = on.collar(0.082, 0.098, 0.004, 0.006)
    shoe = on.upper(outline, collar, clearance=0.0035, toe_box=0.010, wall=0.014)
    rim = shoe[-1]
    out = (rim - rim.mean(axis=0)) * (1, 1, 0)
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    flap = [rim + out * a + (0, 0, b) for a, b in ((0.004, 0.003), (0.009, -0.004), (0.013, -0.022), (0.015, -0.040))]
    upper = np.concatenate([shoe, np.array(flap)])

    def sheets(skin: Hang, level: Hang) -> list[Sheet]:
        return [
            sheet(upper, skin, closed=True, paint={"seam": _puckered, "beads": _beads, "shade": _fringe}),
            *on.sole(outline, _flat(0.008, 0.0), level, top=0.004, out=0.001, paint={"sole": 1.0}),
        ]

    return piece(
        on.reference,
        Entry(
            name="moccasins", label="Moccasins", slot="shoes", layer=45,
            nouns=("moccasins", "leather slippers", "buckskin shoes", "soft leather shoes"),
            tags=("native", "tribal", "hippie", "frontier", "male", "female", "child"),
            colours=(TAN, (0.62, 0.44, 0.26), DARK_BROWN), second_colour=(0.14, 0.50, 0.56), fabric="leather",
        ),
        on.both(sheets), hides=on.inside(collar), spans=on.spans, side=256, double_sided=True,
        zone_colours={"seam": 0.45, "beads": None, "sole": 0.7}, roughness=0.7,
    )  # fmt: skip


def _puckered(spots: Spots) -> np.ndarray:
    """The seam around the top of the foot, in gathers."""
    away = abs(spots.s - 0.5)
    edge = 0.30 - 0.06 * smoothstep(away, 0.0, 0.12)
    rim = abs(spots.t - edge - 0.9 * np.maximum(away - 0.10, 0)) < 0.016
    gathers = (abs(spots.t - edge + 0.030 - 0.9 * np.maximum(away - 0.10, 0)) < 0.030) & ((spots.s * 90) % 1 < 0.35)
    return (rim | gathers) & (away < 0.22)


def _beads(spots: Spots) -> np.ndarray:
    away = abs(spots.s - 0.5) * spots.u.max()
    zig = abs(((spots.v * 40) % 1) * 2 - 1)
    return (away < 0.007 + 0.010 * zig) & (spots.t > 0.36) & (spots.t < 0.55)


def _fringe(spots: Spots) -> np.ndarray:
    cuts = (spots.t > 0.90) & ((spots.s * 60) % 1 < 0.30)
    return 1 - 0.65 * cuts


def platform_boots() -> Piece:
    def zip_(spots: Spots) -> np.ndarray:
        side = abs(spots.s - 0.25)
        return (side < 0.008) & (spots.z > 0.08) & (spots.t < 0.92)

    return pulled_on(
        Entry(
            name="platform_boots", label="Platform boots", slot="shoes", layer=45,
            nouns=("platform boots", "go-go boots", "glam boots", "platform shoes", "goth boots", "disco boots"),
            tags=("disco", "goth", "glam rock", "seventies", "punk", "female", "male"),
            colours=(BLACK, WHITE, (0.70, 0.08, 0.10), (0.78, 0.78, 0.80)), second_colour=(0.78, 0.78, 0.80),
            fabric="leather",
        ),
        {"clearance": 0.007, "longer": 0.008, "taper": 0.05},
        (0.145, 0.190, 0.240, 0.290, 0.340, 0.375),
        (0.010, 0.010, 0.011, 0.012, 0.014, 0.016),
        _flat(0.085, 0.032, 0.30, 0.46),
        {"zip": zip_},
        {"sole": 0.8, "zip": (0.75, 0.75, 0.76)},
        toe_box=0.010, roughness=0.25,
    )  # fmt: skip


MAKERS = {"felt_boots": felt_boots, "moccasins": moccasins, "platform_boots": platform_boots}
