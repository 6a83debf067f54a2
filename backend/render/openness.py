"""How much of the light from outside reaches the points of a figure past its own limbs, hair and clothes."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from backend.render.raster import screen_points
from backend.render.topology import Topology
from backend.render.warp_engine import NOTHING, nearest_keys

PIXELS = 320
OFF_THE_SURFACE = 0.008
"""metres along the normal from which a point looks out"""
TOLERANCE = 0.012
"""metres by which what is before a point must be nearer to the light"""
_DEPTHS = 1073741823.0


def reached(points: Tensor, normals: Tensor, mesh: Topology, blockers: Tensor, directions: Tensor) -> Tensor:
    """(K, V) float: 1 where nothing lies between a point and the far end of a direction.

    points, normals: (V, 3) metres and unit vectors; mesh over blockers (W, 3): what may lie between, seen from its
    front; directions: (K, 3) unit vectors towards the light. Passes no gradient.
    """
    low, high = blockers.amin(0), blockers.amax(0)
    middle, radius = 0.5 * (low + high), float((high - low).norm()) * 0.5 + 0.05
    axes = _axes(directions)
    seen = nearest_keys(screen_points(_clip(blockers - middle, axes, radius), (PIXELS, PIXELS)), mesh, (PIXELS, PIXELS))
    raised = _clip(points + OFF_THE_SURFACE * normals - middle, axes, radius)
    column = ((raised[..., 0] * 0.5 + 0.5) * PIXELS).long().clamp(0, PIXELS - 1)
    row = ((0.5 - raised[..., 1] * 0.5) * PIXELS).long().clamp(0, PIXELS - 1)
    found = seen.view(len(seen), -1).gather(1, row * PIXELS + column)
    nearest = torch.where(found == NOTHING, 1.0, (found >> 32).float() / _DEPTHS)
    return (nearest * 2.0 - 1.0 >= raised[..., 2] - TOLERANCE / radius).float()


def openness(points: Tensor, normals: Tensor, mesh: Topology, blockers: Tensor, count: int = 40) -> Tensor:
    """(V,) the part of the sky, and of what the ground throws back, that a point sees; 1 where it stands free.

    count: how many directions are looked along.
    """
    directions = _around(count, points.device)
    facing = (directions @ normals.T).clamp(min=0.0)
    seen = reached(points, normals, mesh, blockers, directions)
    return (facing * seen).sum(0) / facing.sum(0).clamp(min=1e-6)


def _around(count: int, device: torch.device) -> Tensor:
    """(count, 3) unit vectors, evenly over what lies above 30 degrees below the level."""
    step = torch.arange(count, device=device, dtype=torch.float32)
    height = 1.0 - (step + 0.5) / count * 1.5
    turn = step * math.pi * (3.0 - math.sqrt(5.0))
    flat = (1.0 - height * height).clamp(min=0.0).sqrt()
    return torch.stack([flat * turn.cos(), flat * turn.sin(), height], 1)


def _axes(directions: Tensor) -> Tensor:
    """(K, 3, 3) rows right, up and towards the light."""
    level = directions.new_tensor([0.0, 0.0, 1.0]).expand_as(directions)
    aside = directions.new_tensor([1.0, 0.0, 0.0]).expand_as(directions)
    helper = torch.where(directions[:, 2:].abs() > 0.9, aside, level)
    right = torch.nn.functional.normalize(torch.linalg.cross(helper, directions), dim=-1)
    return torch.stack([right, torch.linalg.cross(directions, right), directions], 1)


def _clip(points: Tensor, axes: Tensor, radius: float) -> Tensor:
    """(V, 3) around the middle -> (K, V, 4) clip coordinates, nearer where nearer to the light."""
    seen = points @ axes.transpose(1, 2) / radius
    return torch.cat([seen[..., :2], -seen[..., 2:], torch.ones_like(seen[..., :1])], -1).contiguous()
