"""A cape whose collar stands up high behind the head."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .backs import cloak, hemmed
from .shaping import slab, smoothstep, xyz
from .sheets import Sheet, Spots, piece, sheet
from .trunks import trunk

COLUMNS = 33


def _collar() -> Sheet:
    """From the neck up and out, open in front, pointed at both ends; lined in the second colour."""
    on = trunk()
    neck = float(on.joint["Neck"][2])
    turn = np.linspace(2.25, -2.25, COLUMNS)
    aside = np.abs(turn) / 2.25
    behind = np.cos(turn)
    foot = np.stack([0.082 * np.sin(turn), 0.012 + 0.080 * behind, neck + 0.014 + 0.022 * behind], axis=1)
    high = 0.150 + 0.050 * smoothstep(aside, 0.55, 0.85) - 0.120 * smoothstep(aside, 0.88, 1.0)
    out = np.stack([0.085 * np.sin(turn), 0.050 * behind + 0.030 * aside - 0.055 * aside**2, np.zeros(COLUMNS)], axis=1)
    share = np.linspace(0, 1, 9)[:, None, None]
    rows = foot + out * share**1.3 + xyz(0, 0, 1.0) * high[:, None] * share
    made = slab(rows, 0.004)
    hung = np.concatenate([foot, foot[::-1]])
    return sheet(made, on.upper_hang, closed=True, anchors=np.broadcast_to(hung, made.shape),
                 paint={"lining": _inside, "shade": _ribbed})  # fmt: skip


def _inside(spots: Spots) -> np.ndarray:
    return (spots.s > 0.5) * 1.0


def _ribbed(spots: Spots) -> np.ndarray:
    along = 1 - abs(2 * spots.s - 1)
    return 0.90 + 0.10 * np.cos(along * 2 * np.pi * 8)


def high_collar_cape() -> Piece:
    on = trunk()
    return piece(
        on.reference,
        Entry(
            name="high_collar_cape", label="Cape with a high collar", slot="back", layer=60,
            nouns=("high collared cape", "vampire cape", "dracula cape", "cape with a high collar", "opera cape"),
            tags=("vampire", "count", "villain", "sorcerer", "queen", "male", "female", "child"),
            colours=((0.06, 0.055, 0.06), (0.30, 0.05, 0.10), (0.14, 0.10, 0.26)), second_colour=(0.52, 0.03, 0.05),
            fabric="silk",
        ),
        [*cloak(hemmed), _collar()], spans=on.spans, side=256, stand_off=0.006, double_sided=True,
        zone_colours={"metal": (0.80, 0.64, 0.24), "trim": 0.85, "lining": None},
    )  # fmt: skip


MAKERS = {"high_collar_cape": high_collar_cape}
