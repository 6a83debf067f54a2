"""Normal maps in tangent space, the OpenGL way: red to the right, green up, from zones of height and the fabric."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PIL import Image

from ..wear.piece import Piece
from .fabrics import SLOPE, Fabric

HEIGHT = 0.020
"""metres from 0 to 255 of a zone of height"""
_STEEPEST = 2.5


def relief(piece: Piece, fabric: Fabric | None, size: int) -> np.ndarray | None:
    """(size, size, 4) uint8, or None where the surface is level."""
    folds = _folds(piece, size) if "height" in piece.zones else None
    if fabric is None and folds is None:
        return None
    across, down = (np.zeros((size, size), np.float32) for _ in range(2)) if folds is None else folds
    if fabric is not None:
        step = np.float32(1 / SLOPE)
        across, down = across + fabric.across * step, down + fabric.down * step
    up = 127.0 / np.sqrt(across * across + down * down + 1)
    found = np.full((size, size, 4), 255, np.uint8)
    # rows run downwards and green upwards
    found[..., 0] = 128.0 - across * up
    found[..., 1] = 128.0 + down * up
    found[..., 2] = 128.0 + up
    return found


@lru_cache(maxsize=16)
def _folds(piece: Piece, size: int) -> tuple[np.ndarray, np.ndarray]:
    """(size, size) float32 each: slopes to the right and towards the last row of the zone "height"."""
    height = piece.zones["height"].astype(np.float32)
    for axis in (0, 1):  # steps of one in 255 would be seen as terraces
        before, after = _beside(height, axis)
        height = height * 0.5 + (before + after) * 0.25
    found = []
    for axis in (1, 0):
        before, after = _beside(height, axis)
        metres = HEIGHT / 255 / (2 * piece.texel / height.shape[axis])
        slope = np.clip((after - before) * np.float32(metres), -_STEEPEST, _STEEPEST)
        found.append(np.asarray(Image.fromarray(slope).resize((size, size), Image.Resampling.BILINEAR)))
    return found[0], found[1]


def _beside(values: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """The neighbours before and after along an axis; the border is its own."""
    padded = np.pad(values, [(1, 1) if k == axis else (0, 0) for k in (0, 1)], mode="edge")
    last = values.shape[axis]
    return padded.take(range(last), axis), padded.take(range(2, last + 2), axis)
