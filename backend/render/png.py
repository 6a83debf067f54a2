"""PNG files and bytes from pictures, and back."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image

from backend.protocol.errors import BadFile


def as_bytes(image: object) -> np.ndarray:
    """(H, W, 3|4) uint8 from a tensor or array of uint8 or of floats in 0..1."""
    array = np.asarray(image.detach().cpu() if hasattr(image, "detach") else image)  # type: ignore[union-attr]
    if array.dtype == np.uint8:
        return array
    return np.round(np.clip(array, 0.0, 1.0) * 255.0).astype(np.uint8)


def encode_png(image: object) -> bytes:
    """A picture as the bytes of a PNG file."""
    buffer = io.BytesIO()
    Image.fromarray(as_bytes(image)).save(buffer, format="PNG")
    return buffer.getvalue()


def write_png(path: str | Path, image: object) -> Path:
    """Writes the picture (H, W, 3|4) to `path`, making its folder; returns the path."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encode_png(image))
    return path


def read_png(path: str | Path) -> np.ndarray:
    """(H, W, 3|4) uint8 from a picture file; raises BadFile where it cannot be read."""
    try:
        with Image.open(path) as image:
            return np.asarray(image.convert("RGBA" if "A" in image.getbands() else "RGB"))
    except OSError as error:
        raise BadFile(f"{path} cannot be read as a picture.", "Give a PNG or JPEG file.") from error
