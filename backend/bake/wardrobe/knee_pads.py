"""Pads on the knees, on a sleeve of cloth."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .reference import reference
from .shaping import moved_by, ring, smoothstep, triangles_of, xyz
from .sheets import Spots, mirrored, nearest, piece, sheet
from .tailor.ground import ground
from .trunks import trunk

COLUMNS = 40


def knee_pads() -> Piece:
    on, knee = reference(), ground().joint["LeftLeg"]
    up = ground().joint["LeftUpLeg"] - ground().joint["LeftFoot"]
    up /= np.linalg.norm(up)
    skin = {side: triangles_of(on, moved_by(on, f"{side}UpLeg", f"{side}Leg", least=0.6)) for side in ("Left", "Right")}
    rows = []
    for level in np.linspace(-0.085, 0.080, 11):
        edge = smoothstep(abs(level), 0.085, 0.070)
        loop = ring(on, skin["Left"], knee + up * level, up, (0, 1.0, 0), COLUMNS, 0.004 + 0.003 * float(edge))
        ahead = smoothstep(-(loop - loop.mean(axis=0))[:, 1] / 0.06, 0.30, 0.75)
        bulge = 0.026 * ahead * smoothstep(abs(level), 0.074, 0.055) * (1 - 0.35 * (level / 0.07) ** 2)
        rows.append(loop + xyz(0, -1.0, 0) * bulge[:, None])
    body = np.array(rows)
    inside = body[[0, -1]] - 0.0035 * (body[[0, -1]] - body[[0, -1]].mean(axis=1, keepdims=True)) / 0.06
    body = np.concatenate([inside[:1], body, inside[1:]])
    left = sheet(body, nearest(on, skin["Left"]), closed=True, paint={"pad": _pad, "shade": _creased})
    return piece(
        on,
        Entry(
            name="knee_pads", label="Knee pads", slot="legs", layer=46,
            nouns=("knee pads", "kneepads", "knee guards", "knee protectors"),
            tags=("sport", "skater", "volleyball", "work", "tactical", "male", "female", "child"),
            colours=((0.10, 0.10, 0.11), (0.20, 0.22, 0.26)), second_colour=(0.34, 0.35, 0.38), fabric="rubber",
        ),
        [left, mirrored(left, nearest(on, skin["Right"]))],
        spans=trunk().spans, side=192, stand_off=0.004, roughness=0.6, zone_colours={"pad": None},
    )  # fmt: skip


def _pad(spots: Spots) -> np.ndarray:
    across, along = abs(spots.s - 0.5), abs(spots.t - 0.5)
    return (np.maximum(across / 0.155, along / 0.34) < 1) & ~((across > 0.10) & (along > 0.26))


def _creased(spots: Spots) -> np.ndarray:
    across, along = abs(spots.s - 0.5), spots.t
    groove = np.exp(-((((along - 0.5) * 6) % 1 - 0.5) ** 2) / 0.006) * (across < 0.13) * (abs(along - 0.5) < 0.3)
    rim = np.exp(-(((np.maximum(across / 0.155, abs(along - 0.5) / 0.34) - 1) / 0.06) ** 2))
    return 1 - 0.35 * groove - 0.5 * rim


MAKERS = {"knee_pads": knee_pads}
