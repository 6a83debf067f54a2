"""Where people are in a picture: MediaPipe's pose detector (BlazePose), of the wheel mediapipe 0.10.14, Apache-2.0.

The picture, and parts of a long one, are fitted into 224 x 224 pixels, -1 to 1. The network gives for each of 2,254
anchors a box and four points (the middle of the hips, a point on the circle around the whole body, the same of the
upper body), and how sure it is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from .crop import Crop
from .network import network

SIZE = 224
LAYERS = ((8, 2), (16, 2), (32, 6))
"""pixels of a cell, and anchors in each"""
SURE = 0.5
SAME = 0.3
"""two boxes that share so much of what they cover are of one person"""
LONG = 1.5
"""times the shorter side: longer pictures are looked at in parts, too"""
AROUND = 1.25
"""how much larger than the body's circle the square is that is looked at"""


@dataclass(frozen=True)
class Found:
    """A person in a picture, as far as the detector sees: a square around the whole of them, head up."""

    crop: Crop
    sure: float


def detect(picture: Image.Image) -> tuple[Found, ...]:
    """Everybody in an RGB picture, the surest first."""
    numbers, sure = map(np.concatenate, zip(*(_seen_in(picture, window) for window in _windows(picture)), strict=True))
    return tuple(Found(around(*points[2:4]), score) for points, score in _merged(numbers, sure))


def _windows(picture: Image.Image) -> list[Crop]:
    """The whole picture and, of one that is much longer than wide, squares along it: people in a row are small in all
    of it."""
    width, height = picture.size
    side, long = min(width, height), max(width, height)
    windows = [Crop(width / 2, height / 2, long)]
    if long > LONG * side:
        count = math.ceil(2 * long / side) - 1
        for middle in np.linspace(side / 2, long - side / 2, count):
            windows.append(Crop(middle, side / 2, side) if width > height else Crop(side / 2, middle, side))
    return windows


def _seen_in(picture: Image.Image, window: Crop) -> tuple[np.ndarray, np.ndarray]:
    """Middle, size and four points (N, 6, 2) of everybody in a window, in pixels of the picture, and how sure (N,)."""
    boxes, scores = network("pose_detection")(window.taken(picture, SIZE) * 2 - 1)
    sure = 1 / (1 + np.exp(-np.clip(scores[:, 0], -80, 80)))
    there = sure > SURE
    numbers = boxes[there].reshape(-1, 6, 2) / SIZE
    numbers[:, [0, 2, 3, 4, 5]] += _anchors()[there][:, None]
    places = window.to_picture(numbers.reshape(-1, 2)).reshape(numbers.shape)
    places[:, 1] = numbers[:, 1] * window.side
    return places, sure[there]


def around(middle: np.ndarray, rim: np.ndarray) -> Crop:
    """The square of somebody with the middle of the hips there; the other point is on their circle, above the head."""
    across, up = rim - middle
    return Crop(float(middle[0]), float(middle[1]), 2 * AROUND * math.hypot(across, up), math.atan2(across, -up))


def _anchors() -> np.ndarray:
    """(2254, 2) middles of the cells, 0 to 1."""
    out = []
    for cell, count in LAYERS:
        middles = (np.arange(SIZE // cell) + 0.5) * cell / SIZE
        rows, columns = np.meshgrid(middles, middles, indexing="ij")
        out.append(np.repeat(np.stack([columns, rows], axis=-1).reshape(-1, 2), count, axis=0))
    return np.concatenate(out).astype(np.float32)


def _merged(numbers: np.ndarray, sure: np.ndarray) -> list[tuple[np.ndarray, float]]:
    """One for each person, the mean of the boxes that are alike, weighted by how sure they are.

    numbers: (N, 6, 2) middle, size and four points; sure: (N,)
    """
    left = list(np.argsort(-sure))
    out = []
    while left:
        first = left[0]
        alike = [k for k in left if k == first or _shared(numbers[first], numbers[k]) > SAME]
        weights = sure[alike, None, None]
        out.append(((numbers[alike] * weights).sum(0) / weights.sum(), float(sure[first])))
        left = [k for k in left if k not in alike]
    return out


def _shared(one: np.ndarray, other: np.ndarray) -> float:
    """Area that two boxes share, of the area that they cover together."""
    low = np.maximum(one[0] - one[1] / 2, other[0] - other[1] / 2)
    high = np.minimum(one[0] + one[1] / 2, other[0] + other[1] / 2)
    both = float(np.prod(np.maximum(high - low, 0)))
    return both / max(float(np.prod(one[1]) + np.prod(other[1])) - both, 1e-12)
