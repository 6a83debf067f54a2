"""Flippers: a pocket of rubber for the foot, and a long ribbed blade ahead of it."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .shaping import slab, smoothstep
from .sheets import Hang, Sheet, Spots, piece, sheet
from .shoes import _flat, last

_LONG = 0.300
"""metres that the blade reaches beyond the toes"""


def swim_fins() -> Piece:
    on = last()
    outline = on.outline(0.006, longer=0.004, taper=0.0, arch=0.004)
    mouth = on.collar(0.074, 0.062, 0.004, 0.004, ends=0.50)
    pocket = on.lipped(on.upper(outline, mouth, rows=10, clearance=0.005, toe_box=0.010, wall=0.016), 0.004, 0.010)

    def sheets(skin: Hang, level: Hang) -> list[Sheet]:
        return [
            sheet(pocket, skin, closed=True, anchors=on.stiff(pocket), paint={"shade": _rim}),
            *on.sole(outline, _flat(0.008, 0.0), level, top=0.003, out=0.002, paint={"rib": 1.0}),
            sheet(_blade(), level, closed=True, paint={"rib": _ribbed, "height": _ribbed, "shade": _dark}),
        ]

    return piece(
        on.reference,
        Entry(
            name="swim_fins", label="Flippers", slot="shoes", layer=45,
            nouns=("flippers", "swim fins", "swimming fins", "diving fins", "diver's fins", "frog feet", "webbed feet"),
            tags=("diver", "swimmer", "snorkeller", "scuba", "frogman", "frog", "male", "female", "child"),
            colours=((0.08, 0.09, 0.10), (0.06, 0.28, 0.60), (0.86, 0.72, 0.08)), second_colour=(0.90, 0.78, 0.10),
            fabric="rubber",
        ),
        on.both(sheets), hides=on.inside(mouth, 0.0), spans=on.spans, side=192, stand_off=-1.0, roughness=0.4,
        double_sided=True, zone_colours={"rib": 0.6},
    )  # fmt: skip


def _blade(rows: int = 14, across: int = 11) -> np.ndarray:
    """(R, C, 3) closed, from under the ball of the foot on; flat at the floor, its end a little up."""
    on = last()
    share = np.linspace(0, 1, rows)[:, None]
    aside = np.linspace(-1, 1, across)[None]
    start = on.at(0.66)
    foot = np.ptp(on.outline(0.006)[:, 0]) / 2
    half = foot * (1 - smoothstep(share, 0.0, 0.25)) + (foot * 1.02 + 0.052 * share) * smoothstep(share, 0.0, 0.25)
    reach = start - (on.at(1.0) - _LONG)
    y = start - share * reach * (1 - 0.10 * aside**2 * share**2)
    x = on.middle + half * aside
    z = 0.013 + 0.045 * share**2 - 0.004 * share * (1 - aside**2) + 0.0 * aside
    return slab(np.stack([x, y, z], axis=2), 0.007)


def _rim(spots: Spots) -> np.ndarray:
    return 1 - 0.45 * smoothstep(spots.t, 0.84, 0.92)


def _across(spots: Spots) -> np.ndarray:
    """-1 to 1 over the blade, on either side of it."""
    return np.where(spots.s < 0.5, spots.s, 1 - spots.s) * 4 - 1


def _ribbed(spots: Spots) -> np.ndarray:
    away = abs(_across(spots))
    return np.maximum.reduce([abs(away - at) < wide for at, wide in ((0.96, 0.06), (0.45, 0.035), (0.0, 0.035))]) * 1.0


def _dark(spots: Spots) -> np.ndarray:
    return 0.85 + 0.15 * spots.t + 0.0 * spots.s


MAKERS = {"swim_fins": swim_fins}
