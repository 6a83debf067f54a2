"""Seams that are sewn through: dashes of thread beside the borders of a piece's UV islands."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from ..wear.piece import Piece

_INSIDE = 0.006
"""metres from the border"""
_STITCH, _GAP = 0.0035, 0.002
_THICK = 0.0013


@lru_cache(maxsize=16)
def stitches(piece: Piece, size: int) -> Image.Image:
    """Grey picture, 255 where thread is."""
    picture = Image.new("L", (size, size))
    draw = ImageDraw.Draw(picture)
    pixel = piece.texel / size
    stitch, gap = max(_STITCH, 3 * pixel), max(_GAP, 2 * pixel)
    width = max(1, round(_THICK / pixel))
    starts, ends = _borders(piece)
    for start, end in zip(starts / pixel, ends / pixel, strict=True):
        length = float(np.linalg.norm(end - start)) * pixel
        count = max(1, round(length / (stitch + gap)))
        steps = (np.arange(count)[:, None] + np.array([0.0, stitch / (stitch + gap)])) / count
        for dash in start + steps[..., None] * (end - start):
            draw.line([(x, size - y) for x, y in dash.tolist()], fill=200, width=width)
    return picture


def _borders(piece: Piece) -> tuple[np.ndarray, np.ndarray]:
    """(B, 2) each: where the edges that one face alone has begin and end, metres on the texture from its bottom left,
    moved to the inside of the island."""
    corners = piece.uv_faces
    following = np.roll(corners, -1, axis=1)
    edges = np.stack([corners, following], axis=-1).reshape(-1, 2)
    faces = np.repeat(np.arange(len(corners)), corners.shape[1])
    edges, faces = edges[edges[:, 0] != edges[:, 1]], faces[edges[:, 0] != edges[:, 1]]
    _, first, counts = np.unique(np.sort(edges, axis=1), axis=0, return_index=True, return_counts=True)
    alone = first[counts == 1]
    points = piece.uvs.astype(np.float64) * piece.texel
    start, end = points[edges[alone, 0]], points[edges[alone, 1]]
    along = end - start
    inward = np.stack([-along[:, 1], along[:, 0]], axis=1)
    inward /= np.maximum(np.linalg.norm(inward, axis=1, keepdims=True), 1e-9)
    middle = points[corners[faces[alone]]].mean(axis=1)
    side = np.sign(np.einsum("bd,bd->b", middle - start, inward))
    shift = inward * side[:, None] * _INSIDE
    return start + shift, end + shift
