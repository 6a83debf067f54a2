"""A bride's veil: thin, gathered on the crown, down the back over the shoulders, with an edge of lace."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...wear.piece import Entry, Piece
from .shaping import moved_by, ring, smoothstep, triangles_of, tube, xyz
from .sheets import Spots, nearest, piece, sheet
from .skulls import skull
from .trunks import trunk
from .wreaths import flower

COLUMNS = 49
AHEAD = (1.40, 1.42, 1.58, 1.66), (78, 88, 100, 108)
"""heights in metres, and degrees from behind to either side that the veil reaches there"""


def _levels(low: float) -> np.ndarray:
    return np.concatenate([np.arange(low, 1.40, 0.054), np.arange(1.40, 1.66, 0.026)])


def falling(low: float = 0.86, off: float = 0.0) -> np.ndarray:
    """(R, COLUMNS, 3) metres of a veil from its lower edge, at a height of `low` metres, up to the crown; off: metres
    that it stands off what else is on the head."""
    on, body = skull(), trunk()
    bones = ("Head", "Spine*", "Neck", "LeftShoulder", "RightShoulder", "LeftArm", "RightArm", "Hips")
    skin = triangles_of(body.reference, moved_by(body.reference, *bones))
    middle = xyz(0.0, on.middle, 0)
    levels = _levels(low)
    turns = np.radians(np.interp(levels, *AHEAD))[:, None] * np.linspace(-1, 1, COLUMNS)
    rows = []
    for height, turn in zip(levels, turns, strict=True):
        if height > 1.405:
            loop = ring(on.reference, skin, middle + xyz(0, 0, height), (0, 0, 1.0), (0, 1.0, 0), 180, 0.022 + off)
            away = np.linalg.norm((loop - middle)[:, :2], axis=1)
            rows.append(np.interp(turn % (2 * np.pi), np.arange(181) * np.pi / 90, np.append(away, away[0])))
        else:
            rows.append(None)
    highest = next(k for k, row in enumerate(rows) if row is not None)
    for k in range(highest):
        rows[k] = rows[highest]
    reach, turn = np.array(rows), turns
    for k in range(len(reach) - 2, -1, -1):  # it falls, and spreads a little
        reach[k] = np.maximum(reach[k], reach[k + 1] * (1 + 0.10 * (levels[k + 1] - levels[k])))
    wide = np.minimum(reach * abs(np.sin(turn)), 0.200) / np.maximum(abs(np.sin(turn)), 1e-6)
    reach = np.where(abs(turn) > 0.5, np.minimum(reach, wide), reach)
    reach = np.minimum(reach, 0.235)
    points = np.stack([-np.sin(turn) * reach, on.middle + np.cos(turn) * reach,
                       np.broadcast_to(levels[:, None], reach.shape)], axis=2)  # fmt: skip
    back = float(np.nanmax(body.reference.base[np.unique(skin)][:, 1]))
    share = smoothstep(levels, 1.45, 1.15)[:, None]
    behind = (back + 0.02) * np.cos(turn).clip(0, 1) ** 0.5
    points[..., 1] = np.maximum(points[..., 1], share * behind + (1 - share) * -9)
    wave = 0.018 * smoothstep(levels, 1.60, 1.0)[:, None] * np.sin(turn * 13)
    points[..., 0] -= np.sin(turn) * wave
    points[..., 1] += np.cos(turn) * wave
    points = body.cleared(points, 0.012, skin)
    for _ in range(6):
        points[1:-1] = (points[:-2] + 2 * points[1:-1] + points[2:]) / 4
        points = body.cleared(points, 0.010, skin)
    top = points[-1]
    pole = xyz(0, on.middle - 0.035, on.top + 0.030)
    crown = []
    for share in np.linspace(0, 1, 8)[1:]:
        inward, upward = np.cos(share * np.pi / 2) ** 0.75, np.sin(share * np.pi / 2)
        flat = pole + (top - pole) * (1, 1, 0) * max(inward, 0.05)
        crown.append(flat * (1, 1, 0) + xyz(0, 0, 1) * (top + (pole - top) * upward))
    return np.concatenate([points, on.cleared(np.array(crown), 0.020 + off)])


def bridal_veil() -> Piece:
    on, body = skull(), trunk()
    bones = ("Head", "Spine*", "Neck", "LeftShoulder", "RightShoulder")
    hang = nearest(on.reference, triangles_of(body.reference, moved_by(body.reference, *bones)))
    fall = falling()
    held = fall * (1, 1, 0) + xyz(0, 0, 1.0) * np.maximum(fall[..., 2:], 1.05)
    sheets = [sheet(fall, hang, anchors=held, paint={"alpha": _thin, "lace": _lace, "shade": _gathered})]
    band = on.ring(on.brow + 0.062, on.ear + 0.06, 0.010, 64)
    front = band[18:47]
    comb = tube(front, 0.006, 6)
    sheets.append(sheet(comb, on.hang, closed=True, paint={"lace": 1.0}))
    for k in np.linspace(18, 46, 9).astype(int):
        out = (band[k] - band.mean(axis=0)) * (1, 1, 0)
        out = out / np.linalg.norm(out) + xyz(0, 0, 0.5)
        sheets += flower(band[k] + xyz(0, 0, 0.004), out / np.linalg.norm(out), 0.019, 5, band[k], "lace")
    made = piece(
        on.reference,
        Entry(
            name="bridal_veil", label="Bridal veil", slot="head", layer=70,
            nouns=("veil", "bridal veil", "wedding veil", "lace veil", "mantilla"),
            tags=("bride", "wedding", "widow", "spanish", "elegant", "female", "male"),
            colours=((0.96, 0.95, 0.93),), fabric="silk",
        ),
        sheets, spans=body.spans, double_sided=True, stand_off=0.006, side=256, roughness=0.7,
        zone_colours={"lace": 1.0, "heart": 0.9},
    )  # fmt: skip
    return replace(made, material=replace(made.material, alpha_mode="blend"))


def _edge(spots: Spots) -> np.ndarray:
    """Metres from the free edge."""
    wide = spots.u.max()
    return np.minimum(spots.v, np.minimum(spots.s, 1 - spots.s) * wide)


def _lace(spots: Spots) -> np.ndarray:
    near, along = _edge(spots), np.where(spots.v < 0.06, spots.u, spots.v)
    scallop = 0.030 + 0.008 * abs(np.sin(along * np.pi / 0.030))
    motif = (np.sin(spots.u * 90) * np.sin(spots.v * 90) > 0.72) & (spots.t < 0.86)
    return (near < scallop) * 1.0 + 0.9 * motif


def _thin(spots: Spots) -> np.ndarray:
    return np.clip(0.74 + 0.5 * _lace(spots) + 0.3 * smoothstep(spots.t, 0.8, 1.0), 0, 1)


def _gathered(spots: Spots) -> np.ndarray:
    return 0.90 + 0.10 * np.sin(spots.s * 2 * np.pi * 14)


MAKERS = {"bridal_veil": bridal_veil}
