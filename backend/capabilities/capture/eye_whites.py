"""The colour that the whites of somebody's eyes have in a picture, which tells the colour of the light on the face."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from ...landmarks.faces import Face
from .seen import Kept

IRIS_REACH = 1.1
"""radii of the iris within which it, and its shadow, may be"""
BRIGHTER = 0.6
"""quantile of lightness above which pixels count: what is not in the lids' shadow"""
LEAST_PIXELS = 6


def eye_whites(kept: Kept, face: Face) -> np.ndarray | None:
    """(3,) sRGB 0..1; None where too little of them is seen."""
    found = np.concatenate([_between_lids(kept, face, side) for side in range(2)])
    if len(found) < LEAST_PIXELS:
        return None
    lightness = found.sum(1)
    return np.median(found[lightness >= np.quantile(lightness, BRIGHTER)], axis=0)


def _between_lids(kept: Kept, face: Face, side: int) -> np.ndarray:
    """(N, 3) sRGB of the pixels between the lids of one eye, without the iris."""
    height, width = kept.pixels.shape[:2]
    opening = face.lids[side, :16] * kept.factor
    around = opening - opening.mean(0)
    opening = opening[np.argsort(np.arctan2(around[:, 1], around[:, 0]))]
    inside = Image.new("1", (width, height))
    ImageDraw.Draw(inside).polygon([(float(x), float(y)) for x, y in opening], fill=1)
    rows, columns = np.nonzero(np.asarray(inside))
    iris = face.irises[side] * kept.factor
    radius = np.linalg.norm(iris[1:] - iris[0], axis=1).mean()
    white = np.hypot(columns - iris[0, 0], rows - iris[0, 1]) > IRIS_REACH * radius
    return kept.pixels[rows[white], columns[white], :3] / 255
