"""A mesh's UV layout as an image: the triangle of each texel, and the nearest island for the texels between."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


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
    xy = np.stack([uvs[:, 0] * size, (1 - uvs[:, 1]) * size], 1)
    face = np.full((size, size), -1, np.int32)
    barycentric = np.zeros((size, size, 3), np.float32)
    corners = xy[uv_faces]
    low = np.ceil(corners.min(1) - 0.5).astype(np.int64)
    high = np.floor(corners.max(1) - 0.5).astype(np.int64)
    extent = (high - low + 1).max(1)
    largest = 1
    while (extent > largest // 2).any():
        chosen = np.flatnonzero((extent > largest // 2) & (extent <= largest) & (high >= low).all(1))
        _fill(chosen, corners, low, largest, face, barycentric)
        largest *= 2
    covered = face >= 0
    nearest = nearest_covered(covered)
    return TexelMap(face.ravel()[nearest], barycentric.reshape(-1, 3)[nearest], covered)


def _fill(chosen: np.ndarray, corners: np.ndarray, low: np.ndarray, extent: int, face, barycentric) -> None:
    """Writes all texel centres inside the chosen triangles, whose boxes are at most `extent` texels wide."""
    size = face.shape[0]
    a, b, c = (corners[chosen, k] for k in range(3))
    area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (c[:, 0] - a[:, 0]) * (b[:, 1] - a[:, 1])
    area = np.where(np.abs(area) < 1e-12, np.inf, area)
    for dy in range(extent):
        for dx in range(extent):
            x, y = low[chosen, 0] + dx, low[chosen, 1] + dy
            px, py = x + 0.5, y + 0.5
            w0 = ((b[:, 0] - px) * (c[:, 1] - py) - (c[:, 0] - px) * (b[:, 1] - py)) / area
            w1 = ((c[:, 0] - px) * (a[:, 1] - py) - (a[:, 0] - px) * (c[:, 1] - py)) / area
            w2 = 1 - w0 - w1
            inside = (np.minimum(np.minimum(w0, w1), w2) >= -1e-9) & (area != np.inf)
            inside &= (x >= 0) & (x < size) & (y >= 0) & (y < size)
            face[y[inside], x[inside]] = chosen[inside]
            barycentric[y[inside], x[inside]] = np.stack([w0, w1, w2], 1)[inside]


def nearest_covered(covered: np.ndarray) -> np.ndarray:
    """Flat index of (nearly) the nearest covered texel for every texel, by jump flooding. covered: (H, W) bool."""
    height, width = covered.shape
    rows = np.broadcast_to(np.arange(height, dtype=np.int32)[:, None], covered.shape)
    columns = np.broadcast_to(np.arange(width, dtype=np.int32), covered.shape)
    row = np.where(covered, rows, -4 * height)
    column = np.where(covered, columns, -4 * width)
    step = max(height, width) // 2
    while step >= 1:
        for dy in (-step, 0, step):
            for dx in (-step, 0, step):
                there = np.s_[max(0, dy) : height + min(0, dy), max(0, dx) : width + min(0, dx)]
                here = np.s_[max(0, -dy) : height + min(0, -dy), max(0, -dx) : width + min(0, -dx)]
                r, c = row[there], column[there]
                now = (row[here] - rows[here]) ** 2 + (column[here] - columns[here]) ** 2
                closer = (r - rows[here]) ** 2 + (c - columns[here]) ** 2 < now
                row[here] = np.where(closer, r, row[here])
                column[here] = np.where(closer, c, column[here])
        step //= 2
    return row.astype(np.int64) * width + column
