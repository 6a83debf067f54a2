"""Textures of at most 255 colours where that is not seen: a file tells such a picture in a byte a pixel, and not three.

Cloth is one or two colours in more or less light, and its surface leans in few ways: most of its pixels have one of
some hundred values, and the others are near to one of these.
"""

from __future__ import annotations

import numpy as np

MOST = 255
"""colours; one more is left for what is painted over parts that nobody sees"""
_WORTH = 16_384
"""different colours; a picture of more is no cloth"""
NEAR = 0.5
"""of 255, root mean square: how far colours may be from what they were"""
NEAR_LEANS = 1.3
"""the same of the first two channels of a normal map: 0.6 degrees"""


def few_colours(texture: np.ndarray) -> np.ndarray:
    """(H, W, 4) uint8 of such a one that is opaque, or itself where it has few already or would be seen to change."""
    code = texture[..., 0].astype(np.uint32) << 16 | texture[..., 1].astype(np.uint32) << 8 | texture[..., 2]
    used, which, count = np.unique(code, return_inverse=True, return_counts=True)
    if not MOST < len(used) <= _WORTH or (texture[..., 3] != 255).any():
        return texture
    colours = np.stack([used >> 16, used >> 8 & 255, used & 255], axis=1)
    found = _nearest_of_few(colours, count, NEAR)
    if found is None:
        return texture
    table = np.full((len(used), 4), 255, np.uint8)
    table[:, :3] = found
    return table[which].reshape(texture.shape)


def few_leans(normal: np.ndarray) -> np.ndarray:
    """The same of a normal map, whose third channel follows from the first two."""
    code = normal[..., 0].astype(np.uint16) << 8 | normal[..., 1]
    count = np.bincount(code.reshape(-1), minlength=1 << 16)
    used = np.flatnonzero(count)
    if not MOST < len(used) <= _WORTH:
        return normal
    found = _nearest_of_few(np.stack([used >> 8, used & 255], axis=1), count[used], NEAR_LEANS)
    if found is None:
        return normal
    table = np.full((1 << 16, 4), 255, np.uint8)
    table[used, :2] = found
    lean = (found.astype(np.float32) - 128) / 127
    table[used, 2] = 128 + 127 * np.sqrt(np.clip(1 - (lean * lean).sum(axis=1), 0, 1))
    return table[code]


def _nearest_of_few(values: np.ndarray, count: np.ndarray, near: float) -> np.ndarray | None:
    """(N, C) uint8: each of N different values, `count` times each, as one of MOST; None where they would be further
    away than `near`.

    Again and again the one that is worst told by those before is taken (Gonzalez 1985, weighted); then each moves to
    the mean of those that it stands for, as in Lloyd's k-means."""
    columns = np.ascontiguousarray(values.T, np.float32)
    weight = count.astype(np.float32)
    away = np.full(len(values), np.inf, np.float32)
    which = np.zeros(len(values), np.intp)
    at = int(weight.argmax())
    for number in range(MOST):
        gap = ((columns - columns[:, at, None]) ** 2).sum(axis=0)
        closer = gap < away
        away[closer], which[closer] = gap[closer], number
        at = int((away * weight).argmax())
    total = np.bincount(which, weight, MOST)
    means = np.stack([np.bincount(which, weight * each, MOST) for each in columns], axis=1) / total[:, None]
    found = np.rint(means).astype(np.uint8)[which]
    off = (found.astype(np.float32) - columns.T) ** 2
    return found if np.sqrt((off.mean(axis=1) @ weight) / weight.sum()) <= near else None
