"""A mermaid's tail: close around both legs, with a broad fin on the floor."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .shaping import moved_by, ring, smoothstep, triangles_of, xyz
from .sheets import Spots, piece, sheet
from .trunks import trunk
from .wraps import as_skirts_hang

_COLUMNS = 64
_NARROW = (0.20, 0.064, 0.050)
"""height in metres where the tail is narrowest, and its half width and depth there"""
_FIN = (0.36, 0.020)
"""metres to which the fin reaches to either side, and half its thickness"""


def mermaid_tail() -> Piece:
    on = trunk()
    bones = ("Hips", "Spine*", "LeftUpLeg", "RightUpLeg", "LeftLeg", "RightLeg", "LeftFoot", "RightFoot")
    skin = triangles_of(on.reference, moved_by(on.reference, *bones))
    hang = as_skirts_hang(skin)
    body = np.concatenate([_fin(), _legs(skin)])
    inside = body[-1:] - 0.006 * _out(body[-1:]) - xyz(0, 0, 0.012)
    base = np.nan_to_num(on.reference.base)
    legs = np.unique(skin)
    hides = legs[base[legs, 2] < on.hip + 0.05].astype(np.int32)
    feet = np.concatenate([on.reference.region("foot_left"), on.reference.region("foot_right")])
    return piece(
        on.reference,
        Entry(
            name="mermaid_tail", label="Mermaid's tail", slot="bottom", also=("shoes",), layer=22,
            nouns=("mermaid tail", "fish tail", "merman tail", "tail of a fish", "siren tail"),
            tags=("mermaid", "merman", "siren", "fantasy", "sea", "female", "male", "child"),
            colours=((0.10, 0.52, 0.50), (0.14, 0.44, 0.30), (0.30, 0.26, 0.56)),
            fabric="scales",
        ),
        [sheet(np.concatenate([body, inside]), hang, closed=True, paint={"fin": _webbed, "shade": _rays})],
        hides=np.union1d(hides, feet), spans=on.spans, side=384, stand_off=-1.0, double_sided=True, roughness=0.35,
        zone_colours={"fin": 0.72},
    )  # fmt: skip


def _legs(skin: np.ndarray) -> np.ndarray:
    """(R, _COLUMNS, 3) from where the tail is narrowest up to the hips, over both legs and nowhere wider below."""
    on = trunk()
    high, (low, wide, deep) = on.hip + 0.105, _NARROW
    turn = np.arange(_COLUMNS) * (2 * np.pi / _COLUMNS)
    rows = []
    for z in np.linspace(high, low, 24):
        loop = ring(on.reference, skin, (0, 0, z), (0, 0, 1.0), (0, 1.0, 0), 240, 0.009, "angle")
        middle = loop.mean(axis=0)
        angle = np.arctan2(loop[:, 0], loop[:, 1]) % (2 * np.pi)
        order = np.argsort(angle)
        at = np.stack([np.interp(turn, angle[order], loop[order, k], period=2 * np.pi) for k in (0, 1)], axis=1)
        share = smoothstep(z, on.hip - 0.15, low)
        round_ = np.stack([wide * np.sin(turn), middle[1] + deep * np.cos(turn)], axis=1)
        rows.append(np.column_stack([at * (1 - share) + round_ * share, np.full(_COLUMNS, z)]))
    return np.array(rows)[::-1, ::-1]


def _fin() -> np.ndarray:
    """(R, _COLUMNS, 3) from its edge on the floor up to the narrow place: two lobes with a notch between them."""
    low, wide, deep = _NARROW
    reach, thin = _FIN
    turn = (np.arange(_COLUMNS) * (2 * np.pi / _COLUMNS))[::-1]
    rows = []
    for share in np.linspace(1, 0, 10)[:-1]:
        spread = share**1.4
        x = np.sin(turn) * (wide + (reach - wide) * spread)
        y = np.cos(turn) * (deep + (thin - deep) * np.minimum(1.6 * share, 1)) - 0.05 * spread
        notch = 0.075 * np.exp(-((x / 0.075) ** 2)) - 0.030 * (np.abs(x) / reach) ** 2
        rows.append(np.stack([x, y, low - (low - 0.035) * share + spread * notch], axis=1))
    return np.array(rows)


def _out(rows: np.ndarray) -> np.ndarray:
    away = (rows - rows.mean(axis=1, keepdims=True)) * (1, 1, 0)
    return away / np.linalg.norm(away, axis=2, keepdims=True)


def _webbed(spots: Spots) -> np.ndarray:
    return smoothstep(spots.z, _NARROW[0] + 0.02, _NARROW[0] - 0.05)


def _rays(spots: Spots) -> np.ndarray:
    ray = 0.5 + 0.5 * np.cos(2 * np.pi * 26 * spots.s)
    return 1 - 0.32 * ray * _webbed(spots)


MAKERS = {"mermaid_tail": mermaid_tail}
