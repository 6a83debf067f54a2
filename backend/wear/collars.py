"""Collars and the cloth around a neck stand close to it, on every build.

A collar is made around the neckline that it is sewn to, where a neck is widest, and is bound to the skin there: it
stands away from the neck above, most of all on people whose neck is slim. So what stands beside the neck is drawn in
towards it, each level of it by as much as its innermost layer has room, and bound to the neck beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from scipy.ndimage import gaussian_filter
from scipy.spatial import KDTree

from .bind import nearest_places
from .binding import Binding, fit, scales
from .surface import Surface, triangles_of, unit

LOW, HIGH = -0.115, 0.01
"""metres above the chin between which there is a neck"""
FULL = -0.100
"""metres above the chin from which on collars are wholly drawn in"""
CLOSE = 0.003
"""metres from the neck at which the innermost layer stands"""
OVER_OTHERS = 0.010
"""the same of what is worn over other clothes"""
JAW = -0.040
"""metres above the chin, above which a collar hangs on the skin at that height: jaws and chins move otherwise"""
ON_SKIN = 0.001
"""metres from the skin at least"""
BELOW = 0.006
"""metres into the neck at which it still counts as standing beside it"""
FAR = 0.032
"""metres from the neck within which cloth belongs to a collar"""
MOST = 0.030
"""metres by which it is drawn in at most"""
WIDE = 0.13
"""metres from the middle"""
STEEP = 0.45, 0.70
"""of the skin's way out that goes up, between which a neck becomes a shoulder"""
LEAST = 8
"""vertices of a piece beside the neck"""
_SEAM = 0.03
"""metres lower down to which the seam of a collar is"""
_LEVELS, _TURN = 26, 48
_STEP = (HIGH - LOW) / (_LEVELS - 1)


@dataclass(frozen=True, eq=False)
class Neck:
    """How far out the neck of the average figure is. middle: metres to the front at LOW and per metre up;
    radius: (_LEVELS, _TURN) metres"""

    chin: float
    middle: tuple[float, float]
    radius: np.ndarray
    triangles: np.ndarray
    """(T, 3) vertices of the base mesh, the skin of the neck"""

    def seen(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of points (N, 3) their level and direction as places in `radius`, and how far out they are, (N,)."""
        level = points[:, 2] - self.chin - LOW
        y = points[:, 1] - (self.middle[0] + self.middle[1] * level)
        turn = np.arctan2(y, points[:, 0]) * (_TURN / (2 * np.pi)) % _TURN
        return level / _STEP, turn, np.hypot(points[:, 0], y)

    def out(self, points: np.ndarray) -> np.ndarray:
        """(N, 3) level ways from the middle of the neck through points (N, 3)."""
        level = points[:, 2] - self.chin - LOW
        way = points.copy()
        way[:, 1] -= self.middle[0] + self.middle[1] * level
        way[:, 2] = 0.0
        return way / np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-6)


def around_the_neck(points: np.ndarray, surface: Surface) -> np.ndarray:
    """(N,) bool: points on the average figure among which a collar and its seam are."""
    above = points[:, 2] - surface.chin
    return (above > LOW - _SEAM) & (above < HIGH) & (np.abs(points[:, 0]) < WIDE)


def beside_the_neck(points: np.ndarray, surface: Surface) -> tuple[np.ndarray, np.ndarray]:
    """Which points (N, 3) on the average figure stand beside its neck, and how far (K,) metres from it."""
    neck = _neck_of(surface)
    level, turn, far = neck.seen(points)
    near = np.flatnonzero((level >= 0) & (level <= _LEVELS - 1) & (np.abs(points[:, 0]) < WIDE))
    gap = far[near] - _read(neck.radius, level[near], turn[near])
    beside = (gap < FAR) & (gap > -BELOW)
    return near[beside], gap[beside]


def drawn_to_the_neck(binding: Binding, over_others: bool, surface: Surface) -> Binding:
    """A piece whose collar, if it has one, stands close to the neck of the average figure, and hangs on it."""
    points = fit(binding, surface.base).astype(np.float64)
    near, gap = beside_the_neck(points, surface)
    if len(near) < LEAST:
        return binding
    neck = _neck_of(surface)
    level, turn, _ = neck.seen(points[near])
    innermost = np.full(neck.radius.shape, np.inf)
    np.minimum.at(innermost, (np.rint(level).astype(int), np.rint(turn).astype(int) % _TURN), gap)
    innermost = np.minimum.reduce([np.roll(innermost, k, axis=1) for k in range(-2, 3)])
    there = np.isfinite(innermost)
    lack = np.where(there, np.clip(innermost - (OVER_OTHERS if over_others else CLOSE), 0.0, MOST), 0.0)
    smooth = {"sigma": (1.5, 2.0), "mode": ("nearest", "wrap")}
    lack = gaussian_filter(lack, **smooth) / np.maximum(gaussian_filter(there * 1.0, **smooth), 1e-6)
    share = np.clip(level * _STEP / (FULL - LOW), 0.0, 1.0)
    drawn = share * share * (3.0 - 2.0 * share) * _read(lack, level, turn)
    base, normals = surface.base.astype(np.float64), surface.normals(surface.base)
    corners, shares, _ = nearest_places(points[near], base, neck.triangles)
    slope = np.einsum("nk,nk->n", shares, normals[corners][..., 2])
    upright = np.clip((STEEP[1] - slope) / (STEEP[1] - STEEP[0]), 0.0, 1.0)
    near, drawn = near[upright > 0.0], (upright * drawn)[upright > 0.0]
    points[near] -= drawn[:, None] * neck.out(points[near])
    feet = points[near]
    feet[:, 2] = np.minimum(feet[:, 2], surface.chin + JAW)
    corners, shares, places = nearest_places(feet, base, neck.triangles)
    scale = np.maximum(scales(binding, surface.base), 1e-6)
    indices, weights, offsets = binding.indices.copy(), binding.weights.copy(), binding.offsets.copy()
    indices[near], weights[near] = corners, shares
    offsets[near] = (points[near] - places) / scale
    rows = np.flatnonzero(around_the_neck(points, surface))
    feet, skin_shares = surface.feet(Binding(indices[rows], weights[rows], offsets[rows]))
    out = unit(np.einsum("nk,nkd->nd", skin_shares, normals[feet]))
    height = np.einsum("nd,nd->n", points[rows] - np.einsum("nk,nkd->nd", skin_shares, surface.base[feet]), out)
    offsets[rows] += np.maximum(ON_SKIN - height, 0.0)[:, None] * out / scale
    return replace(binding, indices=indices, weights=weights, offsets=offsets)


@lru_cache(maxsize=2)
def _neck_of(surface: Surface) -> Neck:
    base, chin = surface.base.astype(np.float64), surface.chin
    quads = surface.quads
    corners = base[quads]
    kept = ((corners[..., 2] > chin + LOW - 0.02) & (corners[..., 2] < chin + HIGH + 0.02)).all(axis=1)
    kept &= (np.abs(corners[..., 0]) < WIDE).all(axis=1)
    quads = quads[kept]
    a, b, c, d = (base[quads[:, k]] for k in range(4))
    parts = np.linspace(0.0, 1.0, 6)
    skin = np.concatenate([(1 - s) * ((1 - t) * a + t * b) + s * ((1 - t) * d + t * c) for s in parts for t in parts])
    back = skin[np.abs(skin[:, 0]) > 0.03]
    heights = np.linspace(chin + LOW, chin + HIGH, _LEVELS)
    middles = [back[np.abs(back[:, 2] - z) < _STEP, 1].mean() for z in heights]
    slope, start = np.polyfit(heights - heights[0], middles, 1)
    neck = Neck(chin, (float(start), float(slope)), np.zeros((_LEVELS, _TURN)), triangles_of(quads))
    level, turn, far = neck.seen(skin)
    places = np.stack([level * _STEP, np.cos(turn * 2 * np.pi / _TURN) * 0.05, np.sin(turn * 2 * np.pi / _TURN) * 0.05])
    tree = KDTree(places.T)
    at = np.stack(np.meshgrid(np.arange(_LEVELS) * _STEP, np.arange(_TURN) * 2 * np.pi / _TURN, indexing="ij"), -1)
    wanted = np.stack([at[..., 0], np.cos(at[..., 1]) * 0.05, np.sin(at[..., 1]) * 0.05], axis=-1)
    _, found = tree.query(wanted, k=3)
    return replace(neck, radius=far[found].max(axis=2))


def _read(table: np.ndarray, level: np.ndarray, turn: np.ndarray) -> np.ndarray:
    """(N,) values between the entries of a table (_LEVELS, _TURN)."""
    row = np.clip(np.floor(level).astype(int), 0, _LEVELS - 2)
    column = np.floor(turn).astype(int) % _TURN
    s, t = np.clip(level - row, 0.0, 1.0), turn - np.floor(turn)
    following = (column + 1) % _TURN
    upper = (1 - t) * table[row + 1, column] + t * table[row + 1, following]
    return (1 - s) * ((1 - t) * table[row, column] + t * table[row, following]) + s * upper
