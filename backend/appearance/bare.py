"""The texture of a body without masks: its own picture, or skin, with eyes and teeth where it has them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PIL import Image

from ..protocol.requests import Look
from .colours import skin_colour

Rectangle = tuple[float, float, float, float]
"""left, bottom, right and top in a texture, 0..1"""

PARTS: Mapping[str, tuple[float, float, float]] = {
    "gums_tongue": (0.66, 0.34, 0.33),
    "teeth": (0.93, 0.89, 0.80),
    "mouth_socket": (0.36, 0.14, 0.13),
    "eye_sockets": (0.45, 0.24, 0.22),
}
"""Part -> its colour, sRGB."""
EYES = "eyes"
WHITE, PUPIL_BLACK = (0.91, 0.89, 0.87), 0.015
IRIS, RING, PUPIL = 0.115, 0.022, 0.042
"""radius of an iris, width of the dark ring at its edge, and radius of a pupil, of an eye's part of the texture"""


def bare(look: Look, size: int, albedo: np.ndarray | None, parts: Mapping[str, Rectangle]) -> np.ndarray:
    """(size, size, 3) uint8 sRGB, first row at the top.

    albedo: (H, W, 3) uint8, the body's own picture, which stays as it is; parts: what on the texture is not skin
    """
    if albedo is not None:
        return np.asarray(Image.fromarray(albedo).resize((size, size), Image.Resampling.BICUBIC))
    image = np.broadcast_to(skin_colour(look.skin_tone), (size, size, 3)).astype(np.float32)
    for name, (left, bottom, right, top) in parts.items():
        rows = slice(int(size * (1 - top)), int(np.ceil(size * (1 - bottom))))
        columns = slice(int(size * left), int(np.ceil(size * right)))
        if name == EYES:
            image[rows, columns] = _eye(look, image[rows, columns].shape[:2])
        elif name in PARTS:
            image[rows, columns] = PARTS[name]
    return np.rint(image * 255).astype(np.uint8)


def _eye(look: Look, shape: tuple[int, int]) -> np.ndarray:
    """(H, W, 3) an eye seen from its front, in the middle."""
    row, column = np.indices(shape, np.float32)
    radius = np.hypot((row + 0.5) / shape[0] - 0.5, (column + 0.5) / shape[1] - 0.5)[..., None]
    soft = 1.0 / min(shape)

    def beyond(edge: float, width: float = soft) -> np.ndarray:
        return np.clip((radius - edge) / width + 0.5, 0, 1)

    iris = np.asarray(look.eye_colour, np.float32) * (1.15 - 0.3 * beyond(IRIS - RING, 2 * RING))
    iris = iris * (1 - 0.55 * beyond(IRIS - RING / 2, RING))
    eye = iris + beyond(IRIS, 2 * soft) * (np.asarray(WHITE, np.float32) - iris)
    return PUPIL_BLACK + beyond(PUPIL) * (eye - PUPIL_BLACK)
