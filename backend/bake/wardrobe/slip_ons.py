"""Shoes that are slipped on: loafers, ballet shoes, slippers, clogs, flip-flops."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .lasts import COLUMNS, lifted
from .shaping import hugging, smoothstep, tube, xyz
from .sheets import Hang, Sheet, Spots, facing, piece, sheet
from .shoes import BLACK, DARK_BROWN, _flat, last


def loafers() -> Piece:
    on = last()
    outline = on.outline(0.004, longer=0.022, taper=0.24)
    mouth = on.collar(0.062, 0.066, 0.012, 0.003, ends=0.50)
    upper = on.lipped(on.upper(outline, mouth, rows=11, clearance=0.0025, toe_box=0.004, wall=0.011), 0.0022, 0.012)
    stiff = on.stiff(upper)

    def seam(spots: Spots) -> np.ndarray:
        away = abs(spots.s - 0.5) * 2
        apron = abs(spots.t + 0.55 * away - 0.36) < 0.022
        return 1 - 0.4 * (apron & (away < 0.55)) - 0.45 * smoothstep(spots.t, 0.86, 0.93)

    def strap(spots: Spots) -> np.ndarray:
        away = abs(spots.s - 0.5) * 2
        return (abs(spots.t - 0.66) < 0.075) & (away < 0.5) & (spots.z > 0.012)

    def sheets(skin: Hang, level: Hang) -> list[Sheet]:
        return [
            sheet(upper, skin, closed=True, anchors=stiff, paint={"shade": seam, "strap": strap}),
            *on.sole(outline, _flat(0.018, 0.011, 0.27, 0.36), level, top=0.002, out=0.002, paint={"sole": 1.0}),
        ]

    return piece(
        on.reference,
        Entry(
            name="loafers", label="Loafers", slot="shoes", layer=45,
            nouns=("loafers", "penny loafers", "slip ons", "boat shoes", "moccasins", "driving shoes"),
            tags=("casual", "business", "modern", "male", "female", "child"),
            colours=((0.30, 0.14, 0.07), BLACK, DARK_BROWN), fabric="leather",
        ),
        on.both(sheets), hides=on.inside(mouth, 0.0), spans=on.spans, side=192, stand_off=-1.0,
        zone_colours={"sole": (0.05, 0.04, 0.03), "strap": 0.72}, roughness=0.35,
    )  # fmt: skip


def ballet_shoes() -> Piece:
    """With ribbons around the ankle."""
    on = last()
    outline = on.outline(0.003, longer=0.004, taper=0.10)
    mouth = on.collar(0.052, 0.038, 0.004, 0.002, ends=0.74)
    upper = on.lipped(on.upper(outline, mouth, rows=9, clearance=0.002, toe_box=0.004, wall=0.010), 0.002, 0.008)

    def sheets(skin: Hang, level: Hang) -> list[Sheet]:
        found = [
            sheet(upper, skin, closed=True, paint={"shade": lambda s: 1 - 0.35 * smoothstep(s.t, 0.8, 0.88)}),
            *on.sole(outline, _flat(0.010, 0.002, 0.36, 0.46), level, top=0.002, out=0.0015, paint={"sole": 1.0}),
        ]
        for back, front in ((0.100, 0.118), (0.120, 0.105)):
            ankle = hugging(on.reference, on.left, on.collar(back, front, 0.0, 0.002), 0.003)
            away = ankle - ankle.mean(axis=0)
            away[:, 2] = 0
            away /= np.linalg.norm(away, axis=1, keepdims=True)
            band = np.array([ankle + xyz(0, 0, h) for h in (-0.006, 0.006)])
            found.append(sheet(np.array([band[0], *(band + 0.002 * away), band[1], band[0]]), skin, closed=True))
        return found

    return piece(
        on.reference,
        Entry(
            name="ballet_shoes", label="Ballet shoes", slot="shoes", layer=45,
            nouns=("ballet shoes", "ballet slippers", "pointe shoes", "ballet flats", "flats", "ballerinas"),
            tags=("dance", "ballet", "casual", "female", "child"),
            colours=((0.86, 0.66, 0.64), BLACK, (0.90, 0.88, 0.84)), fabric="silk",
        ),
        on.both(sheets), hides=on.inside(mouth, 0.004), spans=on.spans, side=192,
        zone_colours={"sole": 0.6}, roughness=0.35,
    )  # fmt: skip


def slippers() -> Piece:
    on = last()
    outline = on.outline(0.008)
    mouth = on.collar(0.040, 0.078, 0.006, 0.004, ends=0.44)
    upper = on.lipped(on.upper(outline, mouth, rows=10, clearance=0.005, toe_box=0.010, wall=0.020), 0.007, 0.016)

    def fluffy(spots: Spots) -> np.ndarray:
        return smoothstep(spots.t, 0.74, 0.78)

    def sheets(skin: Hang, level: Hang) -> list[Sheet]:
        return [
            sheet(upper, skin, closed=True, paint={"lining": fluffy}),
            *on.sole(outline, _flat(0.014, 0.0), level, top=0.006, out=0.003, paint={"sole": 1.0}),
        ]

    return piece(
        on.reference,
        Entry(
            name="slippers", label="Slippers", slot="shoes", layer=45,
            nouns=("slippers", "house shoes", "bedroom slippers", "carpet slippers", "babouches", "espadrilles"),
            tags=("home", "night", "casual", "old", "male", "female", "child"),
            colours=((0.46, 0.16, 0.18), (0.24, 0.28, 0.40), (0.50, 0.42, 0.34)), fabric="knit",
        ),
        on.both(sheets), hides=on.inside(mouth, 0.006), spans=on.spans, side=192,
        zone_colours={"sole": (0.30, 0.26, 0.22), "lining": (0.84, 0.78, 0.68)},
    )  # fmt: skip


def clogs() -> Piece:
    on = last()
    outline = on.outline(0.008, longer=0.010, taper=0.06)
    mouth = on.collar(0.034, 0.082, 0.0, 0.004, ends=0.46)
    upper = on.lipped(on.upper(outline, mouth, rows=10, clearance=0.005, toe_box=0.014, wall=0.020), 0.005, 0.014)

    def sheets(skin: Hang, level: Hang) -> list[Sheet]:
        return [
            sheet(upper, skin, closed=True, paint={"shade": lambda s: 1 - 0.4 * smoothstep(s.t, 0.84, 0.9)}),
            *on.sole(outline, _flat(0.036, 0.018, 0.32, 0.46), level, top=0.008, out=0.004, paint={"sole": 1.0}),
        ]

    return piece(
        on.reference,
        Entry(
            name="clogs", label="Clogs", slot="shoes", layer=45,
            nouns=("clogs", "crocs", "wooden shoes", "mules", "garden clogs", "sabots"),
            tags=("work", "medical", "kitchen", "folk", "male", "female"),
            colours=((0.90, 0.90, 0.88), BLACK, (0.56, 0.36, 0.18)), fabric="leather",
        ),
        on.both(sheets), hides=on.inside(mouth, 0.006), spans=on.spans, side=192,
        zone_colours={"sole": (0.50, 0.36, 0.20)}, roughness=0.4,
    )  # fmt: skip


def flip_flops() -> Piece:
    """A sole, and a strap from between the toes to both sides of the instep."""
    on = last()
    outline = on.outline(0.007, arch=0.006)
    between = np.array((on.middle - 0.018, on.at(0.80), 0.020))

    def sheets(skin: Hang, level: Hang) -> list[Sheet]:
        found = on.sole(outline, _flat(0.018, 0.0), level, top=0.003, out=0.002, paint={"sole": 1.0})
        half = COLUMNS // 2
        inset = np.column_stack([outline, np.full(COLUMNS, 0.0025)])
        across = np.linspace(0, 1, 5)[None, :, None]
        bed = inset[:half, None] * (1 - across) + inset[::-1][:half, None] * across
        found.append(facing(sheet(bed, level, paint={"bed": 1.0}), (0, 0, 1)))
        low = on.left
        for side in (-1, 1):
            share = on.share(outline[:, 1])
            own = np.flatnonzero((outline[:, 0] - on.middle) * side > 0)
            end = np.append(outline[own[np.abs(share[own] - 0.42).argmin()]], 0.006)
            middle = 0.5 * (between + end) + xyz(0.004 * side, 0, 0.052)
            t = np.linspace(0, 1, 13)[:, None]
            path = (1 - t) ** 2 * between + 2 * t * (1 - t) * middle + t**2 * end
            path = lifted(on.reference, low, path, 0.004)
            found.append(sheet(tube(path, 0.0042, 6), skin, closed=True, paint={"strap": 1.0}))
        return found

    return piece(
        on.reference,
        Entry(
            name="flip_flops", label="Flip-flops", slot="shoes", layer=45,
            nouns=("flip-flops", "flip flops", "thongs", "zori", "beach sandals", "jandals"),
            tags=("beach", "summer", "casual", "male", "female", "child"),
            colours=((0.14, 0.26, 0.44), BLACK, (0.80, 0.28, 0.24), (0.30, 0.50, 0.36)), fabric="rubber",
        ),
        on.both(sheets), spans=on.spans, side=192, zone_colours={"sole": 0.7, "bed": 1.0, "strap": 0.55},
    )  # fmt: skip


MAKERS = {
    "loafers": loafers,
    "ballet_shoes": ballet_shoes,
    "slippers": slippers,
    "clogs": clogs,
    "flip_flops": flip_flops,
}
