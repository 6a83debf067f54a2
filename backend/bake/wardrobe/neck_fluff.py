"""Around the neck: a boa of feathers, a clergyman's collar."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .horns import curved
from .necks import neck_band
from .shaping import tube
from .sheets import Spots, piece, sheet
from .trunks import trunk


def feather_boa() -> Piece:
    """Around the nape and down both sides to the thighs, all of ragged feathers."""
    on = trunk()
    loop = on.ring(on.throat - 0.020, on.throat + 0.062, 0.034, 72, on.upper)
    right = loop[1:29]  # from the spine over the right side to the front
    left = loop[-1:-29:-1]
    heights = np.linspace(float(right[-1, 2]) - 0.03, on.hip - 0.16, 22)
    ahead = on.front(heights, 0.046, 0.13)
    for k in range(1, len(heights)):
        ahead[k] = min(ahead[k], ahead[k - 1] + 0.25 * (heights[k - 1] - heights[k]))

    def end(x: float) -> np.ndarray:
        sway = 0.014 * np.sin(np.linspace(0, 3, 22))
        return np.stack([x * np.linspace(1.0, 1.15, 22) + sway, ahead, heights], axis=1)

    line = np.concatenate([end(-0.088)[::-1], right[::-1], loop[:1], left, end(0.082)])
    line = curved(line, 118)
    rng = np.random.default_rng(21)
    ragged = rng.uniform(0.50, 1.45, (118, 12))
    thick = 0.042 * np.sqrt(np.clip(np.minimum(np.arange(118), 117 - np.arange(118)) / 4, 0.25, 1))
    body = tube(line, thick, 12)
    body = line[:, None] + (body - line[:, None]) * ragged[..., None]
    hung = np.broadcast_to(line[:, None], body.shape)
    return piece(
        on.reference,
        Entry(
            name="feather_boa", label="Feather boa", slot="neck", layer=59,
            nouns=("feather boa", "boa", "feathered boa", "fluffy boa", "feather scarf"),
            tags=("showgirl", "burlesque", "drag", "flapper", "cabaret", "female", "male", "child"),
            colours=((0.88, 0.18, 0.50), (0.10, 0.10, 0.11), (0.93, 0.92, 0.90), (0.70, 0.07, 0.10)),
        ),
        [sheet(body, on.upper_hang, closed=True, anchors=hung, paint={"shade": _barbs, "height": _barbs})],
        spans=on.spans, side=192, stand_off=0.006, roughness=0.95,
    )  # fmt: skip


def _barbs(spots: Spots) -> np.ndarray:
    return 0.76 + 0.24 * np.sin(spots.v * 520 + 6 * np.sin(spots.s * 2 * np.pi * 5)) * np.sin(spots.s * 2 * np.pi * 9)


def clerical_collar() -> Piece:
    """A stiff white band around the neck."""
    on = trunk()
    loop = on.neck_loop(0.031, 0.062, 0.0035, 56)
    return piece(
        on.reference,
        Entry(
            name="clerical_collar", label="Clerical collar", slot="neck", layer=28,
            nouns=("clerical collar", "dog collar", "roman collar", "priest collar", "white clerical collar"),
            tags=("priest", "vicar", "pastor", "clergy", "church", "male", "female"),
            colours=((0.95, 0.95, 0.94),),
        ),
        [neck_band(0.032, 0.0025, loop)], spans=on.spans, side=96, stand_off=0.003, roughness=0.4,
    )  # fmt: skip


MAKERS = {"feather_boa": feather_boa, "clerical_collar": clerical_collar}
