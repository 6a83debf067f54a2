"""Around the upper arms: bands of gold."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .jewellery import GOLD
from .reference import reference
from .shaping import hugging, moved_by, ring, triangles_of
from .sheets import Spots, mirrored, nearest, piece, sheet
from .tailor.ground import ground
from .trunks import trunk

COLUMNS = 36
_PROFILE = ((-0.017, 0.0008), (-0.0185, 0.0045), (-0.0155, 0.0065), (-0.0125, 0.0045), (-0.006, 0.0056), (0.0, 0.0062),
            (0.006, 0.0056), (0.0125, 0.0045), (0.0155, 0.0065), (0.0185, 0.0045), (0.017, 0.0008))  # fmt: skip
"""metres along the arm, and off the skin: a rim, a rounded face, a rim"""


def armlets() -> Piece:
    on, joint = reference(), ground().joint
    shoulder, elbow = joint["LeftArm"], joint["LeftForeArm"]
    up = (shoulder - elbow) / np.linalg.norm(shoulder - elbow)
    skin = {side: triangles_of(on, moved_by(on, f"{side}Arm", f"{side}ForeArm")) for side in ("Left", "Right")}
    middle = elbow + 0.46 * (shoulder - elbow)
    rows = []
    for along, off in _PROFILE:
        loop = ring(on, skin["Left"], middle + up * along, up, (0, 0, 1.0), COLUMNS, off)
        rows.append(hugging(on, skin["Left"], loop, off + 0.001))
    left = sheet(np.array(rows), nearest(on, skin["Left"]), closed=True, paint={"shade": _chased, "height": _chased})
    return piece(
        on,
        Entry(
            name="armlets", label="Armlets", slot="hands", layer=54,
            nouns=("armlets", "armlet", "arm bands", "gold armbands", "upper arm bands", "arm cuffs"),
            tags=("jewellery", "egyptian", "barbarian", "dancer", "goddess", "fantasy", "female", "male", "child"),
            colours=(GOLD, (0.78, 0.78, 0.80)), fabric="metal",
        ),
        [left, mirrored(left, nearest(on, skin["Right"]))],
        side=128, stand_off=0.003, spans=trunk().spans, roughness=0.25,
    )  # fmt: skip


def _chased(spots: Spots) -> np.ndarray:
    """Lines beside the rims, and a row of lozenges between them."""
    face = abs(spots.t - 0.5) < 0.20
    lozenge = abs((spots.s * 18) % 1 - 0.5) + abs(spots.t - 0.5) * 2.2
    return 1 - 0.45 * (face & (abs(lozenge - 0.38) < 0.07)) - 0.35 * (abs(abs(spots.t - 0.5) - 0.25) < 0.025)


MAKERS = {"armlets": armlets}
