"""Long hair beside wide clothes: what falls into a hood that is down stays in it, what reaches a skirt hangs over it.

Both are worked out once, on the average figure: elsewhere hair lies on clothes as `lying.py` has it, which knows only
what is a little below them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.spatial import KDTree

from .binding import Binding, fit, scales
from .piece import Piece
from .surface import Surface

HOODED = ("top", "outer", "one_piece")
"""slots of what may have a hood or a collar that hair falls into"""
WIDE = (*HOODED, "bottom")
HOOD = -0.05, 0.26
"""metres below the chin between which a hood lies on the back"""
INSIDE = 0.035
"""metres that cloth is behind hair which is in a hood"""
WAIST = 0.38
"""metres below the chin from which on clothes hang free of the back"""
BESIDE = 0.022
"""metres sideways and upwards within which cloth is behind hair or before it"""
OFF = 0.008
"""metres that hair then keeps from it"""
FURTHEST = 0.30
"""metres that it is brought out"""
DRAPED = ("wool", "silk")
"""what capes are made of, and wings and packs are not"""
SHOULDERS, CAPE = -0.015, 0.12
"""metres below the chin from which on a cape is below hair, and that hair is brought out of it"""
STRAND = 0.012
"""metres sideways within which hair is of the same strand"""
_BACK = 0.03
"""metres behind the middle of the trunk from which on hair falls down the back"""


def beside_clothes(
    piece: Piece, binding: Binding, others: Sequence[tuple[Piece, object, Binding]], surface: Surface
) -> tuple[Binding, np.ndarray]:
    """Hair as it hangs over skirts, and which of its vertices (N,) are in a hood or come out of it below."""
    points = fit(binding, surface.base)
    hidden = np.zeros(len(points), bool)
    down = surface.chin - points[:, 2]
    if down.max() < HOOD[0]:
        return binding, hidden
    clothes = [(p, b) for p, _, b in others if p.entry.slot in WIDE or _is_cape(p) or _is_hooded(p)]
    behind = points[:, 1] > _middle(surface) + _BACK
    for cloth, hung in clothes:
        if cloth.entry.slot in HOODED or _is_hooded(cloth):
            hidden |= _in_hood(points, behind & (down > HOOD[0]) & (down < HOOD[1]), fit(hung, surface.base))
    for row in np.flatnonzero(hidden):  # and all that would come out below
        hidden |= behind & (points[:, 2] < points[row, 2]) & (np.abs(points[:, 0] - points[row, 0]) < STRAND)
    moved = points.copy()
    for cloth, hung in clothes:
        first, reach = (SHOULDERS, CAPE) if _is_cape(cloth) else (WAIST, FURTHEST)
        if (low := down > first).any():
            moved[low] = _over(moved[low], fit(hung, surface.base), cloth.faces, _middle(surface), reach)
    if not (moved != points).any():
        return binding, hidden
    scale = np.maximum(scales(binding, surface.base), 1e-6)
    return replace(binding, offsets=(binding.offsets + (moved - points) / scale).astype(np.float32)), hidden


def _is_cape(piece: Piece) -> bool:
    return piece.entry.slot == "back" and piece.entry.fabric in DRAPED and not _is_hooded(piece)


def _is_hooded(piece: Piece) -> bool:
    return piece.entry.slot == "back" and "hood" in piece.entry.label.lower()


def _middle(surface: Surface) -> float:
    """Of the trunk, from front to back, metres."""
    base = surface.base
    trunk = base[(np.abs(base[:, 0]) < 0.05) & (np.abs(base[:, 2] - surface.chin + 0.25) < 0.05)]
    return float(0.5 * (trunk[:, 1].min() + trunk[:, 1].max()))


def _in_hood(points: np.ndarray, asked: np.ndarray, cloth: np.ndarray) -> np.ndarray:
    """(N,) which of the points asked for have cloth (M, 3) well behind them."""
    found = np.zeros(len(points), bool)
    rows = np.flatnonzero(asked)
    if len(rows):
        ahead = _beyond(points[rows], cloth, 1.0)
        found[rows] = (ahead > INSIDE) & (ahead < FURTHEST)
    return found


def _over(points: np.ndarray, cloth: np.ndarray, faces: np.ndarray, middle: float, reach: float) -> np.ndarray:
    """Points (N, 3) behind and before the trunk brought out of cloth (M, 3) by at most `reach` metres."""
    places = np.concatenate([cloth, cloth[faces].mean(axis=1)])
    moved = points.copy()
    for way in (1.0, -1.0):
        rows = np.flatnonzero((points[:, 1] - middle) * way > 0)
        if len(rows):
            ahead = _beyond(points[rows], places[(places[:, 1] - middle) * way > 0], way)
            more = np.where((ahead > -OFF) & (ahead < reach), ahead + OFF, 0.0)
            moved[rows, 1] += way * more
    return moved


def _beyond(points: np.ndarray, cloth: np.ndarray, way: float) -> np.ndarray:
    """(N,) how far the outermost cloth (M, 3) near each point, seen from behind (way 1) or before (-1), is beyond it,
    metres; -inf where there is none."""
    if not len(cloth):
        return np.full(len(points), -np.inf)
    away, near = KDTree(cloth[:, [0, 2]]).query(points[:, [0, 2]], k=min(12, len(cloth)))
    depth = np.where(away < BESIDE, way * cloth[near, 1], -np.inf).max(axis=1)
    return depth - way * points[:, 1]
