"""Capes with a collar that stands up high behind the head, and with a hood that lies on the back."""

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


def _lowered_hood() -> Sheet:
    """Laid back on the shoulders: a roll round the neck that hangs as a pouch, pointed, between the shoulder blades."""
    on = trunk()
    neck = float(on.joint["Neck"][2])
    turn = np.linspace(2.30, -2.30, COLUMNS)
    behind = ((1 + np.cos(turn)) / 2) ** 1.5
    aside = np.abs(turn) / 2.30
    foot = np.stack([0.080 * np.sin(turn), 0.012 + 0.078 * np.cos(turn), neck + 0.016 + 0.020 * np.cos(turn)], axis=1)
    away = np.stack([np.sin(turn), np.cos(turn), np.zeros(COLUMNS)], axis=1)
    # of the cut through the cloth: how far out, how far up, and how much further down behind
    cut = np.array(
        [(0.0, 0.0, 0.0), (0.010, 0.026, 0.0), (0.032, 0.036, 0.0), (0.056, 0.022, 0.0), (0.070, -0.014, 0.030),
         (0.072, -0.046, 0.090), (0.060, -0.070, 0.150), (0.036, -0.080, 0.190)]
    )  # fmt: skip
    fine = np.linspace(0, len(cut) - 1, 17)
    out, up, down = (np.interp(fine, np.arange(len(cut)), cut[:, k])[:, None] for k in range(3))
    narrow = 1 - 0.55 * smoothstep(aside, 0.6, 1.0)
    folded = 1 + 0.10 * np.cos(5 * turn) * smoothstep(out, 0.03, 0.06)
    rows = foot + away * (out * (0.75 + 0.45 * behind) * narrow * folded)[..., None]
    rows[..., 2] += up * (0.8 + 0.4 * behind) * narrow - down * behind
    rows[..., 0] *= 1 - 0.45 * (down / 0.19) * behind
    for _ in range(3):
        rows[1:-1, 1:-1] = 0.5 * rows[1:-1, 1:-1] + 0.125 * (
            rows[:-2, 1:-1] + rows[2:, 1:-1] + rows[1:-1, :-2] + rows[1:-1, 2:]
        )
    rows = on.cleared(rows, 0.026)
    hung = np.broadcast_to(foot, rows.shape)
    return sheet(rows[:, ::-1], on.upper_hang, anchors=hung[:, ::-1], paint={"shade": _folded})


def _folded(spots: Spots) -> np.ndarray:
    return 0.94 + 0.06 * np.cos(spots.s * 2 * np.pi * 6)


def hooded_cloak() -> Piece:
    on = trunk()
    return piece(
        on.reference,
        Entry(
            name="hooded_cloak", label="Cloak with the hood down", slot="back", layer=60,
            nouns=("hooded cloak", "hooded cape", "cloak with a hood", "travelling cloak", "ranger's cloak"),
            tags=("fantasy", "medieval", "elf", "ranger", "wizard", "male", "female", "child"),
            colours=((0.20, 0.30, 0.18), (0.30, 0.24, 0.18), (0.15, 0.18, 0.30)), fabric="wool",
        ),
        [*cloak(hemmed), _lowered_hood()], spans=on.spans, side=256, stand_off=0.006, double_sided=True,
        zone_colours={"metal": (0.80, 0.64, 0.24), "trim": 0.7},
    )  # fmt: skip


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


MAKERS = {"high_collar_cape": high_collar_cape, "hooded_cloak": hooded_cloak}
