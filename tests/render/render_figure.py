"""A figure of ellipsoids with small triangles, and the fine hard mask that gradients must agree with."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from backend.render import Camera, Topology, topology
from backend.render.warp_engine import visible_faces

FINE = 2048

# centre x, y, z; half axes across, deep, long; lean in the picture plane in degrees
_PARTS = (
    ((0.0, 0.0, 1.22), (0.19, 0.12, 0.30), 0.0),
    ((0.0, 0.0, 0.95), (0.18, 0.13, 0.14), 0.0),
    ((0.0, -0.02, 1.66), (0.085, 0.10, 0.13), 0.0),
    ((0.10, 0.0, 0.50), (0.075, 0.08, 0.48), 6.0),
    ((-0.10, 0.0, 0.50), (0.075, 0.08, 0.48), -6.0),
    ((0.15, -0.07, 0.04), (0.045, 0.12, 0.04), 0.0),
    ((-0.15, -0.07, 0.04), (0.045, 0.12, 0.04), 0.0),
)
_ARMS = ((0.36, 1.32, 40.0, 0.055, 0.24), (0.57, 1.09, 50.0, 0.04, 0.20))


def sphere(rings: int = 20, around: int = 28) -> tuple[Tensor, Tensor]:
    """Vertices (V, 3) on the unit sphere and outward triangles (F, 3)."""
    polar = torch.linspace(0.0, math.pi, rings + 1)[1:-1]
    turn = torch.arange(around) * (2.0 * math.pi / around)
    points = torch.stack(
        [
            (polar.sin()[:, None] * turn.cos()).reshape(-1),
            (polar.sin()[:, None] * turn.sin()).reshape(-1),
            polar.cos()[:, None].expand(-1, around).reshape(-1),
        ],
        -1,
    )
    points = torch.cat([points, torch.tensor([[0.0, 0.0, 1.0], [0.0, 0.0, -1.0]])])
    top, bottom = len(points) - 2, len(points) - 1
    faces = []
    for k in range(around):
        after = (k + 1) % around
        faces.append((top, k, after))
        for ring in range(rings - 2):
            a, b = ring * around + k, ring * around + after
            faces += [(a, a + around, b + around), (a, b + around, b)]
        last = (rings - 2) * around
        faces.append((last + k, bottom, last + after))
    return points, torch.tensor(faces)


def figure(left_arm: float = 0.0, right_arm: float = 0.0, width: float = 1.0) -> tuple[Tensor, Topology]:
    """A standing figure that faces -Y: vertices (1, V, 3) metres. The arms are turned by degrees about the shoulder."""
    unit, faces = sphere()
    parts = list(_PARTS)
    for side, turn in ((1.0, left_arm), (-1.0, right_arm)):
        for x, z, lean, thick, long in _ARMS:
            angle = math.radians(turn)
            dx, dz = x - 0.2, z - 1.42
            parts.append(
                (
                    (
                        side * (0.2 + dx * math.cos(angle) - dz * math.sin(angle)),
                        0.0,
                        1.42 + dx * math.sin(angle) + dz * math.cos(angle),
                    ),
                    (thick, thick, long),
                    side * (lean + turn),
                )
            )
    vertices, triangles = [], []
    for centre, half, lean in parts:
        angle = math.radians(lean)
        points = unit * torch.tensor(half)
        x = points[:, 0] * math.cos(angle) - points[:, 2] * math.sin(angle)
        z = points[:, 0] * math.sin(angle) + points[:, 2] * math.cos(angle)
        triangles.append(faces + sum(len(v) for v in vertices))
        vertices.append(torch.stack([x, points[:, 1], z], -1) + torch.tensor(centre))
    body = torch.cat(vertices) * torch.tensor([width, 1.0, 1.0])
    return body[None], topology(torch.cat(triangles))


def hard_mask(vertices: Tensor, mesh: Topology, camera: Camera, size: int = FINE) -> Tensor:
    """(size, size) float64: 1 where a pixel's centre is covered."""
    return (visible_faces(camera.project(vertices), mesh, (size, size))[0] >= 0).double()


def finite_difference(
    vertices: Tensor, direction: Tensor, mesh: Topology, camera: Camera, step: float = 0.004
) -> float:
    """Change of the covered part of the picture along `direction`, whose fastest vertex moves by `step` metres."""
    step /= max(float(direction.norm(dim=-1).max()), 1e-6)
    more = hard_mask(vertices + step * direction, mesh, camera).mean()
    less = hard_mask(vertices - step * direction, mesh, camera).mean()
    return float(more - less) / (2.0 * step)


def reach(vertices: Tensor, direction: Tensor, mesh: Topology, camera: Camera) -> float:
    """The largest change of the covered part there could be: silhouette length times the fastest vertex's speed."""
    mask = hard_mask(vertices, mesh, camera)[None]
    changes = (mask[:, 1:] != mask[:, :-1]).sum() + (mask[:, :, 1:] != mask[:, :, :-1]).sum()
    length = float(changes) / mask.shape[1] * math.pi / 4.0
    ahead, behind = camera.project(vertices + 1e-3 * direction), camera.project(vertices - 1e-3 * direction)
    speed = (ahead[..., :2] / ahead[..., 3:] - behind[..., :2] / behind[..., 3:]) / 2e-3
    return length * 0.5 * float(speed.norm(dim=-1).max())
