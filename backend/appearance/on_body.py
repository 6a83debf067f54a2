"""Where on the body each texel of a piece lies: for what is painted by its place and not by the run of the cloth."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PIL import Image

from ..wear.piece import Piece
from ..wear.piece_places import Places, places_of
from ..wear.surface import triangles_of

_SIZE = 320
"""pixels of the side at most; places vary so slowly that more would show nothing"""
_FAR = 9.0


@lru_cache(maxsize=8)
def on_body(piece: Piece, size: int) -> Places:
    """Of every texel of the piece, (S, S, …), first row at the top; beside its islands what is nearest to them."""
    at = at_vertices(piece)
    values = np.concatenate([at.points, at.normals, at.edge[:, None]], axis=1)
    small = _filled(*_drawn(piece, values.astype(np.float32), min(size, _SIZE)))
    whole = np.stack([_enlarged(small[..., k], size) for k in range(small.shape[2])], axis=-1)
    return Places(points=whole[..., :3], normals=whole[..., 3:6], edge=whole[..., 6])


@lru_cache(maxsize=32)
def at_vertices(piece: Piece) -> Places:
    """Of its N vertices."""
    return places_of(piece.binding, piece.faces)


def _drawn(piece: Piece, values: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """(size, size, C) values at the texels that faces cover, and (size, size) bool which these are."""
    corners, at = triangles_of(piece.faces), triangles_of(piece.uv_faces)
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
