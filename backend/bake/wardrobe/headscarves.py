"""Kerchief and hijab: close over head and ears, knotted under the chin, or drawn around the neck."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .over_head import Cloth, covered, laid
from .shaping import xyz
from .sheets import Sheet, piece, sheet
from .skulls import ball, skull
from .trunks import trunk

KERCHIEF = Cloth(
    leaves=((180, -0.030), (140, -0.040), (115, -0.055), (95, -0.074), (78, -0.086), (58, -0.100), (36, -0.113),
            (18, -0.121), (0, -0.124)),
    hem=((0, 0.180, -0.215), (0.035, 0.178, -0.185), (0.062, 0.150, -0.135), (0.068, 0.110, -0.105),
         (0.064, 0.080, -0.099), (0.056, 0.045, -0.108), (0.040, 0.015, -0.122), (0.020, 0.0, -0.130),
         (0.0, -0.002, -0.132)),
)  # fmt: skip
"""Its corner hangs between the shoulders."""

HIJAB = Cloth(
    leaves=((180, -0.045), (140, -0.055), (110, -0.075), (85, -0.095), (60, -0.112), (40, -0.124), (18, -0.130),
            (0, -0.132)),
    hem=((0, 0.190, -0.262), (0.070, 0.188, -0.244), (0.122, 0.160, -0.205), (0.152, 0.100, -0.200),
         (0.154, 0.055, -0.215), (0.132, 0.005, -0.275), (0.080, -0.030, -0.300), (0.035, -0.045, -0.312),
         (0.0, -0.048, -0.315)),
    fold=0.006,
    folds=2.6,
)  # fmt: skip
"""It goes around the neck, one end over the other, and lies on shoulders and breast."""


def headscarf() -> Piece:
    """A kerchief: close over head and ears, knotted under the chin, one corner between the shoulders."""
    cloth = laid(KERCHIEF)
    at = cloth.points[[0, -1], 1:].reshape(-1, 3)
    place = xyz(0.0, float(at[:, 1].min()) - 0.002, float(at[:, 2].min()) - 0.002)
    return piece(
        skull().reference,
        Entry(
            name="headscarf", label="Headscarf", slot="head", layer=70,
            nouns=("headscarf", "kerchief", "babushka", "head scarf", "headkerchief"),
            tags=("traditional", "peasant", "farm", "granny", "modest", "female"),
            colours=((0.55, 0.20, 0.25), (0.30, 0.36, 0.48), (0.85, 0.82, 0.76), (0.20, 0.34, 0.24)),
        ),
        [cloth, *_knotted(place)],
        hides=covered(1.47), double_sided=True, stand_off=0.004, spans=trunk().spans,
    )  # fmt: skip


def _knotted(place: np.ndarray) -> list[Sheet]:
    """A knot, and two ends that fall from it onto the breast."""
    throat = trunk().upper_hang
    knot = ball(place, (0.013, 0.009, 0.010), 7, 12)
    parts = [knot]
    down, across = np.linspace(0, 1, 9), np.linspace(-1, 1, 7)
    for sign, long in ((1, 0.085), (-1, 0.072)):
        middle = place + np.stack(
            [sign * (0.004 + 0.030 * down**0.8), 0.022 * down - 0.008 * np.sin(np.pi * down), -long * down], axis=1
        )
        wide = 0.006 + 0.024 * np.sin(np.pi * np.minimum(down * 0.62, 1)) * (1 - 0.55 * down**3)
        ripple = 0.004 * np.cos(2.2 * np.pi * across + sign) * down[:, None]
        grid = middle[:, None] + np.stack(
            [np.outer(wide, across), ripple - 0.2 * np.outer(wide, across**2), 0.25 * sign * np.outer(wide, across)], 2
        )
        back = grid + xyz(0, 0.0015, 0)
        parts.append(np.concatenate([grid, back[:, ::-1]], axis=1)[::-1])
    return [
        sheet(part, throat, closed=True, anchors=np.broadcast_to(place, part.shape), paint={"shade": 0.92})
        for part in parts
    ]


def hijab() -> Piece:
    cloth = laid(HIJAB, rows=53, columns=25, last=1.16)
    return piece(
        skull().reference,
        Entry(
            name="hijab", label="Hijab", slot="head", layer=70,
            nouns=("hijab", "wimple", "veil", "nun's veil", "islamic headscarf", "chador", "habit veil"),
            tags=("modest", "nun", "muslim", "traditional", "medieval", "female"),
            colours=((0.12, 0.12, 0.14), (0.30, 0.36, 0.48), (0.85, 0.82, 0.76), (0.50, 0.30, 0.34)),
        ),
        [cloth],
        hides=np.concatenate([covered(1.47), _neck(1.455, 1.50)]), double_sided=True, stand_off=0.004,
        spans=trunk().spans,
    )  # fmt: skip


def _neck(low: float, high: float) -> np.ndarray:
    """Vertices of the skin between two heights in metres, without arms."""
    skin = np.unique(trunk().upper)
    z = skull().reference.base[skin, 2]
    return skin[(z > low) & (z < high)]


MAKERS = {"headscarf": headscarf, "hijab": hijab}
