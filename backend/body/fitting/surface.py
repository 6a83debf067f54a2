"""A surface of triangles, or a cloud of points: the nearest place to any point, with normals and borders."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.spatial import KDTree

from backend.wear.bind import on_triangles

CANDIDATES, OF_FEW, FEW = 8, 16, 4000
"""triangles that are looked at for each point: more on a coarse mesh, of less than so many places, whose are uneven"""
_MOST_SPLITS = 6
_FACES_AWAY = 0.2
"""least cosine between two normals that belong together"""


@dataclass(frozen=True)
class Nearest:
    """Of N points: corners (N, 3) int64 vertices, weights (N, 3), places (N, 3) metres, normals (N, 3) of the surface
    there or None; whole (N,) bool, where the place is no border of a hole and faces as the point does."""

    corners: np.ndarray
    weights: np.ndarray
    places: np.ndarray
    normals: np.ndarray | None
    whole: np.ndarray


@dataclass(frozen=True, eq=False)
class Surface:
    """vertices: (V, 3) float64 metres; triangles: (F, 3) int64, none for a cloud of points."""

    vertices: np.ndarray
    triangles: np.ndarray

    @property
    def is_cloud(self) -> bool:
        return not len(self.triangles)

    def moved(self, vertices: np.ndarray) -> Surface:
        """The same triangles with other vertices (V, 3); where they are looked for stays as it is on them."""
        other = Surface(np.asarray(vertices, np.float64), self.triangles)
        if not self.is_cloud:
            other.__dict__.update(_spots=self._spots, _at_border=self._at_border)
        return other

    @cached_property
    def normals(self) -> np.ndarray:
        """(F, 3) of the triangles, 0 where one has no area."""
        a, b, c = (self.vertices[self.triangles[:, k]] for k in range(3))
        across = np.cross(b - a, c - a)
        return across / np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-18)

    @cached_property
    def areas(self) -> np.ndarray:
        """(F,) square metres"""
        a, b, c = (self.vertices[self.triangles[:, k]] for k in range(3))
        return np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2

    @cached_property
    def vertex_normals(self) -> np.ndarray:
        """(V, 3) weighted by area."""
        out = np.zeros_like(self.vertices)
        for corner in range(3):
            np.add.at(out, self.triangles[:, corner], self.normals * self.areas[:, None])
        return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-18)

    @cached_property
    def _spots(self) -> tuple[np.ndarray, np.ndarray]:
        """(S,) triangle and (S, 3) weights: places all over the surface, several on a large triangle, so that the
        triangle nearest to a point has one of the nearest of them."""
        a, b, c = (self.vertices[self.triangles[:, k]] for k in range(3))
        longest = np.linalg.norm([b - a, c - b, a - c], axis=2).max(axis=0)
        usual = np.median(longest)
        splits = np.clip(np.ceil(longest / max(1.5 * usual, 1e-12)), 1, _MOST_SPLITS).astype(int)
        owners, weights = [], []
        for count in np.unique(splits):
            own, inner = np.flatnonzero(splits == count), _middles(int(count))
            owners.append(np.repeat(own, len(inner)))
            weights.append(np.tile(inner, (len(own), 1)))
        return np.concatenate(owners), np.concatenate(weights)

    @cached_property
    def _tree(self) -> KDTree:
        if self.is_cloud:
            return KDTree(self.vertices)
        owners, weights = self._spots
        places = np.einsum("sk,skd->sd", weights, self.vertices[self.triangles[owners]])
        return KDTree(places, balanced_tree=False, compact_nodes=False)

    @cached_property
    def _at_border(self) -> np.ndarray:
        """(V,) bool: vertices of edges that only one triangle has."""
        edges = np.sort(self.triangles[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1)
        pairs, count = np.unique(edges, axis=0, return_counts=True)
        out = np.zeros(len(self.vertices), bool)
        out[pairs[count == 1]] = True
        return out

    def nearest(self, points: np.ndarray, normals: np.ndarray | None = None) -> Nearest:
        """Places nearest to points (N, 3), if there are any near on triangles that face as `normals` (N, 3) do."""
        if self.is_cloud:
            _, index = self._tree.query(points)
            corners = np.repeat(np.asarray(index)[:, None], 3, axis=1)
            weights = np.tile((1.0, 0.0, 0.0), (len(points), 1))
            return Nearest(corners, weights, self.vertices[index], None, np.ones(len(points), bool))
        owners, _ = self._spots
        count = min(OF_FEW if len(owners) < FEW else CANDIDATES, len(owners))
        _, spots = self._tree.query(points, k=count)
        near = owners[np.asarray(spots).reshape(len(points), count)]
        weights = on_triangles(points[:, None], self.vertices[self.triangles[near]])
        places = np.einsum("nck,nckd->ncd", weights, self.vertices[self.triangles[near]])
        away = np.linalg.norm(places - points[:, None], axis=2)
        facing = np.ones_like(away, bool)
        if normals is not None:
            facing = np.einsum("ncd,nd->nc", self.normals[near], normals) > _FACES_AWAY
        best = np.where(facing, away, away + 1e3).argmin(axis=1)
        rows = np.arange(len(points))
        triangle, share = near[rows, best], weights[rows, best]
        corners = self.triangles[triangle]
        border = (self._at_border[corners] | (share < 1e-6)).all(axis=1)
        return Nearest(corners, share, places[rows, best], self.normals[triangle], facing[rows, best] & ~border)

    def scattered(self, count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray | None]:
        """(count, 3) places spread evenly by area, and their normals (count, 3); of a cloud some of its points."""
        rng = np.random.default_rng(seed)
        if self.is_cloud:
            return self.vertices[rng.permutation(len(self.vertices))[:count]], None
        ends = np.cumsum(self.areas)
        at = (np.arange(count) + rng.random(count)) / count * ends[-1]
        chosen = np.minimum(np.searchsorted(ends, at), len(ends) - 1)
        u, v = rng.random((2, count))
        u, v = np.where(u + v > 1, 1 - u, u), np.where(u + v > 1, 1 - v, v)
        weights = np.stack([1 - u - v, u, v], axis=1)
        return np.einsum("nk,nkd->nd", weights, self.vertices[self.triangles[chosen]]), self.normals[chosen]


def _middles(count: int) -> np.ndarray:
    """(count², 3) the middles of the triangles into which a triangle is cut by `count` steps along each edge."""
    out = []
    for i in range(count):
        for j in range(count - i):
            out.append((i + 1 / 3, j + 1 / 3))
            if i + j < count - 1:
                out.append((i + 2 / 3, j + 2 / 3))
    first = np.array(out) / count
    return np.concatenate([first, 1 - first.sum(axis=1, keepdims=True)], axis=1)
