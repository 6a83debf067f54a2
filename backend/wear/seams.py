"""Measures of the mesh of a piece: the way out of its cloth, and how far its borders are."""

from __future__ import annotations

import numpy as np

_FAR = 9.0


def normals_of(points: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """(N, 3) of unit length."""
    across, along = points[faces[:, 2]] - points[faces[:, 0]], points[faces[:, -1]] - points[faces[:, 1]]
    flat = np.cross(across, along)
    whole = np.zeros_like(points)
    for corner in range(faces.shape[1]):
        np.add.at(whole, faces[:, corner], flat)
    return whole / np.maximum(np.linalg.norm(whole, axis=1, keepdims=True), 1e-12)


def to_edge(points: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """(N,) metres along edges of the mesh to the nearest border; vertices at one place are one."""
    _, same = np.unique(np.round(points / 1e-4).astype(np.int64), axis=0, return_inverse=True)
    same = same.reshape(-1)
    count = int(same.max()) + 1 if len(same) else 0
    corners = same[faces]
    edges = np.sort(np.stack([corners, np.roll(corners, -1, axis=1)], axis=-1).reshape(-1, 2), axis=1)
    edges, times = np.unique(edges[edges[:, 0] != edges[:, 1]], axis=0, return_counts=True)
    away = np.full(count, _FAR)
    away[edges[times == 1].reshape(-1)] = 0.0
    places = np.zeros((count, 3))
    places[same] = points
    long = np.linalg.norm(places[edges[:, 0]] - places[edges[:, 1]], axis=1)
    for _ in range(200):
        before = away.copy()
        np.minimum.at(away, edges[:, 0], before[edges[:, 1]] + long)
        np.minimum.at(away, edges[:, 1], before[edges[:, 0]] + long)
        if np.array_equal(away, before):
            break
    return away[same]
