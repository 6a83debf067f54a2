"""High boots, sandals and heels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...wear.piece import Entry, Piece
from .lasts import COLUMNS
from .shaping import ring, slab, smoothstep, triangles_of, xyz
from .sheets import Hang, Sheet, Spots, facing, piece, sheet
from .shoes import BLACK, DARK_BROWN, TAN, _flat, last


def high_boots() -> Piece:
    on = last()
    outline = on.outline(0.008, longer=0.014, taper=0.14)
    collar = on.collar(0.098, 0.120, 0.0, 0.007)
    shoe = on.upper(outline, collar, clearance=0.004, toe_box=0.004, wall=0.018)
    heights = (0.150, 0.185, 0.225, 0.270, 0.315, 0.355, 0.385, 0.398)
    shaft = on.shaft(collar, heights, (0.011, 0.012, 0.012, 0.012, 0.013, 0.015, 0.018, 0.020))
    turn = (np.arange(COLUMNS) + 0.5) / COLUMNS
    shaft[-3:, :, 2] += 0.018 * np.exp(-(((turn - 0.5) / 0.10) ** 2)) * np.array((0.4, 0.8, 1.0))[:, None]
    upper = on.lipped(np.concatenate([shoe, shaft]), 0.006, 0.02)

    def sheets(skin: Hang, level: Hang) -> list[Sheet]:
        return [
            sheet(upper, skin, closed=True, paint={"shade": _shaft_shade, "height": _shaft_folds, "trim": _cuff}),
            *on.sole(outline, _flat(0.026, 0.016, 0.29, 0.40), level, top=0.005, out=0.0035, paint={"sole": 1.0}),
        ]

    return piece(
        on.reference,
        Entry(
            name="high_boots", label="High boots", slot="shoes", layer=45,
            nouns=("high boots", "riding boots", "knee boots", "tall boots", "cavalier boots", "jackboots"),
            tags=("medieval", "fantasy", "riding", "pirate", "military", "female", "male"),
            colours=(BLACK, DARK_BROWN, TAN), second_colour=DARK_BROWN, fabric="leather",
        ),
        on.both(sheets), hides=on.inside(shaft[-1], 0.02), spans=on.spans, side=384,
        zone_colours={"sole": (0.06, 0.05, 0.045), "trim": 0.72}, roughness=0.4,
    )  # fmt: skip


def _cuff(spots: Spots) -> np.ndarray:
    return (spots.z > 0.345) & (spots.t < 0.9)


def _shaft_shade(spots: Spots) -> np.ndarray:
    return 1 - 0.5 * smoothstep(spots.t, 0.90, 0.95) - 0.2 * (1 - smoothstep(spots.t, 0.0, 0.12))


def _shaft_folds(spots: Spots) -> np.ndarray:
    ankle = np.exp(-(((spots.z - 0.13) / 0.035) ** 2))
    wave = np.sin(spots.z * 420 + 2.2 * np.cos(spots.s * 2 * np.pi) + 1.5 * np.sin(spots.s * 4 * np.pi))
    return 0.5 + 0.22 * ankle * wave + 0.2 * _cuff(spots)


def heels() -> Piece:
    on = last()
    outline = on.outline(0.003, longer=0.034, taper=0.52)
    mouth = on.collar(0.062, 0.045, 0.006, 0.005, ends=0.72)
    upper = on.lipped(_pump(outline, mouth), 0.003, 0.010)
    # a pump keeps its shape whatever the toes in it are like; its mouth lies on the foot
    stiff = upper.copy()
    stiff[:7, :, 2] *= 1 - smoothstep(on.share(stiff[:7, :, 1]), 0.70, 0.74)

    def narrow(share: np.ndarray) -> np.ndarray:
        return 1 - 0.68 * (1 - smoothstep(share, 0.2, 0.36))

    def bottom(share: np.ndarray) -> np.ndarray:
        return _flat(0.046, 0.038, 0.17, 0.50)(share) + 0.026 * smoothstep(share, 0.76, 1.12)

    def sheets(skin: Hang, level: Hang) -> list[Sheet]:
        sole = on.sole(outline, bottom, level, top=0.003, out=0.001, heel=narrow, paint={"sole": 1.0})
        return [sheet(upper, skin, closed=True, anchors=stiff, paint={"shade": _pump_shade}), *sole]

    return piece(
        on.reference,
        Entry(
            name="heels", label="Heels", slot="shoes", layer=45,
            nouns=("heels", "high heels", "pumps", "stilettos", "court shoes", "platform shoes"),
            tags=("formal", "elegant", "party", "female"),
            colours=((0.60, 0.05, 0.07), BLACK, (0.80, 0.62, 0.52), (0.80, 0.78, 0.76)), fabric="leather",
        ),
        on.both(sheets), hides=on.inside(mouth, -0.002), spans=on.spans, side=256, stand_off=-1.0,
        zone_colours={"sole": 0.8}, roughness=0.25,
    )  # fmt: skip


def _pump(outline: np.ndarray, mouth: np.ndarray, rows: int = 10) -> np.ndarray:
    """(rows, COLUMNS, 3) stiff leather from the sole's edge up and over to the mouth."""
    edge = np.column_stack([outline, np.full(COLUMNS, 0.001)])
    wall = np.column_stack([outline, 0.62 * mouth[:, 2]])
    t = np.linspace(0, 1, rows)[:, None, None]
    return (1 - t) ** 2 * edge + 2 * t * (1 - t) * wall + t**2 * mouth


def _pump_shade(spots: Spots) -> np.ndarray:
    return 1 - 0.5 * smoothstep(spots.t, 0.82, 0.9)


def sandals() -> Piece:
    on = last()
    outline = on.outline(0.005, arch=0.006)
    straps = [(0.70, 0.034, -0.06), (0.50, 0.026, 0.05)]
    low = on.reference.region("foot_left")[on.foot[:, 2] < 0.085]
    foot = triangles_of(on.reference, low)

    def strap(share: float, wide: float, lean: float) -> np.ndarray:
        """(R, C, 3) over the foot."""
        rows = []
        for k in np.linspace(-0.5, 0.5, 4):
            y = on.at(share) - k * wide
            level = ring(on.reference, foot, (on.middle, y, 0.030), (lean, -1.0, 0.25), (0, 0, -1.0), 72, 0.0055)
            up = level[12:61]
            up = up[up[:, 2] > -0.002]
            pick = np.linspace(0, len(up) - 1, 21)
            rows.append(np.stack([np.interp(pick, np.arange(len(up)), up[:, d]) for d in range(3)], axis=1))
        return np.array(rows)

    def sheets(skin: Hang, level: Hang) -> list[Sheet]:
        found = on.sole(outline, _flat(0.020, 0.003, 0.36, 0.46), level, top=0.004, out=0.002, paint={"sole": 1.0})
        half = COLUMNS // 2
        inset = np.column_stack([outline, np.full(COLUMNS, 0.0035)])
        left, right = inset[:half], inset[::-1][:half]
        across = np.linspace(0, 1, 5)[None, :, None]
        bed = left[:, None] * (1 - across) + right[:, None] * across
        found.append(facing(sheet(bed, level, paint={"shade": 0.8}), (0, 0, 1)))
        for share, wide, lean in straps:
            found.append(_outside(sheet(slab(strap(share, wide, lean), 0.0025), skin, closed=True), on.middle))
        ankle = on.collar(0.080, 0.098, 0.0, 0.003)
        band = np.array([ankle + xyz(0, 0, h) for h in (-0.008, 0.0, 0.008)])
        away = ankle - ankle.mean(axis=0)
        away[:, 2] = 0
        away /= np.linalg.norm(away, axis=1, keepdims=True)
        rim = np.array([band[0], *(band + 0.0025 * away), band[-1], band[0]])
        found.append(sheet(rim, skin, closed=True))
        return found

    return piece(
        on.reference,
        Entry(
            name="sandals", label="Sandals", slot="shoes", layer=45,
            nouns=("sandals", "flip-flops", "slippers", "strappy sandals", "roman sandals"),
            tags=("casual", "summer", "beach", "ancient", "monk", "poor", "male", "female", "child"),
            colours=(TAN, DARK_BROWN, (0.62, 0.48, 0.32), BLACK), fabric="leather",
        ),
        on.both(sheets), spans=on.spans, side=256, zone_colours={"sole": (0.16, 0.11, 0.08)},
    )  # fmt: skip


def _outside(one: Sheet, middle: float) -> Sheet:
    """Turned so that the half of its columns that comes first looks away from the foot's middle."""
    half = one.points.shape[1] // 2
    top = one.points[1:-1, half // 2 - 2 : half // 2 + 3]
    a, b = top[1:, 1:] - top[:-1, :-1], top[1:, :-1] - top[:-1, 1:]
    return replace(one, turned=bool(np.cross(a, b)[..., 2].sum() < 0))


MAKERS = {"high_boots": high_boots, "heels": heels, "sandals": sandals}
