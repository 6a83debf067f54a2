"""Where people are in a picture: MediaPipe's pose detector (BlazePose), of the wheel mediapipe 0.10.14, Apache-2.0.

The picture, and parts of a long one, are fitted into 224 x 224 pixels, -1 to 1. The network gives for each of 2,254
anchors a box and four points (the middle of the hips, a point on the circle around the whole body, the same of the
upper body), and how sure it is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .boxes import cells, merged, sigmoid
from .crop import Crop
from .network import network
from .picture import Picture

SIZE = 224
LAYERS = ((8, 2), (16, 2), (32, 6))
"""pixels of a cell, and anchors in each"""
SURE = 0.5
LONG = 1.5
"""times the shorter side: longer pictures are looked at in parts, too"""
AROUND = 1.25
"""how much larger than the body's circle the square is that is looked at"""


@dataclass(frozen=True)
class Found:
    """A person in a picture, as far as the detector sees: a square around the whole of them, head up."""

    crop: Crop
    sure: float


def detect(picture: Picture) -> tuple[Found, ...]:
    """Everybody in an RGB picture, the surest first."""
    numbers, sure = map(np.concatenate, zip(*(_seen_in(picture, window) for window in _windows(picture)), strict=True))
    return tuple(Found(around(*points[2:4]), score) for points, score in merged(numbers, sure))


def _windows(picture: Picture) -> list[Crop]:
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


def _seen_in(picture: Picture, window: Crop) -> tuple[np.ndarray, np.ndarray]:
    """Middle, size and four points (N, 6, 2) of everybody in a window, in pixels of the picture, and how sure (N,)."""
    boxes, scores = network("pose_detection")(window.taken(picture, SIZE) * 2 - 1)
    sure = sigmoid(scores[:, 0])
    there = sure > SURE
    numbers = boxes[there].reshape(-1, 6, 2) / SIZE
    numbers[:, [0, 2, 3, 4, 5]] += cells(SIZE, LAYERS)[there][:, None]
    places = window.to_picture(numbers.reshape(-1, 2)).reshape(numbers.shape)
    places[:, 1] = numbers[:, 1] * window.side
    return places, sure[there]


def around(middle: np.ndarray, rim: np.ndarray) -> Crop:
    """The square of somebody with the middle of the hips there; the other point is on their circle, above the head."""
    across, up = rim - middle
    return Crop(float(middle[0]), float(middle[1]), 2 * AROUND * math.hypot(across, up), math.atan2(across, -up))
