"""On the shoulders of warriors: a wolf's pelt with its head, and caps of leather with spikes."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .backs import fur_roll
from .neck_cords import part
from .shaping import moved_by, triangles_of, tube, xyz
from .sheets import Sheet, Spots, mirrored, nearest, piece
from .skulls import ball
from .trunks import trunk


def wolf_pelt() -> Piece:
    """A shaggy roll around the shoulders, the head on the left one, both forepaws before the chest."""
    on, hang = trunk(), trunk().upper_hang
    middle = xyz(0.112, -0.062, on.throat + 0.092)
    at = xyz(0.112, -0.045, on.throat + 0.030)
    ahead = xyz(0.16, -0.93, -0.26) / np.linalg.norm((0.16, -0.93, -0.26))
    aside = np.cross(ahead, (0, 0, 1.0))
    aside /= np.linalg.norm(aside)
    up = np.cross(aside, ahead)
    share = np.linspace(0, 1, 6)
    muzzle = middle + share[:, None] * (ahead * 0.128 - up * 0.010)
    thick = np.column_stack([np.interp(share, (0, 0.35, 0.6, 1), (0.044, 0.036, 0.024, 0.017))] * 2)
    sheets = [
        fur_roll(0.050, 0.044),
        part(ball(middle, (0.056, 0.060, 0.050), 7, 12), at, hang, shade=_fur),
        part(tube(muzzle, thick, 10), at, hang, pale=_below, shade=_fur),
        part(ball(muzzle[-1] + ahead * 0.006 + up * 0.006, 0.0125, 5, 8), at, hang, dark=1.0),
    ]
    for sign in (1, -1):
        ear = middle + aside * sign * 0.034 + up * 0.036 - ahead * 0.008
        cone = tube(ear + share[:, None] * (up * 0.062 + aside * sign * 0.014), 0.024 * (1 - 0.94 * share), 8)
        sheets.append(part(cone, at, hang, dark=_tip))
        eye = middle + aside * sign * 0.026 + ahead * 0.048 + up * 0.018
        sheets.append(part(ball(eye, 0.0095, 5, 8), at, hang, eye=1.0))
        sheets.append(part(ball(eye + ahead * 0.006, 0.0045, 4, 6), at, hang, dark=1.0))
        tooth = muzzle[4] + aside * sign * 0.013 - up * 0.014
        sheets.append(
            part(tube(tooth - share[:3, None] * up * 0.040, np.array((0.005, 0.004, 0.0008)), 6), at, hang, pale=1.0)
        )
    for x in (0.070, -0.082):
        heights = np.linspace(on.throat - 0.03, on.throat - 0.27, 9)
        y = np.minimum.accumulate(on.front(heights, 0.022, 0.11))
        y[0] -= 0.030
        path = np.stack([np.full(9, x), y, heights], axis=1)
        foot = np.interp(np.arange(9), (0, 5, 6.4, 7.4, 8), (0.026, 0.020, 0.026, 0.030, 0.012))
        top = xyz(x, -0.06, on.throat + 0.01)
        sheets.append(part(tube(path, foot, 8), top, hang, shade=_fur))
        for k in (-1, 0, 1):
            claw = path[-1] + xyz(0.011 * k, -0.008, 0)
            sheets.append(
                part(
                    tube(claw - share[:3, None] * xyz(0, 0, 0.024), np.array((0.005, 0.004, 0.0008)), 5),
                    top,
                    hang,
                    pale=1.0,
                )
            )
    return piece(
        on.reference,
        Entry(
            name="wolf_pelt", label="Wolf's pelt", slot="back", layer=60,
            nouns=("wolf pelt", "wolf skin", "pelt with a wolf's head", "wolf fur with its head", "wolf hide"),
            tags=("barbarian", "viking", "ranger", "fantasy", "caveman", "male", "female", "child"),
            colours=((0.46, 0.45, 0.44), (0.30, 0.25, 0.20), (0.84, 0.83, 0.80)), second_colour=(0.86, 0.84, 0.80),
            fabric="fur",
        ),
        sheets, spans=on.spans, side=192, stand_off=0.006, roughness=0.95,
        zone_colours={"pale": None, "dark": (0.05, 0.05, 0.05), "eye": (0.95, 0.72, 0.10), "trim": 1.0},
    )  # fmt: skip


def _fur(spots: Spots) -> np.ndarray:
    return 0.78 + 0.22 * np.sin(spots.s * 2 * np.pi * 19 + 5 * np.sin(spots.t * 16))


def _below(spots: Spots) -> np.ndarray:
    return abs(spots.s - 0.75) < 0.16


def _tip(spots: Spots) -> np.ndarray:
    return spots.t > 0.62


def spiked_pauldrons() -> Piece:
    """A cap of leather over either shoulder, rimmed and set with spikes of steel."""
    on = trunk()
    hangs = [
        nearest(on.reference, triangles_of(on.reference, moved_by(on.reference, f"{side}Shoulder", f"{side}Arm")))
        for side in ("Left", "Right")
    ]
    middle = on.joint["LeftArm"] + xyz(0.014, 0.004, -0.016)
    at = on.joint["LeftArm"] + xyz(0.0, 0.0, 0.055)
    lean = 0.52
    turned = np.array(((np.cos(lean), 0, np.sin(lean)), (0, 1.0, 0), (-np.sin(lean), 0, np.cos(lean))))

    def over(high: float, around: float, off: float = 0.0) -> np.ndarray:
        way = np.array((np.cos(high) * np.cos(around), np.cos(high) * np.sin(around), np.sin(high)))
        return middle + turned @ (way * (0.094 + off, 0.090 + off, 0.086 + off))

    turn = np.arange(20) * (2 * np.pi / 20)
    rows = [[over(high, around, -0.006) for around in turn] for high in (0.30, -0.12)]
    rows += [[over(high, around) for around in turn] for high in (-0.14, 0.05, 0.3, 0.6, 0.9, 1.15, 1.35)]
    rim = np.array([over(-0.13, around, 0.002) for around in turn])
    own: list[Sheet] = [
        part(np.array(rows), at, hangs[0], shade=_ribbed),
        part(tube(rim, 0.0075, 6, closed=True), at, hangs[0], rim=1.0),
    ]
    places = [
        (1.45, 0.0),
        *((0.78, k * 2 * np.pi / 5) for k in range(5)),
        *((0.18, 0.3 + k * 2 * np.pi / 7) for k in range(7)),
    ]
    for number, (high, around) in enumerate(places):
        long = 0.078 if number == 0 else 0.062 if number < 6 else 0.046
        path = np.linspace(over(high, around, -0.004), over(high, around, long), 4)
        own.append(part(tube(path, np.array((0.0150, 0.0110, 0.0060, 0.0008)), 7), at, hangs[0], spike=1.0))
    return piece(
        on.reference,
        Entry(
            name="spiked_pauldrons", label="Spiked shoulder pads", slot="outer", layer=54,
            nouns=("spiked shoulder pads", "spiked pauldrons", "spiked shoulder guards", "spiked shoulder armour"),
            tags=("orc", "barbarian", "wasteland", "post-apocalyptic", "metal", "fantasy", "male", "female"),
            colours=((0.22, 0.14, 0.09), (0.09, 0.09, 0.10), (0.36, 0.37, 0.39)), second_colour=(0.74, 0.75, 0.78),
            fabric="leather",
        ),
        [*own, *(mirrored(one, hangs[1]) for one in own)],
        spans=on.spans, side=192, stand_off=0.004, roughness=0.5, double_sided=True,
        zone_colours={"spike": None, "rim": 0.7},
    )  # fmt: skip


def _ribbed(spots: Spots) -> np.ndarray:
    return 1 - 0.30 * (abs((spots.t * 5) % 1 - 0.5) > 0.44)


MAKERS = {"wolf_pelt": wolf_pelt, "spiked_pauldrons": spiked_pauldrons}
