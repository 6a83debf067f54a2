"""Horns and antlers, and a helmet with wings."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import hat, held, inner, open_topped
from .feathers import feather
from .helmets_old import BRASS, STEEL, dark_inside
from .shaping import tube, xyz
from .sheets import Sheet, Spots, facing, sheet
from .skulls import COLUMNS, skull
from .waists import band as strap

BONE, HORN = (0.86, 0.80, 0.66), (0.24, 0.17, 0.13)


def curved(path: np.ndarray, count: int) -> np.ndarray:
    """(count, 3) along corners (K, 3), rounded."""
    places = np.linspace(0, len(path) - 1, count)
    fine = np.stack([np.interp(places, np.arange(len(path)), path[:, d]) for d in range(3)], axis=1)
    for _ in range(3):
        fine[1:-1] = (fine[:-2] + 2 * fine[1:-1] + fine[2:]) / 4
    return fine


def _grown(path: np.ndarray, thick: float, at: np.ndarray, count: int = 14, sides: int = 10) -> Sheet:
    """What tapers to a point along corners (K, 3) metres, `thick` metres in radius at its root, and hangs at (3,)."""
    share = np.linspace(0, 1, count)
    return held(tube(curved(path, count), thick * (1 - share) ** 0.7 + 0.0012, sides), at, {"shade": _rings})


def _rings(spots: Spots) -> np.ndarray:
    return (0.90 + 0.10 * np.sin(spots.v * 420)) * (1 - 0.30 * (1 - spots.t) ** 3)


def horns() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.055, on.ear + 0.045, 0.001)
    sheets = []
    for sign in (1, -1):
        root = band[COLUMNS // 2 + 6 * sign]
        steps = ((-0.006, 0.016, -0.016), (0.010, -0.006, 0.016), (0.034, -0.022, 0.048), (0.050, -0.018, 0.086),
                 (0.046, 0.006, 0.122), (0.030, 0.026, 0.150))  # fmt: skip
        path = root + np.array([(sign * x, y, z) for x, y, z in steps])
        sheets.append(_grown(path, 0.0195, root, 18, 12))
    return open_topped(
        Entry(
            name="horns", label="Horns", slot="head", layer=70,
            nouns=("horns", "devil horns", "demon horns", "ram horns", "goat horns"),
            tags=("devil", "demon", "faun", "fantasy", "halloween", "male", "female", "child"),
            colours=(HORN, (0.55, 0.05, 0.05), BONE),
        ),
        sheets, band, roughness=0.4, side=128,
    )  # fmt: skip


def antlers() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.050, on.ear + 0.020, 0.005, 64)
    sheets = [sheet(strap(band, 0.016, 0.003), on.hang, closed=True, paint={"band": 1.0})]
    for sign in (1, -1):
        root = band[32 + 10 * sign] + xyz(0, 0.012, 0)

        def at(*corners: tuple[float, float, float], root: np.ndarray = root, sign: int = sign) -> np.ndarray:
            return root + np.array([(sign * x, y, z) for x, y, z in corners])

        beam = at((0, 0, -0.01), (0.03, 0.015, 0.05), (0.085, 0.05, 0.105), (0.145, 0.065, 0.175), (0.165, 0.05, 0.26),
                  (0.140, 0.02, 0.345))  # fmt: skip
        sheets.append(_grown(beam, 0.0155, root, 20))
        for tine in (
            at((0.028, 0.015, 0.048), (0.034, -0.05, 0.080), (0.028, -0.085, 0.135)),
            at((0.090, 0.052, 0.112), (0.080, 0.01, 0.170), (0.060, -0.015, 0.235)),
            at((0.148, 0.065, 0.180), (0.195, 0.06, 0.225), (0.225, 0.04, 0.290)),
            at((0.163, 0.055, 0.240), (0.130, 0.08, 0.300), (0.105, 0.085, 0.355)),
        ):
            sheets.append(_grown(tine, 0.0115, root, 9, 8))
    return open_topped(
        Entry(
            name="antlers", label="Antlers", slot="head", layer=70,
            nouns=("antlers", "stag horns", "reindeer antlers", "deer antlers", "antler crown"),
            tags=("shaman", "druid", "forest", "reindeer", "fantasy", "christmas", "male", "female", "child"),
            colours=((0.52, 0.38, 0.24), BONE), second_colour=(0.25, 0.15, 0.09),
        ),
        sheets, band, roughness=0.6, side=192, zone_colours={"band": None},
    )  # fmt: skip


def winged_helmet() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.012, on.ear + 0.002, 0.011)
    dome, pole = on.dome(band, 12, 0.013, 0.030, 0.9)
    body = np.concatenate([inner(band, 0.03, 0.004), dome])
    ridge = tube(np.concatenate([dome[:, COLUMNS // 2], pole[None], dome[::-1, 0]]), 0.006, 8)
    rim = tube(band + xyz(0, 0, 0.006), 0.008, 8, closed=True)
    sheets = [
        sheet(body, on.hang, closed=True, pole=pole, paint={"shade": dark_inside}),
        sheet(ridge, on.hang, closed=True, paint={"trim": 1.0}),
        sheet(rim, on.hang, closed=True, paint={"trim": 1.0}),
    ]
    for sign in (1, -1):
        at = dome[3, COLUMNS // 2 + 11 * sign]
        for number, (rise, long) in enumerate(((1.15, 0.26), (0.86, 0.245), (0.58, 0.22), (0.30, 0.185), (0.04, 0.14))):
            way = xyz(sign * (0.16 + 0.18 * np.sin(rise)), np.cos(rise), np.sin(rise)) * long
            across = np.cross(way, xyz(sign, 0, -0.1))
            across /= np.linalg.norm(across)
            root = at + xyz(sign * (0.010 + 0.003 * number), -0.03 + 0.012 * number, 0.010 - 0.010 * number)
            vane = feather(root, way, across, 0.027, xyz(0, -0.02, 0.03), at, {"wing": 1.0}, 7)
            sheets.append(facing(vane, (sign, 0, 0)))
    return hat(
        Entry(
            name="winged_helmet", label="Winged helmet", slot="head", layer=75,
            nouns=("winged helmet", "valkyrie helmet", "helmet with wings", "thor helmet"),
            tags=("valkyrie", "norse", "god", "fantasy", "warrior", "female", "male"),
            colours=(STEEL, BRASS), second_colour=BRASS, fabric="metal",
        ),
        sheets, band, double_sided=True, side=256, roughness=0.32,
        zone_colours={"trim": None, "wing": (0.93, 0.91, 0.86)},
    )  # fmt: skip


MAKERS = {"horns": horns, "antlers": antlers, "winged_helmet": winged_helmet}
