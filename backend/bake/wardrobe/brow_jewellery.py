"""On the forehead: a jewel that hangs from the parting, a single gem, a row of coins, a twisted band with a knot."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import held, open_topped
from .jewellery import GOLD
from .shaping import tube, xyz
from .sheets import Sheet, Spots, piece, sheet
from .skulls import ball, skull


def _ahead(heights: np.ndarray, gap: float) -> np.ndarray:
    """(K, 3) metres before the middle of forehead and crown at these heights."""
    on = skull()
    points = on.reference.base[on.vertices]
    near = points[(abs(points[:, 0]) < 0.012) & (points[:, 1] < on.middle)]
    order = np.argsort(near[:, 2])
    y = np.interp(heights, near[order, 2], near[order, 1])
    return np.stack([np.zeros(len(heights)), y - gap, heights], axis=1)


def _jewel(entry: Entry, sheets: list[Sheet], **more: object) -> Piece:
    on = skull()
    return piece(on.reference, entry, sheets, spans=on.spans, bone="Head", side=96, **more)  # type: ignore[arg-type]


def forehead_gem() -> Piece:
    at = _ahead(np.array([skull().brow + 0.016]), 0.001)[0]
    sheets = [
        held(ball(at, (0.0115, 0.004, 0.0150), 5, 12), at, {"frame": 1.0}),
        held(ball(at - xyz(0, 0.003, 0), (0.0092, 0.0048, 0.0126), 6, 10), at, {"shine": _shine}),
    ]
    return _jewel(
        Entry(
            name="forehead_gem", label="Gem on the forehead", slot="glasses", layer=60,
            nouns=("gem on the forehead", "forehead gem", "jewel on the forehead", "third eye gem", "forehead crystal"),
            tags=("elf", "sorceress", "indian", "fantasy", "fairy", "female", "male", "child"),
            colours=((0.10, 0.28, 0.80), (0.70, 0.05, 0.14), (0.08, 0.52, 0.30)), second_colour=GOLD,
        ),
        sheets, roughness=0.2, zone_colours={"frame": None, "shine": (1.0, 1.0, 1.0)},
    )  # fmt: skip


def _shine(spots: Spots) -> np.ndarray:
    return np.hypot((spots.s - 0.66) / 0.06, (spots.t - 0.68) / 0.10) < 1


def maang_tikka() -> Piece:
    """A chain along the parting, and a disc with a stone and pearls at its end."""
    on = skull()
    heights = np.linspace(on.brow + 0.034, on.top - 0.004, 22)
    chain = _ahead(heights, 0.005)
    at = _ahead(np.array([on.brow + 0.020]), 0.0055)[0]
    links = np.where(np.arange(22) % 2 == 0, 0.0040, 0.0024)
    turn = np.arange(11) * (2 * np.pi / 11)
    sheets = [
        sheet(tube(chain, links, 6), on.hang, closed=True),
        held(ball(at, (0.0150, 0.0032, 0.0150), 5, 14), at),
        held(ball(at - xyz(0, 0.003, 0), (0.0082, 0.0042, 0.0082), 5, 10), at, {"stone": 1.0}),
    ]
    for x, z in zip(0.0150 * np.cos(turn), 0.0150 * np.sin(turn), strict=True):
        bead = at + xyz(x, -0.001, z)
        sheets.append(held(ball(bead, 0.0028, 4, 6), at, {"pearl": 1.0}))
    for x, z in ((-0.0085, -0.0200), (0.0, -0.0245), (0.0085, -0.0200)):
        bead = at + xyz(x, -0.001, z)
        sheets.append(held(ball(bead, (0.0030, 0.0030, 0.0040), 4, 6), at, {"pearl": 1.0}))
    return _jewel(
        Entry(
            name="maang_tikka", label="Jewel on the parting", slot="glasses", layer=60,
            nouns=("maang tikka", "tikka", "forehead jewellery", "forehead jewel", "bridal forehead jewellery"),
            tags=("indian", "hindu", "bride", "bollywood", "dancer", "berber", "female", "child"),
            colours=(GOLD, (0.80, 0.81, 0.84)), second_colour=(0.70, 0.05, 0.14), fabric="metal",
        ),
        sheets, roughness=0.25, zone_colours={"stone": None, "pearl": (0.95, 0.92, 0.86)},
    )  # fmt: skip


def brow_coins() -> Piece:
    """A chain from temple to temple with coins side by side, worn at the edge of a scarf."""
    on = skull()
    loop = on.ring(on.brow + 0.034, on.ear - 0.012, 0.017, 120)
    line = loop[32:89]
    middle = loop.mean(axis=0)
    sheets = [sheet(tube(line, 0.0028, 6), on.hang, closed=True)]
    turn = np.arange(12) * (2 * np.pi / 12)
    for k in range(1, 57, 3):
        away = (line[k] - middle) * (1, 1, 0)
        away /= np.linalg.norm(away)
        side = np.array((-away[1], away[0], 0))
        at = line[k] + away * 0.002 - xyz(0, 0, 0.0125)
        circle = np.cos(turn)[:, None] * side + np.sin(turn)[:, None] * xyz(0, 0, 1.0)
        rows = [
            at + away * out + 0.0118 * size * circle
            for out, size in ((0.0, 1.0), (0.002, 1.0), (0.0026, 0.78), (0.0018, 0.05))
        ]
        sheets.append(held(np.array(rows), line[k], {"shade": _struck}))
    return _jewel(
        Entry(
            name="brow_coins", label="Row of coins on the brow", slot="glasses", layer=72,
            nouns=("coins on the brow", "coins on the headscarf", "coin headband", "coin chain", "forehead coins"),
            tags=("fortune teller", "gypsy", "belly dancer", "berber", "bedouin", "folk", "female"),
            colours=(GOLD, (0.80, 0.81, 0.84)), fabric="metal",
        ),
        sheets, roughness=0.25,
    )  # fmt: skip


def _struck(spots: Spots) -> np.ndarray:
    return 1 - 0.35 * (abs(spots.t - 0.62) < 0.06)


def twisted_headband() -> Piece:
    """Two strands of cloth laid around each other, knotted before the forehead, with both ends upright."""
    on = skull()
    count = 108
    loop = on.ring(on.brow + 0.040, on.ear + 0.012, 0.0185, count)
    away = (loop - loop.mean(axis=0)) * (1, 1, 0)
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    turn = np.arange(count) * (2 * np.pi * 18 / count)
    sheets = []
    for phase in (0.0, np.pi):
        wound = turn + phase
        path = loop + 0.0085 * (np.cos(wound)[:, None] * away + np.sin(wound)[:, None] * xyz(0, 0, 1.0))
        sheets.append(
            sheet(
                tube(path, 0.0105, 6, closed=True), on.hang, closed=True, paint={"shade": _creased, "second": phase > 0}
            )
        )
    front = loop[count // 2] + away[count // 2] * 0.010
    sheets.append(held(ball(front, (0.021, 0.016, 0.017), 7, 12), front, {"shade": 0.92}))
    for sign in (1, -1):
        share = np.linspace(0, 1, 7)[:, None]
        path = front + share * xyz(sign * 0.040, -0.006, 0.040) + share**2 * xyz(sign * 0.012, 0, -0.006)
        sheets.append(held(tube(path, np.array([[0.0055, 0.010 + 0.008 * k / 6] for k in range(7)]), 7), front))
    return open_topped(
        Entry(
            name="twisted_headband", label="Twisted headband", slot="head", layer=70,
            nouns=("twisted headband", "hachimaki", "nejiri hachimaki", "knotted headband", "rolled headband"),
            tags=("sushi chef", "japanese", "festival", "drummer", "turban headband", "male", "female", "child"),
            colours=((0.93, 0.92, 0.90), (0.12, 0.24, 0.55), (0.72, 0.10, 0.10)), second_colour=(0.93, 0.92, 0.90),
        ),
        sheets, loop, roughness=0.85, side=160,
    )  # fmt: skip


def _creased(spots: Spots) -> np.ndarray:
    return 0.80 + 0.20 * abs(np.sin(spots.s * 2 * np.pi * 2))


MAKERS = {
    "forehead_gem": forehead_gem,
    "maang_tikka": maang_tikka,
    "brow_coins": brow_coins,
    "twisted_headband": twisted_headband,
}
