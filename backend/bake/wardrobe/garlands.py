"""Flowers on a string around the neck, thick enough to be seen on any cloth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...wear.bind import nearest_places
from ...wear.piece import Entry, Piece
from .jewellery import strand
from .sheets import Sheet, piece
from .trunks import trunk
from .wreaths import LEAF, flower, leaf


def lei() -> Piece:
    on = trunk()
    loop = strand(0.225, 0.104, 0.016)
    base = np.nan_to_num(on.reference.base)
    out = loop - nearest_places(loop, base, on.upper)[2]
    out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)
    for _ in range(4):
        out = (np.roll(out, 1, axis=0) + out + np.roll(out, -1, axis=0)) / 3
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    length = np.append(0, np.cumsum(np.linalg.norm(np.diff(loop, axis=0), axis=1)))
    found: list[Sheet] = []
    for number, place in enumerate(np.arange(0, length[-1], 0.0335)):
        k = int(np.searchsorted(length, place)) % len(loop)
        ahead = np.roll(loop, -1, axis=0)[k] - loop[k]
        ahead /= np.linalg.norm(ahead)
        side = np.cross(out[k], ahead)
        sway = (-1) ** number * 0.006
        at = loop[k] + out[k] * 0.008 + side * sway
        found += flower(at, out[k], 0.031, 5, loop[k], "second" if number % 3 == 1 else "")
        if number % 2:
            found.append(leaf(loop[k], side * np.sign(sway) * -0.034 + ahead * 0.012, out[k], 0.009, loop[k], "leaves"))
    return piece(
        on.reference,
        Entry(
            name="lei", label="Flower garland", slot="neck", layer=57,
            nouns=("lei", "flower garland", "garland", "flower necklace", "flower chain", "marigold garland"),
            tags=("hawaiian", "island", "indian", "wedding", "summer", "hippie", "female", "male", "child"),
            colours=((0.86, 0.20, 0.46), (0.93, 0.52, 0.10), (0.95, 0.93, 0.90), (0.56, 0.30, 0.70)),
            second_colour=(0.95, 0.92, 0.88),
        ),
        [replace(one, hang=on.upper_hang) for one in found],
        spans=on.spans, stand_off=0.004, side=256, double_sided=True, roughness=0.8,
        zone_colours={"second": None, "leaves": LEAF, "heart": (0.90, 0.68, 0.16)},
    )  # fmt: skip


MAKERS = {"lei": lei}
