"""How a figure lies in somebody's outline: what sticks out of it, and which of its rims lie inside.

Clothes and hair widen an outline, so it bounds the body from outside: what sticks out counts whole, a rim inside
little.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image
from scipy import ndimage
from scipy.spatial import KDTree

from .lens import Lens

TALL = 256
"""pixels of the person's height at which outlines are compared"""
_images: Any = ndimage  # its annotations say less than it gives
_MOST_RIM = 260
_ALONG = 0.35
"""cosine between the direction of a surface and the ray to it, below which it is a rim"""


@dataclass(frozen=True, eq=False)
class Outline:
    """A part of the picture around the person, shrunk.

    inside: (h, w) bool; away: (h, w) pixels to the nearest pixel inside, 0 there; slope: (2, h, w) how it grows to the
    right and down; rim, facing: (R, 2) its border in pixels of the picture, and unit vectors outwards.
    left, top: where the part begins in the picture; scale: pixels of the picture in one of it. cut: sides of the
    picture that it touches.
    """

    inside: np.ndarray
    away: np.ndarray
    slope: np.ndarray
    rim: np.ndarray
    facing: np.ndarray
    left: float
    top: float
    scale: float
    cut: frozenset[str]

    def beyond(self, pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How far places (N, 2) of the picture lie outside, (N,) pixels, and directions (N, 2) away from it. What lies
        beyond the picture's border, where nothing is known, lies nowhere outside."""
        height, width = self.away.shape
        places = (pixels - (self.left, self.top)) / self.scale
        column = np.clip(np.round(places[:, 0]).astype(int), 0, width - 1)
        row = np.clip(np.round(places[:, 1]).astype(int), 0, height - 1)
        far = self.away[row, column] * self.scale
        known = np.ones(len(pixels), bool)
        if "left" in self.cut:
            known &= places[:, 0] > 0
        if "right" in self.cut:
            known &= places[:, 0] < width
        if "top" in self.cut:
            known &= places[:, 1] > 0
        if "bottom" in self.cut:
            known &= places[:, 1] < height
        return far * known, self.slope[:, row, column].T


def outline_of(outline: np.ndarray) -> Outline:
    """outline: (H, W) float32 in 0..1 of the picture, of somebody who is in it."""
    rows, columns = np.nonzero(outline > 0.5)
    if not len(rows):
        rows, columns = np.array([0, outline.shape[0] - 1]), np.array([0, outline.shape[1] - 1])
    high = max(int(np.ptp(rows)), int(np.ptp(columns)), 8)
    margin = int(0.15 * high) + 4
    top, bottom = max(rows.min() - margin, 0), min(rows.max() + margin + 1, outline.shape[0])
    left, right = max(columns.min() - margin, 0), min(columns.max() + margin + 1, outline.shape[1])
    cut = {
        side
        for side, near in (
            ("top", rows.min() <= 1),
            ("left", columns.min() <= 1),
            ("bottom", rows.max() >= outline.shape[0] - 2),
            ("right", columns.max() >= outline.shape[1] - 2),
        )
        if near
    }
    part = outline[top:bottom, left:right]
    scale = max(high / TALL, 1.0)
    if scale > 1:
        size = (max(int(part.shape[1] / scale), 2), max(int(part.shape[0] / scale), 2))
        part = np.asarray(Image.fromarray(part.astype(np.float32)).resize(size, Image.Resampling.BOX))
    inside = _largest(part > 0.5)
    away = _images.distance_transform_edt(~inside).astype(np.float32)
    smooth = _images.gaussian_filter(away - _images.distance_transform_edt(inside), 1.0)
    down, across = np.gradient(smooth)
    slope = np.stack([across, down])
    slope /= np.maximum(np.linalg.norm(slope, axis=0), 1e-6)
    border = inside & ~_images.binary_erosion(inside, border_value=1)
    r, c = np.nonzero(border)
    some = np.random.default_rng(0).permutation(len(r))[:_MOST_RIM]
    r, c = r[some], c[some]
    rim = np.stack([c, r], axis=1) * scale + (left, top)
    return Outline(inside, away, slope, rim, slope[:, r, c].T, float(left), float(top), scale, frozenset(cut))


def _largest(inside: np.ndarray) -> np.ndarray:
    """The largest connected part, with what belongs to it nearby."""
    labels, count = _images.label(_images.binary_dilation(inside, iterations=2))
    if count <= 1:
        return inside
    sizes = np.bincount(labels[inside], minlength=count + 1)
    return inside & (labels == sizes.argmax())


def rims_matched(
    outline: Outline, lens: Lens, vertices: np.ndarray, normals: np.ndarray, reach: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For the outline's rims the nearest rim of the figure that faces as it does: vertices (M,), the places (M, 2) in
    the picture where they should be, and directions (M, 2). reach: pixels"""
    ray = vertices / np.linalg.norm(vertices, axis=1, keepdims=True)
    rims = np.flatnonzero(np.abs((normals * ray).sum(1)) < _ALONG)
    if not len(rims) or not len(outline.rim):
        return np.zeros(0, int), np.zeros((0, 2)), np.zeros((0, 2))
    seen = lens.seen(vertices[rims])
    flat = np.stack([normals[rims, 0], -normals[rims, 2]], axis=1)
    flat /= np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-6)
    tree = KDTree(np.concatenate([seen / reach, 0.7 * flat], axis=1))
    far, index = map(np.asarray, tree.query(np.concatenate([outline.rim / reach, 0.7 * outline.facing], axis=1)))
    near = np.isfinite(far) & (far < 1.0)
    return rims[index[near]], outline.rim[near], outline.facing[near]
