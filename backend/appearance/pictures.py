"""Pieces that somebody else painted: their own pictures, in another colour where they may have one."""

from __future__ import annotations

import numpy as np
from PIL import Image

from ..protocol.requests import Colour, Look, Worn
from ..wear.piece import Piece

_HAIR = ("hair", "facial_hair", "brows")
_SAME = 0.01
_EMPTY = np.full((8, 8, 4), 200, np.uint8)


def paint_picture(piece: Piece, look: Look, worn: Worn | None, size: int) -> dict[str, np.ndarray]:
    """Each at most `size` pixels high and wide."""
    found = {name: _at_most(picture, size) for name, picture in piece.pictures.items()}
    albedo = found.get("albedo", _EMPTY)
    colour = _colour(piece, look, worn)
    found["albedo"] = albedo.copy() if colour is None else tinted(albedo, colour)
    return found


def tinted(picture: np.ndarray, colour: Colour) -> np.ndarray:
    """(H, W, 4) uint8: its light and dark in one colour, which is the mean of what can be seen."""
    light = picture[..., :3] @ np.array((0.3, 0.6, 0.1), np.float32)
    weight = picture[..., 3].astype(np.float32) + 1e-3
    mean = max(float((light * weight).sum() / weight.sum()), 1.0)
    # a dark picture holds little contrast, which a light colour must not blow up
    factor = np.clip(light / mean, 0, 4) ** np.float32(min(1.0, 0.35 + mean / 150))
    factor *= weight.sum() / float((factor * weight).sum())
    found = picture.copy()
    found[..., :3] = np.clip(factor[..., None] * np.asarray(colour, np.float32) * 255, 0, 255)
    return found


def _colour(piece: Piece, look: Look, worn: Worn | None) -> Colour | None:
    if piece.entry.slot in _HAIR:
        return worn.colour if worn and worn.colour is not None else look.hair_colour
    colours = piece.entry.colours
    if worn is None or worn.colour is None or not colours:
        return None
    same = float(np.abs(np.subtract(worn.colour, colours[0])).max()) < _SAME
    return None if same else worn.colour  # a finished look names the colour that the pictures have on the whole


def _at_most(picture: np.ndarray, size: int) -> np.ndarray:
    height, width = picture.shape[:2]
    longest = max(height, width)
    if longest <= size:
        return picture
    shape = (max(1, round(width * size / longest)), max(1, round(height * size / longest)))
    return np.array(Image.fromarray(picture).resize(shape, Image.Resampling.BOX, reducing_gap=None))
