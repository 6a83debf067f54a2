"""Texture coordinates for bodies whose model has none: charts by xatlas, the same for the same mesh."""

from __future__ import annotations

import numpy as np

from backend.protocol.errors import NotAvailable

RESOLUTION, PADDING = 1024, 4
"""texels of the texture that charts are packed for, and between them"""


def unwrapped(vertices: np.ndarray, triangles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """uvs (T, 2) float32 in 0..1, and for each triangle (F, 3) its three of them, int32.

    vertices: (V, 3) metres; no two triangles share a place in the texture.
    """
    try:
        import xatlas
    except ImportError as error:
        raise NotAvailable(
            "This body has no texture coordinates of its own, and xatlas, which makes some, is missing.",
            "Run: pip install xatlas",
        ) from error
    atlas = xatlas.Atlas()
    atlas.add_mesh(np.ascontiguousarray(vertices, np.float32), np.ascontiguousarray(triangles, np.uint32))
    packing = xatlas.PackOptions()
    packing.resolution, packing.padding = RESOLUTION, PADDING
    atlas.generate(pack_options=packing)
    _, corners, uvs = atlas[0]
    return np.clip(uvs, 0.0, 1.0).astype(np.float32), corners.astype(np.int32)
