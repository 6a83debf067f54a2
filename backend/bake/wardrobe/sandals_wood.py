"""Wooden sandals on two teeth."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .lasts import COLUMNS, lifted
from .shaping import tube, xyz
from .sheets import Hang, Sheet, Spots, facing, piece, sheet
from .shoes import last

_BOARD, _TOOTH = 0.016, 0.052
"""metres from the foot's sole down to the underside of the board, and to the ground"""


def geta() -> Piece:
    """A board, two teeth across it, and a thong from between the toes."""
    on = last()
    turn = (np.arange(COLUMNS) + 0.5) / COLUMNS * 2 * np.pi
    ends = np.array((on.at(0.0), on.at(1.0)))
    middle, half = ends.mean(), abs(ends[1] - ends[0]) / 2 + 0.008

    def square(value: np.ndarray) -> np.ndarray:
        return np.sign(value) * abs(value) ** 0.35

    outline = np.stack([on.middle - 0.048 * square(np.sin(turn)), middle + half * square(np.cos(turn))], axis=1)
    between = np.array((on.middle - 0.010, on.at(0.78), 0.020))

    def tooth(share: float) -> np.ndarray:
        """(R, C, 3) a block across under the board, the top first."""
        x = np.array((-1, -0.33, 0.33, 1, 1, 0.33, -0.33, -1.0)) * 0.046 + on.middle
        y = np.array((-1, -1, -1, -1, 1, 1, 1, 1.0)) * 0.011 + on.at(share)
        flat = np.stack([x, y], axis=1)
        centre = flat.mean(axis=0)
        rows = [(size, height) for size, height in ((0.02, -_TOOTH), (1.0, -_TOOTH), (1.0, -_BOARD + 0.002))]
        return np.array([np.column_stack([centre + (flat - centre) * size, np.full(8, h)]) for size, h in rows])

    def sheets(skin: Hang, level: Hang) -> list[Sheet]:
        found = on.sole(
            outline, lambda share: np.full(len(share), -_BOARD), level, top=0.003, out=0.002, paint={"shade": _grain}
        )
        inset = np.column_stack([outline, np.full(COLUMNS, 0.0025)])
        across = np.linspace(0, 1, 5)[None, :, None]
        bed = inset[: COLUMNS // 2, None] * (1 - across) + inset[::-1][: COLUMNS // 2, None] * across
        found.append(facing(sheet(bed, level, paint={"shade": _grain}), (0, 0, 1)))
        found += [sheet(tooth(share), level, closed=True, paint={"shade": 0.86}) for share in (0.28, 0.70)]
        for side in (-1, 1):
            own = np.flatnonzero((outline[:, 0] - on.middle) * side > 0)
            share = on.share(outline[own, 1])
            end = np.append(outline[own[np.abs(share - 0.40).argmin()]], 0.004)
            end[0] -= 0.006 * side
            top = 0.5 * (between + end) + xyz(0.006 * side, 0, 0.056)
            t = np.linspace(0, 1, 13)[:, None]
            path = (1 - t) ** 2 * between + 2 * t * (1 - t) * top + t**2 * end
            path = lifted(on.reference, on.left, path, 0.006)
            found.append(sheet(tube(path, 0.0068, 7), skin, closed=True, paint={"strap": 1.0}))
        return found

    return piece(
        on.reference,
        Entry(
            name="geta", label="Wooden sandals", slot="shoes", layer=45,
            nouns=("geta", "wooden sandals", "japanese sandals", "wooden clog sandals", "tengu sandals"),
            tags=("japanese", "geisha", "kimono", "sushi chef", "yukata", "male", "female", "child"),
            colours=((0.66, 0.46, 0.26), (0.30, 0.17, 0.10), (0.10, 0.08, 0.08)), second_colour=(0.62, 0.07, 0.09),
        ),
        on.both(sheets), spans=on.spans, side=192, roughness=0.5, zone_colours={"strap": None},
    )  # fmt: skip


def _grain(spots: Spots) -> np.ndarray:
    return 0.86 + 0.14 * np.sin(spots.x * 900 + 6 * np.sin(spots.y * 26))


MAKERS = {"geta": geta}
