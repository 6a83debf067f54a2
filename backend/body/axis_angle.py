"""Rotations from axis and angle, differentiable."""

from __future__ import annotations

import torch
from torch import Tensor


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
