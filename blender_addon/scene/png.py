# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures as small PNG files: Blender's own are larger by a third, and they go into every exported file."""

from __future__ import annotations

import struct
import zlib

import numpy as np

_GREY, _RGB, _RGBA = 0, 2, 6
_LEVEL, _WINDOW, _MEMORY = 5, 15, 9


def encoded(pixels: np.ndarray, alpha: bool) -> bytes:
    """A PNG file of (H, W, 4) uint8, first row at the top; without alpha, and grey where its colours are all grey."""
    height, width = pixels.shape[:2]
    grey = bool((pixels[..., :1] == pixels[..., 1:3]).all())
    kind, shown = (_RGBA, pixels) if alpha else (_GREY, pixels[..., :1]) if grey else (_RGB, pixels[..., :3])
    header = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    rows = _filtered(np.ascontiguousarray(shown).reshape(height, -1), shown.shape[2])
    return b"".join((
        b"\x89PNG\r\n\x1a\n",
        _chunk(b"IHDR", header),
        _chunk(b"IDAT", _deflated(rows)),
        _chunk(b"IEND", b""),
    ))  # fmt: skip


def _deflated(rows: np.ndarray) -> bytes:
    """Filtered rows are small numbers with few repeats: as such zlib packs them quicker, and smaller."""
    packing = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW, _MEMORY, zlib.Z_FILTERED)
    return packing.compress(rows.tobytes()) + packing.flush()


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _filtered(rows: np.ndarray, step: int) -> np.ndarray:
    """(H, 1 + W) uint8: each row as the difference to what stands beside it that is the smallest, and which that is.

    rows: (H, W) uint8; step: bytes of a pixel
    """
    padded = np.pad(rows, ((1, 0), (step, 0))).astype(np.int16)
    left, up, corner = padded[1:, :-step], padded[:-1, step:], padded[:-1, :-step]
    guess = left + up - corner
    off = [np.abs(guess - each) for each in (left, up, corner)]
    nearest = np.where((off[0] <= off[1]) & (off[0] <= off[2]), left, np.where(off[1] <= off[2], up, corner))
    # the numbers of PNG's filters: left, up, Paeth's
    found = {number: (rows - before).astype(np.uint8) for number, before in ((1, left), (2, up), (4, nearest))}
    costs = np.stack([np.abs(each.view(np.int8).astype(np.int16)).sum(1, dtype=np.int64) for each in found.values()])
    best = np.array(list(found))[costs.argmin(0)]
    out = np.empty((len(rows), 1 + rows.shape[1]), np.uint8)
    out[:, 0] = best
    for number, each in found.items():
        out[best == number, 1:] = each[best == number]
    return out
