"""What a figure stands on in its pictures: the shadow under it, and marks that tell how tall it is."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from ..protocol.results import Material
from ..render import Surface, topology
from ..render.camera import Camera

REACH = 0.9
"""metres from the middle to the edge of the shadow's picture"""
NEAR = 0.30
"""metres above the ground up to which a figure darkens it"""
DARKEST = 0.55
_PIXELS = 96
_INK = (104, 107, 114)
_FONT_FROM = 200
"""pixels of a picture in which numbers can be read"""


def ground_shadow(vertices: Tensor) -> Surface:
    """A soft dark place on the ground under what is close to it. vertices: (1, V, 3) of everything, metres."""
    points = vertices[0]
    ground = points[:, 2].amin()
    low = points[points[:, 2] < ground + NEAR]
    middle = 0.5 * (low[:, :2].amin(0) + low[:, :2].amax(0))
    place = ((low[:, :2] - middle) / (2.0 * REACH) + 0.5) * _PIXELS
    column, row = place.long().clamp(0, _PIXELS - 1).unbind(1)
    near = 1.0 - (low[:, 2] - ground) / NEAR
    dark = torch.zeros(_PIXELS * _PIXELS, device=points.device)
    dark = dark.scatter_reduce(0, row * _PIXELS + column, near, "amax").view(1, 1, _PIXELS, _PIXELS)
    for radius in (3, 5, 9):
        dark = torch.nn.functional.avg_pool2d(dark, radius, 1, radius // 2)
    alpha = (dark[0, 0] / dark.amax().clamp(min=1e-6) * DARKEST).flip(0)
    texture = torch.cat([torch.zeros(_PIXELS, _PIXELS, 3, device=points.device), alpha[..., None]], -1)
    sides = torch.tensor([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]], device=points.device)
    flat = torch.cat([middle + REACH * sides, ground.expand(4, 1)], 1)
    faces = torch.tensor([[0, 1, 2], [0, 2, 3]], device=points.device)
    material = Material(alpha_mode="blend", roughness=1.0)
    return Surface(flat[None], topology(faces), texture, 0.5 + 0.5 * sides, faces, material)


def with_heights(picture: np.ndarray, camera: Camera, vertices: Tensor) -> np.ndarray:
    """A picture (S, S, 3) uint8 with a mark at its left edge at each half metre above the ground, and the metres."""
    size = picture.shape[0]
    ground, top = float(vertices[..., 2].amin()), float(vertices[..., 2].amax())
    halves = np.arange(int((top - ground) * 2.0) + 1)
    points = torch.zeros(1, len(halves), 3, device=vertices.device)
    points[0, :, 2] = torch.as_tensor(ground + halves / 2.0, dtype=torch.float32)
    clip = camera.project(points)[0]
    rows = ((0.5 - 0.5 * clip[:, 1] / clip[:, 3]) * size).tolist()
    image = Image.fromarray(picture)
    draw = ImageDraw.Draw(image)
    long, short = round(size * 0.035), round(size * 0.018)
    draw.line((1, rows[0], 1, rows[-1]), fill=_INK)
    for half, row in zip(halves.tolist(), rows, strict=True):
        whole = half % 2 == 0
        draw.line((1, row, long if whole else short, row), fill=_INK)
        if whole and half and size >= _FONT_FROM:
            font = ImageFont.load_default(max(round(size * 0.026), 10))
            draw.text((long + 3, row), f"{half // 2} m", fill=_INK, font=font, anchor="lm")
    return np.asarray(image)
