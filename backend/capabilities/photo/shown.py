"""Pictures of a fit: the figure over the photo, and photo, overlay and figure side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from PIL import Image

from ...render import Topology, pinhole_camera, render
from ...render.sheet import preview_sheet
from .found import Shot

COLOUR = (0.30, 0.62, 0.92)
SHARE = 0.62
"""of the figure in what lies over the photo"""
_GREY = (0.80, 0.81, 0.83)


def overlays(shots: Sequence[Shot], faces: Topology, size: int) -> np.ndarray:
    """(H, W, 3) uint8: of each photo the part that was looked at, with the figure over it."""
    return preview_sheet([_both(shot, faces, size)[1] for shot in shots])


def comparison(shots: Sequence[Shot], faces: Topology, size: int) -> np.ndarray:
    """(H, W, 3) uint8: of each photo the part that was looked at, the same with the figure over it, and the figure
    alone as the camera sees it."""
    return preview_sheet([picture for shot in shots for picture in _both(shot, faces, size)])


@torch.inference_mode()
def _both(shot: Shot, faces: Topology, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Photo, overlay and figure, each `size` pixels tall."""
    part = shot.photo.pixels[shot.rows, shot.columns]
    scale = size / max(part.shape[0], 1)
    wide = max(round(part.shape[1] * scale), 1)
    small = np.asarray(Image.fromarray(part).resize((wide, size), Image.Resampling.LANCZOS))
    lens = shot.lens
    middle = ((lens.x - shot.columns.start) * scale, (lens.y - shot.rows.start) * scale)
    far = max(60.0, 2.0 * float(shot.vertices[:, 1].max()))
    camera = pinhole_camera(lens.focal * scale, middle, (size, wide), far)
    vertices = torch.as_tensor(shot.vertices, dtype=torch.float32)[None]
    colours = torch.tensor(COLOUR).expand(vertices.shape[1], 3)
    image, cover = render(
        vertices, faces, camera, (size, wide), vertex_colours=colours, background=_GREY, supersample=2
    )
    alone = image[0].numpy()
    alpha = SHARE * cover[0].numpy()
    over = small / 255.0 * (1 - alpha) + alone * alpha
    return small, _bytes(over), _bytes(alone)


def _bytes(picture: np.ndarray) -> np.ndarray:
    return (picture.clip(0, 1) * 255).round().astype(np.uint8)
