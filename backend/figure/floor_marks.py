"""The floor under a figure in a picture: tiles that stay where they are in the world, and the way that it has come."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from ..render.camera import Camera

_TILE = 0.5
"""metres"""
_WIDE, _FADE = 1.7, 0.5
"""times the reach of the figure that the floor is seen about it, and the share of that over which it fades"""
_RIBBON = 0.045
"""metres: half the width of the way"""
_APART = 0.03
"""metres between points of a way"""
_LIGHT, _DARK, _WAY = (0.86, 0.86, 0.87), (0.66, 0.68, 0.71), (0.85, 0.42, 0.13)


def floor_marks(
    camera: Camera, size: tuple[int, int], middle: np.ndarray, way: np.ndarray, reach: float
) -> tuple[Tensor, Tensor]:
    """Colours (H, W, 3) of the floor in an orthographic picture, and how much it covers there (H, W, 1), both 0..1.

    middle: (2,) metres where in the world the picture's origin is; way: (K, 2) metres from the world's origin on,
    the last where the figure is; reach: metres about it that are seen.
    """
    height, width = size
    device = camera.view_projection.device
    rows = 1.0 - 2.0 * (torch.arange(height, device=device) + 0.5) / height
    columns = 2.0 * (torch.arange(width, device=device) + 0.5) / width - 1.0
    seen = torch.stack(torch.meshgrid(rows, columns, indexing="ij"), -1).flip(-1)
    matrix = camera.view_projection[0]
    ground = (seen - matrix[:2, 3]) @ torch.linalg.inv(matrix[:2, :2]).T
    far = ground.norm(dim=-1, keepdim=True) / (_WIDE * reach)
    there = ((1.0 - far) / _FADE).clamp(0.0, 1.0)
    world = ground + torch.as_tensor(middle, dtype=torch.float32, device=device)
    odd = torch.remainder(torch.floor(world / _TILE).sum(-1, keepdim=True), 2.0)
    colours = torch.lerp(_colour(_LIGHT, device), _colour(_DARK, device), odd)
    points = torch.as_tensor(_spread(way), dtype=torch.float32, device=device)
    points = points[(points - world.new_tensor(middle)).norm(dim=-1) < _WIDE * reach + _RIBBON]
    if len(points):
        near = torch.cdist(world.flatten(0, 1), points).amin(-1).reshape(height, width, 1)
        edge = float(2.0 / (camera.scale[0] * height))
        on = ((_RIBBON - near) / edge + 0.5).clamp(0.0, 1.0)
        colours = torch.lerp(colours, _colour(_WAY, device), on)
    return colours, there


def _spread(way: np.ndarray) -> np.ndarray:
    """(K, 2) with points so near to one another that they are a line."""
    far = np.concatenate(([0.0], np.cumsum(np.linalg.norm(np.diff(way, axis=0), axis=1))))
    at = np.linspace(0.0, far[-1], int(far[-1] / _APART) + 1)
    return np.stack([np.interp(at, far, way[:, axis]) for axis in range(2)], axis=1)


def _colour(colour: tuple[float, float, float], device: torch.device) -> Tensor:
    return torch.tensor(colour, device=device)
