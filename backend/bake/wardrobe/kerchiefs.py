"""A square of cloth around the neck: folded, knotted, its point before the chest."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .shaping import slab, smoothstep, tube, xyz
from .sheets import Spots, piece, sheet
from .skulls import ball
from .trunks import trunk


def neckerchief() -> Piece:
    on = trunk()
    hang = on.upper_hang
    loop = on.neck_loop(0.018, 0.050, 0.010)
    turn = np.arange(48) * (2 * np.pi / 48)
    size = np.column_stack([np.full(48, 0.010), 0.017 + 0.002 * np.sin(5 * turn)])
    roll = tube(loop, size[:, ::-1], 12, closed=True)
    front = loop[24]
    knot = ball(front + xyz(0, -0.010, -0.008), (0.017, 0.012, 0.016), 7, 12)
    sheets = [
        sheet(
            roll,
            on.neck_hang,
            closed=True,
            paint={"shade": _rolled},
            anchors=np.broadcast_to(np.concatenate([loop, loop[:1]])[:, None], roll.shape),
        ),
        sheet(knot, hang, closed=True, anchors=np.broadcast_to(front, knot.shape), paint={"shade": 0.9}),
    ]
    for sign, long in ((1, 0.115), (-1, 0.100)):
        share, across = np.linspace(0, 1, 9), np.linspace(-1, 1, 5)
        height = front[2] - 0.014 - long * share
        y = on.front(height, 0.0, 0.07)
        for k in range(1, 9):
            y[k] = min(y[k], y[k - 1] + 0.2 * (height[k - 1] - height[k]))
        y = np.minimum(y - 0.016, front[1] - 0.004)
        half = np.interp(share, (0, 0.25, 0.72, 1.0), (0.010, 0.021, 0.027, 0.004))
        middle = sign * (0.006 + 0.040 * share)
        grid = np.stack(
            [
                middle[:, None] + half[:, None] * across,
                y[:, None] + 0.006 * across**2 + 0.003 * np.sin(2.5 * np.pi * across) * share[:, None],
                height[:, None] - 0.012 * sign * across * share[:, None],
            ],
            axis=2,
        )
        tail = slab(grid[::-1], 0.0035)
        sheets.append(sheet(tail, hang, closed=True, paint={"border": _border}))
    return piece(
        on.reference,
        Entry(
            name="neckerchief", label="Neckerchief", slot="neck", layer=55,
            nouns=("neckerchief", "kerchief", "bandana around the neck", "neck scarf", "scout scarf"),
            tags=("western", "scout", "sailor", "cook", "french", "male", "female", "child"),
            colours=((0.66, 0.08, 0.09), (0.14, 0.22, 0.45), (0.90, 0.88, 0.84), (0.82, 0.60, 0.14)),
            second_colour=(0.90, 0.88, 0.84),
        ),
        sheets, spans=on.spans, stand_off=0.002, zone_colours={"border": 0.75},
    )  # fmt: skip


def _rolled(spots: Spots) -> np.ndarray:
    return 0.84 + 0.16 * np.sin(spots.t * 2 * np.pi * 7 + 5 * np.cos(spots.s * 2 * np.pi))


def _border(spots: Spots) -> np.ndarray:
    place = abs((spots.s * 2) % 1 - 0.5) * 2
    return smoothstep(place, 0.70, 0.76) * (1 - smoothstep(place, 0.86, 0.92))


MAKERS = {"neckerchief": neckerchief}
