"""The diver's mask: one oval glass before eyes and nose, in a rubber skirt, and a strap around the head."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...wear.piece import Entry, Piece
from .glasses import LENS, face_spans, hangs
from .goggles import head_strap
from .masks import face_of
from .shaping import tube, xyz
from .sheets import piece, sheet

_COLUMNS = 40
_GLASS = -0.181
"""metres, how far ahead the glass is; the tip of the nose is at -0.168"""


def diving_mask() -> Piece:
    face, front = face_of(), hangs()[0]
    turn = np.arange(_COLUMNS) * (2 * np.pi / _COLUMNS)
    cos, sin = np.cos(turn), np.sin(turn)
    across, up = (np.sign(v) * abs(v) ** 0.72 for v in (cos, sin))
    under_nose = 0.013 * np.exp(-((cos / 0.42) ** 4)) * (sin < 0)
    heights = LENS[1] + np.where(sin > 0, 0.035, 0.031) * up - under_nose
    on_face = np.array([face.around(np.array([angle]), np.array([[height]]), 0.0015)[0, 0]
                        for angle, height in zip(43.0 * across, heights, strict=True)])  # fmt: skip
    middle = on_face.mean(axis=0)
    lip = middle + (on_face - middle) * (1.07, 1.0, 1.05) + xyz(0, 0.001, 0)
    frame = middle + (on_face - middle) * (0.98, 0.0, 0.97)
    frame[:, 1] = _GLASS + 3.2 * frame[:, 0] ** 2
    share = np.array((0.0, 0.25, 0.6, 1.0))[:, None, None]
    skirt = np.concatenate([lip[None], on_face + (frame - on_face) * share * (1, 1, 1)])
    skirt[2:4] += (middle - skirt[2:4]) * (0.05, 0, 0.05)
    rim = tube(frame, np.array([[0.0050, 0.0056]] * _COLUMNS), 6, closed=True)
    centre = frame.mean(axis=0) * (1, 0, 1) + xyz(0, _GLASS, 0)
    glass = np.stack([centre + (frame - centre) * (k, 1, k) for k in (1.0, 0.7, 0.4)])
    glass[..., 1] = _GLASS + 3.2 * glass[..., 0] ** 2
    clear = {"glass": 1.0, "alpha": 0.30}
    made = piece(
        face.reference,
        Entry(
            name="diving_mask", label="Diving mask", slot="glasses", layer=60,
            nouns=("diving mask", "snorkel mask", "scuba mask", "dive mask"),
            tags=("diver", "snorkel", "sea", "swimmer", "male", "female", "child"),
            colours=((0.05, 0.05, 0.06), (0.10, 0.28, 0.55), (0.80, 0.62, 0.05)), second_colour=(0.07, 0.07, 0.08),
            fabric="rubber",
        ),
        [
            sheet(skirt, front, closed=True, paint={"skirt": 1.0, "shade": 0.9}),
            sheet(rim, front, closed=True),
            sheet(glass, front, closed=True, pole=centre, paint=clear),
            replace(head_strap(0.026), paint={"skirt": 1.0}),
        ],
        spans=face_spans(), bone="Head", side=128, roughness=0.25, double_sided=True,
        zone_colours={"skirt": None, "glass": (0.42, 0.60, 0.66)},
    )  # fmt: skip
    return replace(made, material=replace(made.material, alpha_mode="blend"))


MAKERS = {"diving_mask": diving_mask}
