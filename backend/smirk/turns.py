"""Turns of a head, as axis and angle, in the axes of the picture and in the world's."""

from __future__ import annotations

import torch
from torch import Tensor

_WORLD = ((1.0, 0.0, 0.0), (0.0, 0.0, -1.0), (0.0, 1.0, 0.0))
"""picture (x right, y up, z to the viewer) -> world (Z up, the figure faces -Y)"""


def matrices(vectors: Tensor) -> Tensor:
    """(B, 3) axis-angle, radians -> (B, 3, 3) rotations (Rodrigues), differentiable at 0 as well."""
    square = (vectors**2).sum(dim=1)[:, None, None]
    small = square < 1e-8
    angle = torch.where(small, torch.ones_like(square), square).sqrt()
    sine = torch.where(small, 1.0 - square / 6.0, angle.sin() / angle)
    rest = torch.where(small, 0.5 - square / 24.0, (1.0 - angle.cos()) / angle**2)
    x, y, z = vectors.unbind(1)
    none = torch.zeros_like(x)
    crossed = torch.stack([none, -z, y, z, none, -x, -y, x, none], dim=1).view(-1, 3, 3)
    return torch.eye(3, dtype=vectors.dtype, device=vectors.device) + sine * crossed + rest * (crossed @ crossed)


def in_world(turns: Tensor) -> Tensor:
    """(…, 3, 3) rotations of the picture's axes as those of the world's."""
    axes = turns.new_tensor(_WORLD)
    return axes @ turns @ axes.T


def to_picture(points: Tensor) -> Tensor:
    """(…, 3) of the world -> of the picture."""
    return torch.stack([points[..., 0], points[..., 2], -points[..., 1]], dim=-1)


def to_world(points: Tensor) -> Tensor:
    """(…, 3) of the picture -> of the world."""
    return torch.stack([points[..., 0], -points[..., 2], points[..., 1]], dim=-1)
