"""A shirt or jumper that is tied around the waist by its sleeves and hangs behind."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .shaping import moved_by, ring, smoothstep, triangles_of, tube, xyz
from .sheets import Spots, facing, nearest, piece, sheet
from .trunks import trunk
from .wraps import as_skirts_hang, wound

_FALL = 0.40
"""metres that it hangs down behind"""
_HALF = 1.95
"""radians from the spine to where its sides hang"""


def tied_jumper() -> Piece:
    on = trunk()
    skin = triangles_of(
        on.reference, moved_by(on.reference, "Hips", "Spine*", "LeftUpLeg", "RightUpLeg", "LeftLeg", "RightLeg")
    )
    low, high = on.hip + 0.062, on.hip + 0.112
    roll = wound(on, low, high, 0.006, 0.016, 0.010, 6)
    hang = nearest(on.reference, skin)
    falling = as_skirts_hang(skin)
    front = roll[3, int(np.argmin(roll[3, :, 1]))]
    way = xyz(0, -1.0, 0)
    knot = tube(front + way * 0.016 + np.linspace(0.034, -0.034, 7)[:, None] * xyz(0.25, 0, 1.0),
                np.array((0.012, 0.028, 0.034, 0.030, 0.034, 0.028, 0.012)), 12)  # fmt: skip
    sheets = [
        sheet(roll, hang, closed=True, paint={"shade": _rolled, "height": _rolled}),
        sheet(knot, hang, closed=True, anchors=np.broadcast_to(front, knot.shape), paint={"shade": 0.86}),
    ]
    for sign, long in ((1, 0.33), (-1, 0.28)):
        down = np.linspace(0, 1, 10)
        line = front + np.stack(
            [sign * (0.012 + 0.075 * down**0.8), -0.020 - 0.024 * np.sin(np.pi * down) - 0.012 * down, -long * down], 1
        )
        flat = np.stack([np.interp(down, (0, 0.15, 0.8, 1), (0.022, 0.034, 0.036, 0.030)),
                         np.interp(down, (0, 0.15, 0.8, 1), (0.018, 0.018, 0.016, 0.012))], axis=1)  # fmt: skip
        sleeve = tube(line, flat, 12)
        sheets.append(sheet(sleeve, falling, closed=True, anchors=_near(front, line, sleeve), paint={"cuffs": _cuffs}))
    sheets.append(facing(sheet(_behind(skin, high), falling, paint={"shade": _seams}), (0, 1, 0)))
    return piece(
        on.reference,
        Entry(
            name="tied_jumper", label="Shirt tied around the waist", slot="waist", layer=54,
            nouns=("shirt around the waist", "jumper around the waist", "flannel around the waist", "tied jumper"),
            tags=("grunge", "nineties", "teenager", "casual", "hiking", "male", "female", "child"),
            colours=((0.62, 0.13, 0.13), (0.20, 0.32, 0.52), (0.30, 0.36, 0.26), (0.55, 0.56, 0.58)),
            second_colour=(0.10, 0.10, 0.11),
        ),
        sheets, spans=on.spans, side=320, stand_off=0.005, double_sided=True, zone_colours={"cuffs": 0.8},
    )  # fmt: skip


def _near(front: np.ndarray, line: np.ndarray, sleeve: np.ndarray) -> np.ndarray:
    """Where a sleeve hangs: straight below the knot, at most to the middle of the thigh."""
    held = np.broadcast_to(line[:, None], sleeve.shape).copy()
    held[..., 2] = np.maximum(held[..., 2], front[2] - 0.22)
    return held


def _behind(skin: np.ndarray, high: float) -> np.ndarray:
    """(R, C, 3) the back of the garment, from its lower hem up to the waist, in folds."""
    on = trunk()
    share = np.linspace(-1, 1, 41)
    rows, before = [], None
    for down in np.linspace(0, 1, 18):
        z = high - 0.012 - _FALL * down
        loop = ring(on.reference, skin, (0, 0, z), (0, 0, 1.0), (0, 1.0, 0), 240, 0.020, "arc")
        turn = np.arctan2(loop[:, 0], loop[:, 1])
        order = np.argsort(turn)
        at = share * (_HALF - 0.30 * down)
        row = np.stack([np.interp(at, turn[order], loop[order, axis], period=2 * np.pi) for axis in (0, 1)], axis=1)
        if before is not None:  # it falls straight from what stands out farthest
            far, near = np.linalg.norm(before, axis=1), np.linalg.norm(row, axis=1)
            row = row * np.maximum(1.0, far / near * (1 - 0.15 * down / 18))[:, None]
        before = row.copy()
        fold = 0.012 * smoothstep(down, 0.02, 0.6) * (0.5 + 0.5 * np.cos(share * 15 + 0.6 * np.sin(share * 4)))
        row = row * (1 + fold / np.linalg.norm(row, axis=1))[:, None]
        rows.append(np.column_stack([row, np.full(len(row), z) + 0.018 * np.cos(share * 2.2) * down]))
    return np.array(rows)[::-1]


def _rolled(spots: Spots) -> np.ndarray:
    return 0.62 + 0.38 * np.cos(spots.t * 3 * np.pi + 2.5 * np.sin(spots.s * 4 * np.pi)) ** 2


def _cuffs(spots: Spots) -> np.ndarray:
    return spots.t > 0.86


def _seams(spots: Spots) -> np.ndarray:
    hem = np.exp(-(((spots.t - 0.06) / 0.012) ** 2))
    return 1 - 0.3 * hem - 0.25 * smoothstep(spots.t, 0.86, 1.0)


MAKERS = {"tied_jumper": tied_jumper}
