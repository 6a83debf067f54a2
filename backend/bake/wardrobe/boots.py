"""Boots that are pulled on: cowboy boots, wellingtons, ankle boots."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...protocol.requests import Colour
from ...wear.piece import Entry, Piece
from .lasts import COLUMNS
from .shaping import smoothstep
from .sheets import Hang, Sheet, Spots, piece, sheet
from .shoes import BLACK, DARK_BROWN, TAN, _flat, last

_AWAY = np.abs((np.arange(COLUMNS) + 0.5) / COLUMNS - 0.5) * 2
"""(COLUMNS,) 0 in front to 1 behind"""


def pulled_on(
    entry: Entry,
    outline: dict[str, float],
    heights: tuple[float, ...],
    clearance: tuple[float, ...],
    tread: Callable[[np.ndarray], np.ndarray],
    paint: dict,
    zone_colours: dict[str, Colour | float | None],
    dip: np.ndarray | float = 0.0,
    toe_box: float = 0.005,
    roughness: float = 0.45,
    under: Callable[[Hang], list[Sheet]] | None = None,
) -> Piece:
    """dip: (COLUMNS,) metres by which the rim is lower; under: what is below the left sole."""
    on = last()
    sole = on.outline(**outline)
    collar = on.collar(0.096, 0.116, 0.0, 0.007)
    shoe = on.upper(sole, collar, rows=11, clearance=0.0045, toe_box=toe_box, wall=0.018)
    shaft = on.shaft(collar, heights, clearance)
    part = np.linspace(0, 1, len(heights))[:, None] ** 2
    shaft[:, :, 2] -= part * dip
    upper = on.lipped(np.concatenate([shoe, shaft]), 0.005, 0.018)

    def sheets(skin: Hang, level: Hang) -> list[Sheet]:
        return [
            sheet(upper, skin, closed=True, paint={"shade": _shade, **paint}),
            *on.sole(sole, tread, level, top=0.006, out=0.0035, paint={"sole": 1.0}),
            *(under(level) if under else ()),
        ]

    return piece(
        on.reference,
        entry,
        on.both(sheets),
        hides=on.inside(collar, 0.02),
        spans=on.spans,
        side=192,
        zone_colours=zone_colours,
        roughness=roughness,
    )


def _shade(spots: Spots) -> np.ndarray:
    ankle = np.exp(-(((spots.z - 0.115) / 0.03) ** 2))
    crease = 0.5 + 0.5 * np.sin(spots.z * 420 + 2.2 * np.cos(spots.s * 2 * np.pi))
    return (
        (1 - 0.16 * ankle * crease)
        * (1 - 0.5 * smoothstep(spots.t, 0.90, 0.96))
        * (1 - 0.18 * (1 - smoothstep(spots.t, 0.0, 0.12)))
    )


def cowboy_boots() -> Piece:
    def stitched(spots: Spots) -> np.ndarray:
        """Curves of thread over shaft and toe."""
        away = abs(spots.s - 0.5) * 2
        side = np.minimum(away, 1 - away) * 2
        line = spots.z - 0.15 - 0.06 * side
        waves = abs(((line / 0.032) % 1.0) - 0.5) * 0.032
        toe = abs(np.hypot((spots.t - 0.24) / 0.5, away) - 0.22)
        return np.maximum((waves < 0.0030) & (spots.z > 0.15), (toe < 0.03) & (spots.z < 0.09) & (away < 0.3)) * 1.0

    return pulled_on(
        Entry(
            name="cowboy_boots", label="Cowboy boots", slot="shoes", layer=45,
            nouns=("cowboy boots", "western boots", "cowgirl boots", "ropers"),
            tags=("western", "cowboy", "country", "male", "female", "child"),
            colours=((0.36, 0.19, 0.09), DARK_BROWN, BLACK, TAN), second_colour=(0.74, 0.56, 0.32), fabric="leather",
        ),
        {"clearance": 0.007, "longer": 0.026, "taper": 0.26},
        (0.145, 0.180, 0.220, 0.260, 0.290),
        (0.010, 0.011, 0.012, 0.013, 0.015),
        _flat(0.036, 0.024, 0.26, 0.42),
        {"trim": stitched},
        {"sole": (0.10, 0.06, 0.035), "trim": None},
        0.030 * (0.5 - 0.5 * np.cos(2 * np.pi * _AWAY)) - 0.018 * np.exp(-((_AWAY / 0.25) ** 2)),
    )  # fmt: skip


def wellingtons() -> Piece:
    def rim(spots: Spots) -> np.ndarray:
        return ((spots.t > 0.80) & (spots.t < 0.9)) * 1.0

    return pulled_on(
        Entry(
            name="wellingtons", label="Wellingtons", slot="shoes", layer=45,
            nouns=("wellingtons", "wellies", "rubber boots", "rain boots", "gumboots", "wellington boots", "waders"),
            tags=("work", "farm", "rain", "outdoor", "male", "female", "child"),
            colours=((0.16, 0.24, 0.15), (0.82, 0.66, 0.10), BLACK, (0.60, 0.10, 0.12)), fabric="rubber",
        ),
        {"clearance": 0.010},
        (0.150, 0.190, 0.235, 0.280, 0.325),
        (0.014, 0.015, 0.016, 0.017, 0.019),
        _flat(0.024, 0.012, 0.30, 0.36),
        {"trim": rim},
        {"sole": (0.07, 0.07, 0.065), "trim": 0.8},
        toe_box=0.012, roughness=0.35,
    )  # fmt: skip


def ankle_boots() -> Piece:
    def gusset(spots: Spots) -> np.ndarray:
        side = abs(abs(spots.s - 0.5) - 0.25)
        return (side < 0.055) * smoothstep(spots.z, 0.075, 0.085) * (spots.t < 0.93)

    return pulled_on(
        Entry(
            name="ankle_boots", label="Ankle boots", slot="shoes", layer=45,
            nouns=("ankle boots", "chelsea boots", "desert boots", "booties", "jodhpur boots", "chukka boots"),
            tags=("casual", "formal", "modern", "male", "female"),
            colours=(BLACK, DARK_BROWN, TAN), fabric="leather",
        ),
        {"clearance": 0.006, "longer": 0.014, "taper": 0.14},
        (0.130, 0.150),
        (0.008, 0.009),
        _flat(0.028, 0.018, 0.28, 0.40),
        {"gusset": gusset},
        {"sole": (0.05, 0.04, 0.035), "gusset": 0.45},
    )  # fmt: skip


MAKERS = {"cowboy_boots": cowboy_boots, "wellingtons": wellingtons, "ankle_boots": ankle_boots}
