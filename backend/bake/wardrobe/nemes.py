"""A pharaoh's head cloth: striped, tight at the brow, spread behind the ears, two ends before the shoulders."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import crowned, hat, held, hollow
from .shaping import slab, smoothstep, tube, xyz
from .sheets import Spots, sheet
from .skulls import COLUMNS, ball, skull
from .trunks import trunk

GOLD, LAPIS = (0.86, 0.66, 0.20), (0.07, 0.18, 0.50)


def nemes() -> Piece:
    on, body = skull(), trunk()
    band = on.ring(on.brow + 0.006, on.ear + 0.012, 0.008)
    dome, pole = on.dome(band, 9, 0.009, 0.016, 0.9)
    turn = np.radians(np.linspace(-112, 112, 41))
    away = band - xyz(0.0, on.middle, 0)
    around = np.arange(COLUMNS) * (2 * np.pi / COLUMNS)
    reach = np.interp(turn, around, np.linalg.norm(away[:, :2], axis=1), period=2 * np.pi)
    start = np.interp(turn, around, band[:, 2], period=2 * np.pi)
    rows = []
    for share in np.linspace(1, 0, 10):
        side = abs(np.sin(turn)) ** 1.5
        far = reach * (1.03 - 0.10 * share * (1 - side)) + 0.085 * side * np.sin(share * np.pi * 0.62) ** 1.1
        height = start + 0.012 * (1 - share) + (1.432 - start) * share
        rows.append(np.stack([-np.sin(turn) * far, on.middle + 0.012 * share + np.cos(turn) * far, height], axis=1))
    fall = np.array(rows)
    fall = body.cleared(fall, 0.010, body.upper)
    level = np.broadcast_to(band[COLUMNS // 2], fall.shape)
    sheets = [
        crowned(band, dome, {"stripes": _striped, "shade": hollow}, pole),
        sheet(fall, on.hang, anchors=level, paint={"stripes": _striped}),
        sheet(tube(band + xyz(0, 0, 0.008), np.array([[0.004, 0.011]] * COLUMNS), 8, closed=True), on.hang, closed=True,
              paint={"band": 1.0}),
    ]  # fmt: skip
    for sign in (1, -1):  # the ends before the shoulders
        down, across = np.linspace(1, 0, 8), np.linspace(-1, 1, 5)
        height = 1.560 - 0.270 * down
        ahead = smoothstep(down, 0.10, 0.55)
        y = -0.035 * (1 - ahead) + (body.front(height, 0.0, 0.11) - 0.022) * ahead
        wide = 0.034 + 0.010 * down
        x = sign * (0.104 - 0.022 * down)
        grid = np.stack([x[:, None] + wide[:, None] * across, y[:, None] + 0.010 * across**2,
                         np.broadcast_to(height[:, None], (8, 5))], axis=2)  # fmt: skip
        end = slab(grid, 0.004)
        sheets.append(held(end, band[COLUMNS // 2], {"stripes": _striped}))
    front = band[COLUMNS // 2]
    steps = np.array([(0, -0.006, 0.006), (0, -0.016, 0.024), (0, -0.014, 0.044), (0, -0.022, 0.058),
                      (0, -0.036, 0.060)])  # fmt: skip
    snake = tube(front + steps, np.array((0.011, 0.013, 0.010, 0.009, 0.004)), 8)
    sheets.append(held(snake, front, {"band": 1.0}))
    hood = ball(front + xyz(0, -0.013, 0.038), (0.017, 0.005, 0.019), 6, 10)
    sheets.append(held(hood, front, {"band": 1.0}))
    return hat(
        Entry(
            name="nemes", label="Pharaoh's head cloth", slot="head", layer=70,
            nouns=("nemes", "pharaoh headdress", "egyptian headdress", "pharaoh's head cloth", "egyptian head cloth"),
            tags=("pharaoh", "egyptian", "ancient", "royal", "male", "female"),
            colours=(GOLD,), second_colour=LAPIS,
        ),
        sheets, band, double_sided=True, side=256, roughness=0.5, zone_colours={"stripes": None, "band": GOLD},
    )  # fmt: skip


def _striped(spots: Spots) -> np.ndarray:
    return (spots.z / 0.022) % 1 > 0.5


MAKERS = {"nemes": nemes}
