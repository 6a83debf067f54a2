"""Around the neck: ties, scarves, necklaces."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .shaping import hugging, smoothstep, xyz
from .sheets import Sheet, Spots, piece, sheet
from .trunks import trunk
from .waists import band


def _throat() -> float:
    """Height of the pit of the throat."""
    return float(trunk().joint["Neck"][2]) - 0.035


def ribbon(middle: np.ndarray, half: np.ndarray, belly: np.ndarray | float, thick: float) -> np.ndarray:
    """(N, 10, 3) a flat closed sheet along a path (N, 3) that runs down the front: the front over the back, as wide as
    `half` (N,) on either side, its edges `belly` metres behind its middle."""
    across = np.array((-1, -0.6, 0, 0.6, 1, 1, 0.6, 0, -0.6, -1.0))
    before = np.array((0, 0, 0, 0, 0, 1, 1, 1, 1, 1.0))
    x = half[:, None] * across
    depth = before * thick + np.broadcast_to(np.reshape(belly, (-1, 1)), x.shape) * across**2
    return middle[:, None] + np.stack([x, depth, np.zeros_like(x)], axis=2)


def tie() -> Piece:
    on = trunk()
    top, bottom = _throat() + 0.022, on.hip + 0.075
    heights = np.linspace(top, bottom, 40)
    y = on.front(heights, 0.0)
    for k in range(1, 40):  # from the widest place it hangs straight, a little inwards
        y[k] = min(y[k], y[k - 1] + 0.10 * (heights[k - 1] - heights[k]))
    y -= 0.013
    # the blade from the knot down, and the point
    share = np.linspace(0, 1, 40)
    half = 0.015 + 0.028 * smoothstep(share, 0.0, 0.9)
    blade = ribbon(np.stack([np.zeros(40), y, heights], axis=1), half, 0.004, 0.003)
    tips = np.array([(0.75, 0.010), (0.45, 0.024), (0.12, 0.040)])
    last = blade[-1]
    point = [(last - last.mean(axis=0)) * (size, 1, 1) + last.mean(axis=0) - xyz(0, 0, drop) for size, drop in tips]
    blade = np.concatenate([blade, point])
    knot_z = np.linspace(top + 0.012, top - 0.030, 7)
    knot_half = np.array((0.021, 0.0235, 0.0225, 0.020, 0.0175, 0.0155, 0.0145))
    bulge = np.array((0.002, 0.007, 0.009, 0.009, 0.008, 0.006, 0.002))
    y_knot = np.interp(knot_z[::-1], heights[::-1], y[::-1])[::-1]
    y_knot = np.minimum(y_knot, y[4]) - bulge - 0.002
    knot = ribbon(np.stack([np.zeros(7), y_knot, knot_z], axis=1), knot_half, 0.009, 0.012)
    neck = _loop(0.058, 0.006)
    sheets = [
        sheet(blade[::-1], on.hang, closed=True, paint={"shade": _under_knot, "height": _folds}),
        sheet(knot[::-1], on.hang, closed=True, anchors=np.broadcast_to(knot[3].mean(axis=0), knot.shape)),
        neck_band(neck),
    ]
    return piece(
        on.reference,
        Entry(
            name="tie", label="Tie", slot="neck", layer=55,
            nouns=("tie", "necktie", "cravat"), tags=("formal", "business", "school", "male"),
            colours=((0.45, 0.05, 0.09), (0.10, 0.15, 0.32), (0.08, 0.08, 0.09), (0.16, 0.32, 0.24)),
            second_colour=(0.75, 0.73, 0.70), fabric="silk",
        ),
        sheets, spans=on.spans, stand_off=0.004,
    )  # fmt: skip


def _loop(rise: float, clearance: float, count: int = 40) -> np.ndarray:
    """(count, 3) around the neck, from the nape, `rise` metres higher there than in front."""
    on = trunk()
    front = _throat() + 0.020
    found = on.ring(front, front + rise, clearance, count)
    return hugging(on.reference, on.triangles, found, clearance + 0.002)


def neck_band(loop: np.ndarray, wide: float = 0.014, thick: float = 0.002) -> Sheet:
    return sheet(band(loop, wide, thick), trunk().hang, closed=True)


def _under_knot(spots: Spots) -> np.ndarray:
    return 1 - 0.4 * smoothstep(spots.t, 0.90, 0.96)


def _folds(spots: Spots) -> np.ndarray:
    return 0.5 + 0.15 * smoothstep(spots.t, 0.75, 0.95) * np.cos(spots.s * 4 * np.pi * 2)


MAKERS = {"tie": tie}
