"""The textures of one mesh against the pictures in its file: where its faces show them, every pixel."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw, UnidentifiedImageError

from ...protocol.results import BODY, Mesh, Part
from .contents import MeshContents


def textures(part: Part, found: MeshContents) -> str:
    """What differs, "" where nothing does. What no face of a garment shows may be anything."""
    # so may alpha that counts for nothing
    channels = [0, 1, 2] if part.material.alpha_mode == "opaque" else [0, 1, 2, 3]
    for what, wanted, file, counting in (
        ("texture", part.textures.get("albedo"), found.texture, channels),
        ("map of normals", part.textures.get("normal"), found.normal, [0, 1, 2]),
        ("map of roughness", part.textures.get("roughness"), found.roughness, [1]),
    ):
        if wanted is not None and (text := _picture(part, what, wanted, file, counting)):
            return text
    return ""


def _picture(part: Part, what: str, wanted: np.ndarray, file: bytes, channels: list[int]) -> str:
    """Whether a picture file shows (H, W, 4) in these channels."""
    if not file:
        return f"there is no {what} in the file"
    height, width = wanted.shape[:2]
    try:
        picture = Image.open(io.BytesIO(file), formats=("PNG", "JPEG"))
        if picture.size != (width, height):
            return f"the {what} is {picture.width} x {picture.height}, not {width} x {height}"
        here = np.asarray(picture.convert("RGBA"))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        return f"the {what} cannot be read: {error}"
    off = (here != wanted)[..., channels].any(axis=2)
    if off.any() and part.name != BODY:
        off &= shown_pixels(part.mesh, height, width)
    differ = int(off.sum())
    return f"{differ} pixels of the {what} differ" if differ else ""


def shown_pixels(mesh: Mesh, height: int, width: int) -> np.ndarray:
    """(H, W) bool, those that a face of the mesh touches; all of them where its UVs leave the picture."""
    if mesh.uvs.min(initial=0.0) < 0 or mesh.uvs.max(initial=0.0) > 1:
        return np.ones((height, width), bool)
    picture = Image.new("1", (width, height))
    draw = ImageDraw.Draw(picture)
    places = mesh.uvs * (width, -height) + (-0.5, height - 0.5)
    for face in mesh.uv_faces:
        draw.polygon([tuple(place) for place in places[face].tolist()], fill=1, outline=1)
    return np.asarray(picture)
