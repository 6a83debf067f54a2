"""What hangs on the lobes of the ears: bold hoops, and drops below a pearl."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .glasses import face_spans
from .shaping import tube, xyz
from .sheets import Sheet, mirrored, nearest, piece, sheet
from .skulls import ball, skull


def _lobe() -> np.ndarray:
    """(3,) the lowest of the left ear, a little out of it."""
    on = skull().reference
    ear = on.base[on.region("ears")]
    ear = ear[ear[:, 0] > 0]
    return ear[ear[:, 2].argmin()] + xyz(0.004, -0.002, 0.004)


def _hung(points: np.ndarray, **more: object) -> Sheet:
    lobe = np.broadcast_to(_lobe(), points.shape)
    return sheet(points, nearest(skull().reference), closed=True, anchors=lobe, **more)


def _both(entry: Entry, left: list[Sheet], **more: object) -> Piece:
    on = skull().reference
    sheets = [*left, *(mirrored(one, nearest(on)) for one in left)]
    return piece(on, entry, sheets, spans=face_spans(), bone="Head", side=64, roughness=0.25, **more)  # type: ignore[arg-type]


def earrings() -> Piece:
    turn = np.arange(36) * (2 * np.pi / 36)
    radius = 0.027
    aside = np.cos(turn)[:, None] * xyz(0.82, 0.57, 0.0)
    loop = _lobe() + xyz(0.007, 0, -radius) + radius * (aside + np.sin(turn)[:, None] * xyz(0, 0, 1.0))
    thick = 0.0021 + 0.0011 * (1 - np.sin(turn)) / 2
    return _both(
        Entry(
            name="earrings", label="Hoop earrings", slot="ears", layer=58,
            nouns=("earrings", "hoop earrings", "hoops"),
            tags=("jewellery", "pirate", "gypsy", "dancer", "disco", "elegant", "female", "male"),
            colours=((0.86, 0.64, 0.18),), fabric="metal",
        ),
        [_hung(tube(loop, thick, 8, closed=True))],
    )  # fmt: skip


def drop_earrings() -> Piece:
    lobe = _lobe()
    stud = ball(lobe + xyz(0.004, -0.002, 0), 0.0065, 8, 12)
    link = tube(lobe + xyz(0.005, -0.001, -1.0) * np.array([(1, 1, t) for t in (0.004, 0.012, 0.020)]), 0.0013, 6)
    drop = ball(lobe + xyz(0.006, -0.001, -0.031), (0.0085, 0.0085, 0.0135), 8, 12)
    return _both(
        Entry(
            name="drop_earrings", label="Drop earrings", slot="ears", layer=58,
            nouns=("drop earrings", "pearl earrings", "studs", "dangling earrings"),
            tags=("jewellery", "elegant", "royal", "formal", "bride", "female"),
            colours=((0.93, 0.90, 0.84), (0.83, 0.65, 0.22), (0.10, 0.45, 0.30), (0.65, 0.05, 0.10)),
        ),
        [_hung(stud), _hung(link, paint={"link": 1.0}), _hung(drop)],
        zone_colours={"link": (0.83, 0.65, 0.22)},
    )  # fmt: skip


MAKERS = {"earrings": earrings, "drop_earrings": drop_earrings}
