"""A cap that is worn back to front."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import BLACK, NAVY, RED, WHITE, hat, inner
from .hats import _panels
from .hats import _sewn as _stitched
from .shaping import tube, xyz
from .sheets import Spots, sheet
from .skulls import ball, peak, skull


def cap_backwards() -> Piece:
    """The peak over the nape, the opening with its strap over the forehead."""
    on = skull()
    band = on.ring(on.brow + 0.020, on.ear - 0.006, 0.007, 60)
    crown, pole = on.dome(band, 9, 0.008, 0.014, 0.7)
    across = np.array((1.0, -1.0, 1.0))
    turned = (np.roll(band, 30, axis=0) - xyz(0, on.middle, 0)) * across + xyz(0, on.middle, 0)
    visor, hung = peak(turned[::-1], 0.074, 0.014, 0.016)
    visor, hung = ((part - xyz(0, on.middle, 0)) * across + xyz(0, on.middle, 0) for part in (visor, hung))
    strap = tube(band[25:36] + xyz(0, -0.002, 0.007), np.array([[0.0016, 0.0062]] * 11), 6)
    return hat(
        Entry(
            name="cap_backwards", label="Cap worn backwards", slot="head", layer=70,
            nouns=("backwards cap", "cap backwards", "backward cap", "cap turned backwards", "reversed cap"),
            tags=("hip-hop", "skater", "catcher", "street", "teenager", "male", "female", "child"),
            colours=(NAVY, RED, BLACK, (0.20, 0.36, 0.24), WHITE), second_colour=(0.85, 0.85, 0.83),
        ),
        [
            sheet(np.concatenate([inner(band), crown]), on.hang, closed=True, pole=pole,
                  paint={"height": _panels, "shade": _sewn}),
            sheet(visor[:, ::-1], on.hang, anchors=hung[:, ::-1], paint={"visor": 1.0}),
            sheet(strap, on.hang, closed=True, paint={"visor": 1.0}),
            sheet(ball(pole + xyz(0, 0, 0.001), (0.008, 0.008, 0.004)), on.hang, closed=True, paint={"visor": 1.0}),
        ],
        band, zone_colours={"visor": 0.62},
    )  # fmt: skip


def _sewn(spots: Spots) -> np.ndarray:
    """Seams, and the dark half moon over the strap."""
    moon = np.hypot((spots.s - 0.5) / 0.085, (spots.t - 0.16) / 0.24) < 1
    return _stitched(spots) * np.where(moon & (spots.t > 0.18), 0.22, 1.0)


MAKERS = {"cap_backwards": cap_backwards}
