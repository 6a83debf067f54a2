"""The job behind WardrobeRequest."""

from __future__ import annotations

import numpy as np
from PIL import Image

from ...context import JobContext
from ...figure.thumbnails import drawn, thumbnail
from ...protocol.requests import SLOTS, WardrobeRequest
from ...protocol.wardrobe import WardrobeResult
from ...wear.own import own_pieces
from ...wear.wardrobe import piece, version, wardrobe
from .change import packs


def run_wardrobe(request: WardrobeRequest, context: JobContext) -> WardrobeResult:
    """Every piece, by slot and label. Pictures of bundled pieces are drawn already; others are drawn once and kept."""
    entries = sorted(wardrobe().values(), key=lambda entry: (SLOTS.index(entry.slot), entry.label))
    size = request.picture_size
    yours = own_pieces()
    own, known_packs = tuple(entry.name for entry in entries if entry.name in yours), packs()
    if not size:
        nothing = np.zeros((0, 0, 0, 4), np.uint8)
        return WardrobeResult(entries=tuple(entries), pictures=nothing, own=own, packs=known_packs)
    bundled = drawn()
    pictures = []
    for number, entry in enumerate(entries):
        picture = None if entry.name in yours else bundled.get(entry.name)
        if picture is None:
            context.progress("pictures", number / len(entries), entry.label)
            picture = context.model(
                f"picture {entry.name} {version(entry.name)}", lambda entry=entry: thumbnail(piece(entry.name))
            )
        pictures.append(_sized(picture, size))
    stacked = np.stack(pictures) if pictures else np.zeros((0, size, size, 4), np.uint8)
    return WardrobeResult(entries=tuple(entries), pictures=stacked, own=own, packs=known_packs)


def _sized(picture: np.ndarray, size: int) -> np.ndarray:
    if len(picture) == size:
        return picture
    return np.asarray(Image.fromarray(picture).resize((size, size), Image.Resampling.LANCZOS))
