"""Cloth below the waist that hangs as a skirt does, and does not follow each leg and the cleft between the buttocks."""

from __future__ import annotations

import numpy as np
from scipy.spatial import KDTree

from ....wear.bind import places_to_hang
from . import finish
from .cloth import Cloth
from .ground import Ground, smooth
from .sheet import Sheet

_ABOVE, _BELOW = 0.11, -0.06
"""metres over the upper edge of the helper "skirt" where cloth follows the skin alone, and where the skirt alone"""


def hang_below_waist(cloth: Cloth) -> None:
    """What lies below the waist follows the helper "skirt" on other bodies, and just above it both that and the skin.
    Call it before hems and strips are sewn on, which hang where their border does."""
    trunk = np.flatnonzero(cloth.at(cloth.ground.share["arm"]) < 0.3)
    found = hung(cloth.ground, cloth.points[trunk], cloth.corners[trunk], cloth.shares[trunk])
    cloth.corners[trunk], cloth.shares[trunk] = found


def hung(
    ground: Ground, points: np.ndarray, corners: np.ndarray, shares: np.ndarray, waist: float | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Corners and shares (N, 3) on the base mesh of points (N, 3) that have these on the skin, as they hang. waist:
    metres above the floor from which they fall, if not from the upper edge of the helper"""
    quads = ground.body.group("skirt")
    base = np.nan_to_num(ground.base)
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    helper = np.unique(quads)
    edge = helper[base[helper, 2] > base[helper, 2].max() - 0.05]
    around = np.arctan2(base[edge, 0], -base[edge, 1])
    order = np.argsort(around)
    place = np.arctan2(points[:, 0], -points[:, 1])
    top = np.interp(place, around[order], base[edge, 2][order], period=2 * np.pi) if waist is None else waist
    share = smooth(points[:, 2] - top, _ABOVE, _BELOW)
    some = np.flatnonzero(share > 0)
    below, parts = places_to_hang(points[some], base, triangles)
    mixed = np.flatnonzero(share[some] < 1)
    order = np.argsort(-parts[mixed], axis=1)[:, :2]
    two = np.take_along_axis(parts[mixed], order, axis=1)
    two = two / two.sum(axis=1, keepdims=True) * share[some[mixed], None]
    skin = corners[some[mixed], shares[some[mixed]].argmax(axis=1)]
    below[mixed] = np.c_[skin, np.take_along_axis(below[mixed], order, axis=1)]
    parts[mixed] = np.c_[1 - two.sum(axis=1), two]
    corners, shares = corners.copy(), shares.copy()
    corners[some], shares[some] = below, parts
    return corners, shares


def covered(cloth: Cloth, sheet: Sheet, margin: float = 0.03) -> np.ndarray:
    """Vertices of the base mesh that a top covers: those of the skin, and those of the helper "skirt", on which skirts
    hang that are worn below it, `margin` metres from its borders."""
    helper = np.unique(cloth.ground.body.group("skirt"))
    return np.concatenate([finish.covered(sheet), below(cloth, len(sheet.corners), sheet.border, helper, margin)])


def below(cloth: Cloth, count: int, border: list[np.ndarray], vertices: np.ndarray, margin: float) -> np.ndarray:
    """Those of some vertices of the base mesh that lie under the first `count` vertices of a cloth, or that push it
    out, `margin` metres from its borders."""
    at = cloth.ground.base[vertices]
    points, normals = cloth.points[:count], cloth.normals()[:count]
    away, near = KDTree(points).query(at)
    ahead = np.einsum("nd,nd->n", points[near] - at, normals[near])
    edge = np.concatenate(border)
    inner = (KDTree(points[edge]).query(at)[0] > margin) & ~np.isin(near, edge)
    return vertices[(away < 0.10) & (ahead > -0.04) & inner].astype(np.int32)
