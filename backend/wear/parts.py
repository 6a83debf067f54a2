"""The parts that a piece is made of: which vertices hang together, which are thin, what faces what."""

from __future__ import annotations

import numpy as np
from scipy.spatial import KDTree

from .surface import unit

THICK = 0.02  # metres from one side of a thick piece to the other, at most
SMALL = 0.07  # metres across, at most, of what is pushed as a whole: buckles, beads, buttons
ROUND = 0.06  # metres around what is thin
LOCK = 0.02  # metres within which hair goes together
_LOCKS = 3  # vertices of locks close by that go along with one
_SIDES = 5  # vertices of the other side that go along with one


def other_sides(points: np.ndarray, faces: np.ndarray) -> np.ndarray | None:
    """(N, 1 + K) of each vertex itself and the nearest that look the other way, within THICK; filled up with itself."""
    a, b, c, d = (points[faces[:, k % faces.shape[1]]] for k in (0, 1, 2, -1))
    flat, normals = np.cross(c - a, d - b), np.zeros_like(points)
    for k in range(faces.shape[1]):
        np.add.at(normals, faces[:, k], flat)
    normals, points = unit(normals).astype(np.float32), (points - points.mean(axis=0)).astype(np.float32)
    squares = np.einsum("nd,nd->n", points, points)
    found = np.tile(np.arange(len(points))[:, None], (1, 1 + _SIDES))
    order = np.argsort(points[:, 2], kind="stable")  # what is near has about the same height
    for part in np.array_split(order, len(order) // 256 + 1):
        low, high = np.searchsorted(points[order, 2], (points[part[0], 2] - THICK, points[part[-1], 2] + THICK))
        others = order[low:high]
        away = squares[part, None] - 2.0 * points[part] @ points[others].T + squares[others]
        away[normals[part] @ normals[others].T > -0.5] = np.inf
        count = min(_SIDES, len(others))
        nearest = np.argpartition(away, count - 1, axis=1)[:, :count]
        close = np.take_along_axis(away, nearest, axis=1) < THICK**2
        found[part, 1 : 1 + count] = np.where(close, others[nearest], part[:, None])
    return None if (found == found[:, :1]).all() else found


def close_by(points: np.ndarray) -> np.ndarray | None:
    """(N, 1 + K) of each vertex itself and its nearest within LOCK; filled up with itself."""
    if len(points) <= _LOCKS:
        return None
    away, near = KDTree(points).query(points, k=1 + _LOCKS)
    return np.where(away < LOCK, near, np.arange(len(points))[:, None])


def thin_parts(points: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """(N,) bool, vertices of parts that are no wider around than ROUND: cords, chains, beads."""
    label = parts_of(faces, len(points))
    a, b, c, d = (points[faces[:, k % faces.shape[1]]] for k in (0, 1, 2, -1))
    area = np.bincount(label[faces[:, 0]], 0.5 * np.linalg.norm(np.cross(c - a, d - b), axis=1), len(points))
    found = np.zeros(len(points), bool)
    for name in np.unique(label):
        part = label == name
        found[part] = area[name] < ROUND * 2.0 * np.ptp(points[part], axis=0).max()
    return found


def parts_of(faces: np.ndarray, count: int) -> np.ndarray:
    """(count,) the lowest vertex of the part that each vertex hangs together with."""
    label = np.arange(count)
    while True:
        before = label.copy()
        np.minimum.at(label, faces, label[faces].min(axis=1)[:, None])
        label = label[label]
        if np.array_equal(before, label):
            return label


def loops(faces: np.ndarray) -> list[np.ndarray]:
    """The borders as closed loops of vertices, each in the direction of its faces' edges."""
    a, b = faces.ravel(), np.roll(faces, -1, axis=1).ravel()
    size = int(faces.max(initial=0)) + 1
    alone = ~np.isin(a.astype(np.int64) * size + b, b.astype(np.int64) * size + a)
    following = dict(zip(a[alone].tolist(), b[alone].tolist(), strict=True))
    found = []
    while following:
        start, current = next(iter(following.items()))
        del following[start]
        loop = [start]
        while current != start and current in following:
            loop.append(current)
            current = following.pop(current)
        found.append(np.array(loop))
    return found
