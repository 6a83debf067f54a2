"""Round the neck, large enough to be told from afar: beads, a broad collar of gold, a cross, teeth and shells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...wear.piece import Entry, Piece
from .shaping import hugging, smoothstep, tube, xyz
from .sheets import Hang, Sheet, Spots, piece, sheet
from .skulls import ball
from .trunks import NAPE, trunk

GOLD, BONE, CORAL, TURQUOISE, WOOD = (
    (0.84, 0.63, 0.20), (0.90, 0.85, 0.73), (0.80, 0.22, 0.15), (0.10, 0.58, 0.58), (0.42, 0.25, 0.13)
)  # fmt: skip


def strand(drop: float, wide: float, gap: float, count: int = 96) -> np.ndarray:
    """(count, 3) metres around the neck from the nape on, over its right side, on the skin; in front `drop` metres
    below the pit of the throat, `wide` metres to either side where it passes the collar bones."""
    on, base = trunk(), trunk().throat
    corners = np.array(
        [
            (0, 0.060, base + NAPE), (-0.045, 0.040, base + NAPE + 0.004), (-wide * 0.92, 0.0, base + 0.036),
            (-wide, -0.06, base + 0.010 - 0.20 * drop), (-wide * 0.80, -0.115, base - 0.62 * drop),
            (-wide * 0.42, -0.14, base - 0.93 * drop), (0, -0.15, base - drop),
        ]
    )  # fmt: skip
    corners = np.concatenate([corners, corners[-2:0:-1] * (-1, 1, 1)])
    closed = np.concatenate([corners, corners[:1]])
    length = np.append(0, np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1)))
    at = np.linspace(0, length[-1], count, endpoint=False)
    loop = np.stack([np.interp(at, length, closed[:, d]) for d in range(3)], axis=1)
    for _ in range(10):
        loop = (np.roll(loop, 1, axis=0) + 2 * loop + np.roll(loop, -1, axis=0)) / 4
        loop = on.cleared(hugging(on.reference, on.upper, loop, gap + 0.002), gap, on.upper)
    return loop


def strung(loop: np.ndarray, size: float, hang: Hang, zones: Sequence[str]) -> list[Sheet]:
    """Beads side by side on a loop (C, 3), `size` metres in radius, of one zone after the other."""
    closed = np.concatenate([loop, loop[:1]])
    length = np.append(0, np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1)))
    count = int(length[-1] / (1.85 * size))
    found = []
    for k, place in enumerate(np.linspace(0, length[-1], count, endpoint=False)):
        at = np.array([np.interp(place, length, closed[:, d]) for d in range(3)])
        points = ball(at, (size, size, size), 4, 6)
        zone = zones[k % len(zones)]
        paint = {"shade": _round, **({zone: 1.0} if zone else {})}
        found.append(sheet(points, hang, closed=True, anchors=np.broadcast_to(at, points.shape), paint=paint))
    return found


def _round(spots: Spots) -> np.ndarray:
    return 0.72 + 0.28 * smoothstep(spots.t, 0.0, 0.5)


def beads() -> Piece:
    on, hang = trunk(), trunk().upper_hang
    sheets = []
    for drop, wide, size, zones in (
        (0.035, 0.078, 0.0085, ("", "", "", "second")),
        (0.095, 0.088, 0.0105, ("", "second")),
        (0.165, 0.098, 0.0125, ("", "", "second")),
    ):
        sheets += strung(strand(drop, wide, 0.8 * size), size, hang, zones)
    return piece(
        on.reference,
        Entry(
            name="beads", label="Strings of beads", slot="neck", layer=46,
            nouns=("beads", "bead necklace", "coral beads", "wooden beads", "strings of beads", "beaded necklace"),
            tags=("tribal", "hippie", "african", "folk", "jewellery", "female", "male", "child"),
            colours=(CORAL, TURQUOISE, WOOD, BONE), second_colour=(0.92, 0.86, 0.70),
        ),
        sheets, spans=on.spans, stand_off=0.004, zone_colours={"second": None}, roughness=0.4, side=256,
    )  # fmt: skip


def gold_collar() -> Piece:
    """Broad and flat over shoulders and chest, in rows of gold and stones, as in Egypt."""
    on = trunk()
    rows = [strand(drop, wide, 0.006, 64) for drop, wide in
            ((0.010, 0.073), (0.040, 0.092), (0.072, 0.112), (0.105, 0.132), (0.135, 0.148))]  # fmt: skip
    for k, row in enumerate(rows):  # it lies down the back too
        back = smoothstep(row[:, 1], -0.02, 0.05)
        row += xyz(0, 0.010 * k, -0.026 * k) * back[:, None]
        rows[k] = on.cleared(row, 0.006, on.upper)
    outer = np.array(rows[::-1])
    out = on.cleared(outer, 0.011, on.upper)
    body = np.concatenate([outer[:1], out, outer[-1:]])
    return piece(
        on.reference,
        Entry(
            name="gold_collar", label="Broad collar", slot="neck", layer=46,
            nouns=("gold collar", "broad collar", "egyptian collar", "wesekh", "jewelled collar", "usekh"),
            tags=("egyptian", "pharaoh", "royal", "ancient", "aztec", "male", "female"),
            colours=(GOLD,), second_colour=(0.08, 0.26, 0.58), fabric="metal",
        ),
        [sheet(body, on.upper_hang, closed=True, paint={"blue": _rows_of(1), "red": _rows_of(3), "shade": _grooves,
                                               "height": _grooves})],
        spans=on.spans, stand_off=0.005, side=320, roughness=0.3, double_sided=True,
        zone_colours={"blue": None, "red": (0.66, 0.12, 0.08)},
    )  # fmt: skip


def _rows_of(number: int):
    """Stones in one of the seven rows of a collar."""

    def paint(spots: Spots) -> np.ndarray:
        row = (spots.t - 0.16) / 0.68 * 7
        stones = ((spots.s * 44) % 1 > 0.22) & (abs((row % 1) - 0.5) < 0.34)
        return stones & (np.floor(row).astype(int) % 4 == number)

    return paint


def _grooves(spots: Spots) -> np.ndarray:
    row = (spots.t - 0.16) / 0.68 * 7
    return 0.62 + 0.38 * smoothstep(abs((row % 1) - 0.5), 0.5, 0.40)


def cross() -> Piece:
    on, hang = trunk(), trunk().upper_hang
    loop = strand(0.150, 0.082, 0.004)
    sheets = [sheet(tube(loop, 0.0030, 6, closed=True), hang, closed=True)]
    low = loop[len(loop) // 2]
    at = low + xyz(0, -0.008, -0.060)
    for half in ((0.0095, 0.0055, 0.056), (0.036, 0.0055, 0.0095)):
        centre = at if half[2] > 0.02 else at + xyz(0, -0.0004, 0.016)
        bar = _bar(centre, half)
        sheets.append(sheet(bar, hang, closed=True, anchors=np.broadcast_to(low, bar.shape), paint={"cross": 1.0}))
    return piece(
        on.reference,
        Entry(
            name="cross", label="Cross on a chain", slot="neck", layer=46,
            nouns=("cross", "crucifix", "cross pendant", "pectoral cross", "cross necklace"),
            tags=("religious", "clergy", "bishop", "nun", "goth", "male", "female"),
            colours=(GOLD, (0.78, 0.78, 0.80)), second_colour=GOLD, fabric="metal",
        ),
        sheets, spans=on.spans, stand_off=0.004, roughness=0.28, side=128, zone_colours={"cross": 1.0},
    )  # fmt: skip


def _bar(at: np.ndarray, half: tuple[float, float, float]) -> np.ndarray:
    """(4, 8, 3) a block around a point, half as wide, deep and high as it is."""
    x = np.array((1, 1, 1, 0, -1, -1, -1, 0))
    y = np.array((-1, 0, 1, 1, 1, 0, -1, -1))
    flat = np.stack([x * half[0], y * half[1], np.zeros(8)], axis=1)
    rows = [flat * (0.05, 0.05, 0), flat, flat, flat * (0.05, 0.05, 0)]
    return at + np.array(rows) + np.array((-half[2], -half[2], half[2], half[2]))[:, None, None] * xyz(0, 0, 1.0)


def tooth_necklace() -> Piece:
    on, hang = trunk(), trunk().upper_hang
    loop = strand(0.085, 0.086, 0.004)
    sheets = [sheet(tube(loop, 0.0026, 6, closed=True), hang, closed=True, paint={"cord": 1.0})]
    for k in range(16, 81, 5):
        ahead = float(np.exp(-(((k - 48) / 18) ** 2)))
        long = 0.026 + 0.034 * ahead
        out = (loop[k] - loop.mean(axis=0)) * (1, 1, 0)
        out /= np.linalg.norm(out)
        down = np.linspace(0, 1, 7)[:, None]
        path = loop[k] + out * (0.006 + 0.010 * down**2) + xyz(0, 0, -long) * down
        tooth = tube(path, (0.0085 + 0.003 * ahead) * np.array((0.55, 1, 1, 0.88, 0.66, 0.38, 0.06)), 8)
        sheets.append(sheet(tooth, hang, closed=True, anchors=np.broadcast_to(loop[k], tooth.shape),
                            paint={"shade": _worn}))  # fmt: skip
    sheets += strung_between(loop, hang)
    return piece(
        on.reference,
        Entry(
            name="tooth_necklace", label="Necklace of teeth", slot="neck", layer=46,
            nouns=("tooth necklace", "bone necklace", "shell necklace", "claw necklace", "shark tooth necklace"),
            tags=("tribal", "caveman", "shaman", "barbarian", "mermaid", "island", "male", "female", "child"),
            colours=(BONE, (0.93, 0.90, 0.85)), second_colour=(0.30, 0.17, 0.09),
        ),
        sheets, spans=on.spans, stand_off=0.004, zone_colours={"cord": None}, roughness=0.5, side=192,
    )  # fmt: skip


def strung_between(loop: np.ndarray, hang: Hang) -> list[Sheet]:
    """Dark beads between what hangs from a loop."""
    found = []
    for k in np.arange(18, 79, 5):
        points = ball(loop[k] + xyz(0, -0.003, 0), 0.0068, 4, 6)
        found.append(sheet(points, hang, closed=True, anchors=np.broadcast_to(loop[k], points.shape),
                           paint={"cord": 1.0}))  # fmt: skip
    return found


def _worn(spots: Spots) -> np.ndarray:
    return 0.78 + 0.22 * smoothstep(spots.t, 0.0, 0.5)


MAKERS = {"beads": beads, "gold_collar": gold_collar, "cross": cross, "tooth_necklace": tooth_necklace}
