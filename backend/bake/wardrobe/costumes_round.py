"""A costume that is a ball around the trunk: a pumpkin with ribs, a cut face and a collar of leaves."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .shaping import smoothstep, xyz
from .sheets import Spots, piece, sheet
from .trunks import trunk

_COLUMNS, _RIBS = 72, 12


def pumpkin_costume() -> Piece:
    on = trunk()
    low, high = on.hip - 0.155, on.throat + 0.012
    middle = np.array((0.0, -0.015, (low + high) / 2))
    tall = (high - low) / 2
    turn = np.arange(_COLUMNS) * (2 * np.pi / _COLUMNS) + np.pi / 2
    rib = 1 - 0.085 * (1 - abs(np.sin(turn * _RIBS / 2))) ** 2
    rows = []
    for lean in np.linspace(-0.90, 0.90, 19):
        up = np.sin(lean * np.pi / 2)
        size = max(np.cos(lean * np.pi / 2), 0.0) ** 0.62
        wide, deep = 0.335 * size, 0.300 * size
        edge = smoothstep(abs(lean), 1.0, 0.6)
        form = 1 + (rib - 1) * edge
        rows.append(middle + np.stack([wide * form * np.cos(turn), deep * form * np.sin(turn),
                                       np.full(_COLUMNS, tall * up)], axis=1))  # fmt: skip
    body = np.array(rows)
    inside = [body[k] * (0.985, 0.985, 1) + xyz(0, 0, lift) for k, lift in ((0, 0.02), (-1, -0.02))]
    body = np.concatenate([inside[:1], body, inside[1:]])
    ring = on.ring(middle[2] - 0.01, middle[2] + 0.01, 0.0, _COLUMNS)
    anchors = np.broadcast_to(ring, body.shape).copy()
    anchors[..., 2] = np.clip(body[..., 2], low + 0.10, high - 0.10)
    neck = on.neck_loop(0.030, 0.060, 0.012, 32)
    leaves = []
    for k in range(10):
        at = neck[int((k + 0.5) * 3.2)]
        out = xyz(at[0], at[1] - neck[:, 1].mean(), 0)
        out /= np.linalg.norm(out)
        side = np.cross((0, 0, 1.0), out)
        share = np.linspace(0, 1, 6)[:, None]
        half = 0.042 * np.interp(share, (0, 0.35, 1), (0.75, 1.0, 0.03))
        spine = at + out * 0.125 * share + xyz(0, 0, 0.020) * np.sin(share * np.pi) - xyz(0, 0, 0.055) * share**2
        grid = np.stack([spine + side * half * j + xyz(0, 0, -0.006) * abs(j) for j in (-1, 0, 1)], axis=1)
        leaves.append(sheet(grid, on.upper_hang, anchors=np.broadcast_to(at, grid.shape), paint={"leaf": 1.0}))
    return piece(
        on.reference,
        Entry(
            name="pumpkin_costume", label="Pumpkin costume", slot="outer", layer=54,
            nouns=("pumpkin costume", "pumpkin suit", "pumpkin outfit", "jack o lantern costume"),
            tags=("pumpkin", "halloween", "costume", "fancy dress", "child", "male", "female"),
            colours=((0.88, 0.42, 0.06), (0.93, 0.60, 0.14)), second_colour=(0.16, 0.40, 0.14),
        ),
        [sheet(body, on.hang, closed=True, anchors=anchors, paint={"shade": _ribbed, "face": _face}), *leaves],
        spans=on.spans, side=320, stand_off=-1.0, roughness=0.8, double_sided=True,
        zone_colours={"leaf": None, "face": (0.05, 0.04, 0.04)},
    )  # fmt: skip


def _ribbed(spots: Spots) -> np.ndarray:
    groove = abs(np.sin((spots.s * 2 * np.pi + np.pi / 2) * _RIBS / 2))
    return 0.68 + 0.32 * smoothstep(groove, 0.0, 0.45)


def _face(spots: Spots) -> np.ndarray:
    """Eyes, a nose and a grin with teeth."""
    ahead = spots.y < -0.15
    x, z = spots.x, spots.z - spots.z.mean()
    eyes = (abs(abs(x) - 0.095) < 0.052 * np.clip((0.120 - z) / 0.085, 0, 1)) & (z > 0.035) & (z < 0.120)
    nose = (abs(x) < 0.026 * np.clip((0.018 - z) / 0.045, 0, 1)) & (z > -0.027) & (z < 0.018)
    curve = -0.085 + 1.6 * x**2
    teeth = (abs(x) > 0.030) & (abs(x) < 0.062) & (z > curve + 0.004)
    grin = (abs(z - curve) < 0.030 * np.clip((0.165 - abs(x)) / 0.06, 0, 1)) & ~teeth
    return ahead & (eyes | nose | grin)


MAKERS = {"pumpkin_costume": pumpkin_costume}
