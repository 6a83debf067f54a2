"""What the painter must know about a body's surface: positions, normals, openness to the sky, islands and landmarks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .uv import TexelMap, texel_map


@dataclass(frozen=True)
class Surface:
    """One body in its native rest pose.

    vertices: (V, 3) metres, figure faces -Y; faces: (F, 3); uvs: (T, 2); uv_faces: (F, 3); joints: bone -> head (3,).
    """

    vertices: np.ndarray
    faces: np.ndarray
    uvs: np.ndarray
    uv_faces: np.ndarray
    joints: Mapping[str, np.ndarray]
    size: int = 1024

    @cached_property
    def texels(self) -> TexelMap:
        return texel_map(self.uvs, self.uv_faces, self.size)

    @cached_property
    def points(self) -> np.ndarray:
        """(H, W, 3) position of each texel."""
        return self.texels.interpolate(self.vertices, self.faces)

    @cached_property
    def vertex_normals(self) -> np.ndarray:
        return vertex_normals(self.vertices, self.faces)

    @cached_property
    def openness(self) -> np.ndarray:
        """(V,) 1 where the whole hemisphere over the surface is free, 0 where it is covered."""
        return ambient_openness(self.vertices, self.vertex_normals, self.faces)

    def image(self, values: np.ndarray) -> np.ndarray:
        """Per-vertex (V,) or (V, C) values as an image (H, W[, C])."""
        flat = self.texels.interpolate(values.reshape(len(values), -1), self.faces)
        return flat[..., 0] if values.ndim == 1 else flat

    @cached_property
    def uv_islands(self) -> np.ndarray:
        """(F,) label of the UV island of each triangle."""
        return components(self.uv_faces, len(self.uvs))[self.uv_faces[:, 0]]

    def smoothed(self, values: np.ndarray, rounds: int) -> np.ndarray:
        """values: (V, C), averaged with their neighbours again and again."""
        edges = np.concatenate([self.faces[:, [0, 1]], self.faces[:, [1, 2]], self.faces[:, [2, 0]]])
        count = np.bincount(edges.ravel(), minlength=len(values))[:, None] + 1
        for _ in range(rounds):
            total = values.copy()
            for column in range(values.shape[1]):
                total[:, column] += np.bincount(edges[:, 0], values[edges[:, 1], column], len(values))
                total[:, column] += np.bincount(edges[:, 1], values[edges[:, 0], column], len(values))
            values = total / count
        return values

    def shared_rim(self, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        """(K, 3) the vertices that two groups of triangles, (F,) bool, have in common."""
        return self.vertices[np.intersect1d(self.faces[first], self.faces[second])]


def vertex_normals(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """(V, 3) unit normals, weighted by area."""
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    normal = np.cross(b - a, c - a)
    total = np.zeros_like(vertices)
    for k in range(3):
        np.add.at(total, faces[:, k], normal)
    return total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12)


def components(faces: np.ndarray, count: int) -> np.ndarray:
    """(count,) label of the connected component of each vertex: the smallest index in it."""
    label = np.arange(count)
    while True:
        smallest = label[faces].min(1)
        new = label.copy()
        for k in range(3):
            np.minimum.at(new, faces[:, k], smallest)
        new = new[new]
        if (new == label).all():
            return label
        label = new


def ambient_openness(
    vertices: np.ndarray, normals: np.ndarray, faces: np.ndarray, directions: int = 96, size: int = 640
) -> np.ndarray:
    """(V,) cosine-weighted share of the directions from which a vertex is seen, by depth maps from all around."""
    golden = np.pi * (3 - np.sqrt(5))
    z = 1 - 2 * (np.arange(directions) + 0.5) / directions
    ring = np.sqrt(1 - z * z)
    seen = np.zeros(len(vertices))
    total = np.zeros(len(vertices))
    for k in range(directions):
        toward = np.array([ring[k] * np.cos(golden * k), ring[k] * np.sin(golden * k), z[k]])
        weight = np.maximum(normals @ toward, 0)
        seen += weight * _visible_from(vertices, faces, toward, size)
        total += weight
    return seen / np.maximum(total, 1e-9)


def _visible_from(vertices: np.ndarray, faces: np.ndarray, toward: np.ndarray, size: int) -> np.ndarray:
    side = np.cross(toward, [0.31, 0.57, 0.76])
    side /= np.linalg.norm(side)
    plane = vertices @ np.stack([side, np.cross(toward, side)], 1)
    low, high = plane.min(0), plane.max(0)
    xy = (plane - low) / (high - low).max() * (size - 5) + 2
    height = vertices @ toward
    depth = np.full((size, size), -np.inf)
    corners, heights = xy[faces], height[faces]
    # points inside each triangle, about one per pixel, stand for it: cheap, and exact enough for soft shade
    extent = np.ceil(np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(1)).astype(int)
    for steps in np.unique(extent):
        group = extent == steps
        n = int(steps) + 1
        u, v = np.meshgrid(np.arange(n + 1) / n, np.arange(n + 1) / n)
        keep = u + v <= 1 + 1e-9
        w = np.stack([1 - u[keep] - v[keep], u[keep], v[keep]], 1)
        p = np.rint(np.einsum("sk,fkd->fsd", w, corners[group])).astype(int).reshape(-1, 2)
        np.maximum.at(depth, (p[:, 1], p[:, 0]), (heights[group] @ w.T).ravel())
    p = np.rint(xy).astype(int)
    bias = 1.5 * (high - low).max() / size
    return height >= depth[p[:, 1], p[:, 0]] - bias
