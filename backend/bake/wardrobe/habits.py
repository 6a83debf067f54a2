"""What a nun wears on her head: white linen around face and throat, and over it a dark veil down the back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...wear.piece import Entry, Piece
from .bridal import falling
from .headscarves import HIJAB
from .over_head import covered, laid
from .ruffs import WHITE
from .shaping import moved_by, triangles_of, xyz
from .sheets import Spots, nearest, piece, sheet
from .skulls import skull
from .trunks import trunk

_WIMPLE = replace(
    HIJAB,
    hem=((0, 0.190, -0.215), (0.070, 0.188, -0.205), (0.122, 0.155, -0.175), (0.140, 0.100, -0.172),
         (0.138, 0.055, -0.188), (0.118, 0.000, -0.235), (0.075, -0.035, -0.262), (0.035, -0.050, -0.272),
         (0.0, -0.053, -0.275)),
    fold=0.003,
)  # fmt: skip
_LOW, _OFF = 1.02, 0.007


def habit_veil() -> Piece:
    on, body = skull(), trunk()
    bones = ("Head", "Spine*", "Neck", "LeftShoulder", "RightShoulder")
    hang = nearest(on.reference, triangles_of(body.reference, moved_by(body.reference, *bones)))
    wimple = replace(laid(_WIMPLE, rows=49, columns=22), paint={"wimple": 1.0, "shade": _linen})
    fall = falling(_LOW, _OFF)
    held = fall * (1, 1, 0) + xyz(0, 0, 1.0) * np.maximum(fall[..., 2:], 1.05)
    veil = sheet(fall, hang, anchors=held, paint={"wimple": _lined, "shade": _falls})
    return piece(
        on.reference,
        Entry(
            name="habit_veil", label="Nun's veil and wimple", slot="head", layer=70,
            nouns=("nun's veil", "habit veil", "veil and wimple", "wimple and veil", "cornette", "nun's headdress"),
            tags=("nun", "convent", "abbess", "medieval", "faith", "female"),
            colours=((0.09, 0.09, 0.10), (0.24, 0.16, 0.10), (0.16, 0.22, 0.38)), second_colour=WHITE, fabric="cotton",
        ),
        [wimple, veil],
        hides=covered(1.47), double_sided=True, stand_off=0.004, spans=body.spans, side=320, roughness=0.85,
        zone_colours={"wimple": None},
    )  # fmt: skip


def _linen(spots: Spots) -> np.ndarray:
    return 0.90 + 0.10 * np.cos(spots.t * 2 * np.pi * 3)


def _lined(spots: Spots) -> np.ndarray:
    """A white border along its edge around the face."""
    high = spots.z > 1.46
    return ((spots.s < 0.045) | (spots.s > 0.955)) & high


def _falls(spots: Spots) -> np.ndarray:
    return 0.86 + 0.14 * np.cos(spots.s * 2 * np.pi * 9)


MAKERS = {"habit_veil": habit_veil}
