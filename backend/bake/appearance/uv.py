"""A mesh's UV layout as an image: the triangle of each texel, and the nearest island for the texels between."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from scipy.ndimage import distance_transform_edt

from ...render import rasterise, topology


@dataclass(frozen=True)
class TexelMap:
    """Where every texel lies on the mesh; texels between islands take the nearest covered texel's place.

    face: (H, W) int32 triangle index; barycentric: (H, W, 3) float32; covered: (H, W) bool, before the filling.
    """

    face: np.ndarray
    barycentric: np.ndarray
    covered: np.ndarray

    def interpolate(self, values: np.ndarray, triangles: np.ndarray) -> np.ndarray:
        """values: (V, C) per vertex; triangles: (F, 3) indices into them. Returns (H, W, C) float32."""
        corners = triangles[self.face]
        out = np.zeros((*self.face.shape, values.shape[1]), np.float32)
        for k in range(3):
            out += self.barycentric[..., k, None] * values[corners[..., k]].astype(np.float32)
        return out


def texel_map(uvs: np.ndarray, uv_faces: np.ndarray, size: int) -> TexelMap:
    """uvs: (T, 2) 0..1, origin bottom left; uv_faces: (F, 3). Row 0 of the map is the top of the image."""
    flat = np.concatenate([2 * uvs - 1, np.zeros((len(uvs), 1)), np.ones((len(uvs), 1))], 1)
    clip = torch.as_tensor(flat, dtype=torch.float32)[None]
    seen = rasterise(clip, topology(torch.as_tensor(uv_faces)), (size, size), cull=False)
    face = np.full(size * size, -1, np.int32)
    barycentric = np.zeros((size * size, 3), np.float32)
    face[seen.pixels], barycentric[seen.pixels] = seen.faces, seen.weights
    covered = (face >= 0).reshape(size, size)
    rows, columns = nearest_covered(covered)
    nearest = rows * size + columns
    return TexelMap(face[nearest], barycentric[nearest], covered)


def nearest_covered(covered: np.ndarray) -> np.ndarray:
    """(2, H, W) row and column of the nearest covered texel for every texel. covered: (H, W) bool, not all False."""
    return np.asarray(distance_transform_edt(~covered, return_distances=False, return_indices=True))
