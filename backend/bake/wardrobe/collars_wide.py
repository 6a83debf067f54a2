"""A broad collar that lies flat over the shoulders, its edge of lace."""

from __future__ import annotations

import numpy as np

from ...wear.bind import nearest_places
from ...wear.piece import Entry, Piece
from .jewellery import strand
from .shaping import smoothstep, xyz
from .sheets import Spots, piece, sheet
from .trunks import trunk


def wide_collar() -> Piece:
    on = trunk()
    rows = [strand(drop, wide, 0.010, 80) for drop, wide in
            ((0.006, 0.072), (0.030, 0.088), (0.058, 0.106), (0.086, 0.126), (0.104, 0.140))]  # fmt: skip
    for k, row in enumerate(rows):  # it lies down the back too
        back = smoothstep(row[:, 1], -0.02, 0.05)
        row += xyz(0, 0.010 * k, -0.022 * k) * back[:, None]
    scallop = abs(np.sin(np.arange(80) / 80 * np.pi * 20))
    rows[-1] = rows[-1] + (rows[-1] - rows[-2]) * (0.5 * scallop[:, None])
    rows = [_lying(row) for row in rows]
    split = np.exp(-(((np.arange(80) - 40) / 2.0) ** 2))  # two halves that meet in front
    outer = np.array(rows[::-1])
    outer[:3, :, 2] += split * np.array((0.060, 0.040, 0.014))[:, None]
    out = on.cleared(outer, 0.014, on.upper)
    body = np.concatenate([outer[:1], out, outer[-1:]])
    return piece(
        on.reference,
        Entry(
            name="wide_collar", label="Broad collar of lace", slot="neck", layer=57,
            nouns=("lace collar", "wide collar", "falling collar", "puritan collar", "pilgrim collar"),
            tags=("puritan", "pilgrim", "cavalier", "page", "baroque", "victorian", "male", "female", "child"),
            colours=((0.94, 0.93, 0.90), (0.88, 0.82, 0.68), (0.10, 0.10, 0.11)), second_colour=(0.94, 0.93, 0.90),
        ),
        [sheet(body, on.upper_hang, closed=True, paint={"shade": _lace, "height": _lace})],
        spans=on.spans, stand_off=0.005, side=320, roughness=0.85, double_sided=True,
    )  # fmt: skip


def _lying(row: np.ndarray) -> np.ndarray:
    """A line (C, 3) that lies down on the shoulders where it stands off them."""
    on = trunk()
    for _ in range(3):
        near = nearest_places(row, np.nan_to_num(on.reference.base), on.upper)[2]
        away = row - near
        far = np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-9)
        row = near + away / far * np.minimum(far, 0.011)
        row = (np.roll(row, 1, axis=0) + 4 * row + np.roll(row, -1, axis=0)) / 6
    return on.cleared(row, 0.009, on.upper)


def _lace(spots: Spots) -> np.ndarray:
    edge = 1 - smoothstep(spots.t, 0.36, 0.40)
    eyelets = np.hypot((spots.s * 60) % 1 - 0.5, ((spots.t - 0.16) * 14) % 1 - 0.5) < 0.26
    line = abs(spots.t - 0.40) < 0.012
    return 1 - 0.42 * edge * eyelets - 0.25 * line


MAKERS = {"wide_collar": wide_collar}
