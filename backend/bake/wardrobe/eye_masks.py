"""A mask around the eyes: the domino of balls, thieves and heroes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...wear.bind import nearest_places
from ...wear.piece import Entry, Piece
from .glasses import face_spans
from .masks import eased, face_of, outside
from .sheets import Spots, piece, sheet
from .skulls import skull

_WIDE = 78.0
"""degrees from the middle of the face to its ends"""


def eye_mask() -> Piece:
    face, on = face_of(), skull().reference
    base = np.nan_to_num(on.base)
    eye = on.base[on.region("eye_left")].mean(axis=0)
    angles = np.linspace(-_WIDE, _WIDE, 61)
    heights = np.broadcast_to(np.linspace(eye[2] - 0.036, eye[2] + 0.038, 25)[:, None], (25, 61))
    rows = face.around(angles, heights, 0.004)
    corners, weights = nearest_places(rows.reshape(-1, 3), base, face.triangles)[:2]
    on_skin = (base[corners] * weights[..., None]).sum(axis=1).reshape(rows.shape)
    rows = outside(face, eased(0.35 * rows + 0.65 * on_skin, 4), 0.0035)

    def cut(spots: Spots) -> np.ndarray:
        """Its outline, and openings for the eyes."""
        x, z = np.abs(spots.x), spots.z - eye[2]
        out = np.clip((x - 0.010) / 0.062, 0, 1)
        top = 0.019 + 0.015 * np.sin(np.pi * out) + 0.006 * out - 0.010 * np.exp(-((x / 0.010) ** 2))
        low = -0.006 - 0.022 * np.sin(np.pi * np.clip((x - 0.004) / 0.072, 0, 1)) ** 0.8
        ends = x < 0.073
        turned = (z - 0.10 * (x - eye[0])) / 0.0125
        hole = ((x - eye[0]) / 0.0215) ** 2 + turned**2 < 1
        return (z < top) & (z > low) & ends & ~hole

    made = piece(
        on,
        Entry(
            name="eye_mask", label="Eye mask", slot="face", layer=59,
            nouns=("eye mask", "domino mask", "masquerade mask", "half mask", "bandit eye mask"),
            tags=("superhero", "masquerade", "carnival", "thief", "venetian", "male", "female", "child"),
            colours=((0.06, 0.06, 0.065), (0.62, 0.08, 0.10), (0.78, 0.62, 0.24), (0.12, 0.35, 0.20)),
        ),
        [sheet(rows, face.hang, paint={"alpha": cut})],
        spans=face_spans(), bone="Head", side=384, double_sided=True, roughness=0.45,
    )  # fmt: skip
    return replace(made, material=replace(made.material, alpha_mode="mask", alpha_cutoff=0.5))


MAKERS = {"eye_mask": eye_mask}
