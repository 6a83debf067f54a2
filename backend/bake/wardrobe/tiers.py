"""A long skirt of flounces, tier below tier."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .tailor import features, folds
from .tailor.canvas import Canvas
from .tailor.finish import piece
from .tailor.ground import ground, smooth
from .tailor.skirt import dropped, free_skirt, shaped, skirt, under

TIERS, ROWS = 5, 4
"""and rows of vertices in each"""


def tiered_skirt() -> Piece:
    g, hem, columns = ground(gender=1.0), 0.10, 96
    made = skirt(g, hem, TIERS * ROWS + 1, columns)
    share = made.fall / made.fall.max() * TIERS
    step = np.where(share >= TIERS, 1.0, share % 1.0)
    wave = np.cos(made.turn * 20 + 1.3 * np.floor(share.clip(0, TIERS - 0.01)))
    out = smooth(made.fall, 0.02, 0.10) * (0.004 + step * (0.036 + 0.009 * wave))
    points = shaped(made, 0.008, 0.16, start=0.06) + made.normals * out[..., None]
    cloth, upper, lower, top = free_skirt(made, points)

    def paint(c: Canvas) -> None:
        folds.soft(c, 0.6)
        folds.inner_shade(c)
        p = c.of(cloth.points)
        fall = (top - p[..., 2]) / (top - hem) * TIERS
        tier = (fall % 1.0) * (fall > 0.1) * (fall < TIERS)
        skirt_only = c.outer * (fall > 0.3)
        c.shade *= 1 - 0.55 * skirt_only * smooth(tier, 0.26, 0.0)
        c.zone("trim", skirt_only * smooth(tier, 0.74, 0.78) * smooth(tier, 1.0, 0.97))
        features.band_line(c, upper, 0.03)
        folds.border_stitches(c, lower, (0.02,), 0.0006)

    entry = Entry(
        name="tiered_skirt", label="Tiered skirt", slot="bottom", layer=20,
        nouns=("tiered skirt", "flounced skirt", "ruffled skirt", "frilled skirt", "skirt of flounces", "gypsy skirt"),
        tags=("folk", "gypsy", "flamenco", "minoan", "ancient", "boho", "female", "child"),
        colours=((0.60, 0.22, 0.16), (0.20, 0.32, 0.44), (0.70, 0.52, 0.22), (0.90, 0.87, 0.80)),
        second_colour=(0.92, 0.88, 0.78),
    )  # fmt: skip
    sizes = dropped(cloth, top, hem, 0.04, 0.30)
    return piece(cloth, entry, under(g, top, hem), paint, [[0, 1]], {"trim": None, "stitches": 0.85}, sizes)


MAKERS = {"tiered_skirt": tiered_skirt}
