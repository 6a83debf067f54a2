"""Any mesh around a body becomes bound to it: each vertex to the nearest place of the surface."""

from __future__ import annotations

import numpy as np

from .binding import BASE_VERTICES, Binding, Span

_NEAR = 12
_CHUNK = 1024
_MIDDLE = 0.0015
"""metres from the plane between left and right within which a vertex is in the middle"""
_ASIDE = 0.003
"""metres that its place on the surface may be away from that plane"""
_ALIKE = 0.002
"""metres within which a vertex of the mesh is the mirror image of another"""


def bind(
    points: np.ndarray,
    base: np.ndarray,
    triangles: np.ndarray,
    spans: tuple[Span | None, Span | None, Span | None] = (None, None, None),
) -> Binding:
    """points: (N, 3) metres; base: (19158, 3) metres, the body that they are around; triangles: (F, 3) of the base
    mesh, the surface that they may hang on."""
    if base.shape != (BASE_VERTICES, 3):
        raise ValueError(f"a base mesh has {BASE_VERTICES} vertices, not {base.shape}")
    points, base = np.asarray(points, np.float64), np.asarray(base, np.float64)
    corners, weights = places_to_hang(points, base, triangles)
    places = np.einsum("nk,nkd->nd", weights, base[corners])
    return Binding(
        indices=corners.astype(np.int32),
        weights=weights.astype(np.float32),
        offsets=(points - places).astype(np.float32),
        spans=spans,
    )


def span(base: np.ndarray, first: int, second: int, axis: int) -> Span:
    """Of a piece that is made on `base`; raises ValueError where the two are on one level."""
    length = abs(float(base[first, axis] - base[second, axis]))
    if length < 1e-6:
        raise ValueError(f"the vertices {first} and {second} do not lie apart along axis {axis}")
    return Span(first, second, length)


def nearest_places(
    points: np.ndarray, vertices: np.ndarray, triangles: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each point the nearest place on a surface: corners (N, 3), their weights (N, 3), the place (N, 3) metres.

    Looked for among the triangles whose middles are nearest, so that triangles should be about as large as each other.
    """
    corners = vertices[triangles]
    middles = corners.mean(axis=1)
    squares = np.einsum("fd,fd->f", middles, middles)
    rows = np.arange(_CHUNK)
    found, shares, places = [], [], []
    for start in range(0, len(points), _CHUNK):
        chunk = points[start : start + _CHUNK]
        distances = squares - 2.0 * chunk @ middles.T
        count = min(_NEAR, len(triangles))
        near = np.argpartition(distances, count - 1, axis=1)[:, :count]
        weights = on_triangles(chunk[:, None], corners[near])
        place = np.einsum("nck,nckd->ncd", weights, corners[near])
        best = np.linalg.norm(place - chunk[:, None], axis=2).argmin(axis=1)
        here = rows[: len(chunk)]
        found.append(triangles[near[here, best]])
        shares.append(weights[here, best])
        places.append(place[here, best])
    if not found:
        return np.zeros((0, 3), np.int64), np.zeros((0, 3)), np.zeros((0, 3))
    return np.concatenate(found), np.concatenate(shares), np.concatenate(places)


def places_to_hang(points: np.ndarray, base: np.ndarray, triangles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Corners and weights (N, 3) of the nearest place on a surface below each point (N, 3).

    Of a point in the middle with its place on one side of a furrow, as between buttocks, one vertex of each side: on a
    body with another furrow it would leave the middle.
    """
    corners, weights, _ = nearest_places(points, base, triangles)
    places = np.einsum("nk,nk->n", weights, base[corners, 0])
    rows = np.flatnonzero((np.abs(points[:, 0]) < _MIDDLE) & (np.abs(places) > _ASIDE))
    if not len(rows):
        return corners, weights
    surface = np.unique(triangles)
    for row in rows:
        one = corners[row, weights[row].argmax()]
        away = np.linalg.norm(base[surface] - base[one] * (-1.0, 1.0, 1.0), axis=1)
        other = away.argmin()
        if away[other] < _ALIKE:
            corners[row] = one, surface[other], surface[other]
            weights[row] = 0.5, 0.5, 0.0
    return corners, weights


def on_triangles(points: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """(…, 3) weights of the nearest place on each triangle; points (…, 3), corners (…, 3, 3). After Ericson, Real-Time
    Collision Detection, 5.1.5: the plane first, then the nearest of the three edges."""
    a, b, c = corners[..., 0, :], corners[..., 1, :], corners[..., 2, :]
    ab, ac, ap = b - a, c - a, points - a
    d00, d01, d11 = _dot(ab, ab), _dot(ab, ac), _dot(ac, ac)
    d20, d21 = _dot(ap, ab), _dot(ap, ac)
    area = np.maximum(d00 * d11 - d01 * d01, 1e-18)
    v, w = (d11 * d20 - d01 * d21) / area, (d00 * d21 - d01 * d20) / area
    inside = np.stack([1 - v - w, v, w], axis=-1)
    best = inside
    nearest = np.where((inside >= 0).all(axis=-1), 0.0, np.inf)
    for first, second in ((0, 1), (1, 2), (2, 0)):
        start, edge = corners[..., first, :], corners[..., second, :] - corners[..., first, :]
        along = np.clip(_dot(points - start, edge) / np.maximum(_dot(edge, edge), 1e-18), 0, 1)
        away = np.linalg.norm(points - start - along[..., None] * edge, axis=-1)
        weights = np.zeros_like(inside)
        weights[..., first], weights[..., second] = 1 - along, along
        closer = away < nearest
        best = np.where(closer[..., None], weights, best)
        nearest = np.where(closer, away, nearest)
    return best


def _dot(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.einsum("...d,...d->...", a, b)
