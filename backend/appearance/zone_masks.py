"""Zones of pieces, as masks in the size of a texture."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PIL import Image, ImageFilter

from ..wear.piece import Piece

SOFT = 0.8
"""texels of the zone by which its staircases are blurred"""
STEEP, MIDDLE = 2.0, 0.45
"""how much steeper an edge of colour becomes again, and the value that stays: thin lines keep their width"""
_CUT = "alpha"
_LIGHT = "shade"
_EDGE = np.round(255 * ((np.arange(256) / 255 - MIDDLE) * STEEP + MIDDLE).clip(0, 1)).astype(np.uint8).tolist()


@lru_cache(maxsize=48)
def zone_mask(piece: Piece, zone: str, size: int) -> Image.Image:
    """A zone of the piece as grey picture in the texture's size. Zones have texels of some 5 mm: edges of colour that
    run aslant would be staircases, so they are drawn through the middle of their steps."""
    mask = Image.fromarray(piece.zones[zone])
    if zone == _CUT or size <= mask.width:
        return mask.resize((size, size), Image.Resampling.BILINEAR)
    smooth = mask.filter(ImageFilter.GaussianBlur(SOFT)).resize((size, size), Image.Resampling.BICUBIC)
    return smooth if zone == _LIGHT else smooth.point(_EDGE)
