"""The frock coat of the nineteenth century: close at the waist, two rows of buttons, a full skirt to the knee."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .coats import coat, coat_folds
from .tailor import features
from .tailor.canvas import Canvas
from .tailor.finish import SIZE
from .tailor.gown import gown_piece
from .tailor.ground import ground


def frock_coat() -> Piece:
    g = ground()
    made, edge = coat(g.knee_height + 0.015, 0.008, 0.066, 0.20, waist=0.001, slope=0.03, flare=0.085)
    foot = g.throat - 0.20

    def paint(c: Canvas) -> None:
        coat_folds(c, made)
        features.opening(c, 0.0, foot + 0.03, lap=0.045)
        features.shadow_of(c, edge, (0, 1), (6,))
        p = c.of(made.cloth.points)
        c.zone("silk", c.panel(6) * 1.0)
        for inward, z in zip((0.020, 0.010, 0.0, 0.0), np.linspace(foot - 0.005, made.top + 0.02, 4), strict=True):
            for x in (-0.048 - inward, 0.048 + inward):
                features.buttons(c, x, np.array((z,)), 0.011)
        seam = np.exp(-(((p[..., 2] - made.top) / 0.003) ** 2))
        c.shade *= 1 - 0.35 * seam

    entry = Entry(
        name="frock_coat",
        label="Frock coat",
        slot="outer",
        layer=50,
        nouns=("frock coat", "prince albert coat", "victorian coat", "morning dress", "waisted coat", "redingote"),
        tags=("victorian", "formal", "historic", "gentleman", "undertaker", "steampunk", "preacher", "male", "female"),
        colours=((0.12, 0.12, 0.13), (0.26, 0.27, 0.30), (0.28, 0.11, 0.13), (0.12, 0.16, 0.28)),
        fabric="wool",
    )
    zones = {"buttons": (0.42, 0.36, 0.26), "silk": 0.72}
    return gown_piece(made, entry, paint, zones, 0.15, 0.20, size=SIZE)


MAKERS = {"frock_coat": frock_coat}
