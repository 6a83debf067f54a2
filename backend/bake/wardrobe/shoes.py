"""Shoes: leather drawn over a last, on a level sole."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ...wear.piece import Entry, Piece
from .lasts import COLUMNS, Last
from .reference import reference
from .shaping import along, smoothstep, tube
from .sheets import Hang, Sheet, Spots, piece, sheet

BLACK, WHITE, DARK_BROWN, TAN = (0.09, 0.09, 0.095), (0.92, 0.92, 0.90), (0.20, 0.11, 0.06), (0.50, 0.30, 0.15)


@lru_cache(maxsize=1)
def last() -> Last:
    return Last(reference())


def trainers() -> Piece:
    on = last()
    outline = on.outline(0.006)
    collar = on.collar(0.078, 0.092, 0.012, 0.006)
    upper = on.lipped(on.upper(outline, collar, clearance=0.0035), 0.006, 0.016)

    def sheets(skin: Hang, level: Hang) -> list[Sheet]:
        return [
            sheet(upper, skin, closed=True, paint={"shade": _worn_shade, "trim": _flash, "height": _panels}),
            *on.sole(outline, _tread, level, top=0.010, out=0.004, paint={"sole": 1.0, "shade": _sole_line}),
            *_laces(upper, skin, (0.52, 0.60, 0.68, 0.75, 0.81)),
        ]

    return piece(
        on.reference,
        Entry(
            name="trainers", label="Trainers", slot="shoes", layer=45,
            nouns=("trainers", "sneakers", "running shoes", "gym shoes", "tennis shoes", "plimsolls"),
            tags=("casual", "sport", "everyday", "child", "male", "female"),
            colours=(WHITE, (0.12, 0.14, 0.18), (0.60, 0.10, 0.10), (0.15, 0.28, 0.55), (0.35, 0.36, 0.38)),
            second_colour=(0.25, 0.27, 0.30),
        ),
        on.both(sheets), hides=on.inside(collar), spans=on.spans, side=384,
        zone_colours={"sole": (0.90, 0.90, 0.88), "laces": (0.95, 0.95, 0.95), "trim": None},
    )  # fmt: skip


def _flat(thick: float, arch: float = 0.0, first: float = 0.30, last_: float = 0.50):
    """Height of an underside by the share of the length: level, raised by `arch` between heel and ball."""

    def height(share: np.ndarray) -> np.ndarray:
        return -thick + arch * smoothstep(share, first - 0.03, first) * (1 - smoothstep(share, last_, last_ + 0.14))

    return height


def _tread(share: np.ndarray) -> np.ndarray:
    return _flat(0.021, 0.004, 0.36, 0.46)(share) + 0.008 * smoothstep(share, 0.86, 1.03)


def _sole_line(spots: Spots) -> np.ndarray:
    return 1 - 0.22 * (abs(spots.z + 0.004) < 0.0022)


def boots() -> Piece:
    on = last()
    outline = on.outline(0.009)
    collar = on.collar(0.095, 0.115, 0.004, 0.007)
    shoe = on.upper(outline, collar, clearance=0.005, toe_box=0.012, wall=0.022)
    shaft = on.shaft(collar, (0.145, 0.165, 0.185, 0.205), (0.010, 0.010, 0.011, 0.012))
    upper = on.lipped(np.concatenate([shoe, shaft]), 0.006, 0.02)

    def sheets(skin: Hang, level: Hang) -> list[Sheet]:
        return [
            sheet(upper, skin, closed=True, paint={"shade": _boot_shade, "height": _boot_panels}),
            *on.sole(outline, _lugs, level, top=0.014, out=0.004, paint={"sole": 1.0}),
            *_laces(upper, skin, (0.36, 0.43, 0.50, 0.57, 0.64, 0.71, 0.78), 0.06),
        ]

    return piece(
        on.reference,
        Entry(
            name="boots", label="Boots", slot="shoes", layer=45,
            nouns=("boots", "work boots", "hiking boots", "combat boots", "ankle boots", "army boots"),
            tags=("work", "casual", "military", "outdoor", "medieval", "male", "female"),
            colours=(DARK_BROWN, BLACK, TAN, (0.28, 0.20, 0.13)), second_colour=BLACK, fabric="leather",
        ),
        on.both(sheets), hides=on.inside(collar, 0.02), spans=on.spans, side=384,
        zone_colours={"sole": (0.07, 0.065, 0.06), "laces": (0.62, 0.50, 0.30)}, roughness=0.5,
    )  # fmt: skip


def _lugs(share: np.ndarray) -> np.ndarray:
    return _flat(0.024, 0.012, 0.30, 0.36)(share) + 0.006 * smoothstep(share, 0.9, 1.05)


def _boot_shade(spots: Spots) -> np.ndarray:
    tongue = (_front(spots) < 0.10) & (spots.t > 0.33) & (spots.t < 0.82)
    return 1 - 0.35 * tongue - 0.45 * smoothstep(spots.t, 0.87, 0.93) - 0.15 * (1 - smoothstep(spots.t, 0.0, 0.2))


def _boot_panels(spots: Spots) -> np.ndarray:
    cap = 1 - smoothstep(spots.t + 0.8 * _front(spots), 0.27, 0.29)
    facing = (1 - smoothstep(abs(_front(spots) - 0.16), 0.05, 0.06)) * smoothstep(spots.t, 0.33, 0.35)
    counter = smoothstep(_front(spots), 0.74, 0.77) * (1 - smoothstep(spots.t, 0.42, 0.45))
    return 0.5 + 0.25 * np.maximum(np.maximum(cap, facing), counter)


def dress_shoes() -> Piece:
    on = last()
    outline = on.outline(0.0035, longer=0.032, taper=0.34)
    collar = on.collar(0.062, 0.080, 0.012, 0.0035)
    upper = on.lipped(on.upper(outline, collar, clearance=0.002, toe_box=0.0035, wall=0.010), 0.004, 0.014)
    stiff = on.stiff(upper)

    def sheets(skin: Hang, level: Hang) -> list[Sheet]:
        return [
            sheet(
                upper, skin, closed=True, anchors=stiff, paint={"shade": _dress_shade, "height": _brogue, "cap": _cap}
            ),
            *on.sole(outline, _flat(0.022, 0.014, 0.27, 0.36), level, top=0.002, out=0.002, paint={"sole": 1.0}),
            *_laces(upper, skin, (0.64, 0.71, 0.78), 0.05),
        ]

    return piece(
        on.reference,
        Entry(
            name="dress_shoes", label="Dress shoes", slot="shoes", layer=45,
            nouns=("dress shoes", "shoes", "oxfords", "brogues", "leather shoes", "loafers", "derbies"),
            tags=("formal", "business", "everyday", "male", "female"),
            colours=(BLACK, DARK_BROWN, (0.33, 0.16, 0.08)), second_colour=BLACK, fabric="leather",
        ),
        on.both(sheets), hides=on.inside(collar), spans=on.spans, side=320, stand_off=-1.0,
        zone_colours={"sole": (0.045, 0.035, 0.03), "laces": 0.5, "cap": 1.5}, roughness=0.25,
    )  # fmt: skip


def _cap(spots: Spots) -> np.ndarray:
    """The toe, which is polished most."""
    return 0.8 * (1 - smoothstep(spots.t + 0.8 * _front(spots), 0.36, 0.41))


def _dress_shade(spots: Spots) -> np.ndarray:
    seam = abs(spots.t + 0.8 * _front(spots) - 0.42) < 0.012
    return 1 - 0.3 * seam - 0.45 * smoothstep(spots.t, 0.86, 0.93)


def _brogue(spots: Spots) -> np.ndarray:
    cap = 1 - smoothstep(spots.t + 0.8 * _front(spots), 0.41, 0.43)
    facing = (1 - smoothstep(_front(spots), 0.2, 0.22)) * smoothstep(spots.t, 0.55, 0.57)
    return 0.5 + 0.2 * np.maximum(cap, facing)


def _front(spots: Spots) -> np.ndarray:
    """How far from the line over the instep, in columns from 0 to 1."""
    return abs(spots.s - 0.5) * 2


def _worn_shade(spots: Spots) -> np.ndarray:
    return 1 - 0.35 * smoothstep(spots.t, 0.86, 0.95) - 0.12 * (1 - smoothstep(spots.t, 0.0, 0.25))


def _flash(spots: Spots) -> np.ndarray:
    """A stripe on either side, and the heel's tab."""
    lean = spots.s - 0.5
    place = abs(lean) - 0.23 - 0.10 * (spots.t - 0.45)
    stripe = (abs(place) < 0.018) & (spots.t < 0.80) & (spots.t > 0.1)
    return stripe | ((abs(lean) > 0.46) & (spots.t > 0.45) & (spots.t < 0.9))


def _panels(spots: Spots) -> np.ndarray:
    """Toe cap, facing of the laces and collar stand out from the leather."""
    cap = 1 - smoothstep(spots.t + 0.8 * _front(spots), 0.40, 0.43)
    facing = (1 - smoothstep(abs(_front(spots) - 0.17), 0.05, 0.06)) * smoothstep(spots.t, 0.46, 0.48)
    collar = smoothstep(spots.t, 0.72, 0.75)
    return 0.5 + 0.22 * np.maximum(np.maximum(cap, facing), collar)


def _laces(upper: np.ndarray, hang: Hang, rows: tuple[float, ...], half: float = 0.075) -> list[Sheet]:
    """Bars over the instep, and a bow at the last."""
    found = []
    for share in rows:
        line = along(upper, [share])[0]
        path = along(line, np.linspace(0.5 - half, 0.5 + half, 9) * COLUMNS / (COLUMNS - 1) - 0.5 / (COLUMNS - 1))
        lift = np.zeros((9, 3))
        lift[:, 1:] = (-0.0014, 0.0022)
        bow = np.sin(np.linspace(0, np.pi, 9))[:, None]
        found.append(sheet(tube(path + lift * (0.25 + 0.75 * bow), 0.0024, 6), hang, closed=True, paint={"laces": 1.0}))
    return found


MAKERS = {"trainers": trainers, "boots": boots, "dress_shoes": dress_shoes}
