# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures as small PNG files: Blender's own are larger by a third, and they go into every exported file."""

from __future__ import annotations

import struct
import zlib

import numpy as np

_GREY, _RGB, _PALETTE, _RGBA = 0, 2, 3, 6
_MOST = 256
"""colours of a palette"""
_SOME = 4096
"""pixels that are looked at first"""
_LEVEL, _WINDOW, _MEMORY = 5, 15, 9


def encoded(pixels: np.ndarray, alpha: bool) -> bytes:
    """A PNG file of (H, W, 4) uint8, first row at the top; without alpha grey where its colours are all grey, and with
    a palette where they are few."""
    if alpha:
        return _file(_RGBA, pixels)
    if (pixels[..., :1] == pixels[..., 1:3]).all():
        return _file(_GREY, pixels[..., :1])
    few = _few_colours(pixels)
    return _file(_RGB, pixels[..., :3]) if few is None else _file(_PALETTE, *few)


def _few_colours(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """(H, W, 1) uint8 numbers of colours and (C, 3) these, from dark to light; None where there are more than 256."""
    red, green, blue = (pixels[..., channel].astype(np.uint32) for channel in range(3))
    # the green first, which is most of a colour's light: neighbours in light have numbers that are near
    code = (green << 16 | red << 8 | blue).reshape(-1)
    if len(np.unique(code[:: max(1, len(code) // _SOME)])) > _MOST:
        return None
    used, which = np.unique(code, return_inverse=True)
    if len(used) > _MOST:
        return None
    colours = np.stack([used >> 8 & 255, used >> 16, used & 255], axis=1).astype(np.uint8)
    return which.astype(np.uint8).reshape(*pixels.shape[:2], 1), colours


def _file(kind: int, shown: np.ndarray, palette: np.ndarray | None = None) -> bytes:
    height, width, channels = shown.shape
    header = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    rows = np.ascontiguousarray(shown).reshape(height, -1)
    content = _deflated(_filtered(rows, channels)) if palette is None else _numbers(rows)
    return b"".join((
        b"\x89PNG\r\n\x1a\n",
        _chunk(b"IHDR", header),
        *(() if palette is None else (_chunk(b"PLTE", palette.tobytes()),)),
        _chunk(b"IDAT", content),
        _chunk(b"IEND", b""),
    ))  # fmt: skip


def _numbers(rows: np.ndarray) -> bytes:
    """Of colours of a palette, which may pack better as they are; the first quarter tells."""
    as_they_are = np.pad(rows, ((0, 0), (1, 0))), zlib.Z_DEFAULT_STRATEGY
    ways = as_they_are, (_filtered(rows, 1), zlib.Z_FILTERED)
    part = -(-len(rows) // 4)
    found, strategy = min(ways, key=lambda way: len(_deflated(way[0][:part], way[1])))
    return _deflated(found, strategy)


def _deflated(rows: np.ndarray, strategy: int = zlib.Z_FILTERED) -> bytes:
    """Filtered rows are small numbers with few repeats: as such zlib packs them quicker, and smaller."""
    packing = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW, _MEMORY, strategy)
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
