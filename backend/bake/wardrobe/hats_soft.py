"""Soft hats: flat cap, fur hat, skull cap, mob cap; the fez and the mortarboard."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import (
    BLACK,
    BROWN,
    GREY,
    NAVY,
    RED,
    WHITE,
    crowned,
    hat,
    hollow,
    inner,
    risen,
)
from .shaping import slab, smoothstep, tube, xyz
from .sheets import Spots, sheet
from .skulls import COLUMNS, ball, brim, skull

TWEED = (0.36, 0.32, 0.26)


def flat_cap() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.020, on.ear + 0.004, 0.007)
    steps = (
        (0, 1.0), (0.006, 1.05), (0.016, 1.19), (0.032, 1.30), (0.050, 1.33), (0.068, 1.27), (0.084, 1.08),
        (0.094, 0.78), (0.099, 0.42), (0.100, 0.2),
    )  # fmt: skip
    cloth, ahead = risen(band, steps)
    up = smoothstep(cloth[..., 2] - band[:, 2], 0.0, 0.03)
    before = smoothstep(ahead, 0.2, 0.9) * up
    # drawn forward and down onto the peak
    cloth[..., 1] -= 0.034 * before
    cloth[..., 2] -= before * 0.42 * (cloth[..., 2] - band[:, 2])
    cloth[1:] = on.cleared(on.cleared(cloth[1:], 0.009), 0.009)
    pole = cloth[-1].mean(axis=0) + xyz(0, 0, 0.001)
    front = np.arange(COLUMNS // 2 - 9, COLUMNS // 2 + 10)
    peak, hung = brim(
        band[front],
        lambda angle: 0.062 * np.sqrt(np.clip(1 - (angle / 1.19) ** 2, 0, 1)) + 0.0008,
        lambda angle, share: -share * 0.020 * np.sqrt(np.clip(1 - (angle / 1.19) ** 2, 0, 1)),
    )
    peak[..., 0] = hung[..., 0] + 0.6 * (peak[..., 0] - hung[..., 0])
    return hat(
        Entry(
            name="flat_cap", label="Flat cap", slot="head", layer=70,
            nouns=("flat cap", "newsboy cap", "baker boy cap", "cloth cap", "tweed cap", "paperboy cap"),
            tags=("work", "vintage", "country", "victorian", "male", "female", "child"),
            colours=(TWEED, GREY, BROWN, BLACK), second_colour=(0.22, 0.19, 0.15), fabric="wool",
        ),
        [
            crowned(band, cloth, {"shade": _gored, "height": _gores}, pole),
            sheet(peak, on.hang, anchors=hung, paint={"peak": 1.0}),
            sheet(ball(pole + xyz(0, 0, 0.005), (0.009, 0.009, 0.005)), on.hang, closed=True, paint={"peak": 1.0},
                  anchors=np.broadcast_to(on.crown, (4, 8, 3))),
        ],
        band, zone_colours={"peak": 0.78},
    )  # fmt: skip


def _gores(spots: Spots) -> np.ndarray:
    near = abs((spots.s * 8 + 0.5) % 1 - 0.5) / 8
    return 0.5 - 0.4 * (1 - smoothstep(near, 0.002, 0.007)) * (spots.t > 0.2)


def _gored(spots: Spots) -> np.ndarray:
    near = abs((spots.s * 8 + 0.5) % 1 - 0.5) / 8
    return hollow(spots) * (1 - 0.3 * (1 - smoothstep(near, 0.001, 0.004)) * (spots.t > 0.2))


def fur_hat() -> Piece:
    """A round hat of fur, a flap over each ear where it is longer."""
    on = skull()
    band = on.ring(on.brow + 0.018, on.ear - 0.006, 0.006, 64)
    steps = (
        (-0.004, 1.10), (0.004, 1.30), (0.022, 1.40), (0.046, 1.42), (0.070, 1.38), (0.086, 1.24), (0.091, 1.08),
        (0.096, 0.92), (0.108, 0.72), (0.114, 0.45), (0.116, 0.22),
    )  # fmt: skip
    fur, _ = risen(band, steps)
    turn = np.arange(64) * (2 * np.pi / 64)
    shaggy = smoothstep(np.arange(11), 0, 2) * (1 - smoothstep(np.arange(11), 5, 6.5))
    tuft = 0.05 * np.sin(23 * turn[None] + 2.1 * np.arange(11)[:, None] ** 1.3) * shaggy[:, None]
    middle = xyz(0.0, on.middle, 0)
    fur = fur + (fur - middle) * (1, 1, 0) * tuft[..., None]
    pole = xyz(0.0, on.middle, fur[-1, :, 2].mean() + 0.001)
    sheets = [crowned(band, fur, {"shade": _shaggy, "cloth": lambda spots: spots.t > 0.70, "height": _tufted}, pole)]
    return hat(
        Entry(
            name="fur_hat", label="Fur hat", slot="head", layer=70,
            nouns=("fur hat", "ushanka", "cossack hat", "papakha", "shtreimel", "fur cap", "trapper hat"),
            tags=("winter", "russian", "cossack", "traditional", "male", "female", "child"),
            colours=((0.30, 0.20, 0.12), (0.11, 0.10, 0.10), (0.50, 0.48, 0.46), (0.85, 0.82, 0.76)),
            second_colour=(0.24, 0.08, 0.08), fabric="fur",
        ),
        sheets, band, zone_colours={"cloth": 0.62}, roughness=0.9,
    )  # fmt: skip


def _shaggy(spots: Spots) -> np.ndarray:
    streak = np.sin(spots.s * 2 * np.pi * 90 + 5 * np.sin(spots.t * 30)) * np.sin(
        spots.s * 2 * np.pi * 31 + spots.t * 40
    )
    return hollow(spots) * (0.80 + 0.20 * streak)


def _tufted(spots: Spots) -> np.ndarray:
    return 0.5 + 0.4 * np.sin(spots.s * 2 * np.pi * 70 + 6 * np.sin(spots.t * 24)) * (spots.t < 0.75)


def skull_cap() -> Piece:
    """Close to the head, tied behind: of a surgeon, a swimmer; a coif."""
    on = skull()
    band = on.ring(on.brow + 0.012, on.ear - 0.010, 0.0045)
    dome, pole = on.dome(band, 9, 0.010, 0.017, 0.75, back=0.004)
    body = np.concatenate([inner(band, 0.02), dome])
    rows = np.array([dome[0] + (dome[0] - dome[0].mean(axis=0)) * 0.012 + xyz(0, 0, h) for h in (-0.001, 0.006, 0.018)])
    knot_at = band[0]
    sheets = [
        sheet(body, on.hang, closed=True, pole=pole, paint={"shade": hollow, "height": _gathered}),
        sheet(rows, on.hang, closed=True, paint={"hem": 1.0}),
    ]
    for sign in (1, -1):
        path = knot_at + np.array([(0, 0.006, 0.010), (sign * 0.022, 0.014, 0.0), (sign * 0.034, 0.010, -0.036)])
        tail = tube(np.array([path[0], path[1], (path[1] + path[2]) / 2, path[2]]), np.array([[0.003, 0.010]] * 4), 6)
        sheets.append(
            sheet(tail, on.hang, closed=True, anchors=np.broadcast_to(knot_at, tail.shape), paint={"hem": 1.0})
        )
    return hat(
        Entry(
            name="skull_cap", label="Close cap", slot="head", layer=70,
            nouns=("surgical cap", "scrub cap", "swimming cap", "bathing cap", "skull cap", "coif", "kufi"),
            tags=("surgeon", "hospital", "swimmer", "medieval", "male", "female", "child"),
            colours=((0.20, 0.52, 0.52), WHITE, NAVY, RED),
        ),
        sheets, band, zone_colours={"hem": 0.85},
    )  # fmt: skip


def _gathered(spots: Spots) -> np.ndarray:
    return 0.5 + 0.12 * np.sin(spots.s * 2 * np.pi * 20) * (1 - spots.t)


def mob_cap() -> Piece:
    """A full crown gathered over a wide frill: of a maid, a nurse, a bride of the land."""
    on = skull()
    band = on.ring(on.brow + 0.036, on.ear + 0.004, 0.006, 64)
    steps = (
        (0, 1.0), (0.008, 1.02), (0.020, 1.18), (0.040, 1.33), (0.062, 1.36), (0.084, 1.22), (0.098, 0.92),
        (0.106, 0.55), (0.108, 0.25),
    )  # fmt: skip
    cloth, _ = risen(band, steps)
    turn = np.arange(64) * (2 * np.pi / 64)
    middle = xyz(0.0, on.middle, 0)
    puff = smoothstep(np.arange(9), 1, 3.5)[:, None, None] * (0.035 * np.cos(16 * turn))[None, :, None]
    cloth = cloth + (cloth - middle) * (1, 1, 0) * puff
    cloth[2:] = on.cleared(cloth[2:], 0.008)
    frill, hung = brim(
        band, 0.046, lambda angle, share: share * (-0.020 + 0.010 * np.cos(12 * angle)), thick=0.002, rows=4
    )
    ribbon = np.array([band + (band - band.mean(axis=0)) * 0.03 + xyz(0, 0, h) for h in (-0.002, 0.007, 0.016)])
    return hat(
        Entry(
            name="mob_cap", label="Mob cap", slot="head", layer=70,
            nouns=("mob cap", "bonnet", "maid's cap", "nurse's cap", "lace cap", "peasant cap", "shower cap"),
            tags=("maid", "nurse", "victorian", "peasant", "granny", "female", "child"),
            colours=(WHITE, (0.90, 0.86, 0.76), (0.60, 0.70, 0.82)), second_colour=(0.30, 0.42, 0.62),
        ),
        [
            crowned(band, cloth, {"shade": _puffed}, cloth[-1].mean(axis=0), deep=0.02),
            sheet(frill, on.hang, closed=True, anchors=hung, paint={"shade": _pleated}),
            sheet(ribbon, on.hang, closed=True, paint={"ribbon": 1.0}),
        ],
        band, zone_colours={"ribbon": 0.9},
    )  # fmt: skip


def _puffed(spots: Spots) -> np.ndarray:
    return hollow(spots) * (1 - 0.18 * (0.5 - 0.5 * np.cos(spots.s * 32 * np.pi)) * smoothstep(spots.t, 0.2, 0.4))


def _pleated(spots: Spots) -> np.ndarray:
    return 0.80 + 0.20 * np.cos(spots.s * 24 * np.pi)


def fez() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.040, on.brow + 0.012, 0.007)
    steps = (
        (0, 1.0),
        (0.02, 0.985),
        (0.06, 0.93),
        (0.105, 0.86),
        (0.112, 0.85),
        (0.116, 0.80),
        (0.117, 0.5),
        (0.117, 0.2),
    )
    cloth, _ = risen(band, steps, 0.11)
    top = xyz(0.0, on.middle, cloth[-1, :, 2].mean() + 0.001)
    side = cloth[4, 14]
    cord = np.array(
        [top + xyz(0, 0, 0.006), (top + side) / 2 + xyz(0, 0, 0.006), side + (side - top) * 0.06 + xyz(0, 0, 0.004)]
    )
    fall = [cord[-1] + xyz(-0.004, 0, -drop) for drop in (0.02, 0.035, 0.05, 0.085)]
    path = np.concatenate([cord, fall])
    tassel = tube(path, np.array((0.002, 0.002, 0.002, 0.002, 0.008, 0.011, 0.014)), 8)
    return hat(
        Entry(
            name="fez", label="Fez", slot="head", layer=70,
            nouns=("fez", "tarboosh"), tags=("traditional", "turkish", "moroccan", "male"),
            colours=((0.52, 0.05, 0.08),), second_colour=BLACK, fabric="wool",
        ),
        [
            crowned(band, cloth, {"shade": hollow}, top, deep=0.02),
            sheet(tassel, on.hang, closed=True, anchors=np.broadcast_to(on.crown, tassel.shape), paint={"tassel": 1.0}),
        ],
        band, zone_colours={"tassel": None},
    )  # fmt: skip


def mortarboard() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.018, on.ear + 0.004, 0.007)
    dome, pole = on.dome(band, 6, 0.009, 0.018, 0.8)
    body = np.concatenate([inner(band, 0.02), dome])
    level = pole[2] + 0.003
    half, tilt = 0.132, 0.10
    corners = np.linspace(-1, 1, 5)
    grid = np.array([[(half * x, on.middle + half * -y, level + tilt * half * -y) for x in corners] for y in -corners])
    turn = np.pi / 4
    flat = grid - xyz(0, on.middle, 0)
    grid = np.stack(
        [flat[..., 0] * np.cos(turn) - flat[..., 1] * np.sin(turn),
         on.middle + flat[..., 0] * np.sin(turn) + flat[..., 1] * np.cos(turn), flat[..., 2]], 2)  # fmt: skip
    grid[..., 2] = level + 0.006 - 0.10 * (grid[..., 1] - on.middle) * -1
    board = slab(grid, 0.006)
    button = grid[2, 2] + xyz(0, 0, 0.004)
    edge = xyz(0.080, on.middle - 0.094, 0)
    edge[2] = level + 0.010 + 0.10 * (edge[1] - on.middle)
    path = np.array([button, (button + edge) / 2 + xyz(0, 0, 0.003), edge + xyz(0.006, -0.008, 0.001)])
    path = np.concatenate([path, [path[-1] + xyz(0.001, -0.001, -drop) for drop in (0.03, 0.06, 0.07, 0.12)]])
    tassel = tube(path, np.array((0.003, 0.003, 0.003, 0.003, 0.0035, 0.009, 0.013)), 8)
    at = np.broadcast_to(on.crown, board.shape)
    return hat(
        Entry(
            name="mortarboard", label="Mortarboard", slot="head", layer=70,
            nouns=("mortarboard", "graduation cap", "academic cap"),
            tags=("student", "graduate", "academic", "male", "female"),
            colours=(BLACK,), second_colour=(0.83, 0.65, 0.22),
        ),
        [
            sheet(body, on.hang, closed=True, pole=pole, paint={"shade": hollow}),
            sheet(board, on.hang, closed=True, anchors=at),
            sheet(ball(button, (0.010, 0.010, 0.004)), on.hang, closed=True,
                  anchors=at[:1, :1].repeat(4, 0).repeat(8, 1),
                  paint={"tassel": 1.0}),
            sheet(tassel, on.hang, closed=True, anchors=np.broadcast_to(on.crown, tassel.shape), paint={"tassel": 1.0}),
        ],
        band, zone_colours={"tassel": None},
    )  # fmt: skip


MAKERS = {
    "flat_cap": flat_cap,
    "fur_hat": fur_hat,
    "skull_cap": skull_cap,
    "mob_cap": mob_cap,
    "fez": fez,
    "mortarboard": mortarboard,
}
