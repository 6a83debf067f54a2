"""What hangs from a cord around the neck: a whistle, a card, the slide of a bolo tie, a long strand of pearls."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .jewellery import TURQUOISE, strung
from .shaping import hugging, slab, tube, xyz
from .sheets import Hang, Sheet, Spots, piece, sheet
from .skulls import ball
from .trinkets import SILVER
from .trunks import NAPE, trunk


def hanging(drop: float, wide: float = 0.080, gap: float = 0.006, low: float = 0.006, count: int = 112) -> np.ndarray:
    """(count, 3) metres around the neck from the nape on over its right side. In front it falls straight, from `wide`
    metres beside the middle to `low` beside it, `drop` metres below the pit of the throat."""
    on, base = trunk(), trunk().throat
    behind = np.array([
        (0, 0.060, base + NAPE), (-0.045, 0.040, base + NAPE + 0.004), (-0.074, 0.0, base + 0.036),
        (-wide, -0.050, base + 0.020),
    ])  # fmt: skip
    share = np.linspace(0.06, 1, 14)
    heights = base + 0.012 - (drop + 0.012) * share
    y = on.front(heights, gap + 0.002, 0.085)
    y[0] = max(y[0], -0.100)
    for k in range(2, len(y)):
        y[k] = min(y[k], y[k - 1])
    falling = np.stack([-wide + (wide - low) * share, y, heights], axis=1)
    half = np.concatenate([behind, falling])
    corners = np.concatenate([half, half[:0:-1] * (-1, 1, 1), half[:1]])
    length = np.append(0, np.cumsum(np.linalg.norm(np.diff(corners, axis=0), axis=1)))
    at = np.linspace(0, length[-1], count, endpoint=False)
    loop = np.stack([np.interp(at, length, corners[:, d]) for d in range(3)], axis=1)
    above = loop[:, 2] > base - 0.01
    for _ in range(8):
        smooth = (np.roll(loop, 1, axis=0) + 2 * loop + np.roll(loop, -1, axis=0)) / 4
        smooth[above] = hugging(on.reference, on.upper, smooth[above], gap + 0.002)
        loop = on.cleared(smooth, gap, on.upper)
    return loop


def part(points: np.ndarray, at: np.ndarray, hang: Hang, **paint: object) -> Sheet:
    """A stiff part that hangs at one place."""
    return sheet(points, hang, closed=True, anchors=np.broadcast_to(at, points.shape), paint=paint)


def plate(at: np.ndarray, wide: float, high: float, thick: float, columns: int = 5) -> np.ndarray:
    """(R, C, 3) a flat card before a point, upright."""
    x, z = np.linspace(-wide / 2, wide / 2, columns), np.linspace(-high / 2, high / 2, columns)
    grid = np.stack(np.broadcast_arrays(x[None, :], np.zeros((1, 1)), z[:, None]), axis=2)
    return slab(at + grid, thick)


def whistle() -> Piece:
    on, hang = trunk(), trunk().upper_hang
    loop = hanging(0.185)
    low = loop[len(loop) // 2]
    at = low + xyz(-0.008, -0.016, -0.034)
    turn = np.arange(16) * (2 * np.pi / 16)
    rows = [
        at + np.stack([size * 0.025 * np.cos(turn), np.full(16, y), size * 0.025 * np.sin(turn)], axis=1)
        for y, size in ((0.012, 0.1), (0.012, 1.0), (-0.012, 1.0), (-0.012, 0.1))
    ]
    mouth = tube(
        np.linspace(at + xyz(0.006, 0, 0.0160), at + xyz(0.064, 0, 0.0150), 4), np.array([[0.0110, 0.0088]] * 4), 8
    )
    ring = low + 0.007 * np.stack([0 * turn, np.cos(turn), np.sin(turn) - 0.8], axis=1)
    sheets = [
        sheet(tube(loop, 0.0034, 6, closed=True), hang, closed=True, paint={"cord": 1.0}),
        part(tube(ring, 0.0020, 5, closed=True), low, hang),
        part(np.array(rows), low, hang, hole=_slot),
        part(mouth, low, hang),
    ]
    return piece(
        on.reference,
        Entry(
            name="whistle", label="Whistle on a cord", slot="neck", layer=57,
            nouns=("whistle", "whistle on a cord", "referee whistle", "coach's whistle", "lifeguard whistle"),
            tags=("referee", "coach", "lifeguard", "teacher", "sport", "male", "female", "child"),
            colours=(SILVER, (0.85, 0.12, 0.10), (0.95, 0.55, 0.08)), second_colour=(0.10, 0.10, 0.12), fabric="metal",
        ),
        sheets, spans=on.spans, stand_off=0.004, side=128, roughness=0.3, zone_colours={"cord": None, "hole": 0.15},
    )  # fmt: skip


def _slot(spots: Spots) -> np.ndarray:
    return np.hypot(spots.s - 0.5, (spots.t - 0.82) * 0.6) < 0.08


def lanyard() -> Piece:
    on, hang = trunk(), trunk().upper_hang
    loop = hanging(0.270)
    low = loop[len(loop) // 2]
    at = low + xyz(0, -0.008, -0.072)
    sheets = [
        sheet(tube(loop, np.array([[0.0095, 0.0020]] * len(loop)), 6, closed=True), hang, closed=True),
        part(tube(np.linspace(low, at + xyz(0, 0, 0.052), 3), 0.0055, 6), low, hang, clip=1.0),
        part(plate(at, 0.074, 0.104, 0.004, 7), low, hang, card=1.0, second=_headed, ink=_printed),
    ]
    return piece(
        on.reference,
        Entry(
            name="lanyard", label="Card on a lanyard", slot="neck", layer=57,
            nouns=("lanyard", "id card", "badge on a lanyard", "id badge", "press pass", "security pass", "key card"),
            tags=("office", "conference", "journalist", "staff", "security", "male", "female", "child"),
            colours=((0.14, 0.30, 0.66), (0.80, 0.12, 0.12), (0.10, 0.42, 0.26), (0.12, 0.12, 0.13)),
            second_colour=(0.16, 0.36, 0.72),
        ),
        sheets, spans=on.spans, stand_off=0.004, side=192, roughness=0.5,
        zone_colours={"card": (0.95, 0.95, 0.93), "second": None, "ink": (0.15, 0.15, 0.17), "clip": SILVER},
    )  # fmt: skip


def _headed(spots: Spots) -> np.ndarray:
    return (spots.t > 0.78) & (spots.t < 0.93)


def _printed(spots: Spots) -> np.ndarray:
    """A face in a frame, and three lines of print below it."""
    x, z = spots.x, spots.t
    face = (np.hypot(x / 0.012, (z - 0.62) / 0.085) < 1) | ((np.hypot(x / 0.021, (z - 0.43) / 0.09) < 1) & (z > 0.43))
    lines = (abs(z - 0.32) < 0.018) | (abs(z - 0.24) < 0.018) | (abs(z - 0.16) < 0.018)
    return face | (lines & (abs(x) < 0.026))


def bolo_tie() -> Piece:
    on, hang = trunk(), trunk().upper_hang
    loop = on.neck_loop(0.020, 0.058, 0.006, 56)
    front = loop[28]
    sheets = [sheet(tube(loop, 0.0042, 6, closed=True), on.neck_hang, closed=True, anchors=_along(loop))]
    heights = np.linspace(front[2] - 0.004, front[2] - 0.250, 16)
    y = on.front(heights, 0.010, 0.05)
    y[0] = min(y[0], front[1])
    for k in range(1, 16):
        y[k] = min(y[k], y[k - 1] + 0.10 * (heights[k - 1] - heights[k]))
    for sign, long in ((1, 16), (-1, 15)):
        x = sign * (0.0050 + 0.012 * np.linspace(0, 1, 16) ** 1.5)
        path = np.stack([x, y, heights], axis=1)[:long]
        thick = np.full(long, 0.0042)
        sheets.append(sheet(tube(path, thick, 6), hang, closed=True))
        tip = np.linspace(path[-1], path[-1] - xyz(0, 0, 0.034), 4)
        sheets.append(part(tube(tip, np.array((0.0066, 0.0062, 0.0052, 0.0010)), 7), path[-1], hang, metal=1.0))
    at = xyz(0, y[2] - 0.008, heights[2])
    sheets.append(part(ball(at, (0.021, 0.006, 0.027), 7, 16), at, hang, metal=1.0))
    sheets.append(part(ball(at - xyz(0, 0.005, 0), (0.0145, 0.006, 0.020), 7, 14), at, hang, stone=1.0))
    return piece(
        on.reference,
        Entry(
            name="bolo_tie", label="Bolo tie", slot="neck", layer=35,
            nouns=("bolo tie", "bolo", "bola tie", "string tie", "shoestring tie", "western tie"),
            tags=("western", "texan", "cowboy", "rancher", "country", "male", "female"),
            colours=((0.07, 0.06, 0.06), (0.30, 0.16, 0.08)), second_colour=TURQUOISE, fabric="leather",
        ),
        sheets, spans=on.spans, stand_off=0.0015, side=128, roughness=0.3,
        zone_colours={"metal": SILVER, "stone": None},
    )  # fmt: skip


def _along(loop: np.ndarray) -> np.ndarray:
    closed = np.concatenate([loop, loop[:1]])
    return np.broadcast_to(closed[:, None], (len(closed), 6, 3))


def pearl_strand() -> Piece:
    """Twice around the neck: once short, once down to the waist."""
    on, hang = trunk(), trunk().upper_hang
    sheets = []
    for drop, wide in ((0.090, 0.080), (0.330, 0.086)):
        sheets += strung(hanging(drop, wide, 0.007, 0.016), 0.0088, hang, ("",))
    return piece(
        on.reference,
        Entry(
            name="pearl_strand", label="Long strand of pearls", slot="neck", layer=57,
            nouns=("long pearls", "long pearl necklace", "rope of pearls", "long strand of pearls", "flapper pearls"),
            tags=("flapper", "twenties", "elegant", "jewellery", "female"),
            colours=((0.95, 0.92, 0.86), (0.12, 0.12, 0.13), (0.92, 0.76, 0.76)),
        ),
        sheets, spans=on.spans, stand_off=0.004, side=128, roughness=0.25,
    )  # fmt: skip


MAKERS = {
    "whistle": whistle,
    "lanyard": lanyard,
    "bolo_tie": bolo_tie,
    "pearl_strand": pearl_strand,
}
