"""A figure of ellipsoids with small triangles, and the fine hard mask that gradients must agree with."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from backend.render import Camera, Topology, rasterise, render, topology

FINE = 2048
SIGNIFICANT = 0.02
"""A direction counts where it changes the picture by more than this part of `reach`.

Below, gains and losses along the silhouette cancel out, and what is left is near what sampling it once per pixel can
resolve, about 0.2 % of the reach at 224 pixels.
"""

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
    """(size, size) bool: whether a pixel's centre is covered."""
    mask = torch.zeros(size * size, dtype=torch.bool)
    mask[rasterise(camera.project(vertices), mesh, (size, size)).pixels] = True
    return mask.reshape(size, size)


def area(mask: Tensor) -> float:
    """The covered part of the picture."""
    return int(mask.sum()) / mask.numel()


def finite_difference(
    vertices: Tensor, direction: Tensor, mesh: Topology, camera: Camera, step: float = 0.004, fine: int = FINE
) -> float:
    """Change of the covered part of the picture along `direction`, whose fastest vertex moves by `step` metres."""
    step /= max(float(direction.norm(dim=-1).max()), 1e-9)
    more, less = (area(hard_mask(vertices + sign * step * direction, mesh, camera, fine)) for sign in (1.0, -1.0))
    return (more - less) / (2.0 * step)


def silhouette_length(mask: Tensor) -> float:
    """In picture sides: pixel borders that the silhouette crosses, times pi / 4 for its slant (Cauchy and Crofton)."""
    changes = int((mask[1:] != mask[:-1]).sum()) + int((mask[:, 1:] != mask[:, :-1]).sum())
    return changes / len(mask) * math.pi / 4.0


def reach(length: float, vertices: Tensor, direction: Tensor, camera: Camera) -> float:
    """The largest change of the covered part there could be: silhouette length times the fastest vertex's speed."""
    ahead, behind = camera.project(vertices + 1e-3 * direction), camera.project(vertices - 1e-3 * direction)
    speed = (ahead[..., :2] / ahead[..., 3:] - behind[..., :2] / behind[..., 3:]) / 2e-3
    return length * 0.5 * max(float(speed.norm(dim=-1).max()), 1e-9)


def coverage(vertices: Tensor, mesh: Topology, camera: Camera, size: int) -> tuple[float, Tensor]:
    """The covered part of the picture as rendered, and its gradient (B, V, 3)."""
    vertices = vertices.clone().requires_grad_(True)
    _, alpha = render(vertices, mesh, camera, (size, size), light="unlit")
    alpha.mean().backward()
    assert vertices.grad is not None
    return float(alpha.detach().mean()), vertices.grad


def directions(vertices: Tensor) -> dict[str, Tensor]:
    """Ways to move the vertices (1, V, 3) of a standing figure, metres."""
    middle = 0.5 * (vertices.amin(1, keepdim=True) + vertices.amax(1, keepdim=True))
    away = vertices - middle
    height = (vertices[..., 2:] - vertices[..., 2:].min()) / float(away[..., 2].max() * 2.0) * 1.79
    flat = torch.tensor([1.0, 1.0, 0.0])
    return {
        "wider": away * flat,
        "taller": away * (1.0 - flat),
        "bigger belly": away * flat * torch.exp(-(((height - 1.1) / 0.15) ** 2)),
        "longer legs": torch.tensor([0.0, 0.0, -1.0]) * (0.9 - height).clamp(min=0.0),
        "hands out": away * torch.tensor([1.0, 0.0, 0.0]) * (away[..., :1].abs() - 0.3).clamp(min=0.0),
        "lean": torch.tensor([1.0, 0.0, 0.0]) * height,
        "step aside": torch.tensor([1.0, 0.0, 0.0]).expand_as(vertices),
    }
