"""Small things that are told from afar all the same: circlet, brooch, a flower on the lapel, anklet, a belt of rope."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import held, open_topped
from .jewellery import BONE, GOLD, strung
from .shaping import hugging, tube, xyz
from .sheets import Hang, Sheet, Spots, piece, rigid, sheet
from .shoes import last
from .skulls import ball, skull
from .trunks import outward, trunk
from .wreaths import LEAF, flower, leaf

SILVER = (0.80, 0.81, 0.84)


def _band_with_stones(entry: Entry) -> Piece:
    """A thin band of metal low on the forehead, a stone in front."""
    on = skull()
    band = on.ring(on.brow + 0.030, on.ear + 0.010, 0.008, 72)
    ahead = np.exp(-(((np.arange(72) - 36) / 3.5) ** 2))
    band = band - xyz(0, 0, 0.014) * ahead[:, None]  # it dips to a point
    front = band[36]
    sheets = [
        sheet(tube(band, np.array([[0.0030, 0.0052]] * 72), 6, closed=True), on.hang, closed=True),
        held(ball(front + xyz(0, -0.005, 0), (0.009, 0.006, 0.012), 5, 8), front, {"jewels": 1.0}),
    ]
    for k in (30, 33, 39, 42):
        sheets.append(held(ball(band[k] + xyz(0, -0.004, 0.002), 0.0048), band[k], {"jewels": 1.0}))
    return open_topped(entry, sheets, band, zone_colours={"jewels": None}, roughness=0.25, side=128)


def circlet() -> Piece:
    return _band_with_stones(
        Entry(
            name="circlet", label="Circlet", slot="head", layer=70,
            nouns=("circlet", "thin crown", "silver circlet", "gold circlet", "head chain", "brow band"),
            tags=("elf", "fantasy", "medieval", "princess", "female", "male", "child"),
            colours=(SILVER, GOLD), second_colour=(0.20, 0.55, 0.50), fabric="metal",
        )
    )  # fmt: skip


def brow_circlet() -> Piece:
    """The same where the head wears a veil or a cloth besides."""
    return _band_with_stones(
        Entry(
            name="brow_circlet", label="Circlet over a veil", slot="glasses", layer=72,
            nouns=("circlet over a veil", "circlet on a veil"),
            tags=("elf", "fantasy", "medieval", "princess", "queen", "female", "male", "child"),
            colours=(GOLD, SILVER), second_colour=(0.20, 0.55, 0.50), fabric="metal",
        )
    )  # fmt: skip


def on_chest(x: float, down: float) -> np.ndarray:
    """(3,) metres: on the skin of the chest, `x` to its left and `down` below the pit of the throat."""
    on = trunk()
    points = on.reference.base[np.unique(on.upper)]
    height = on.throat - down
    near = points[(np.hypot(points[:, 0] - x, points[:, 2] - height) < 0.02) & (points[:, 1] < 0)]
    return xyz(x, float(near[:, 1].min()), height)


def flat_on_chest(at: np.ndarray, reach: float) -> Hang:
    """For what is stiff: on one plane through the skin at three places around, `reach` metres away, so that it leans as
    the chest does and nothing of it sinks in."""
    on = trunk()
    skin = np.unique(on.upper)
    skin = skin[on.reference.base[skin, 1] < 0]
    flat = on.reference.base[skin][:, [0, 2]]
    turns = np.deg2rad((90, 210, 330))
    around = at[[0, 2]] + reach * np.stack([np.cos(turns), np.sin(turns)], axis=1)
    first, second, third = (int(skin[np.linalg.norm(flat - place, axis=1).argmin()]) for place in around)
    return rigid(on.reference, first, second, third, drop=1)


def brooch() -> Piece:
    """An oval with a rim of gold and a head in white."""
    on = trunk()
    at = on_chest(0.070, 0.085)
    turn = np.arange(24) * (2 * np.pi / 24)
    rim = at + np.stack([0.021 * np.cos(turn), np.full(24, -0.008), 0.027 * np.sin(turn)], axis=1)
    parts = (
        (tube(rim, 0.0048, 6, closed=True), {}),
        (ball(at + xyz(0, -0.006, 0), (0.019, 0.007, 0.025), 6, 14), {"stone": 1.0}),
        (ball(at + xyz(0.001, -0.0155, 0.005), (0.0075, 0.004, 0.009), 5, 8), {"head": 1.0}),
        (ball(at + xyz(0, -0.0145, -0.011), (0.011, 0.004, 0.007), 5, 8), {"head": 1.0}),
    )
    hang = flat_on_chest(at, 0.022)
    sheets = [sheet(points, hang, closed=True, paint=paint) for points, paint in parts]
    return piece(
        on.reference,
        Entry(
            name="brooch", label="Brooch", slot="neck", layer=57,
            nouns=("brooch", "cameo", "cameo brooch", "pin", "clasp", "medal"),
            tags=("victorian", "elegant", "jewellery", "old", "female", "male"),
            colours=(GOLD, SILVER), second_colour=(0.50, 0.16, 0.16), fabric="metal",
        ),
        sheets, spans=on.spans, stand_off=0.004, side=96, roughness=0.3,
        zone_colours={"stone": None, "head": (0.94, 0.91, 0.86)},
    )  # fmt: skip


def buttonhole_flower() -> Piece:
    on, at = trunk(), on_chest(0.088, 0.105)
    out = xyz(0.25, -0.95, 0.15)
    out /= np.linalg.norm(out)
    found = [
        *flower(at + out * 0.020, out, 0.036, 7, at, "bloom"),
        *flower(at + out * 0.030, out, 0.024, 6, at, "bloom"),
        *(leaf(at + out * 0.012, way, out, 0.012, at, "leaves") for way in
          (xyz(0.030, -0.006, -0.034), xyz(-0.030, -0.002, -0.034), xyz(0.002, -0.006, -0.050))),
    ]  # fmt: skip
    sheets = [replace(one, hang=on.upper_hang) for one in found]
    return piece(
        on.reference,
        Entry(
            name="buttonhole_flower", label="Flower on the lapel", slot="waist", layer=58,
            nouns=("buttonhole", "boutonniere", "carnation", "lapel flower", "corsage", "buttonhole flower"),
            tags=("groom", "wedding", "formal", "dandy", "prom", "male", "female", "child"),
            colours=((0.95, 0.94, 0.91), (0.78, 0.08, 0.12), (0.90, 0.55, 0.64)), second_colour=LEAF,
        ),
        sheets, spans=on.spans, stand_off=0.004, side=96, double_sided=True,
        zone_colours={"leaves": LEAF, "heart": 0.8, "bloom": 1.0},
    )  # fmt: skip


def anklet() -> Piece:
    on = last()

    def sheets(skin: Hang, level: Hang) -> list[Sheet]:
        loop = hugging(on.reference, on.left, on.shaft(np.zeros(0), (0.112,), (0.004,))[0], 0.005)
        loop = loop - xyz(0, 0, 0.008) * (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(len(loop)) / len(loop)))[:, None]
        cord = sheet(tube(loop, 0.0022, 5, closed=True), skin, closed=True, paint={"cord": 1.0})
        return [cord, *strung(loop, 0.0068, skin, ("", "", "second"))]

    return piece(
        on.reference,
        Entry(
            name="anklet", label="Anklet", slot="legs", layer=16,
            nouns=("anklet", "ankle bracelet", "shell anklet", "ankle chain", "ankle bells"),
            tags=("beach", "surfer", "hippie", "dancer", "indian", "island", "female", "male", "child"),
            colours=(BONE, GOLD), second_colour=(0.72, 0.50, 0.36),
        ),
        on.both(sheets), spans=on.spans, stand_off=0.003, side=160, roughness=0.4,
        zone_colours={"cord": (0.34, 0.20, 0.11), "second": None},
    )  # fmt: skip


def rope_belt() -> Piece:
    """Two strands that are laid around each other, knotted in front, with two ends that hang down."""
    on = trunk()
    middle = on.hip + 0.090
    count = 144
    loop = on.ring(middle - 0.012, middle, 0.012, count)
    away, up = outward(loop), xyz(0, 0, 1.0)
    turn = np.arange(count) * (2 * np.pi * 36 / count)
    sheets = []
    for part in (0.0, np.pi):
        twist = turn + part
        path = loop + 0.0055 * (np.cos(twist)[:, None] * away + np.sin(twist)[:, None] * up)
        sheets.append(sheet(tube(path, 0.0068, 5, closed=True), on.hang, closed=True, paint={"shade": _fibres}))
    front = loop[count // 2]
    out = away[count // 2]
    knot = ball(front + out * 0.012, (0.022, 0.016, 0.020), 6, 10)
    sheets.append(
        sheet(knot, on.hang, closed=True, anchors=np.broadcast_to(front, knot.shape), paint={"shade": _fibres})
    )
    for x, long in ((0.012, 0.42), (-0.016, 0.36)):
        down = np.linspace(0, 1, 15)
        path = (
            front
            + out * (0.014 + 0.004 * down)[:, None]
            + xyz(x, 0, 0) * (1 + down)[:, None]
            - up * (long * down)[:, None]
        )
        thick = np.full(15, 0.0092)
        thick[4::5] = 0.0165
        thick[-1] = 0.014
        end = tube(path, thick, 7)
        sheets.append(
            sheet(end, on.hang, closed=True, anchors=np.broadcast_to(front, end.shape), paint={"shade": _fibres})
        )
    return piece(
        on.reference,
        Entry(
            name="rope_belt", label="Rope belt", slot="waist", layer=42,
            nouns=("rope belt", "cord belt", "rope", "cord around the waist", "cincture", "rope girdle"),
            tags=("monk", "friar", "medieval", "peasant", "castaway", "hermit", "male", "female", "child"),
            colours=((0.78, 0.67, 0.46), (0.92, 0.90, 0.85), (0.42, 0.29, 0.16)),
        ),
        sheets, spans=on.spans, stand_off=0.004, side=192, roughness=0.9,
    )  # fmt: skip


def _fibres(spots: Spots) -> np.ndarray:
    return 0.72 + 0.28 * abs(np.sin(spots.u * 380 + spots.v * 500))


MAKERS = {
    "circlet": circlet,
    "brow_circlet": brow_circlet,
    "brooch": brooch,
    "buttonhole_flower": buttonhole_flower,
    "anklet": anklet,
    "rope_belt": rope_belt,
}
