"""What the painter must know about a body's surface: positions, normals, openness to the sky, islands and landmarks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components
from torch.nn import functional

from ...render import Topology, interpolate, rasterise, topology
from ...render.kernel_ops import normal_sums
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
        _, labels = connected_components(neighbours(self.uv_faces, len(self.uvs)), directed=False)
        return labels[self.uv_faces[:, 0]]

    def smoothed(self, values: np.ndarray, rounds: int) -> np.ndarray:
        """values: (V, C), averaged with their neighbours again and again."""
        beside = neighbours(self.faces, len(values))
        count = 1 + beside.sum(1)[:, None]
        for _ in range(rounds):
            values = (values + beside @ values) / count
        return values

    def shared_rim(self, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        """(K, 3) the vertices that two groups of triangles, (F,) bool, have in common."""
        return self.vertices[np.intersect1d(self.faces[first], self.faces[second])]


def vertex_normals(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """(V, 3) unit normals, weighted by area."""
    sums = normal_sums(torch.as_tensor(vertices, dtype=torch.float32)[None], topology(torch.as_tensor(faces)))[0]
    return functional.normalize(sums.double(), dim=1).numpy()


def neighbours(faces: np.ndarray, count: int) -> csr_array:
    """(count, count) how many sides of triangles lead from one vertex to the other."""
    start, end = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]).T
    one_way = coo_array((np.ones(len(start)), (start, end)), shape=(count, count)).tocsr()
    return one_way + one_way.T


def ambient_openness(
    vertices: np.ndarray, normals: np.ndarray, faces: np.ndarray, directions: int = 96, size: int = 640
) -> np.ndarray:
    """(V,) cosine-weighted share of the directions from which a vertex is seen, by depth maps from all around."""
    golden = np.pi * (3 - np.sqrt(5))
    z = 1 - 2 * (np.arange(directions) + 0.5) / directions
    ring, turn = np.sqrt(1 - z * z), golden * np.arange(directions)
    toward = np.stack([ring * np.cos(turn), ring * np.sin(turn), z], 1)
    mesh = topology(torch.as_tensor(faces))
    seen = np.stack([_visible_from(vertices, mesh, direction, size) for direction in toward], 1)
    weights = np.maximum(normals @ toward.T, 0)
    return (weights * seen).sum(1) / np.maximum(weights.sum(1), 1e-9)


def _visible_from(vertices: np.ndarray, mesh: Topology, toward: np.ndarray, size: int) -> np.ndarray:
    """(V,) bool: at most 1.5 pixels behind what a parallel view from there shows in a vertex's pixel."""
    side = np.cross(toward, [0.31, 0.57, 0.76])
    side /= np.linalg.norm(side)
    seen_as = vertices @ np.stack([side, np.cross(toward, side), -toward], 1)
    low, high = seen_as.min(0), seen_as.max(0)
    metres_wide = 1.01 * (high - low).max()
    clip = np.concatenate([(2 * seen_as - low - high) / metres_wide, np.ones((len(vertices), 1))], 1)
    fragments = rasterise(torch.as_tensor(clip, dtype=torch.float32)[None], mesh, (size, size), cull=False)
    shown = np.full(size * size, np.inf)
    shown[fragments.pixels] = interpolate(torch.as_tensor(seen_as[:, 2:], dtype=torch.float32), fragments)[:, 0]
    column, row = np.minimum(fragments.screen[0, :, :2].numpy().astype(int), size - 1).T
    return seen_as[:, 2] <= shown[row * size + column] + 1.5 * metres_wide / size
