"""468 points on a face, and those of lids and irises: MediaPipe's networks, wheel 0.10.14, Apache-2.0.

The mesh network looks at a square of 192 pixels with the face upright in it, the eye network at one of 64 pixels around
each eye, the left one mirrored so that it looks like a right one.
"""

from __future__ import annotations

import numpy as np

from ..boxes import sigmoid
from ..crop import Crop
from ..network import network
from ..picture import Picture
from .face import CORNERS, IRIS_POINTS, LID_POINTS, Face

SIZE, EYE_SIZE = 192, 64
THERE = 0.5
EYE_AROUND = 2.3
"""side of an eye's square, in widths of the eye"""


def look(picture: Picture, crop: Crop) -> Face | None:
    """The face in a square of an RGB picture; None where the network sees none."""
    points, flag, *wide = network("face_landmark")(crop.taken(picture, SIZE))
    sure = float(sigmoid(flag.reshape(-1))[0])
    if not sure > THERE:
        return None
    numbers = points.reshape(-1, 3) / SIZE
    here = np.column_stack([crop.to_picture(numbers[:, :2]), numbers[:, 2] * crop.side]).astype(np.float32)
    lids, irises, eyes = zip(
        *(
            _eye(picture, here[outer, :2], here[inner, :2], mirrored=side == 0)
            for side, (outer, inner) in enumerate(CORNERS)
        ),
        strict=True,
    )
    within = np.concatenate([part.reshape(-1) for part in (*wide, *eyes)]).astype(np.float16)
    return Face(here, np.stack(lids), np.stack(irises), sure, within)


def _eye(
    picture: Picture, outer: np.ndarray, inner: np.ndarray, mirrored: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points of the lids (71, 2) and of the iris (5, 2), pixels, and what the network made of the eye. outer, inner:
    (2,) corners of the eye"""
    right, left = (inner, outer) if mirrored else (outer, inner)
    across, down = left - right
    x, y = (outer + inner) / 2
    width = max(float(np.hypot(across, down)), 1.0)
    crop = Crop(float(x), float(y), EYE_AROUND * width, float(np.arctan2(down, across)))
    pixels = crop.taken(picture, EYE_SIZE)
    lids, iris, within = network("iris_landmark")(pixels[:, ::-1] if mirrored else pixels)
    places = np.concatenate([lids.reshape(LID_POINTS, 3), iris.reshape(IRIS_POINTS, 3)])[:, :2] / EYE_SIZE
    if mirrored:
        places[:, 0] = 1 - places[:, 0]
    found = crop.to_picture(places).astype(np.float32)
    return found[:LID_POINTS], found[LID_POINTS:], within
