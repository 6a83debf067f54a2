"""The baked masks of a body, loaded once and shrunk or enlarged to a texture size."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from PIL import Image

from assets import asset

from ..assets.reading import own_file, read_arrays


def has_maps(name: str) -> bool:
    return asset("appearance", f"{name}.npz").exists()


@lru_cache(maxsize=3)
def load_maps(name: str, size: int) -> Mapping[str, np.ndarray]:
    """Name of mask -> (size, size) uint8, for a body that has masks. Raises BadFile where the file is damaged."""
    path, what = asset("appearance", f"{name}.npz"), f"masks of the body {name!r}"
    stored = read_arrays(path, what)
    with own_file(path, what):
        return {key: _resized(mask, size) for key, mask in stored.items()}


def _resized(mask: np.ndarray, size: int) -> np.ndarray:
    if mask.shape == (size, size):
        return mask
    way = Image.Resampling.BOX if size < mask.shape[0] else Image.Resampling.BILINEAR
    return np.asarray(Image.fromarray(mask).resize((size, size), way))
