"""Collars, lapels, pockets and bands that are sewn onto a piece lie on its own cloth, on every shape.

Such a part hangs on the skin below the seam by which it is made, and the cloth below it on the skin of its own place:
on other bodies than the one that it was made on the cloth comes through, or the part stands off. So each of its
vertices takes the place on the skin of the cloth that it lies on, and goes out with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.spatial import KDTree

from .bind import nearest_places
from .binding import Binding, fit, scales
from .columns import Mix
from .parts import SMALL, parts_of
from .surface import Surface, triangles_of

CLOSE = 0.025  # metres from the cloth within which a part lies on it
MOSTLY = 0.85  # of its vertices, at least
LARGER = 2.0  # times as many vertices, at least, has the cloth that it is sewn onto
_AROUND = 0.06  # metres around a part within which there is cloth that it may lie on


@dataclass(frozen=True, eq=False)
class Trim:
    """rows: (T,) vertices of such parts, none twice; corners, shares: (T, 3) vertices of the cloth below each, and how
    much each is its place"""

    rows: np.ndarray
    corners: np.ndarray
    shares: np.ndarray

    @cached_property
    def _cloth(self) -> Mix:
        return Mix(self.corners, self.shares)

    def along(self, lack: np.ndarray) -> None:
        """Changes metres (N,) that the vertices of the piece go out, or in where negative: of these as the cloth below
        does, and further where they must."""
        own, cloth = lack[self.rows], self._cloth(lack[None])[0]
        lack[self.rows] = np.where(own > 0.0, np.maximum(own, cloth), cloth)


def trim_of(points: np.ndarray, faces: np.ndarray) -> Trim | None:
    """Of a piece (N, 3) on the average figure; None where nothing is sewn on."""
    label = parts_of(faces, len(points))
    names, counts = np.unique(label, return_counts=True)
    order = names[np.argsort(-counts, kind="stable")]
    if len(order) < 2:
        return None
    size = dict(zip(names.tolist(), counts.tolist(), strict=True))
    cloth, found = [order[0]], []
    for name in order[1:]:
        rows = np.flatnonzero(label == name)
        if np.ptp(points[rows], axis=0).max() < SMALL:
            continue
        below = np.isin(label, [other for other in cloth if size[other] >= LARGER * size[name]])
        if not below.any() or np.mean(KDTree(points[below]).query(points[rows])[0] < CLOSE) < MOSTLY:
            cloth.append(name)
            continue
        low, high = points[rows].min(axis=0) - _AROUND, points[rows].max(axis=0) + _AROUND
        on = faces[below[faces[:, 0]]]
        on = on[((points[on] > low) & (points[on] < high)).all(axis=(1, 2))]
        if not len(on):
            continue
        corners, shares, _ = nearest_places(points[rows], points.astype(np.float64), triangles_of(on))
        found.append((rows, corners, shares.astype(np.float32)))
    if not found:
        return None
    rows, corners, shares = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return Trim(rows, corners, shares)


def sewn_on(binding: Binding, trim: Trim, surface: Surface) -> Binding:
    """With the trim above the skin of the cloth that it lies on."""
    on_skin = np.all(np.isin(binding.indices, surface.vertices), axis=1)
    kept = np.all(on_skin[trim.corners], axis=1) & on_skin[trim.rows]
    if not kept.any():
        return binding
    feet = np.einsum("nk,nkd->nd", binding.weights, surface.base[binding.indices])
    return onto_skin(
        binding, trim.rows[kept], np.einsum("nk,nkd->nd", trim.shares[kept], feet[trim.corners[kept]]), surface
    )


def onto_skin(binding: Binding, rows: np.ndarray, feet: np.ndarray, surface: Surface) -> Binding:
    """With vertices `rows` (T,) bound to the skin nearest to `feet` (T, 3); on the average figure all stay in place."""
    quads, points = surface.quads, fit(binding, surface.base)
    low, high = feet.min(axis=0) - _AROUND, feet.max(axis=0) + _AROUND
    quads = quads[((surface.base[quads] > low) & (surface.base[quads] < high)).all(axis=(1, 2))]
    if not len(quads):
        return binding
    corners, shares, places = nearest_places(feet, surface.base.astype(np.float64), triangles_of(quads))
    scale = np.maximum(scales(binding, surface.base), 1e-6)
    indices, weights, offsets = binding.indices.copy(), binding.weights.copy(), binding.offsets.copy()
    indices[rows], weights[rows] = corners, shares
    offsets[rows] = (points[rows] - places) / scale
    return replace(binding, indices=indices, weights=weights, offsets=offsets)
