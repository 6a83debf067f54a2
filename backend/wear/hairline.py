"""Hairlines of children: lower at the temples and round, where those of grown people recede, and no whiskers.

Hair is made on a grown head. On a child's it is drawn forward along the forehead, by how young the face's proportions
are: a child's nose is short, and its forehead high. The numbers were measured on the Anny body at every age and height.
"""

from __future__ import annotations

import numpy as np
from scipy.spatial import KDTree

from .headwear import skull
from .surface import Surface, unit

EYES = 0.014  # metres from the middle of the skull up to the height of the eyes
# degrees around the skull from the front: a grown hairline's height over the eyes, and how far a child's is below it
_AROUND = (0.0, 14.0, 27.0, 37.0, 45.0, 51.0, 57.0, 63.0, 68.0, 74.0, 84.0)
_LINE = (0.0715, 0.0725, 0.0735, 0.0705, 0.0640, 0.0520, 0.0395, 0.0240, 0.0100, -0.0050, -0.0100)
_LOWER = (0.0035, 0.0045, 0.0075, 0.0105, 0.0115, 0.0095, 0.0055, 0.0, -0.0060, -0.0085, 0.0)
_BEHIND, _BEFORE = 0.045, 0.030  # metres over which less and less of it is drawn, behind the line and before it
_OFF = 0.03  # the same away from the skin
# of the face's height from the top of the head to the chin, how long the nose is, and how high the forehead against
# what is below it: of a child and of somebody grown
_NOSE, _FOREHEAD = (0.1875, 0.1930), (1.050, 1.014)
# metres behind and over the foremost of the nose
_NASION, _TIP, _CHIN = (0.0191, 0.0410), (0.0, -0.0022), (0.0235, -0.0705)


def forward(hair: np.ndarray, surface: Surface) -> np.ndarray:
    """(N, 3) metres by which a child's hair is drawn forward, of points (N, 3) on the average figure."""
    away = hair - skull(surface)
    turn = np.degrees(np.arctan2(np.abs(away[:, 0]), -(away[:, 1])))
    high = away[:, 2] - EYES - np.interp(turn, _AROUND, _LINE)
    near = np.where(high > 0, 1 - high / _BEHIND, 1 + high / _BEFORE)
    amount = np.interp(turn, _AROUND, _LOWER, right=0.0) * np.clip(near, 0, 1)
    rows = np.flatnonzero(amount)
    skin = surface.base[surface.head]
    off, _ = KDTree(skin).query(hair[rows])
    amount[rows] *= np.clip(1.5 - off / _OFF, 0, 1)
    out = unit(away)
    down = np.array([0.0, 0.0, -1.0]) + out[:, 2:] * out
    return (amount[:, None] * unit(down)).astype(np.float32)


class Youth:
    """How young a face is, 0 grown to 1 a child, by where nose, forehead and chin are."""

    def __init__(self, surface: Surface) -> None:
        middle = surface.head[np.abs(surface.base[surface.head, 0]) < 0.002]
        places = surface.base[middle]
        nose = places[places[:, 1].argmin()]

        def nearest(behind: float, over: float) -> int:
            return int(middle[np.hypot(places[:, 1] - nose[1] - behind, places[:, 2] - nose[2] - over).argmin()])

        self._rows = [int(middle[places[:, 2].argmax()]), nearest(*_NASION), nearest(*_TIP), nearest(*_CHIN)]

    def of(self, base: np.ndarray) -> float:
        """Of a shape (19158, 3) metres."""
        top, nasion, tip, chin = base[self._rows, 2]
        high = max(float(top - chin), 1e-6)
        shares = ((nasion - tip) / high, _NOSE), ((top - nasion) / max(float(nasion - chin), 1e-6), _FOREHEAD)
        return min(float(np.clip((grown - share) / (grown - child), 0, 1)) for share, (child, grown) in shares)
