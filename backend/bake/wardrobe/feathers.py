"""Feathers on the head: a fan of them, a band with a few, a cap and a wide hat with a plume."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import BLACK, BROWN, creased, crowned, hat, hollow, open_topped, ribboned, risen, under_brim
from .shaping import smoothstep, tube, xyz
from .sheets import Paint, Sheet, Spots, facing, sheet
from .skulls import COLUMNS, ball, brim, skull
from .waists import band as strap
from .wreaths import flower

FOREST = (0.14, 0.28, 0.15)


def feather(
    root: np.ndarray,
    way: np.ndarray,
    across: np.ndarray,
    half: float,
    bend: np.ndarray,
    held: np.ndarray,
    paint: Mapping[str, Paint | float],
    rows: int = 9,
) -> Sheet:
    """A vane of two halves along a quill. root: (3,) metres; way: (3,) metres from there to the tip; across: (3,) unit;
    half: metres, half its width; bend: (3,) metres that the tip is bent aside; held: (3,) metres, where it hangs."""
    share = np.linspace(0, 1, rows)[:, None]
    wide = np.interp(share, (0, 0.08, 0.16, 0.45, 0.75, 0.92, 1), (0.10, 0.12, 0.62, 0.95, 1.0, 0.66, 0.06)) * half
    middle = root + way * share + bend * share**2
    out = np.cross(across, way)
    out = out / np.linalg.norm(out)
    grid = np.stack([middle + across * wide * k - out * wide * 0.22 * abs(k) for k in (-1, 0, 1)], axis=1)
    one = sheet(grid, skull().hang, anchors=np.broadcast_to(held, grid.shape), paint={"shade": barbs, **paint})
    return facing(one, out)


def barbs(spots: Spots) -> np.ndarray:
    """The shade of a vane: a dark quill, barbs that run up and out."""
    aside = abs(spots.s - 0.5) * 2
    lines = 0.90 + 0.10 * np.sin((spots.v + 0.35 * abs(spots.u - spots.u.max() / 2)) * 900)
    return lines * (1 - 0.45 * (aside < 0.10))


def tip(spots: Spots) -> np.ndarray:
    return spots.t > 0.76


def feather_headdress() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.026, on.ear + 0.012, 0.006, 64)
    cloth = strap(band, 0.042, 0.004)
    sheets = [sheet(cloth, on.hang, closed=True, paint={"band": 1.0, "zigzag": _zigzag})]
    middle = xyz(0, on.middle + 0.01, band[:, 2].mean())
    for count, reach, length, half, lift, paint in (
        (19, 1.75, 0.33, 0.030, 0.006, {"tips": tip}),
        (18, 1.80, 0.145, 0.027, 0.010, {"fluff": 1.0}),
    ):
        for angle in np.linspace(-reach, reach, count):
            k = round((angle / (2 * np.pi) + 0.5) * 64) % 64
            aside = angle / reach
            root = band[k] + (band[k] - middle) * (1, 1, 0) * (0.03 if "tips" in paint else 0.09) + xyz(0, 0, lift)
            lean = 1.22 * aside * abs(aside) ** 0.15
            way = xyz(np.sin(lean), 0.22, np.cos(lean))
            long = length * (1 - 0.20 * aside**2)
            across = xyz(np.cos(lean), 0.50 * np.sin(lean), -np.sin(lean))
            bend = xyz(0.02 * aside, 0.05, -0.01) * long / 0.33
            sheets.append(_ahead(feather(root, way * long, across, half, bend, band[k], paint)))
    return open_topped(
        Entry(
            name="feather_headdress", label="Feather headdress", slot="head", layer=70,
            nouns=("feather headdress", "war bonnet", "feathered headdress", "feather crown", "plumed headdress"),
            tags=("tribal", "carnival", "dancer", "aztec", "chief", "male", "female"),
            colours=((0.93, 0.91, 0.86),), second_colour=(0.16, 0.11, 0.08),
        ),
        sheets, band, double_sided=True, roughness=0.8, side=256,
        zone_colours={"tips": None, "band": (0.66, 0.10, 0.09), "fluff": (0.80, 0.16, 0.10),
                      "zigzag": (0.92, 0.80, 0.30)},
    )  # fmt: skip


def _ahead(one: Sheet) -> Sheet:
    return facing(one, (0, -1.0, 0.3))


def _zigzag(spots: Spots) -> np.ndarray:
    wave = abs((spots.s * 22) % 1 * 2 - 1)
    return abs((spots.t - 0.36) / 0.36 - 0.5 * wave) < 0.16


def feather_band() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.024, on.ear + 0.010, 0.0055, 64)
    sheets = [sheet(strap(band, 0.034, 0.0035), on.hang, closed=True, paint={"zigzag": _zigzag})]
    at = band[64 * 11 // 16]
    disc = ball(at + xyz(0.005, 0, 0.004), (0.008, 0.022, 0.022), 6, 12)
    sheets.append(sheet(disc, on.hang, closed=True, anchors=np.broadcast_to(at, disc.shape), paint={"disc": 1.0}))
    for lean, length, paint in ((-0.16, 0.24, {"tips": tip}), (0.14, 0.27, {"tips": tip}), (0.46, 0.23, {"tips": tip})):
        way = xyz(0.30 + 0.20 * lean, 0.9 * lean, 1.0)
        way = way / np.linalg.norm(way) * length
        across = np.cross(way, xyz(0.75, -0.65, 0))
        across /= np.linalg.norm(across)
        root = at + xyz(0.008, 0.012 * np.sign(lean), 0.010)
        sheets.append(_ahead(feather(root, way, across, 0.026, xyz(0.03, 0.02, -0.01), at, {"feather": 1.0, **paint})))
    return open_topped(
        Entry(
            name="feather_band", label="Headband with feathers", slot="head", layer=70,
            nouns=("feather headband", "feathered headband", "headband with feathers", "feather in a headband"),
            tags=("tribal", "native", "flapper", "dancer", "hippie", "male", "female", "child"),
            colours=((0.55, 0.33, 0.17), (0.66, 0.10, 0.09), (0.10, 0.10, 0.11)), second_colour=(0.94, 0.92, 0.87),
        ),
        sheets, band, double_sided=True, roughness=0.8, side=192,
        zone_colours={"feather": None, "tips": (0.14, 0.10, 0.08), "disc": (0.12, 0.45, 0.50),
                      "zigzag": (0.92, 0.80, 0.45)},
    )  # fmt: skip


def plume(root: np.ndarray, path: np.ndarray, half: float, held: np.ndarray, zone: str) -> Sheet:
    """An ostrich's feather along a path (K, 3) metres from its root, full and curled at the end."""
    fine = np.stack([np.interp(np.linspace(0, 1, 15), np.linspace(0, 1, len(path)), path[:, d]) for d in range(3)], 1)
    for _ in range(3):
        fine[1:-1] = (fine[:-2] + 2 * fine[1:-1] + fine[2:]) / 4
    share = np.linspace(0, 1, 15)
    wide = half * np.interp(share, (0, 0.1, 0.3, 0.7, 0.92, 1), (0.25, 0.7, 1.0, 1.0, 0.75, 0.2))
    return sheet(
        tube(root + fine, np.column_stack([0.42 * wide, wide]), 10), skull().hang, closed=True,
        anchors=np.broadcast_to(held, (15, 10, 3)), paint={zone: 1.0, "shade": _downy, "height": _downy},
    )  # fmt: skip


def _downy(spots: Spots) -> np.ndarray:
    return 0.80 + 0.20 * np.sin(spots.v * 300 + 5 * np.cos(spots.s * 4 * np.pi)) * np.cos(spots.s * 14 * np.pi)


def plumed_hat() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.022, on.ear + 0.006, 0.009)
    crown, pole = creased(band, 0.095, 0.86)
    edge, hung = brim(
        band, 0.105, lambda angle, share: share * (0.004 + 0.075 * smoothstep(np.sin(angle), 0.1, 0.9) * share)
    )
    at = band[COLUMNS * 11 // 16]
    path = np.array([(0, 0, 0), (0.025, -0.01, 0.075), (0.045, 0.05, 0.130), (0.055, 0.14, 0.135), (0.05, 0.22, 0.085),
                     (0.04, 0.265, 0.0)])  # fmt: skip
    return hat(
        Entry(
            name="plumed_hat", label="Hat with a plume", slot="head", layer=70,
            nouns=("plumed hat", "feathered hat", "cavalier hat", "musketeer hat"),
            tags=("musketeer", "pirate", "cavalier", "baroque", "male", "female"),
            colours=(BLACK, BROWN, (0.42, 0.08, 0.10), (0.10, 0.16, 0.36)), second_colour=(0.94, 0.92, 0.87),
            fabric="wool",
        ),
        [
            crowned(band, crown, {"ribbon": ribboned(0.026, 0.016)}, pole),
            sheet(edge, on.hang, closed=True, anchors=hung, paint={"shade": under_brim, "trim": _rim}),
            plume(at + xyz(0.004, -0.05, 0.02), path, 0.052, at, "plume"),
        ],
        band, zone_colours={"ribbon": (0.72, 0.55, 0.20), "plume": None, "trim": (0.72, 0.55, 0.20)},
    )  # fmt: skip


def _rim(spots: Spots) -> np.ndarray:
    return abs(spots.t - 0.5) < 0.05


def feathered_cap() -> Piece:
    """A woodsman's: a soft crown, a brim that is turned up behind and drawn to a point in front, a long feather."""
    on = skull()
    band = on.ring(on.brow + 0.018, on.ear + 0.006, 0.008)
    steps = ((0, 1.0), (0.02, 1.02), (0.05, 1.02), (0.075, 0.96), (0.095, 0.80), (0.108, 0.52), (0.112, 0.2))
    cloth, _ = risen(band, steps)
    cloth[1:] = on.cleared(cloth[1:], 0.009)
    edge, hung = brim(
        band,
        lambda angle: 0.048 + 0.085 * np.exp(-((angle / 0.42) ** 2)),
        lambda angle, share: share * (0.050 * smoothstep(abs(angle), 0.3, 1.1) - 0.012 * np.exp(-((angle / 0.4) ** 2))),
    )
    at = band[COLUMNS * 3 // 4]
    way = xyz(0.10, 0.24, 0.20)
    across = np.cross(way, xyz(1.0, 0, 0.1))
    across /= np.linalg.norm(across)
    vane = feather(at + xyz(0.028, -0.05, 0.016), way, across, 0.034, xyz(0.01, 0.03, -0.05), at, {"vane": 1.0})
    return hat(
        Entry(
            name="feathered_cap", label="Cap with a feather", slot="head", layer=70,
            nouns=("feathered cap", "robin hood hat", "archer's hat", "bycocket", "cap with a feather"),
            tags=("medieval", "fantasy", "archer", "tyrolean", "elf", "male", "female", "child"),
            colours=(FOREST, BROWN, (0.42, 0.08, 0.10)), second_colour=(0.78, 0.14, 0.10), fabric="wool",
        ),
        [
            crowned(band, cloth, {"shade": hollow}),
            sheet(edge, on.hang, closed=True, anchors=hung, paint={"shade": under_brim}),
            facing(vane, (1.0, 0, 0.2)),
        ],
        band, double_sided=True, zone_colours={"vane": None}, roughness=0.85,
    )  # fmt: skip


def fascinator() -> Piece:
    """A small disc on one side of the hair, with feathers and a flower."""
    on = skull()
    loop = on.ring(on.brow + 0.075, on.ear + 0.060, 0.012, 64)
    at = loop[np.argmin(np.hypot(loop[:, 0] - 0.060, loop[:, 1] - on.middle + 0.045))]
    out = at - xyz(0, on.middle, on.top - 0.115)
    out /= np.linalg.norm(out)
    at = at - out * 0.004
    side = np.cross(out, (0, 1.0, 0))
    side /= np.linalg.norm(side)
    up, turn = np.cross(out, side), np.arange(28)[:, None] * (2 * np.pi / 28)
    round_ = np.cos(turn) * side + np.sin(turn) * up
    steps = ((0.040, 0.0), (0.064, 0.004), (0.066, 0.007), (0.062, 0.010), (0.030, 0.015))
    disc = np.array([at + round_ * size + out * off for size, off in steps])
    middle = at + out * 0.014
    anchors = np.broadcast_to(at, disc.shape)
    sheets = [sheet(disc, on.hang, closed=True, pole=at + out * 0.017, anchors=anchors)]
    for lean, length, bend in ((-0.5, 0.19, 0.05), (0.0, 0.23, 0.07), (0.5, 0.18, 0.04)):
        way = xyz(0.25 + 0.3 * lean, 0.75 + 0.2 * lean, 0.75) * length
        across = np.cross(way, out)
        across /= np.linalg.norm(across)
        vane = feather(middle, way, across, 0.022, -out * bend + xyz(0, 0.03, -0.02), at, {"vane": 1.0})
        sheets.append(facing(vane, out))
    sheets += flower(middle - up * 0.008, out, 0.030, 7, at, "bloom")
    return open_topped(
        Entry(
            name="fascinator", label="Fascinator", slot="head", layer=70,
            nouns=("fascinator", "feathered fascinator", "cocktail hat", "races hat"),
            tags=("wedding", "races", "ascot", "party", "elegant", "1940s", "female"),
            colours=((0.78, 0.20, 0.42), (0.12, 0.16, 0.34), (0.90, 0.86, 0.78)), second_colour=(0.10, 0.10, 0.11),
        ),
        sheets, loop, double_sided=True, zone_colours={"vane": None, "bloom": None, "heart": 1.0}, side=160,
    )  # fmt: skip


MAKERS = {
    "feather_headdress": feather_headdress,
    "feather_band": feather_band,
    "plumed_hat": plumed_hat,
    "feathered_cap": feathered_cap,
    "fascinator": fascinator,
}
