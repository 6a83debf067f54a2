"""Somebody's joints and outline in a picture: MediaPipe's pose landmarks (BlazePose full), wheel 0.10.14, Apache-2.0.

The network looks at a square of 256 x 256 pixels with the person upright in it. It gives 39 points, of which 33 are on
the body and two tell the square anew; a heat map of each, by which its place is refined; 33 points in metres about the
middle of the hips; and the outline.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .boxes import sigmoid
from .crop import Crop
from .detector import around, detect
from .network import network
from .picture import Picture

POINTS = (
    "nose", "left_eye_inner", "left_eye", "left_eye_outer", "right_eye_inner", "right_eye", "right_eye_outer",
    "left_ear", "right_ear", "mouth_left", "mouth_right", "left_shoulder", "right_shoulder", "left_elbow",
    "right_elbow", "left_wrist", "right_wrist", "left_pinky", "right_pinky", "left_index", "right_index", "left_thumb",
    "right_thumb", "left_hip", "right_hip", "left_knee", "right_knee", "left_ankle", "right_ankle", "left_heel",
    "right_heel", "left_foot_index", "right_foot_index",
)  # fmt: skip
"""left and right are the person's own"""
SIZE = 256
MIDDLE, RIM = 33, 34
"""points that tell the square"""
THERE = 0.5
SAME = 0.1
"""two whose points lie on average so near, in heights of the body, are one person"""
_HEAT = 7


@dataclass(frozen=True, eq=False)
class Person:
    """Somebody in a picture of H x W pixels."""

    points: np.ndarray
    """(33, 3) float32, as in POINTS: x to the right and y down in pixels, z away from the camera in the same unit, 0 at
    the hips"""
    visible: np.ndarray
    """(33,) float32 in 0..1; 0 outside the picture"""
    world: np.ndarray
    """(33, 3) float32, metres about the middle of the hips: x to the right as seen, y down, z away. The size is a guess
    of the network's."""
    outline: np.ndarray
    """(H, W) float32 in 0..1, how much of each pixel is the person, with hair and clothes"""
    sure: float
    """0..1"""

    def point(self, name: str) -> np.ndarray:
        """(3,) of `points`."""
        return self.points[POINTS.index(name)]


def find_people(picture: np.ndarray, most: int = 5) -> tuple[Person, ...]:
    """Everybody in (H, W, 3) uint8, the largest first; at most so many.

    Raises NotAvailable where the library is missing.
    """
    image = Picture(picture)
    out: list[Person] = []
    for found in detect(image)[: 2 * most]:
        first = _look(image, found.crop)
        # the points tell better than the detector where the person is
        person = first and _look(image, around(*first[0][[MIDDLE, RIM], :2]))
        if person and not any(_same(person[1], other) for other in out):
            out.append(person[1])
    return tuple(sorted(out, key=lambda person: -float(person.outline.sum()))[:most])


def _look(image: Picture, crop: Crop) -> tuple[np.ndarray, Person] | None:
    """All 39 points (39, 3) in the picture, and the person; None where the network sees nobody."""
    points, flag, outline, heat, world = network("pose_landmark_full")(crop.taken(image, SIZE))
    if not flag[0] > THERE:
        return None
    numbers = points.reshape(-1, 5)
    places = _refined(numbers[:, :2] / SIZE, heat)
    here = np.column_stack([crop.to_picture(places), numbers[:, 2] / SIZE * crop.side]).astype(np.float32)
    inside = ((here[:, :2] >= 0) & (here[:, :2] < image.size)).all(axis=1)
    metres = world.reshape(-1, 3)[: len(POINTS)].copy()
    metres[:, :2] = metres[:, :2] @ crop.axes
    return here, Person(
        points=here[: len(POINTS)],
        visible=(sigmoid(numbers[:, 3]) * inside)[: len(POINTS)].astype(np.float32),
        world=metres.astype(np.float32),
        outline=crop.put_back(sigmoid(outline[..., 0]), *image.size),
        sure=float(flag[0]),
    )


def _refined(places: np.ndarray, heat: np.ndarray) -> np.ndarray:
    """Places (39, 2) in 0..1 moved to the mean of what is warm around them. heat: (64, 64, 39)"""
    rows, columns, _ = heat.shape
    out = places.copy()
    reach = _HEAT // 2
    for k, (x, y) in enumerate(places):
        column, row = int(x * columns), int(y * rows)
        if not (0 <= column < columns and 0 <= row < rows):
            continue
        left, top = max(column - reach, 0), max(row - reach, 0)
        warm = sigmoid(heat[top : row + reach + 1, left : column + reach + 1, k])
        if warm.max() < THERE:
            continue
        down, across = np.mgrid[top : top + warm.shape[0], left : left + warm.shape[1]]
        out[k] = (across * warm).sum() / warm.sum() / columns, (down * warm).sum() / warm.sum() / rows
    return out


def _same(one: Person, other: Person) -> bool:
    height = float(np.ptp(other.points[:, 1])) or 1.0
    return float(np.linalg.norm(one.points[:, :2] - other.points[:, :2], axis=1).mean()) < SAME * height
