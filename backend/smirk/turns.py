"""Turns of a head, as axis and angle, in the axes of the picture and in the world's."""

from __future__ import annotations

import torch
from torch import Tensor

_WORLD = ((1.0, 0.0, 0.0), (0.0, 0.0, -1.0), (0.0, 1.0, 0.0))
"""picture (x right, y up, z to the viewer) -> world (Z up, the figure faces -Y)"""


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
