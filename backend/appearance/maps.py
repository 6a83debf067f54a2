"""The baked masks of a body, loaded once and shrunk or enlarged to a texture size."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from PIL import Image

from assets import asset

from ..protocol.errors import BadFile


def has_maps(name: str) -> bool:
    return asset("appearance", f"{name}.npz").exists()


@lru_cache(maxsize=3)
def load_maps(name: str, size: int) -> Mapping[str, np.ndarray]:
    """Name of mask -> (size, size) uint8, for a body that has masks. Raises BadFile where the file is damaged."""
    path = asset("appearance", f"{name}.npz")
    try:
        with np.load(path) as stored:
            return {key: _resized(stored[key], size) for key in stored.files}
    except (OSError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise BadFile(
            f"The masks of the body {name!r} cannot be read: {path.name}.", "Install Galatea again."
        ) from error


def _resized(mask: np.ndarray, size: int) -> np.ndarray:
    if mask.shape == (size, size):
        return mask
    way = Image.Resampling.BOX if size < mask.shape[0] else Image.Resampling.BILINEAR
    return np.asarray(Image.fromarray(mask).resize((size, size), way))
