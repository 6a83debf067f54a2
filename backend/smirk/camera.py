"""SMIRK's orthographic camera as one of the renderer's, so that a photo and a scene agree."""

from __future__ import annotations

import torch
from torch import Tensor

from ..render import Camera

_DEPTH = 0.05
"""of clip space that a metre takes, times the scale"""


def camera_of(cam: Tensor) -> Camera:
    """The camera (B, 3), scale and shift, as it sees points of the world that lie where the head is turned from."""
    scale, across, up = cam.unbind(1)
    none = torch.zeros_like(scale)
    rows = (
        torch.stack([scale, none, none, scale * across], 1),
        torch.stack([none, none, scale, scale * up], 1),
        torch.stack([none, _DEPTH * scale, none, none], 1),
        torch.stack([none, none, none, none + 1], 1),
    )
    rotation = cam.new_tensor([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]]).expand(len(cam), 3, 3)
    depth = 2.0 / (_DEPTH * scale.detach().abs().clamp(min=1e-6))
    return Camera(torch.stack(rows, 1), rotation, scale.detach(), depth, 1.0, True)
