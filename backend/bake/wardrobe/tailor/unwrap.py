"""Texture coordinates: panels laid flat upright at one scale, and packed into a square."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import spsolve


def unwrap(points: np.ndarray, faces: np.ndarray, up: np.ndarray, level: bool) -> np.ndarray:
    """(N, 2) metres: u to the right as seen from outside and v along `up` (F, 3), as evenly as it goes (least squares
    of their gradients). level: v stays near the height on the body."""
    triangles = np.concatenate([faces[:, [0, 1, 2]], faces[:, [0, 2, 3]]])
    up = np.concatenate([up, up])
    a, b, c = (points[triangles[:, k]] for k in range(3))
    normal = np.cross(b - a, c - a)
    double = np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)
    normal = normal / double
    right = np.cross(up, normal)
    right /= np.maximum(np.linalg.norm(right, axis=1, keepdims=True), 1e-9)
    over = np.cross(normal, right)
    gradients = (
        np.stack([np.cross(normal, c - b), np.cross(normal, a - c), np.cross(normal, b - a)], 1) / double[..., None]
    )
    count, size = len(points), len(triangles)
    rows = np.repeat(np.arange(size), 3)
    matrix = sparse.vstack(
        [
            sparse.coo_matrix((gradients[:, :, axis].ravel(), (rows, triangles.ravel())), (size, count))
            for axis in range(3)
        ]
    ).tocsr()
    weight = sparse.diags(np.tile(double[:, 0], 3))
    system = matrix.T @ weight @ matrix
    area = np.bincount(triangles.ravel(), np.repeat(double[:, 0], 3), count)
    flat = np.zeros((count, 2))
    steep = 20.0 * np.bincount(triangles.ravel(), np.repeat(double[:, 0] * up[:, 2].clip(0, 1) ** 12, 3), count)
    steep /= np.maximum(area, 1e-12)
    for column, way in enumerate((right, over)):
        pull = sparse.diags(area * (1e-6 + (steep if level and column else 0.0)))
        near = points[:, 2] if column else np.zeros(count)
        side = matrix.T @ weight @ way.T.ravel() + pull @ near
        flat[:, column] = np.asarray(spsolve((system + pull).tocsc(), side))
    return _side_by_side(flat, triangles)


def _side_by_side(flat: np.ndarray, triangles: np.ndarray, gap: float = 0.012) -> np.ndarray:
    """Parts that are not joined, as the halves of a front that stands open, moved beside each other."""
    n = len(flat)
    graph = sparse.coo_matrix((np.ones(triangles.size), (triangles.ravel(), np.roll(triangles, 1, 1).ravel())), (n, n))
    count, part = sparse.csgraph.connected_components(graph, directed=False)
    moved, left = flat.copy(), 0.0
    for k in range(count):
        own = part == k
        moved[own, 0] += left - flat[own, 0].min()
        left = moved[own, 0].max() + gap
    return moved if count > 1 else flat


def packed(uvs: np.ndarray, panel: np.ndarray, blocks: list[list[int]], gap: float = 0.012) -> tuple[np.ndarray, float]:
    """uvs: (F, 4, 2) metres -> 0 to 1, and metres of the square's side. blocks: panels that stand side by side and keep
    their heights to each other."""
    boxes = []
    flat = uvs.copy()
    for block in blocks:
        left = 0.0
        lowest = min(flat[panel == k][..., 1].min() for k in block)
        for k in block:
            own = panel == k
            flat[own, :, 0] += left - flat[own][..., 0].min()
            left = flat[own][..., 0].max() + gap
            flat[own, :, 1] -= lowest
        members = np.isin(panel, block)
        boxes.append((float(flat[members][..., 1].max()) + gap, left, members))
    boxes.sort(key=lambda box: -box[0])
    side = max(max(box[1] for box in boxes), np.sqrt(sum(box[0] * box[1] for box in boxes)))
    while (places := _shelves(boxes, side)) is None:
        side *= 1.02
    for (_, _, members), (x, y) in zip(boxes, places, strict=True):
        flat[members] += (x, y)
    return (flat + gap / 2) / (side + gap), side + gap


def _shelves(boxes: list, side: float) -> list[tuple[float, float]] | None:
    """The lowest free place for each box, leftmost first (skyline)."""
    line = [(0.0, 0.0, side)]
    places = []
    for height, width, _ in boxes:
        best = None
        for x, _, _ in line:
            if x + width > side + 1e-9:
                continue
            y = max(level for start, level, end in line if start < x + width - 1e-9 and end > x + 1e-9)
            if y + height <= side + 1e-9 and (best is None or (y, x) < best):
                best = (y, x)
        if best is None:
            return None
        y, x = best
        places.append((x, y))
        kept = []
        for start, level, end in line:
            if start < x:
                kept.append((start, level, min(end, x)))
            if end > x + width:
                kept.append((max(start, x + width), level, end))
        line = sorted([s for s in kept if s[2] - s[0] > 1e-9] + [(x, y + height, x + width)])
    return places
