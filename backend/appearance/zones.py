"""Zones of pieces, as masks in the size of a texture."""

from __future__ import annotations

from functools import lru_cache

from PIL import Image

from ..wear.piece import Piece


@lru_cache(maxsize=48)
def zone_mask(piece: Piece, zone: str, size: int) -> Image.Image:
    """A zone of the piece as grey picture in the texture's size."""
    return Image.fromarray(piece.zones[zone]).resize((size, size), Image.Resampling.BILINEAR)
