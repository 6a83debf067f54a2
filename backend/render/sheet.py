"""Pictures to look at: one person from several sides in a row, before a quiet background."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from backend.protocol.errors import BadRequest
from backend.render.camera import View, named_camera
from backend.render.picture import render
from backend.render.png import as_bytes
from backend.render.shading import Light
from backend.render.textures import Pyramid, pyramid
from backend.render.topology import Topology

SHEET_VIEWS: tuple[View, ...] = ("front", "side", "back", "face")
_TOP, _BOTTOM = (0.90, 0.905, 0.915), (0.78, 0.785, 0.80)
_FACE_ASPECT = 0.8


def neutral_background(size: tuple[int, int]) -> np.ndarray:
    """(H, W, 3) float32: a light grey that darkens downwards, the same in every column."""
    ramp = np.linspace(0.0, 1.0, size[0], dtype=np.float32)[:, None] ** 1.5
    column = np.array(_TOP, np.float32) * (1.0 - ramp) + np.array(_BOTTOM, np.float32) * ramp
    return np.repeat(column[:, None], size[1], axis=1)


def preview_sheet(images: Sequence[Tensor | np.ndarray], gap: int | None = None) -> np.ndarray:
    """The pictures side by side, (H, W, 3) uint8, on the neutral background.

    images: each (h, w, 3) or, to let the background through, (h, w, 4) with straight alpha; uint8, or floats in 0..1.
    Lower pictures stand on the same ground line. gap: pixels between them, 1/40 of the height by default.
    """
    if not images:
        raise BadRequest("A preview needs at least one picture.", "Name at least one view.")
    pictures = [as_bytes(image).astype(np.float32) / 255.0 for image in images]
    tallest = max(picture.shape[0] for picture in pictures)
    space = round(tallest / 40) if gap is None else gap
    width = sum(picture.shape[1] for picture in pictures) + space * (len(pictures) - 1)
    sheet = neutral_background((tallest, width))
    left = 0
    for picture in pictures:
        height, breadth = picture.shape[:2]
        place = sheet[tallest - height :, left : left + breadth]
        alpha = picture[..., 3:] if picture.shape[2] == 4 else 1.0
        place[:] = picture[..., :3] * alpha + place * (1.0 - alpha)
        left += breadth + space
    return as_bytes(sheet)


def person_sheet(
    vertices: Tensor,
    mesh: Topology,
    *,
    height: int = 640,
    views: Sequence[View] = SHEET_VIEWS,
    texture: Tensor | Pyramid | None = None,
    uvs: Tensor | None = None,
    uv_faces: Tensor | None = None,
    vertex_colours: Tensor | None = None,
    face_vertices: Tensor | None = None,
    light: str | Light | None = "lit",
    supersample: int = 2,
) -> np.ndarray:
    """One person, (1, V, 3) or (V, 3) metres, from the named sides in one row: (H, W, 3) uint8.

    texture: as for `render`, or (H, W, 3|4) uint8.
    """
    body = vertices if vertices.dim() == 3 else vertices[None]
    with torch.no_grad():
        if isinstance(texture, Tensor):
            texture = pyramid(texture.float() / 255.0 if texture.dtype == torch.uint8 else texture)
        pictures = []
        for view in views:
            size = (height, round(height * _aspect(view, body)))
            colour, alpha = render(
                body,
                mesh,
                named_camera(view, body, size[1] / size[0], face_vertices),
                size,
                texture=texture,
                uvs=uvs,
                uv_faces=uv_faces,
                vertex_colours=vertex_colours,
                light=light,
                background=(0.0, 0.0, 0.0),
                supersample=supersample,
            )
            straight = (colour / alpha.clamp(min=1e-4)).clamp(0.0, 1.0)
            pictures.append(torch.cat([straight, alpha], -1)[0])
    return preview_sheet(pictures)


def _aspect(view: View, body: Tensor) -> float:
    """Width / height of a tile in which the height decides, so that the figure has one scale in all of them."""
    if view == "face":
        return _FACE_ASPECT
    seen = body[0] @ named_camera(view, body).rotation[0].T
    extent = seen.amax(0) - seen.amin(0)
    return float((1.08 * extent[0] / extent[1]).clamp(0.35, 2.0))
