"""Wreaths around the head: of flowers, of laurel."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import open_topped
from .shaping import tube, xyz
from .sheets import Sheet, Spots, facing, sheet
from .skulls import ball, skull

COLUMNS = 64
LEAF = (0.16, 0.34, 0.14)


def leaf(root: np.ndarray, way: np.ndarray, out: np.ndarray, half: float, held: np.ndarray, zone: str = "") -> Sheet:
    """A pointed leaf with a rib. root: (3,) metres; way: (3,) metres to its tip; out: (3,) the way that it faces;
    half: metres, half its width; held: (3,) metres, where it hangs."""
    share = np.linspace(0, 1, 6)[:, None]
    wide = half * np.interp(share, (0, 0.2, 0.45, 0.7, 1), (0.10, 0.75, 1.0, 0.72, 0.03))
    across = np.cross(out, way)
    across /= np.linalg.norm(across)
    up = np.cross(way, across) / np.linalg.norm(way)
    middle = root + way * share - up * 0.10 * np.linalg.norm(way) * (share - 0.3) ** 2
    grid = np.stack([middle + across * wide * k + up * wide * 0.35 * abs(k) for k in (-1, 0, 1)], axis=1)
    paint = {"shade": _rib, **({zone: 1.0} if zone else {})}
    return facing(sheet(grid, skull().hang, anchors=np.broadcast_to(held, grid.shape), paint=paint), out)


def _rib(spots: Spots) -> np.ndarray:
    return 1 - 0.35 * (abs(spots.s - 0.5) < 0.05) - 0.25 * (1 - spots.t)


def flower(at: np.ndarray, out: np.ndarray, size: float, petals: int, held: np.ndarray, zone: str) -> list[Sheet]:
    """Petals around a heart. at: (3,) metres; out: (3,) unit, the way that it faces."""
    turn = np.arange(4 * petals) * (2 * np.pi / (4 * petals))
    side = np.cross((0, 0, 1.0), out)
    side /= np.linalg.norm(side)
    up = np.cross(out, side)
    round_ = np.cos(turn)[:, None] * side + np.sin(turn)[:, None] * up
    lobes = (0.62 + 0.38 * abs(np.cos(turn * petals / 2)))[:, None]
    rows = [
        at + round_ * lobes * size + out * 0.04 * size,
        at + round_ * (0.5 + 0.5 * lobes) * 0.62 * size + out * 0.16 * size,
        at + round_ * 0.25 * size + out * 0.14 * size,
    ]
    cup = sheet(
        np.array(rows),
        skull().hang,
        closed=True,
        pole=at + out * 0.12 * size,
        anchors=np.broadcast_to(held, (3, len(turn), 3)),
        paint={zone: 1.0, "shade": _cup} if zone else {"shade": _cup},
    )
    heart = ball(at + out * 0.18 * size, 0.27 * size, 3, 6)
    return [
        facing(cup, out),
        sheet(heart, skull().hang, closed=True, anchors=np.broadcast_to(held, heart.shape), paint={"heart": 1.0}),
    ]


def _cup(spots: Spots) -> np.ndarray:
    return 1 - 0.35 * spots.t


def _ring(front: float, back: float) -> tuple[np.ndarray, np.ndarray]:
    """(COLUMNS, 3) metres around the head, and the level unit vectors away from its middle."""
    on = skull()
    band = on.ring(on.brow + front, on.ear + back, 0.008, COLUMNS)
    away = (band - band.mean(axis=0)) * (1, 1, 0)
    return band, away / np.linalg.norm(away, axis=1, keepdims=True)


def flower_crown() -> Piece:
    on = skull()
    band, away = _ring(0.040, 0.022)
    stem = tube(band, 0.0055, 6, closed=True)
    sheets = [sheet(stem, on.hang, closed=True, paint={"leaves": 1.0})]
    zones = ("", "second", "white", "", "second")
    for number, k in enumerate(np.linspace(0, COLUMNS, 18, endpoint=False).astype(int)):
        out = away[k] + xyz(0, 0, 0.45)
        out /= np.linalg.norm(out)
        size = 0.037 if number % 2 == 0 else 0.027
        at = band[k] + out * 0.006 + xyz(0, 0, 0.006 * (-1) ** number)
        sheets += flower(at, out, size, 5, band[k], zones[number % 5])
        ahead = np.roll(band, -1, axis=0)[k] - band[k]
        for sign in (1, -1):
            way = sign * ahead / np.linalg.norm(ahead) * 0.028 + xyz(0, 0, 0.020 * (-1) ** (number + (sign > 0)))
            sheets.append(leaf(band[k] + 0.004 * out, way + 0.010 * out, out, 0.010, band[k], "leaves"))
    return open_topped(
        Entry(
            name="flower_crown", label="Flower crown", slot="head", layer=70,
            nouns=("flower crown", "flower wreath", "garland", "wreath of flowers", "floral crown"),
            tags=("hippie", "fairy", "bride", "spring", "folk", "midsummer", "female", "male", "child"),
            colours=((0.86, 0.30, 0.42), (0.80, 0.12, 0.16), (0.93, 0.62, 0.20), (0.62, 0.40, 0.74)),
            second_colour=(0.95, 0.76, 0.30),
        ),
        sheets, band, double_sided=True, roughness=0.75, side=256,
        zone_colours={"leaves": LEAF, "second": None, "white": (0.95, 0.93, 0.90), "heart": (0.90, 0.68, 0.16)},
    )  # fmt: skip


def laurel_wreath() -> Piece:
    on = skull()
    band, away = _ring(0.036, 0.016)
    half = COLUMNS // 2
    sheets = [sheet(tube(band, 0.0045, 6, closed=True), on.hang, closed=True)]
    for sign in (1, -1):
        for step in np.linspace(0, half - 1, 17).astype(int):
            k = step if sign > 0 else (COLUMNS - step) % COLUMNS
            ahead = band[(k + sign) % COLUMNS] - band[k]
            ahead /= np.linalg.norm(ahead)
            for lift, lean in ((1, 0.55), (-1, 0.35), (0, 0.95)):
                if lift == 0 and step % 2:
                    continue
                direction = ahead * 0.050 + xyz(0, 0, 0.030 * lift) + away[k] * 0.016 * (1 + lean)
                out = away[k] + xyz(0, 0, 0.2 * lift)
                root = band[k] + away[k] * 0.003 + ahead * 0.003  # the two halves do not share one
                sheets.append(leaf(root, direction, out, 0.0135, band[k]))
    return open_topped(
        Entry(
            name="laurel_wreath", label="Laurel wreath", slot="head", layer=70,
            nouns=("laurel wreath", "laurels", "wreath of leaves", "leaf crown", "crown of leaves"),
            tags=("roman", "greek", "emperor", "poet", "nature", "elf", "male", "female", "child"),
            colours=((0.20, 0.38, 0.16), (0.80, 0.62, 0.20)), second_colour=(0.80, 0.62, 0.20),
        ),
        sheets, band, double_sided=True, roughness=0.5, side=192,
    )  # fmt: skip


MAKERS = {"flower_crown": flower_crown, "laurel_wreath": laurel_wreath}
