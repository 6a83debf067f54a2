"""Pieces on a body of middle build, on which the places of their parts are told: where they lie, which way is out of
their cloth, how far their borders are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from assets import asset

from ..assets.reading import own_file
from .binding import BASE_VERTICES, Binding, fit

_FAR = 9.0


@lru_cache(maxsize=1)
def middle_build() -> np.ndarray:
    """(19158, 3) float32 metres: the body's mean shape, and the meshes around it; its hips are near z = 0."""
    base = np.zeros((BASE_VERTICES, 3), np.float32)
    for name, numbers in (("body.npz", "base_vertices"), ("helpers.npz", "vertices")):
        path = asset("anny", name)
        with own_file(path, "body anny", "Install Galatea again."), path.open("rb") as stream, np.load(stream) as kept:
            base[kept[numbers]] = kept["template"]
    return base


@dataclass(frozen=True, eq=False)
class Places:
    """Vertices or texels of one piece on a body of middle build, which faces -y."""

    points: np.ndarray
    """(…, 3) metres"""
    normals: np.ndarray
    """(…, 3)"""
    edge: np.ndarray
    """(…) metres along the cloth to where it ends"""


def places_of(binding: Binding, faces: np.ndarray) -> Places:
    """Of the N vertices of a piece that hangs so."""
    points = fit(binding, middle_build())
    return Places(points, _normals(points, faces), _to_edge(points, faces))


def _normals(points: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """(N, 3) of unit length."""
    across, along = points[faces[:, 2]] - points[faces[:, 0]], points[faces[:, -1]] - points[faces[:, 1]]
    flat = np.cross(across, along)
    whole = np.zeros_like(points)
    for corner in range(faces.shape[1]):
        np.add.at(whole, faces[:, corner], flat)
    return whole / np.maximum(np.linalg.norm(whole, axis=1, keepdims=True), 1e-12)


def _to_edge(points: np.ndarray, faces: np.ndarray) -> np.ndarray:
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
