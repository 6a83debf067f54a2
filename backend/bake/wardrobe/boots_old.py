"""Boots of other times: laced to the calf, and with toes that curl up."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from ...wear.piece import Entry, Piece
from .boots import pulled_on
from .lasts import COLUMNS
from .shaping import along, smoothstep, tube
from .sheets import Hang, Sheet, Spots, nearest, piece, sheet
from .shoes import BLACK, DARK_BROWN, TAN, _flat, last


def lace_boots() -> Piece:
    """Close to the leg, crossed by laces from the instep to the rim."""
    on = last()
    outline = on.outline(0.006, longer=0.016, taper=0.16)
    collar = on.collar(0.098, 0.118, 0.002, 0.006)
    shoe = on.upper(outline, collar, clearance=0.004, toe_box=0.005, wall=0.018)
    shaft = on.shaft(collar, (0.145, 0.175, 0.205, 0.235, 0.262), (0.008, 0.008, 0.008, 0.009, 0.010))
    upper = on.lipped(np.concatenate([shoe, shaft]), 0.005, 0.018)

    def sheets(skin: Hang, level: Hang) -> list[Sheet]:
        found = [
            sheet(upper, skin, closed=True, paint={"shade": _laced_shade, "eyelets": _eyelets}),
            *on.sole(outline, _flat(0.030, 0.020, 0.28, 0.40), level, top=0.006, out=0.0035, paint={"sole": 1.0}),
        ]
        rows = np.linspace(0.37, 0.80, 9)
        for low, high in pairwise(rows):
            for sign in (1, -1):
                lines = along(upper, [low, high])
                share = np.linspace(0, 1, 7)
                at = 0.5 + sign * 0.052 * (2 * share - 1)
                place = at * COLUMNS / (COLUMNS - 1) - 0.5 / (COLUMNS - 1)
                path = along(lines[0], place) * (1 - share)[:, None] + along(lines[1], place) * share[:, None]
                path[:, 1] -= 0.0022
                path[:, 2] += 0.0010
                found.append(sheet(tube(path, 0.0024, 5), skin, closed=True, paint={"laces": 1.0}))
        return found

    return piece(
        on.reference,
        Entry(
            name="lace_boots", label="Laced boots", slot="shoes", layer=45,
            nouns=("lace up boots", "laced boots", "lace-up boots", "granny boots", "victorian boots", "combat boots"),
            tags=("pioneer", "victorian", "punk", "goth", "steampunk", "military", "male", "female", "child"),
            colours=(DARK_BROWN, BLACK, TAN), second_colour=(0.86, 0.78, 0.60), fabric="leather",
        ),
        on.both(sheets), hides=on.inside(shaft[-1], 0.02), spans=on.spans, side=256,
        zone_colours={"sole": (0.07, 0.06, 0.05), "laces": None, "eyelets": (0.74, 0.66, 0.44)}, roughness=0.45,
    )  # fmt: skip


def _tongue(spots: Spots) -> np.ndarray:
    return (abs(spots.s - 0.5) < 0.060) & (spots.t > 0.33) & (spots.t < 0.83)


def _laced_shade(spots: Spots) -> np.ndarray:
    return (
        1 - 0.45 * _tongue(spots) - 0.5 * smoothstep(spots.t, 0.88, 0.95) - 0.2 * (1 - smoothstep(spots.t, 0.0, 0.12))
    )


def _eyelets(spots: Spots) -> np.ndarray:
    row = ((spots.t - 0.37) / 0.0538 + 0.5) % 1 - 0.5
    near = np.hypot(row * 0.0538 * spots.v.max(), (abs(spots.s - 0.5) - 0.066) * spots.u.max())
    return (near < 0.0035) & (spots.t > 0.34) & (spots.t < 0.83)


def curled_boots() -> Piece:
    """Soft boots to the calf whose toes rise and curl back."""

    def curl(level: Hang) -> list[Sheet]:
        on = last()
        tip = on.at(1.0)
        turn = np.linspace(-0.5 * np.pi, 1.30 * np.pi, 18)
        size = np.interp(np.linspace(0, 1, 18), (0, 1), (0.042, 0.013))
        across = np.full(18, on.middle - 0.008)
        ahead = np.stack([across, tip - 0.052 - size * np.cos(turn), 0.054 + size * np.sin(turn)], axis=1)
        start = np.array([(on.middle - 0.005, tip + 0.050, 0.026), (on.middle - 0.007, tip - 0.012, 0.018)])
        path = np.concatenate([start, ahead])
        wide = np.interp(np.linspace(0, 1, len(path)), (0, 0.15, 0.5, 1.0), (0.034, 0.030, 0.018, 0.006))
        made = tube(path, np.column_stack([wide, 0.75 * wide]), 9)
        toes = np.broadcast_to(np.array((on.middle - 0.006, tip + 0.020, 0.030)), made.shape)
        return [sheet(made, nearest(on.reference, on.left), closed=True, anchors=toes, paint={"shade": 0.95})]

    def band(spots: Spots) -> np.ndarray:
        return ((spots.t > 0.78) & (spots.t < 0.9)) | (
            (abs(spots.s - 0.5) < 0.018) & (spots.t > 0.2) & (spots.t < 0.78)
        )

    return pulled_on(
        Entry(
            name="curled_boots", label="Boots with curled toes", slot="shoes", layer=45,
            nouns=("curled toe boots", "curly toed boots", "curled boots", "elf boots", "mongolian boots", "gutal",
                   "curled shoes", "jester shoes", "genie shoes"),
            tags=("mongolian", "elf", "jester", "genie", "ottoman", "fantasy", "male", "female", "child"),
            colours=((0.36, 0.17, 0.09), (0.16, 0.34, 0.16), (0.55, 0.09, 0.10), BLACK),
            second_colour=(0.82, 0.64, 0.22), fabric="leather",
        ),
        {"clearance": 0.008, "longer": 0.034, "taper": 0.40},
        (0.145, 0.180, 0.220, 0.260, 0.290),
        (0.012, 0.013, 0.014, 0.015, 0.017),
        _flat(0.014, 0.0),
        {"band": band},
        {"sole": 0.45, "band": None},
        toe_box=0.010, roughness=0.6, under=curl,
    )  # fmt: skip


MAKERS = {"lace_boots": lace_boots, "curled_boots": curled_boots}
