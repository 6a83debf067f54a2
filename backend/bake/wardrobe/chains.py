"""A chain around the neck whose links are told from afar."""

from __future__ import annotations

import numpy as np

from ...wear.bind import nearest_places
from ...wear.piece import Entry, Piece
from .jewellery import GOLD, strand
from .shaping import tube
from .sheets import piece, sheet
from .trunks import trunk

_LINK, _WIDE, _THICK = 0.0155, 0.0092, 0.0034
"""metres: half a link's length and width, and the radius of its wire"""


def thick_chain() -> Piece:
    on = trunk()
    loop = strand(0.135, 0.090, 0.006)
    base = np.nan_to_num(on.reference.base)
    closed = np.concatenate([loop, loop[:1]])
    length = np.append(0, np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1)))
    count = 2 * round(length[-1] / (1.35 * _LINK) / 2)
    turn = np.arange(12) * (2 * np.pi / 12)
    sheets = []
    for number, place in enumerate(np.linspace(0, length[-1], count, endpoint=False)):
        at = np.array([np.interp(place, length, closed[:, d]) for d in range(3)])
        then = np.array([np.interp((place + 0.01) % length[-1], length, closed[:, d]) for d in range(3)])
        ahead = (then - at) / np.linalg.norm(then - at)
        out = at - nearest_places(at[None], base, on.upper)[2][0]
        out = out - ahead * (out @ ahead)
        out /= np.linalg.norm(out)
        side = np.cross(out, ahead)
        lean = np.deg2rad(20 if number % 2 else -20)  # links lie half on edge
        across = side * np.cos(lean) + out * np.sin(lean)
        path = at + out * 0.003 + _LINK * np.cos(turn)[:, None] * ahead + _WIDE * np.sin(turn)[:, None] * across
        link = tube(path, _THICK, 5, closed=True)
        sheets.append(sheet(link, on.upper_hang, closed=True, anchors=np.broadcast_to(at, link.shape)))
    return piece(
        on.reference,
        Entry(
            name="thick_chain", label="Thick chain", slot="neck", layer=57,
            nouns=("thick chain", "gold chain", "heavy chain", "cuban link chain", "rapper chain", "chunky chain"),
            tags=("hip-hop", "rapper", "gangster", "punk", "mayor", "male", "female"),
            colours=(GOLD, (0.78, 0.78, 0.80)), fabric="metal",
        ),
        sheets, spans=on.spans, stand_off=0.004, side=256, roughness=0.25,
    )  # fmt: skip


MAKERS = {"thick_chain": thick_chain}
