"""Large headphones: a cup over each ear, a padded band over the head."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import BLACK, RED, WHITE
from .shaping import tube, xyz
from .sheets import Sheet, Spots, nearest, piece, sheet
from .skulls import skull


def headphones() -> Piece:
    on = skull()
    ears = on.reference.base[on.reference.region("ears")]
    left = ears[ears[:, 0] > 0]
    middle = left.mean(axis=0)
    side = float(left[:, 0].max()) + 0.004
    hang = nearest(on.reference, on.triangles)
    turn = np.linspace(0, np.pi, 33)
    radius, top = side + 0.022, on.top + 0.020
    low = middle[2] + 0.024
    arch = np.stack(
        [radius * np.cos(turn), np.full(33, middle[1] - 0.004), low + (top - low) * np.sin(turn) ** 0.75], 1
    )
    band = tube(arch, np.column_stack([np.full(33, 0.0065), np.full(33, 0.0150)]), 8)
    pad = tube(arch[9:24] - xyz(0, 0, 0.005), np.column_stack([np.full(15, 0.0090), np.full(15, 0.0165)]), 8)
    crown = np.array((0.0, middle[1], on.top))
    sheets = [
        sheet(band, hang, closed=True, anchors=np.broadcast_to(crown, band.shape), paint={"band": 1.0}),
        sheet(pad, hang, closed=True, anchors=np.broadcast_to(crown, pad.shape), paint={"pad": 1.0}),
    ]
    for sign in (1, -1):
        sheets += _cup(np.array((sign * (side - 0.012), middle[1] - 0.004, middle[2] + 0.002)), sign)
    made = piece(
        on.reference,
        Entry(
            name="headphones", label="Headphones", slot="ears", layer=72,
            nouns=("headphones", "headset", "ear defenders", "earphones", "ear muffs", "gaming headset"),
            tags=("dj", "gamer", "music", "pilot", "ground crew", "shooter", "male", "female", "child"),
            colours=(BLACK, RED, WHITE, (0.12, 0.30, 0.66)), second_colour=(0.60, 0.61, 0.63), fabric="rubber",
        ),
        sheets, spans=on.spans, bone="Head", side=160, roughness=0.4,
        zone_colours={"band": 0.8, "pad": (0.10, 0.10, 0.11), "ring": None},
    )  # fmt: skip
    return replace(made, stand_off=0.003)


def _cup(at: np.ndarray, sign: int) -> list[Sheet]:
    """Around one ear: a soft ring against the head, a hard shell outside."""
    on = skull()
    hang = nearest(on.reference, on.triangles)
    turn = np.arange(28) * (2 * np.pi / 28)
    around = np.stack([np.zeros(28), 0.86 * np.cos(turn), np.sin(turn)], axis=1)
    way = xyz(sign, 0, 0)
    steps = ((0.000, 0.020), (-0.002, 0.034), (0.004, 0.045), (0.016, 0.046), (0.020, 0.042), (0.024, 0.043),
             (0.040, 0.040), (0.047, 0.030), (0.049, 0.014))  # fmt: skip
    rows = np.array([at + way * out + size * around for out, size in steps])
    rows = rows if sign > 0 else rows[:, ::-1]
    held = np.broadcast_to(at, rows.shape)
    shell = sheet(rows, hang, closed=True, pole=at + way * 0.0492, anchors=held, paint={"pad": _soft, "ring": _ring})
    return [shell]


def _soft(spots: Spots) -> np.ndarray:
    return spots.t < 0.52


def _ring(spots: Spots) -> np.ndarray:
    return (spots.t > 0.78) & (spots.t < 0.88)


MAKERS = {"headphones": headphones}
