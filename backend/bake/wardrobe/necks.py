"""Around the neck: ties, scarves, necklaces."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...wear.piece import Entry, Piece
from .shaping import hugging, moved_by, smoothstep, triangles_of, tube, xyz
from .sheets import Sheet, Spots, mirrored, nearest, piece, sheet
from .skulls import ball
from .trunks import NAPE, outward, trunk
from .waists import frame

CLOSE = 0.003
"""metres of a band from the skin of the neck"""


def ribbon(middle: np.ndarray, half: np.ndarray, belly: np.ndarray | float, thick: float) -> np.ndarray:
    """(N, 10, 3) a flat closed sheet along a path (N, 3) that runs down the front: the front over the back, as wide as
    `half` (N,) on either side, its edges `belly` metres behind its middle."""
    across = np.array((-1, -0.6, 0, 0.6, 1, 1, 0.6, 0, -0.6, -1.0))
    before = np.array((0, 0, 0, 0, 0, 1, 1, 1, 1, 1.0))
    x = half[:, None] * across
    depth = before * thick + np.broadcast_to(np.reshape(belly, (-1, 1)), x.shape) * across**2
    return middle[:, None] + np.stack([x, depth, np.zeros_like(x)], axis=2)


def tie() -> Piece:
    on = trunk()
    top, bottom = on.throat + 0.022, on.hip + 0.075
    heights = np.linspace(top, bottom, 40)
    y = on.front(heights, 0.0, 0.03)
    for k in range(1, 40):  # from the widest place it hangs straight, a little inwards
        y[k] = min(y[k], y[k - 1] + 0.10 * (heights[k - 1] - heights[k]))
    y -= 0.010
    # the blade from the knot down, and the point
    share = np.linspace(0, 1, 40)
    half = 0.015 + 0.028 * smoothstep(share, 0.0, 0.9)
    blade = ribbon(np.stack([np.zeros(40), y, heights], axis=1), half, 0.004, 0.003)
    tips = np.array([(0.75, 0.010), (0.45, 0.024), (0.12, 0.040)])
    last = blade[-1]
    point = [(last - last.mean(axis=0)) * (size, 1, 1) + last.mean(axis=0) - xyz(0, 0, drop) for size, drop in tips]
    blade = np.concatenate([blade, point])
    knot_z = np.linspace(top + 0.006, top - 0.034, 7)
    knot_half = np.array((0.021, 0.0235, 0.0225, 0.020, 0.0175, 0.0155, 0.0145))
    bulge = np.array((0.000, 0.004, 0.006, 0.006, 0.005, 0.004, 0.001))
    y_knot = np.interp(knot_z[::-1], heights[::-1], y[::-1])[::-1]
    y_knot = np.minimum(y_knot, y[4]) - bulge - 0.002
    knot = ribbon(np.stack([np.zeros(7), y_knot, knot_z], axis=1), knot_half, 0.009, 0.012)
    sheets = [
        sheet(blade[::-1], on.hang, closed=True, paint={"shade": _under_knot, "height": _folds}),
        sheet(knot[::-1], on.hang, closed=True, anchors=np.broadcast_to(knot[3].mean(axis=0), knot.shape)),
        neck_band(),
    ]
    return piece(
        on.reference,
        Entry(
            name="tie", label="Tie", slot="neck", layer=35,
            nouns=("tie", "necktie", "cravat"), tags=("formal", "business", "school", "male"),
            colours=((0.45, 0.05, 0.09), (0.10, 0.15, 0.32), (0.08, 0.08, 0.09), (0.16, 0.32, 0.24)),
            second_colour=(0.75, 0.73, 0.70), fabric="silk",
        ),
        sheets, spans=on.spans, stand_off=0.0015,
    )  # fmt: skip


def neck_band(wide: float = 0.016, thick: float = 0.0022, loop: np.ndarray | None = None) -> Sheet:
    """Around the neck, or at a loop (C, 3) there; as of a tie where nothing is said."""
    on = trunk()
    loop = on.neck_loop(0.024, 0.066, 0.003) if loop is None else loop
    heights = np.linspace(-wide / 2, wide / 2, 4)
    inner = [on.cleared(hugging(on.reference, on.upper, loop + xyz(0, 0, h), CLOSE), CLOSE, on.upper) for h in heights]
    outer = [row + thick * outward(row) for row in inner]
    strap = np.array([inner[0], *outer, inner[-1], inner[0]])
    middle = 0.5 * (inner[1] + inner[2])
    return sheet(strap, on.neck_hang, closed=True, anchors=np.broadcast_to(middle, strap.shape))


def _under_knot(spots: Spots) -> np.ndarray:
    return 1 - 0.4 * smoothstep(spots.t, 0.90, 0.96)


def _folds(spots: Spots) -> np.ndarray:
    return 0.5 + 0.15 * smoothstep(spots.t, 0.75, 0.95) * np.cos(spots.s * 4 * np.pi * 2)


def bow_tie() -> Piece:
    on = trunk()
    height = on.throat + 0.012
    y = float(on.front(np.array([height, height - 0.02]), 0.0, 0.03)[0]) - 0.014
    wing = np.array([(0.004, 0.011), (0.014, 0.013), (0.032, 0.021), (0.050, 0.027), (0.056, 0.026), (0.058, 0.020)])
    turn = np.arange(10) * (2 * np.pi / 10)
    rows = []
    for x, half in wing:
        depth = y + 0.006 * np.cos(turn) + 0.4 * (x - 0.03) ** 2
        rows.append(np.stack([np.full(10, x), depth, height + half * np.sin(turn)], axis=1))
    rows = np.array(rows)
    middle = np.array((0.0, y, height))
    left = sheet(rows, on.hang, closed=True, anchors=np.broadcast_to(middle, rows.shape), paint={"height": _pleat})
    looks = np.cross(rows[3, 1] - rows[2, 0], rows[3, 0] - rows[2, 1]) @ (rows[2, 0] - rows[2].mean(axis=0))
    left = replace(left, turned=bool(looks < 0))
    bulge = y - np.array((0.001, 0.006, 0.008, 0.008, 0.006, 0.001))
    path = np.stack([np.zeros(6), bulge, height + np.linspace(0.014, -0.014, 6)], axis=1)
    knot = ribbon(path, np.full(6, 0.010), 0.006, 0.014)
    sheets = [
        left,
        mirrored(left, on.hang),
        sheet(knot[::-1], on.hang, closed=True, anchors=np.broadcast_to(middle, knot.shape), paint={"shade": 0.9}),
        neck_band(),
    ]
    return piece(
        on.reference,
        Entry(
            name="bow_tie", label="Bow tie", slot="neck", layer=35,
            nouns=("bow tie", "bowtie", "dicky bow"), tags=("formal", "waiter", "tuxedo", "clown", "male", "female"),
            colours=((0.08, 0.08, 0.09), (0.55, 0.06, 0.09), (0.14, 0.18, 0.38)), second_colour=(0.85, 0.85, 0.83),
            fabric="silk",
        ),
        sheets, spans=on.spans, stand_off=0.0015,
    )  # fmt: skip


def _pleat(spots: Spots) -> np.ndarray:
    return 0.5 + 0.2 * (1 - spots.t) * np.cos(spots.s * 10 * np.pi)


def scarf() -> Piece:
    on = trunk()
    base = on.throat
    sheets = []
    for lift, off, thick in ((0.016, 0.021, 0.020), (0.050, 0.017, 0.018)):
        loop = on.neck_loop(lift, lift + 0.046, off)
        turn = np.arange(48) * (2 * np.pi / 48)
        loop[:, 2] += 0.006 * np.sin(2 * turn + lift * 90)
        size = np.column_stack([np.full(48, thick) * (1 + 0.10 * np.sin(5 * turn)), np.full(48, 0.030)])
        roll = tube(loop, size[:, ::-1], 12, closed=True)
        held = np.broadcast_to(np.concatenate([loop, loop[:1]])[:, None], roll.shape)
        sheets.append(
            sheet(roll, on.neck_hang, closed=True, anchors=held, paint={"height": _knitted, "shade": _rolled})
        )
    for x, long, ahead in ((0.045, 0.40, 0.030), (-0.030, 0.34, 0.040)):
        heights = np.linspace(base + 0.015, base - long, 24)
        y = on.front(heights, 0.0, 0.09)
        for k in range(1, 24):
            y[k] = min(y[k], y[k - 1])
        share = np.linspace(0, 1, 24)
        path = np.stack([x * (0.6 + 0.6 * share), y - ahead * (1 - 0.5 * share), heights], axis=1)
        half = 0.042 + 0.030 * share
        end = ribbon(path, half, 0.010, 0.010)
        sheets.append(sheet(end[::-1], on.upper_hang, closed=True, paint={"height": _knitted, "fringe": _fringe}))
    return piece(
        on.reference,
        Entry(
            name="scarf", label="Scarf", slot="neck", layer=55,
            nouns=("scarf", "muffler", "woolly scarf", "winter scarf"),
            tags=("winter", "casual", "male", "female", "child"),
            colours=((0.55, 0.10, 0.12), (0.20, 0.30, 0.45), (0.75, 0.62, 0.35), (0.25, 0.38, 0.28)),
            second_colour=(0.85, 0.82, 0.74), fabric="knit",
        ),
        sheets, spans=on.spans, stand_off=0.0015, zone_colours={"fringe": None},
    )  # fmt: skip


def _knitted(spots: Spots) -> np.ndarray:
    return 0.5 + 0.15 * np.sin(spots.u * 900)


def _rolled(spots: Spots) -> np.ndarray:
    return 0.85 + 0.15 * np.sin(spots.t * 2 * np.pi * 9 + 4 * np.cos(spots.s * 2 * np.pi))


def _fringe(spots: Spots) -> np.ndarray:
    return (spots.t < 0.12) & (spots.t > 0.06) | (spots.t > 0.16) & (spots.t < 0.20)


def necklace() -> Piece:
    on = trunk()
    base = on.throat
    skin = triangles_of(on.reference, moved_by(on.reference, "Spine*", "Neck", "LeftShoulder", "RightShoulder"))
    hang = nearest(on.reference, skin)
    corners = np.array(
        [
            (0, 0.06, base + NAPE), (-0.055, 0.030, base + NAPE + 0.006), (-0.078, -0.015, base + 0.034),
            (-0.068, -0.075, base + 0.003), (-0.036, -0.12, base - 0.045), (0, -0.14, base - 0.062),
        ]
    )  # fmt: skip
    corners = np.concatenate([corners, corners[-2:0:-1] * (-1, 1, 1), corners[:1]])
    share = np.linspace(0, len(corners) - 1, 96, endpoint=False)
    loop = np.stack([np.interp(share, np.arange(len(corners)), corners[:, d]) for d in range(3)], axis=1)
    for _ in range(12):
        loop = (np.roll(loop, 1, axis=0) + 2 * loop + np.roll(loop, -1, axis=0)) / 4
        loop = on.cleared(hugging(on.reference, skin, loop, 0.006), 0.004, skin)
    chain = sheet(tube(loop, 0.0019, 6, closed=True), hang, closed=True)
    sheets = [chain]
    step = 4
    for k in range(24, 73, step):
        size = 0.0045 + 0.0035 * float(np.exp(-(((k - 48) / 12) ** 2)))
        bead = ball(loop[k] + np.array((0, -0.003, 0)), size, 5, 8)
        at = np.broadcast_to(loop[k], bead.shape)
        sheets.append(sheet(bead, hang, closed=True, anchors=at, paint={"pearls": 1.0}))
    drop = ball(loop[48] + np.array((0, -0.006, -0.019)), (0.010, 0.006, 0.014), 6, 10)
    sheets.append(sheet(drop, hang, closed=True, anchors=np.broadcast_to(loop[48], drop.shape), paint={"jewels": 1.0}))
    return piece(
        on.reference,
        Entry(
            name="necklace", label="Necklace", slot="neck", layer=46,
            nouns=("necklace", "pendant", "pearls", "chain", "amulet", "beads"),
            tags=("jewellery", "elegant", "formal", "royal", "female"),
            colours=((0.83, 0.65, 0.22), (0.78, 0.78, 0.80)), second_colour=(0.10, 0.30, 0.55), fabric="metal",
        ),
        sheets, spans=on.spans, stand_off=0.002, zone_colours={"pearls": (0.92, 0.89, 0.83), "jewels": None},
        roughness=0.25,
    )  # fmt: skip


def choker() -> Piece:
    on = trunk()
    loop = on.neck_loop(0.040, 0.094, 0.0035)
    front = loop[len(loop) // 2]
    ring_ = frame(front + xyz(0, -0.0065, -0.016), 0.020, 0.020, 0.0022, 2)
    held = np.broadcast_to(front, ring_.shape)
    return piece(
        on.reference,
        Entry(
            name="choker", label="Choker", slot="neck", layer=16,
            nouns=("choker", "velvet choker", "leather collar", "spiked collar", "studded collar", "neck band"),
            tags=("goth", "punk", "victorian", "elegant", "nineties", "female", "male"),
            colours=((0.07, 0.07, 0.075), (0.45, 0.05, 0.10)), second_colour=(0.78, 0.78, 0.80), fabric="leather",
        ),
        [neck_band(0.026, 0.003, loop), sheet(ring_, on.neck_hang, closed=True, anchors=held, paint={"metal": 1.0})],
        spans=on.spans, stand_off=0.0015, side=128, zone_colours={"metal": None},
    )  # fmt: skip


MAKERS = {"choker": choker, "tie": tie, "bow_tie": bow_tie, "scarf": scarf, "necklace": necklace}
