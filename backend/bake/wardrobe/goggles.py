"""Goggles: two round glasses in thick rims, and a strap around the head."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .glasses import LENS, _bent, _bridge, face_spans, hangs
from .shaping import hugging, ring, triangles_of, tube, xyz
from .sheets import mirrored, nearest, piece, sheet
from .skulls import skull
from .waists import band as strap


def goggles() -> Piece:
    on = skull()
    front = hangs()[0]
    turn = np.arange(32) * (2 * np.pi / 32)
    x = LENS[0] + 0.003 + 0.0265 * np.cos(turn)
    rim = np.stack([x, _bent(x) - 0.005, LENS[1] + 0.0255 * np.sin(turn)], axis=1)
    middle = rim.mean(axis=0)
    sides = [
        sheet(tube(rim, np.array([[0.0064, 0.0074]] * 32), 8, closed=True), front, closed=True, paint={"rim": 1.0})
    ]
    glass = np.stack([middle + (rim - middle) * share + xyz(0, -0.004 * (1 - share), 0) for share in (1.0, 0.7, 0.35)])
    sides.append(sheet(glass, front, closed=True, pole=middle - xyz(0, 0.004, 0), paint={"glass": 1.0}))
    head = triangles_of(on.reference, on.reference.region("head_skin"))
    loop = ring(on.reference, head, (0.0, on.middle, LENS[1] + 0.012), (0, -0.08, 1.0), (0, 1.0, 0), 72, 0.006)
    loop = hugging(on.reference, head, loop, 0.009)
    behind = np.flatnonzero(loop[:, 1] > -0.118)
    order = np.concatenate([behind[behind > 36], behind[behind <= 36]])
    band = strap(loop, 0.022, 0.003)[:, order]
    sheets = [*sides, *(mirrored(one, front) for one in sides)]
    sheets.append(sheet(_bridge(0.005, 0.010, 0.0), front, closed=True, paint={"rim": 1.0}))
    sheets.append(sheet(band, nearest(on.reference, head)))
    return piece(
        on.reference,
        Entry(
            name="goggles", label="Goggles", slot="glasses", layer=60,
            nouns=("goggles", "swimming goggles", "ski goggles", "flying goggles", "safety goggles"),
            tags=("aviator", "steampunk", "swimmer", "skier", "scientist", "welder", "male", "female", "child"),
            colours=((0.16, 0.10, 0.06), (0.06, 0.06, 0.07)), second_colour=(0.74, 0.58, 0.26), fabric="rubber",
        ),
        sheets, spans=face_spans(), bone="Head", side=128, roughness=0.3, double_sided=True,
        zone_colours={"rim": None, "glass": (0.08, 0.13, 0.16)},
    )  # fmt: skip


MAKERS = {"goggles": goggles}
