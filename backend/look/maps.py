"""The baked masks of a body, loaded once and shrunk or enlarged to a texture size."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from PIL import Image

from assets import asset


@lru_cache(maxsize=4)
def load_maps(name: str, size: int) -> Mapping[str, np.ndarray]:
    """Name of mask -> (size, size) uint8. Raises NotAvailable where no masks are baked for this body."""
    path = asset(f"look/{name}.npz")
    with np.load(path) as stored:
        return {key: _resized(stored[key], size) for key in stored.files if not key.startswith("_")}


def _resized(mask: np.ndarray, size: int) -> np.ndarray:
    if mask.shape == (size, size):
        return mask
    way = Image.Resampling.BOX if size < mask.shape[0] else Image.Resampling.BILINEAR
    return np.asarray(Image.fromarray(mask).resize((size, size), way))
