"""A knitted hat of the Andes: a point on top, flaps over the ears, cords with tassels."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import hat, held, hollow, inner
from .masks import face_of
from .shaping import slab, smoothstep, tube, xyz
from .sheets import Sheet, Spots, sheet
from .skulls import skull


def chullo() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.010, on.ear - 0.006, 0.006, 64)
    dome, pole = on.dome(band, 11, 0.010, 0.056, 0.30)
    sheets = [
        sheet(np.concatenate([inner(band), dome]), on.hang, closed=True, pole=pole,
              paint={"shade": hollow, "height": _knit, "second": _bands, "third": _zigzags}),
        held(_tassel(pole + xyz(0, 0, 0.022), 0.055), pole, {"second": 1.0, "shade": 0.9}),
    ]  # fmt: skip
    for sign in (1, -1):
        sheets += _flap(sign)
    return hat(
        Entry(
            name="chullo", label="Hat with ear flaps", slot="head", layer=70,
            nouns=("chullo", "ear flap hat", "peruvian hat", "andean hat", "hat with ear flaps", "trapper beanie"),
            tags=("peruvian", "andean", "bolivian", "winter", "ski", "folk", "male", "female", "child"),
            colours=((0.66, 0.13, 0.13), (0.16, 0.28, 0.50), (0.78, 0.50, 0.16)), second_colour=(0.93, 0.88, 0.74),
            fabric="knit",
        ),
        sheets, band, zone_colours={"second": None, "third": (0.12, 0.30, 0.36)}, roughness=0.95,
    )  # fmt: skip


def _flap(sign: int) -> list[Sheet]:
    face = face_of()
    angles = np.linspace(sign * 62, sign * 122, 11)
    aside = np.linspace(-1, 1, 11)
    low = 1.535 + 0.050 * abs(aside) ** 2.2
    heights = low + (1.655 - low) * np.linspace(0, 1, 9)[:, None]
    rows = face.around(angles, heights, 0.0)
    away = (rows - xyz(0, -0.055, 0)) * (1, 1, 0)
    rows = rows + away / np.linalg.norm(away, axis=2, keepdims=True) * 0.024
    flap = slab(rows if sign > 0 else rows[:, ::-1], 0.004)
    hang = skull().hang
    anchor = rows[-1, 5]
    tip = rows[0, 5]
    cord = tip + np.linspace(0, 1, 9)[:, None] * xyz(-sign * 0.004, -0.030, -0.028)
    held_ = np.broadcast_to(anchor, flap.shape)
    line = tube(cord, 0.0032, 6)
    return [
        sheet(flap, hang, closed=True, anchors=held_, paint={"height": _knit, "second": _edge}),
        sheet(line, hang, closed=True, anchors=np.broadcast_to(anchor, line.shape), paint={"second": 1.0}),
        held(_tassel(cord[-1], 0.032), anchor, {"third": 1.0}),
    ]


def _tassel(top: np.ndarray, long: float) -> np.ndarray:
    line = top + np.linspace(0, 1, 7)[:, None] * xyz(0, 0, -long)
    return tube(line, long * np.array((0.10, 0.19, 0.13, 0.19, 0.23, 0.25, 0.22)), 10)


def _knit(spots: Spots) -> np.ndarray:
    return 0.5 + 0.25 * np.sin(spots.u * 2 * np.pi / 0.007)


def _bands(spots: Spots) -> np.ndarray:
    return np.maximum.reduce([abs(spots.t - at) < 0.016 for at in (0.22, 0.42, 0.62, 0.80)]) * 1.0


def _zigzags(spots: Spots) -> np.ndarray:
    zig = abs((spots.s * 20) % 1 * 2 - 1)
    return np.maximum.reduce([abs(spots.t - at - 0.10 * (zig - 0.5)) < 0.022 for at in (0.32, 0.52, 0.71)]) * 1.0


def _edge(spots: Spots) -> np.ndarray:
    half = np.where(spots.s < 0.5, spots.s, 1 - spots.s) * 4 - 1
    return np.maximum(smoothstep(abs(half), 0.84, 0.90), 1 - smoothstep(spots.t, 0.12, 0.18))


MAKERS = {"chullo": chullo}
