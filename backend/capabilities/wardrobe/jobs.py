"""The job behind WardrobeRequest."""

from __future__ import annotations

import numpy as np
from PIL import Image

from ...context import JobContext
from ...figure.thumbnails import drawn, thumbnail
from ...protocol.requests import SLOTS, WardrobeRequest
from ...protocol.wardrobe import WardrobeResult
from ...wear.wardrobe import piece, version, wardrobe


def run_wardrobe(request: WardrobeRequest, context: JobContext) -> WardrobeResult:
    """Every piece, by slot and label. Pictures of bundled pieces are drawn already; others are drawn once and kept."""
    entries = sorted(wardrobe().values(), key=lambda entry: (SLOTS.index(entry.slot), entry.label))
    size = request.picture_size
    if not size:
        return WardrobeResult(entries=tuple(entries), pictures=np.zeros((0, 0, 0, 4), np.uint8))
    known = drawn()
    pictures = []
    for number, entry in enumerate(entries):
        picture = known.get(entry.name)
        if picture is None:
            context.progress("pictures", number / len(entries), entry.label)
            picture = context.model(
                f"picture {entry.name} {version(entry.name)}", lambda entry=entry: thumbnail(piece(entry.name))
            )
        pictures.append(_sized(picture, size))
    stacked = np.stack(pictures) if pictures else np.zeros((0, size, size, 4), np.uint8)
    return WardrobeResult(entries=tuple(entries), pictures=stacked)


def _sized(picture: np.ndarray, size: int) -> np.ndarray:
    if len(picture) == size:
        return picture
    return np.asarray(Image.fromarray(picture).resize((size, size), Image.Resampling.LANCZOS))
