"""A beekeeper's hat: straw, with a net that hangs from the brim to the shoulders."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import STRAW, crowned, hat, hollow, ribboned, risen, under_brim
from .shaping import smoothstep, xyz
from .sheets import Spots, sheet
from .skulls import brim, skull


def veiled_hat() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.036, on.ear + 0.022, 0.009, 56)
    steps = ((0, 1.0), (0.03, 0.98), (0.06, 0.95), (0.082, 0.88), (0.092, 0.70), (0.095, 0.40), (0.096, 0.14))
    crown, _ = risen(band, steps, 0.07)
    edge, hung = brim(band, 0.092, lambda angle, share: -0.012 * share, thick=0.004, rows=4)
    rim = edge[4]
    middle = xyz(0, on.middle - 0.01, 0)
    falls = []
    for share in np.linspace(1, 0, 11):
        size = 1.0 - 0.06 * np.sin(share * np.pi) + 0.05 * share**3
        row = (rim - middle) * (size, size * (1 + 0.06 * share), 1) + middle - xyz(0, 0, 0.285 * share)
        row = row + 0.004 * share * np.sin(np.arange(56) / 56 * 2 * np.pi * 14)[:, None] * (rim - middle) * (8, 8, 0)
        falls.append(row)
    veil = np.array(falls)
    made = hat(
        Entry(
            name="veiled_hat", label="Hat with a net", slot="head", layer=70,
            nouns=("veiled hat", "beekeeper hat", "beekeeper's hat", "bee veil", "hat with a veil", "mosquito net hat"),
            tags=("beekeeper", "bees", "garden", "explorer", "male", "female", "child"),
            colours=(STRAW, (0.92, 0.91, 0.86)), second_colour=(0.10, 0.10, 0.10),
        ),
        [
            crowned(band, crown, {"net": ribboned(0.024, 0.031), "shade": hollow}),
            sheet(edge, on.hang, closed=True, anchors=hung, paint={"shade": under_brim}),
            sheet(veil, on.hang, closed=True, anchors=np.broadcast_to(band, veil.shape),
                  paint={"net": 1.0, "alpha": _net}),
        ],
        band, zone_colours={"net": None}, roughness=0.85, double_sided=True,
    )  # fmt: skip
    return replace(made, material=replace(made.material, alpha_mode="blend"))


def _net(spots: Spots) -> np.ndarray:
    hem = 1 - smoothstep(spots.t, 0.02, 0.05)
    return 0.34 + 0.5 * hem


MAKERS = {"veiled_hat": veiled_hat}
