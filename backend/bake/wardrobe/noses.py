"""The red ball on a clown's nose."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .glasses import face_spans
from .masks import face_of
from .shaping import xyz
from .sheets import Spots, nearest, piece, sheet
from .skulls import ball


def red_nose() -> Piece:
    face = face_of()
    points = face.reference.base[np.unique(face.triangles)]
    middle = points[(abs(points[:, 0]) < 0.012) & (points[:, 2] > 1.56) & (points[:, 2] < 1.61)]
    tip = middle[middle[:, 1].argmin()] * (0, 1, 1)
    made = ball(tip + xyz(0, -0.001, -0.001), (0.0215, 0.0200, 0.0205), 10, 18)
    return piece(
        face.reference,
        Entry(
            name="red_nose", label="Red nose", slot="face", layer=58,
            nouns=("red nose", "clown nose", "ball nose", "red ball nose", "foam nose"),
            tags=("clown", "circus", "pierrot", "reindeer", "male", "female", "child"),
            colours=((0.78, 0.06, 0.07), (0.90, 0.45, 0.08), (0.10, 0.10, 0.11)),
        ),
        [sheet(made, nearest(face.reference, face.triangles), closed=True,
               anchors=np.broadcast_to(tip, made.shape), paint={"gleam": _gleam})],
        spans=face_spans(), bone="Head", side=64, roughness=0.35, zone_colours={"gleam": (0.98, 0.86, 0.84)},
    )  # fmt: skip


def _gleam(spots: Spots) -> np.ndarray:
    return 0.7 * (np.hypot(spots.x + 0.007, spots.z - spots.z.mean() - 0.009) < 0.0040) * (spots.y < spots.y.mean())


MAKERS = {"red_nose": red_nose}
