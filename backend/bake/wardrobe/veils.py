"""Cloth around head and neck with an opening for the face: headscarf and hood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...wear.piece import Entry, Piece
from .shaping import moved_by, ring, smoothstep, triangles_of, tube, xyz
from .sheets import Sheet, Spots, nearest, piece, sheet
from .skulls import HAIR, skull
from .trunks import trunk

FINE = 180


@dataclass(frozen=True)
class Opening:
    """For the face: an ellipse, height of its middle, half its height in metres, half its width in radians."""

    middle: float
    high: float
    wide: float

    def half(self, height: float) -> float:
        return self.wide * float(np.sqrt(max(0.0, 1 - ((height - self.middle) / self.high) ** 2)))


def veil(
    levels: Sequence[tuple[float, float]],
    opening: Opening,
    top: float,
    peak: float = 0.0,
    columns: int = 46,
    wave: float = 0.0,
) -> Sheet:
    """levels: (height, clearance) from below; the shoulders count where it is lower than the neck. `top`: metres over
    the skull; `peak`: metres that it stands out behind there."""
    on, body = skull(), trunk()
    bones = ("Head", "Spine*", "Neck", "LeftShoulder", "RightShoulder", "LeftArm", "RightArm")
    skin = triangles_of(body.reference, moved_by(body.reference, *bones))
    middle = xyz(0.0, on.middle, 0)
    share = np.linspace(0, 1, columns)
    rows = []
    dome_from = levels[-1][0]
    for height, clearance in levels:
        loop = ring(on.reference, skin, middle + xyz(0, 0, height), (0, 0, 1.0), (0, 1.0, 0), FINE, clearance)
        rows.append((loop, opening.half(height)))
    crown, _ = on.dome(rows[-1][0], 8, 0.012, top, 0.8, back=peak * 0.3)
    rows += [(row, opening.half(float(row[:, 2].mean()))) for row in crown[1:]]
    found = []
    for loop, half in rows:
        turn = np.pi - half
        at = (np.linspace(-turn, turn, columns) % (2 * np.pi)) * FINE / (2 * np.pi)
        ends = np.concatenate([loop, loop[:1]])
        found.append(np.stack([np.interp(at, np.arange(FINE + 1), ends[:, d]) for d in range(3)], axis=1))
    grid = np.array(found)
    if peak:
        behind = np.exp(-(((share - 0.5) / 0.16) ** 2))
        up = smoothstep(grid[..., 2], dome_from - 0.08, dome_from + 0.05)
        grid[..., 1] += peak * behind * up
    if wave:
        low = smoothstep(grid[..., 2], 1.50, 1.41)
        away = grid - middle
        away[..., 2] = 0
        away /= np.linalg.norm(away, axis=2, keepdims=True)
        grid += away * (wave * low * (0.5 + 0.5 * np.sin(share * 2 * np.pi * 9 + 0.7)))[..., None]
    grid[: len(levels)] = body.cleared(grid[: len(levels)], 0.006, skin)
    # the last row meets in a seam along the middle of the crown
    flat = grid[-1].copy()
    flat[:, 0] = 0.0
    flat[:, 2] = grid[-1][:, 2] + 0.003
    inward = middle * (1, 1, 0) + xyz(0, 0, 1.0) * grid[..., 2:] - grid
    inward[..., 2] = 0
    inward /= np.maximum(np.linalg.norm(inward, axis=2, keepdims=True), 1e-9)
    hem = grid + 0.006 * inward
    full = np.concatenate([hem[:, :1], grid, hem[:, -1:]], axis=1)
    last = np.concatenate([flat[:1], flat, flat[-1:]])
    full = np.concatenate([full, ((full[-1] + last) / 2 + xyz(0, 0, 0.002))[None]])
    below = full[:1] + np.concatenate([inward[:1, :1], inward[:1], inward[:1, -1:]], axis=1) * 0.005
    paint = {"shade": _soft, "height": _folds}
    return sheet(np.concatenate([below, full]), nearest(on.reference, skin), paint=paint)


def _soft(spots: Spots) -> np.ndarray:
    return 1 - 0.30 * (spots.t < 0.02) - 0.25 * smoothstep(abs(spots.s - 0.5), 0.485, 0.495)


def _folds(spots: Spots) -> np.ndarray:
    low = smoothstep(spots.z, 1.53, 1.45)
    return 0.5 + 0.2 * low * np.sin(60 * spots.z * 2 + 9 * np.cos(spots.s * 2 * np.pi))


def covered(lowest: float) -> np.ndarray:
    """Base vertices of scalp, ears and the hair around them."""
    on = skull()
    base, region = on.reference.base, on.reference.region
    skin = np.concatenate([on.under(on.ring(on.brow + 0.06, on.ear - 0.02, 0.0)), region("ears")])
    return np.concatenate([skin, HAIR[base[HAIR, 2] > lowest]])


def headscarf() -> Piece:
    """A cloth laid over head and cheeks, drawn together under the chin and knotted there, its ends on the breast."""
    levels = [
        (1.437, 0.020), (1.458, 0.032), (1.482, 0.037), (1.506, 0.033), (1.528, 0.023), (1.55, 0.016), (1.57, 0.012),
        (1.59, 0.010), (1.61, 0.011), (1.63, 0.012), (1.65, 0.012), (1.675, 0.012),
    ]  # fmt: skip
    on = skull()
    cloth = veil(levels, Opening(1.602, 0.094, 1.12), 0.016, peak=0.016, wave=0.010)
    return piece(
        on.reference,
        Entry(
            name="headscarf", label="Headscarf", slot="head", layer=70,
            nouns=("headscarf", "hijab", "kerchief", "veil", "shawl", "wimple", "babushka"),
            tags=("modest", "traditional", "nun", "peasant", "muslim", "female"),
            colours=((0.30, 0.36, 0.48), (0.55, 0.20, 0.25), (0.85, 0.82, 0.76), (0.12, 0.12, 0.14)),
        ),
        [cloth, *_knotted(cloth, 1.486)],
        hides=np.concatenate([covered(1.47), _neck(1.455, 1.50)]), double_sided=True, stand_off=0.004,
        spans=trunk().spans,
    )  # fmt: skip


def _neck(low: float, high: float) -> np.ndarray:
    """Vertices of the skin between two heights in metres, without arms."""
    on = trunk()
    skin = np.unique(on.upper)
    z = on.reference.base[skin, 2]
    return skin[(z > low) & (z < high)]


def _knotted(cloth: Sheet, height: float) -> list[Sheet]:
    """A knot before the throat, and the two ends that hang from it."""
    points = cloth.points.reshape(-1, 3)
    ahead = points[(np.abs(points[:, 0]) < 0.02) & (np.abs(points[:, 2] - height) < 0.02)]
    place = xyz(0.0, float(ahead[:, 1].min()) - 0.010, height)
    turn = np.linspace(0, np.pi, 9)
    knot = tube(
        place + np.stack([0.021 * np.cos(turn), np.zeros(9), 0.006 * np.sin(turn)], axis=1),
        np.maximum(0.004, 0.016 * np.sin(np.linspace(0.15, np.pi - 0.15, 9)) ** 0.5),
        10,
    )
    parts = [knot]
    down, around = np.linspace(0, 1, 9), np.arange(8) * (2 * np.pi / 8)
    for sign in (1, -1):
        path = place + np.stack([sign * (0.006 + 0.052 * down), -0.004 - 0.030 * down, -0.115 * down], axis=1)
        wide = 0.006 + 0.026 * np.sqrt(down) * (1 - 0.5 * down**4)
        flat = wide[:, None, None] * np.cos(around)[:, None] * xyz(0.91, 0, 0.41 * sign)
        parts.append((path[:, None] + flat + 0.003 * np.sin(around)[:, None] * xyz(0, 1, 0))[::-1])
    throat = trunk().upper_hang
    return [
        sheet(part, throat, closed=True, anchors=np.broadcast_to(place, part.shape), paint={"shade": 0.9})
        for part in parts
    ]


def hood() -> Piece:
    levels = [
        (1.355, 0.014), (1.378, 0.015), (1.40, 0.018), (1.43, 0.024), (1.455, 0.034), (1.48, 0.030), (1.50, 0.026),
        (1.525, 0.024), (1.55, 0.022), (1.575, 0.020), (1.60, 0.020), (1.625, 0.020), (1.65, 0.020), (1.675, 0.020),
    ]  # fmt: skip
    on = skull()
    return piece(
        on.reference,
        Entry(
            name="hood", label="Hood", slot="head", layer=70,
            nouns=("hood", "cowl", "monk's hood", "ranger's hood", "riding hood"),
            tags=("medieval", "fantasy", "monk", "rogue", "assassin", "male", "female"),
            colours=((0.25, 0.19, 0.13), (0.13, 0.20, 0.14), (0.10, 0.10, 0.11), (0.50, 0.07, 0.09)), fabric="wool",
        ),
        [veil(levels, Opening(1.600, 0.120, 1.25), 0.030, peak=0.055, wave=0.006)],
        hides=covered(1.45), double_sided=True, stand_off=0.005,
    )  # fmt: skip


MAKERS = {"headscarf": headscarf, "hood": hood}
