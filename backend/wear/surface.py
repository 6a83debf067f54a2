"""The skin that pieces lie on, as tables of the base mesh: its quads, its normals, and where a piece stands on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .binding import BASE_VERTICES, Binding
from .columns import Mix, columns, crosses, units

_AROUND = 0.08  # metres around points within which skin may be the nearest
FEET = 4  # vertices of the skin that carry the foot of a vertex of a piece


@dataclass(frozen=True, eq=False)
class Surface:
    """quads: (P, 4) int64 of the skin in the base mesh's numbers, counter-clockwise seen from outside
    base: (19158, 3) float32 metres, an average figure, on which choices are made that must not change with the shape
    helpers: (H,) vertices of the base mesh that are not skin; near, near_shares: (H, 4) the skin's nearest to each
    head: vertices of the skin of the head; skirt: (20, 36) helpers that hang free
    of the skin, rows from the waist down
    """

    quads: np.ndarray
    base: np.ndarray
    helpers: np.ndarray
    near: np.ndarray
    near_shares: np.ndarray
    head: np.ndarray
    skirt: np.ndarray

    @cached_property
    def vertices(self) -> np.ndarray:
        """Ascending vertices of the skin."""
        return np.unique(self.quads)

    @cached_property
    def chin(self) -> float:
        """Metres, about the lowest part of the average figure's face: a third of the head's height above its end."""
        height = self.base[self.head, 2]
        return float(height.max() - 0.66 * np.ptp(height))

    @cached_property
    def crotch(self) -> float:
        """Metres, of the average figure: the lowest skin in its middle."""
        skin = self.base[self.vertices]
        near = (np.abs(skin[:, 0]) < 0.004) & (skin[:, 2] > 0.3 * self.base[:, 2].max())
        return float(skin[near, 2].min())

    @cached_property
    def trunk(self) -> np.ndarray:
        """(3,) metres, the middle of the average figure's hips."""
        skin = self.base[self.vertices]
        hips = skin[(np.abs(skin[:, 2] - self.crotch - 0.08) < 0.06) & (np.abs(skin[:, 0]) < 0.2)]
        return (hips.min(axis=0) + hips.max(axis=0)) / 2

    @cached_property
    def _all_normals(self) -> Normals:
        return Normals(self.quads, self.vertices)

    def normals(self, base: np.ndarray) -> np.ndarray:
        """(19158, 3) float32, outward and of length 1 at the skin, 0 elsewhere. base: (19158, 3) metres"""
        found = np.zeros((BASE_VERTICES, 3), np.float32)
        found[self.vertices] = self._all_normals(columns(base)).T
        return found

    @cached_property
    def neighbours(self) -> np.ndarray:
        """(19158, K) int32 vertices that share an edge, each row filled up with the vertex itself."""
        return neighbour_table(self.quads, BASE_VERTICES)

    @cached_property
    def _shares(self) -> tuple[np.ndarray, np.ndarray]:
        """(19158, 4) vertices of the skin that stand for each vertex of the base mesh, and their shares."""
        at = np.tile(np.arange(BASE_VERTICES)[:, None], (1, FEET))
        shares = np.zeros((BASE_VERTICES, FEET), np.float32)
        shares[:, 0] = 1.0
        at[self.helpers], shares[self.helpers] = self.near, self.near_shares
        return at, shares

    def feet(self, binding: Binding) -> tuple[np.ndarray, np.ndarray]:
        """(N, 4) vertices of the skin on which each vertex of a piece stands, and their shares, which sum to 1."""
        at, shares = self._shares
        weights = np.clip(binding.weights, 0.0, None)
        weights = weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)
        rows = at[binding.indices].reshape(len(binding), -1)
        values = (weights[..., None] * shares[binding.indices]).reshape(len(binding), -1)
        return _largest(rows, values)

    def nearest(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """As `feet`, of points (N, 3) around `self.base`: of each the nearest vertex and three of its neighbours."""
        points = np.asarray(points)
        skin = self.base[self.vertices]
        close = ((skin > points.min(axis=0) - _AROUND) & (skin < points.max(axis=0) + _AROUND)).all(axis=1)
        numbers = self.vertices[close] if close.any() else self.vertices
        skin = self.base[numbers]
        middle = skin.mean(axis=0)
        around, ahead = (skin - middle).astype(np.float32), (points - middle).astype(np.float32)
        squares = np.einsum("vd,vd->v", around, around)
        first = np.concatenate(
            [(squares - 2.0 * part @ around.T).argmin(axis=1) for part in np.array_split(ahead, len(ahead) // 512 + 1)]
        )
        first = numbers[first]
        rows = np.concatenate([first[:, None], self.neighbours[first]], axis=1)
        away = np.linalg.norm(self.base[rows] - points[:, None], axis=2)
        return _largest(rows, 1.0 / (away - 0.9 * away.min(axis=1, keepdims=True) + 1e-4) ** 2)


class Normals:
    """Of some vertices of quads.

    quads: (P, 4); vertices: (N,) some of their corners, none twice
    """

    def __init__(self, quads: np.ndarray, vertices: np.ndarray) -> None:
        used = quads[np.isin(quads, vertices).any(axis=1)]
        self._corners = np.ascontiguousarray(used.T, np.intp).reshape(-1)
        flat = used.reshape(-1)
        wanted = np.flatnonzero(np.isin(flat, vertices))
        wanted = wanted[np.argsort(flat[wanted], kind="stable")]
        numbers, starts, counts = np.unique(flat[wanted], return_index=True, return_counts=True)
        rows = np.searchsorted(numbers, vertices)
        turn = np.arange(int(counts.max(initial=0)))
        there = turn < counts[rows, None]
        around = wanted[np.where(there, starts[rows, None] + turn, 0)] // 4
        self._sums = Mix(around, there)

    def __call__(self, points: np.ndarray) -> np.ndarray:
        """(3, N) float32 of length 1, of all points (3, V)."""
        a, b, c, d = points.take(self._corners, axis=1).reshape(3, 4, -1).transpose(1, 0, 2)
        return units(self._sums(crosses(c - a, d - b)))


def triangles_of(faces: np.ndarray) -> np.ndarray:
    """(T, 3) of triangles or quads (F, 3|4): first the first halves of all quads."""
    return faces if faces.shape[1] == 3 else np.concatenate([faces[:, [0, 1, 2]], faces[:, [0, 2, 3]]])


def neighbour_table(faces: np.ndarray, count: int) -> np.ndarray:
    """(count, K) int32 vertices that share an edge of the faces with each, rows filled up with the vertex itself."""
    pairs = np.stack([faces, np.roll(faces, -1, axis=1)], axis=2).reshape(-1, 2)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]].astype(np.int64)
    numbers = np.unique(np.concatenate([pairs @ (count, 1), pairs @ (1, count)]))
    pairs = np.stack(np.divmod(numbers, count), axis=1)
    starts = np.searchsorted(pairs[:, 0], np.arange(count))
    place = np.arange(len(pairs)) - starts[pairs[:, 0]]
    table = np.tile(np.arange(count, dtype=np.int32)[:, None], (1, int(place.max(initial=0)) + 1))
    table[pairs[:, 0], place] = pairs[:, 1]
    return table


def among(rows: np.ndarray, table: np.ndarray) -> np.ndarray:
    """(R, K) places among the rows (R,) of the vertices in a table (R, K) of theirs; of others the row's own place."""
    place = np.full(int(table.max(initial=int(rows.max(initial=-1)))) + 1, -1)
    own = np.arange(len(rows))
    place[rows] = own
    found = place[table]
    return np.where(found < 0, own[:, None], found)


def unit(vectors: np.ndarray) -> np.ndarray:
    """(N, 3) of length 1; 0 stays 0."""
    lengths = np.sqrt(np.einsum("nd,nd->n", vectors, vectors))
    return vectors / np.maximum(lengths, 1e-12)[:, None]


def _largest(rows: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of lists (N, K) of vertices and shares the FEET largest, what stands twice added up; shares sum to 1."""
    order = np.argsort(rows, axis=1, kind="stable")
    rows, values = np.take_along_axis(rows, order, axis=1), np.take_along_axis(values, order, axis=1).copy()
    for k in range(rows.shape[1] - 1):
        same = rows[:, k] == rows[:, k + 1]
        values[same, k + 1] += values[same, k]
        values[same, k] = 0.0
    kept = np.argsort(-values, axis=1, kind="stable")[:, :FEET]
    rows, values = np.take_along_axis(rows, kept, axis=1), np.take_along_axis(values, kept, axis=1)
    return rows, (values / np.maximum(values.sum(axis=1, keepdims=True), 1e-9)).astype(np.float32)
