"""Points of a face turned and scaled onto the usual face, so that what is left is its shape and its expression.

Turn, size and place are found by weighted least squares (Umeyama 1991) on points that expressions move little. Axes are
the picture's: x to the right, y down, z away from the camera; the unit is the distance between the eyes.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np

from assets import asset

from ..assets.reading import own_file, read_arrays
from ..landmarks.faces.face import CORNERS
from .found import Found

FOLDER, FILE = "capture", "points.npz"


@dataclass(frozen=True, eq=False)
class Usual:
    """points: (468, 3) the usual face at rest; weights: (468,) how still each is; mirror: (468,) the point on the other
    side of the face."""

    points: np.ndarray
    weights: np.ndarray
    mirror: np.ndarray


@dataclass(frozen=True, eq=False)
class Aligned:
    """points: (N, 468, 3) on the usual face; eyes: (N, 2, 76, 2) lids and iris of the left and the right eye in its own
    axes: from the outer to the inner corner, down, in widths of the eye; turns: (N, 3, 3) from the usual face to the
    picture; scales: (N,) pixels of a unit; places: (N, 3) pixels; inner: (N, C) as of `Found`."""

    points: np.ndarray
    eyes: np.ndarray
    turns: np.ndarray
    scales: np.ndarray
    places: np.ndarray
    inner: np.ndarray

    def __len__(self) -> int:
        return len(self.points)

    def __getitem__(self, rows: np.ndarray | slice) -> Aligned:
        return Aligned(*(getattr(self, field.name)[rows] for field in fields(self)))


@lru_cache(maxsize=1)
def usual_face() -> Usual:
    """Raises BadFile where its file is damaged."""
    path = asset(FOLDER, FILE)
    with own_file(path, "usual face"):
        stored = read_arrays(path, "usual face")
        return Usual(*(stored[name] for name in ("points", "weights", "mirror")))


def aligned(found: Found, usual: Usual) -> Aligned:
    points = found.points.astype(np.float64)
    turns, scales, places = laid_on(usual.points, points, usual.weights)
    back = np.einsum("nji,nkj->nki", turns, points - places[:, None]) / scales[:, None, None]
    return Aligned(back, eyes_alone(found), turns, scales, places, found.inner)


def laid_on(template: np.ndarray, points: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Turns (N, 3, 3), scales (N,) and places (N, 3) that bring a template (K, 3) nearest to points (N, K, 3)."""
    share = weights / weights.sum()
    middle, middles = share @ template, np.einsum("k,nkc->nc", share, points)
    here, there = template - middle, points - middles[:, None]
    u, sizes, v = np.linalg.svd(np.einsum("k,nki,kj->nij", share, there, here))
    flip = np.ones((len(points), 3))
    flip[:, 2] = np.sign(np.linalg.det(u @ v))
    turns = (u * flip[:, None]) @ v
    scales = (sizes * flip).sum(1) / (share @ (here**2).sum(1))
    return turns, scales, middles - scales[:, None] * (turns @ middle)


def eyes_alone(found: Found) -> np.ndarray:
    """(N, 2, 76, 2) as of `Aligned.eyes`."""
    out = []
    for side, (outer, inner) in enumerate(CORNERS):
        here, there = found.points[:, outer, :2], found.points[:, inner, :2]
        along = there - here
        width = np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-6)
        along = along / width
        down = np.stack([-along[:, 1], along[:, 0]], axis=1) * (1.0 if side else -1.0)
        places = np.concatenate([found.lids[:, side], found.irises[:, side]], axis=1) - ((here + there) / 2)[:, None]
        axes = np.stack([along, down], axis=2) / width[:, None]
        out.append(places @ axes)
    return np.stack(out, axis=1)


def turn_vectors(turns: np.ndarray) -> np.ndarray:
    """(N, 3) axis times angle, radians, of rotations (N, 3, 3)."""
    angle = np.arccos(np.clip((np.trace(turns, axis1=1, axis2=2) - 1) / 2, -1, 1))
    axis = np.stack(
        [turns[:, 2, 1] - turns[:, 1, 2], turns[:, 0, 2] - turns[:, 2, 0], turns[:, 1, 0] - turns[:, 0, 1]], 1
    )
    return axis * (0.5 / np.maximum(np.sinc(angle / np.pi), 1e-6))[:, None]
