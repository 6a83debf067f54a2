"""Where thin open strips fold back on themselves, as teeth do at their edges: light must not be blended there."""

from __future__ import annotations

import numpy as np

BACK = -0.4
"""cosine between two faces below which the surface folds back"""


def folds(vertices: np.ndarray, faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(E, 2) vertices of the edges at which a surface folds back next to its own border, and (E,) the face of either
    edge that lies at the border. vertices: (V, 3); faces: (F, 3|4)"""
    count = faces.shape[1]
    owner = np.repeat(np.arange(len(faces)), count)
    ends = np.stack([faces.reshape(-1), np.roll(faces, -1, axis=1).reshape(-1)]).astype(np.int64)
    keys, edge, times = np.unique(ends.min(0) * len(vertices) + ends.max(0), return_inverse=True, return_counts=True)
    border = np.zeros(len(faces), bool)
    border[owner[times[edge] == 1]] = True
    first = (np.cumsum(times) - times)[times == 2]
    sides = owner[np.argsort(edge, kind="stable")]
    here, there = sides[first], sides[first + 1]
    points = np.asarray(vertices, np.float64)
    normals = np.cross(points[faces[:, 2]] - points[faces[:, 0]], points[faces[:, -1]] - points[faces[:, 1]])
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    back = (border[here] | border[there]) & ((normals[here] * normals[there]).sum(1) < BACK)
    both = keys[times == 2][back]
    return np.stack([both // len(vertices), both % len(vertices)], axis=1), np.where(border[there], there, here)[back]


def cut(vertices: np.ndarray, faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(W,) numbers of vertices and (F, 3|4) faces of them, in which each side of a fold has vertices of its own."""
    edges, beyond = folds(vertices, faces)
    numbers, faces = np.arange(len(vertices)), faces.copy()
    if len(edges):
        folded = np.unique(edges)
        copies = numbers.copy()
        copies[folded] = len(numbers) + np.arange(len(folded))
        faces[beyond] = copies[faces[beyond]]
        numbers = np.concatenate([numbers, folded])
    return numbers, faces
