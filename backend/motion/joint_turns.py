"""Turns of joints as tensors: by an angle about an axis, by a share of themselves, and the angles that limbs have."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from .features import Skeleton, rotations_of, six_of, smoothed

FORWARD = (1.0, 0.0, 0.0)
"""axis about which what stands upright leans forward"""
LEFTWARD = (0.0, 1.0, 0.0)
"""axis about which it leans to its left"""
_CYCLE = 14.0
"""frames over which the middle of a swing is found"""


def about(axis: Tensor | tuple[float, float, float], radians: Tensor) -> Tensor:
    """(..., 3) unit axis and (...) angles -> (..., 3, 3) (Rodrigues 1840)."""
    x, y, z = axis if isinstance(axis, tuple) else axis.unbind(-1)
    c, s = radians.cos(), radians.sin()
    t = 1.0 - c
    rows = [
        c + x * x * t, x * y * t - z * s, x * z * t + y * s,
        y * x * t + z * s, c + y * y * t, y * z * t - x * s,
        z * x * t - y * s, z * y * t + x * s, c + z * z * t,
    ]  # fmt: skip
    return torch.stack(rows, -1).unflatten(-1, (3, 3))


def vector_of(rotations: Tensor) -> Tensor:
    """(..., 3, 3) -> (..., 3) axis times angle, radians, below a half turn."""
    trace = rotations.diagonal(dim1=-2, dim2=-1).sum(-1)
    angle = torch.acos(((trace - 1.0) / 2.0).clamp(-1.0 + 1e-6, 1.0 - 1e-6))
    r = rotations
    axis = torch.stack([r[..., 2, 1] - r[..., 1, 2], r[..., 0, 2] - r[..., 2, 0], r[..., 1, 0] - r[..., 0, 1]], -1)
    return axis * (angle / (2.0 * angle.sin().clamp(min=1e-4)))[..., None]


def times(rotations: Tensor, share: Tensor) -> Tensor:
    """(..., 3, 3) turns by a share (...) of their angle."""
    vector = vector_of(rotations) * share[..., None]
    angle = vector.norm(dim=-1)
    return about(functional.normalize(vector, dim=-1), angle)


def in_world(skeleton: Skeleton, rotations: Tensor) -> list[Tensor]:
    """(..., J, 3, 3) local -> J of (..., 3, 3), beside the heading."""
    found: list[Tensor] = []
    for joint, parent in enumerate(skeleton.parents):
        own = rotations[..., joint, :, :]
        found.append(own if parent < 0 else found[parent] @ own)
    return found


def pitch(world: Tensor) -> Tensor:
    """(..., 3, 3) -> (...) radians that what stands upright leans forward."""
    up = world[..., 2]
    return torch.atan2(-up[..., 1], up[..., 2])


def hanging(skeleton: Skeleton, world: Sequence[Tensor], joint: str, end: str) -> Tensor:
    """(...) radians that the bone from a joint to its end is swung forward of straight down; world: of `in_world`."""
    way = _along(skeleton, world, joint, end)
    return torch.atan2(-way[..., 1], -way[..., 2])


def aside(skeleton: Skeleton, world: Sequence[Tensor], joint: str, end: str) -> Tensor:
    """(...) radians that the bone from a joint to its end hangs to the left of straight down."""
    way = _along(skeleton, world, joint, end)
    return torch.atan2(way[..., 0], -way[..., 2])


def bend(skeleton: Skeleton, world: Sequence[Tensor], upper: str, lower: str, end: str) -> Tensor:
    """(...) radians between the bones upper-lower and lower-end."""
    one, other = bones(skeleton, world, upper, lower, end)
    return torch.atan2(torch.linalg.cross(one, other).norm(dim=-1), (one * other).sum(-1))


def bones(skeleton: Skeleton, world: Sequence[Tensor], upper: str, lower: str, end: str) -> tuple[Tensor, Tensor]:
    """(..., 3) metres, from upper to lower and from lower to end."""
    return _along(skeleton, world, upper, lower), _along(skeleton, world, lower, end)


def middle_of(rotations: Tensor) -> Tensor:
    """(B, T, 3, 3) -> the same without what swings to and fro."""
    return rotations_of(smoothed(six_of(rotations), _CYCLE))


def _along(skeleton: Skeleton, world: Sequence[Tensor], joint: str, end: str) -> Tensor:
    return (world[skeleton.at(joint)] @ skeleton.offsets[skeleton.at(end)][..., None])[..., 0]
