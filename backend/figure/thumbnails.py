"""Small pictures of what can be worn, each on a plain grey figure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from PIL.ExifTags import Base

from assets import asset

from ..assets.reading import own_file
from ..protocol.requests import Colour, Worn
from ..render import render_surfaces
from ..render.camera import orbit_camera
from ..wear.piece import Piece
from ..wear.wardrobe import piece
from .try_on import trial

SIZE = 96
SHEET = "pictures.webp"
_COLUMNS = 12
_QUALITY = 84
_GREY = (158, 158, 158)
_BROWN = (0.28, 0.17, 0.10)
_HEAD = 0.24
"""metres that a picture of hair shows at least"""
_TEXTURE = 256
_OVERSAMPLING = 3
_FROM = {"back": 180.0, "shoes": 60.0, "hair": 35.0, "head": 35.0, "facial_hair": 25.0}
"""degrees that the figure is seen from, where it is not the front"""
_HAIR_SLOTS = ("hair", "facial_hair", "brows", "lashes")


def thumbnail(piece: Piece, size: int = SIZE) -> np.ndarray:
    """(size, size, 4) uint8, straight alpha: a piece as it is, in one of its usual colours."""
    slot = piece.entry.slot
    grey = np.array([[[*_GREY, 255]]], np.uint8)
    tried = trial(piece, Worn(slot=slot, piece=piece.entry.name, colour=_colour(piece)), grey, _TEXTURE)
    camera = orbit_camera(_framed(tried.points, slot)[None], _FROM.get(slot, 0.0), 4.0, margin=0.08)
    large = size * _OVERSAMPLING
    with torch.inference_mode():
        pictures, coverage = render_surfaces(
            tried.surfaces, camera, (large, large), background=(0, 0, 0), supersample=1
        )
        whole = torch.cat([pictures, coverage], -1).permute(0, 3, 1, 2)
        small = torch.nn.functional.avg_pool2d(whole, _OVERSAMPLING)[0].permute(1, 2, 0)
    colour, alpha = small[..., :3], small[..., 3:]
    straight = torch.cat([colour / alpha.clamp(min=1e-3), alpha], -1).clamp(0, 1)
    return (straight * 255).round().to(torch.uint8).numpy()


def _colour(piece: Piece) -> Colour | None:
    """The first of a garment's usual colours; of hair, a brown that shows its strands."""
    if piece.entry.slot in _HAIR_SLOTS:
        return _BROWN
    return piece.entry.colours[0] if piece.entry.colours else None


def _framed(points: np.ndarray, slot: str) -> torch.Tensor:
    """What the picture frames: the piece, and of the head enough to see where on it."""
    if slot in _HAIR_SLOTS:
        low, high = points.min(axis=0), points.max(axis=0)
        room = np.maximum(_HEAD - (high - low), 0) / 2
        points = np.concatenate([points, low[None] - room, high[None] + room])
    return torch.tensor(points, dtype=torch.float32)


def drawn() -> dict[str, np.ndarray]:
    """Name -> (SIZE, SIZE, 4) uint8 of the bundled pieces, as `galatea bake wardrobe` drew them; of others none."""
    path = asset("wardrobe", SHEET)
    if not path.exists():
        return {}
    with own_file(path, "pictures of the wardrobe"), Image.open(path) as sheet:
        names = json.loads(sheet.getexif()[Base.ImageDescription])
        pixels = np.asarray(sheet.convert("RGBA"))
    columns = pixels.shape[1] // SIZE
    cells = {name: divmod(number, columns) for number, name in enumerate(names)}
    return {n: pixels[r * SIZE : (r + 1) * SIZE, c * SIZE : (c + 1) * SIZE] for n, (r, c) in cells.items()}


def draw(names: Sequence[str], path: Path, again: Sequence[str] = ()) -> None:
    """One picture file with the pieces of these names side by side. again: where there are any, those alone are drawn
    anew, with those that have no picture yet; the others stay as `drawn` has them."""
    kept = {name: picture for name, picture in drawn().items() if name not in again} if again else {}
    rows = -(-len(names) // _COLUMNS)
    pixels = np.zeros((rows * SIZE, _COLUMNS * SIZE, 4), np.uint8)
    for number, name in enumerate(names):
        row, column = divmod(number, _COLUMNS)
        pixels[row * SIZE : (row + 1) * SIZE, column * SIZE : (column + 1) * SIZE] = (
            kept[name] if name in kept else thumbnail(piece(name))
        )
    told = Image.Exif()
    told[Base.ImageDescription] = json.dumps(list(names))
    Image.fromarray(pixels).save(path, quality=_QUALITY, method=6, exif=told)
