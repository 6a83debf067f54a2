"""The baked maps of a body, loaded once and shrunk or enlarged to a texture size.

Masks are what any picture of a figure needs; details are for a close look at its skin, and come in a file of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from PIL import Image

from assets import asset

from ..assets.reading import own_file, read_arrays

KEPT_SIZE = 1024
"""pixels of the side of what stays in memory; twice that would be half a gigabyte"""


def has_maps(name: str) -> bool:
    return asset("appearance", f"{name}.npz").exists()


@lru_cache(maxsize=3)
def load_maps(name: str, size: int) -> Mapping[str, np.ndarray]:
    """Name of mask -> (size, size) uint8, for a body that has masks. Raises BadFile where the file is damaged."""
    path, what = asset("appearance", f"{name}.npz"), f"masks of the body {name!r}"
    stored = read_arrays(path, what)
    with own_file(path, what):
        return {key: _resized(mask, size) for key, mask in stored.items()}


@lru_cache(maxsize=1)
def _stored_details(name: str) -> Mapping[str, np.ndarray]:
    return read_arrays(asset("appearance", f"{name}_details.npz"), f"details of the body {name!r}")


def detail(name: str, size: int, which: str) -> np.ndarray:
    """(size, size) uint8, one map of the details. Raises BadFile where the file is damaged."""
    return (_kept_detail if size <= KEPT_SIZE else _detail)(name, size, which)


def sparse_detail(name: str, size: int, which: str) -> tuple[np.ndarray, np.ndarray]:
    """Flat texel indices where a map of the details is not empty, and its density there, 0..1."""
    return (_kept_sparse if size <= KEPT_SIZE else _sparse_detail)(name, size, which)


def _detail(name: str, size: int, which: str) -> np.ndarray:
    path, what = asset("appearance", f"{name}_details.npz"), f"details of the body {name!r}"
    with own_file(path, what):
        return _resized(_stored_details(name)[which], size)


def _sparse_detail(name: str, size: int, which: str) -> tuple[np.ndarray, np.ndarray]:
    return _sparse(detail(name, size, which))


_kept_detail, _kept_sparse = lru_cache(maxsize=96)(_detail), lru_cache(maxsize=96)(_sparse_detail)


@lru_cache(maxsize=64)
def sparse_mask(name: str, size: int, which: str) -> tuple[np.ndarray, np.ndarray]:
    """The same of a mask."""
    return _sparse(load_maps(name, size)[which])


def _sparse(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    flat = mask.reshape(-1)
    texels = np.flatnonzero(flat)
    return texels, flat[texels].astype(np.float32) / 255


def _resized(mask: np.ndarray, size: int) -> np.ndarray:
    if mask.shape == (size, size):
        return mask
    way = Image.Resampling.BOX if size < mask.shape[0] else Image.Resampling.BILINEAR
    return np.asarray(Image.fromarray(mask).resize((size, size), way))
