"""Where faces are in a picture: MediaPipe's detectors for near and for far faces, wheel 0.10.14, Apache-2.0.

Each looks at a square picture, -1 to 1, and gives for each of its cells a box with six points (both eyes, nose, mouth,
both ears) and how sure it is. The one for near faces takes 128 pixels, the one for far ones 192.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..boxes import cells, merged, sigmoid
from ..crop import Crop
from ..network import network
from ..picture import Picture
from .face import AROUND, square_of


@dataclass(frozen=True)
class Kind:
    """network: name of its file; size: pixels of its square; layers: as of `cells`; sure: from where a box counts."""

    network: str
    size: int
    layers: tuple[tuple[int, int], ...]
    sure: float


NEAR = Kind("face_detection_short_range", 128, ((8, 2), (16, 6)), 0.4)
FAR = Kind("face_detection_full_range_sparse", 192, ((4, 1),), 0.4)


@dataclass(frozen=True, eq=False)
class Box:
    """numbers: (8, 2) middle, size and six points, pixels of the picture; sure: 0..1"""

    numbers: np.ndarray
    sure: float

    @property
    def crop(self) -> Crop:
        """The square to be looked at for the face."""
        return square_of(self.numbers[:2], self.numbers[2], self.numbers[3], AROUND)


def detect(picture: Picture, kind: Kind, windows: Sequence[Crop] | None = None) -> tuple[Box, ...]:
    """What may be a face in an RGB picture, the surest first. windows: squares that are looked at, or all of it."""
    seen = [_seen_in(picture, kind, window) for window in windows or (whole(picture),)]
    numbers, sure = map(np.concatenate, zip(*seen, strict=True))
    return tuple(Box(*each) for each in merged(numbers, sure))


def whole(picture: Picture) -> Crop:
    """The square that holds all of a picture."""
    width, height = picture.size
    return Crop(width / 2, height / 2, max(width, height))


def parts(picture: Picture) -> tuple[Crop, ...]:
    """Squares that overlap by half and cover a picture, in which small faces are seen larger."""
    width, height = picture.size
    side = max(min(width, height) / 1.5, max(width, height) / 3)

    def middles(length: float) -> np.ndarray:
        count = max(int(np.ceil((length - side) / (side / 2))) + 1, 1)
        return np.linspace(side / 2, length - side / 2, count) if length > side else np.array([length / 2])

    return tuple(Crop(float(x), float(y), side) for y in middles(height) for x in middles(width))


def _seen_in(picture: Picture, kind: Kind, window: Crop) -> tuple[np.ndarray, np.ndarray]:
    """Middle, size and six points (N, 8, 2) of what may be faces in a window, in pixels, and how sure (N,)."""
    boxes, scores = network(kind.network)(window.taken(picture, kind.size) * 2 - 1)
    sure = sigmoid(scores[:, 0])
    there = sure > kind.sure
    numbers = boxes[there].reshape(-1, 8, 2) / kind.size
    numbers[:, [0, 2, 3, 4, 5, 6, 7]] += cells(kind.size, kind.layers)[there][:, None]
    places = window.to_picture(numbers.reshape(-1, 2)).reshape(numbers.shape)
    places[:, 1] = numbers[:, 1] * window.side
    return places, sure[there]
