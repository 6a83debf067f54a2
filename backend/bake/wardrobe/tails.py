"""Tails of animals, from the small of the back down and out."""

from __future__ import annotations

import numpy as np

from ...protocol.requests import Colour
from ...wear.piece import Entry, Piece
from .horns import curved
from .shaping import tube
from .sheets import Spots, piece, sheet
from .trunks import trunk

_STEPS = ((0, -0.030, 0.004), (0, 0.030, -0.010), (0, 0.100, -0.070), (0.010, 0.150, -0.190), (0.040, 0.200, -0.310),
          (0.090, 0.260, -0.370), (0.130, 0.330, -0.340), (0.140, 0.370, -0.250))  # fmt: skip
"""metres to the left, behind and up from where it begins"""


def _tail(thick: np.ndarray, entry: Entry, zones: dict[str, Colour | None], tip: float) -> Piece:
    """thick: metres of its radius from its root on; tip: share of its length from which it has its second colour."""
    on = trunk()
    loop = on.ring(on.hip + 0.045, on.hip + 0.075, 0.0, 64)
    root = loop[np.argmax(loop[:, 1])]
    line = curved(root + np.array(_STEPS), len(thick))
    body = tube(line, thick, 12)

    def end(spots: Spots) -> np.ndarray:
        return spots.t > tip

    paint = {"shade": _strands, "height": _strands} | ({"tip": end} if zones else {})
    made = sheet(body, on.hang, closed=True, anchors=np.broadcast_to(root, body.shape), paint=paint)
    return piece(on.reference, entry, [made], spans=on.spans, side=128, roughness=0.9, zone_colours=zones)


def _strands(spots: Spots) -> np.ndarray:
    return 0.86 + 0.14 * np.sin(spots.s * 75 + 5 * np.sin(spots.t * 40))


def tail() -> Piece:
    share = np.linspace(0, 1, 30)
    thick = 0.019 * (1 - 0.30 * share) * np.sqrt(np.clip(1 - np.clip((share - 0.92) / 0.08, 0, 1) ** 2, 0.01, 1))
    entry = Entry(
        name="tail", label="Tail", slot="back", layer=65,
        nouns=("tail", "cat tail", "monkey tail", "long thin tail"),
        tags=("cat", "lion", "monkey", "devil", "costume", "male", "female", "child"),
        colours=((0.08, 0.08, 0.085), (0.45, 0.45, 0.46), (0.66, 0.46, 0.26)),
    )  # fmt: skip
    return _tail(thick, entry, {}, 1.0)


def bushy_tail() -> Piece:
    share = np.linspace(0, 1, 30)
    thick = 0.018 + 0.055 * np.sin(np.pi * np.clip((share - 0.08) / 0.92, 0, 1)) ** 1.3
    thick = thick * np.sqrt(np.clip(1 - np.clip((share - 0.86) / 0.14, 0, 1) ** 2, 0.004, 1))
    entry = Entry(
        name="bushy_tail", label="Bushy tail", slot="back", layer=65,
        nouns=("bushy tail", "fox tail", "wolf tail", "squirrel tail", "fluffy tail"),
        tags=("fox", "wolf", "squirrel", "kitsune", "costume", "male", "female", "child"),
        colours=((0.72, 0.36, 0.13), (0.45, 0.45, 0.46), (0.90, 0.89, 0.86)), second_colour=(0.93, 0.92, 0.90),
        fabric="fur",
    )  # fmt: skip
    return _tail(thick, entry, {"tip": None}, 0.80)


MAKERS = {"tail": tail, "bushy_tail": bushy_tail}
