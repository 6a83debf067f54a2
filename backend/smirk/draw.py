"""The shape as a grey picture, as SMIRK's generator knows it: five lights from the front, no edge smoothed."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import normalize

from ..render import Topology, interpolate, rasterise

GREY, STRENGTH = 180.0 / 255.0, 1.7
_LIGHTS = ((-1.0, 1.0, 1.0), (1.0, 1.0, 1.0), (-1.0, -1.0, 1.0), (1.0, -1.0, 1.0), (0.0, 0.0, 1.0))
_DEPTH = 0.05
"""of the depth that the camera sees, so that any head lies between the near and the far plane"""


def draw(vertices: Tensor, projected: Tensor, faces: Topology, size: int) -> tuple[Tensor, Tensor]:
    """Pictures (B, 3, size, size), black where nothing is, and which pixels show the face, (B, 1, size, size) bool.

    vertices: (B, N, 3) in the picture's axes, whose normals are lit; projected: (B, N, 3) as of `project`; faces: of
    the triangles that are drawn. Differentiable in both.
    """
    x, y, z = projected.unbind(-1)
    clip = torch.stack([x, -y, _DEPTH * z, torch.ones_like(z)], dim=-1)
    fragments = rasterise(clip, faces, (size, size), cull=False)
    turned = normalize(interpolate(normals(vertices, faces.faces), fragments), dim=1)
    lights = normalize(vertices.new_tensor(_LIGHTS), dim=1)
    shade = GREY * STRENGTH * (turned @ lights.T).clamp(0.0, 1.0).mean(dim=1)
    flat = shade.new_zeros(len(vertices) * size * size).index_copy(0, fragments.pixels, shade)
    shown = torch.zeros(flat.shape, dtype=torch.bool, device=flat.device).index_fill(0, fragments.pixels, True)
    picture = flat.view(-1, 1, size, size).clamp(0.0, 1.0)
    return picture.expand(-1, 3, -1, -1), shown.view(-1, 1, size, size)


def normals(vertices: Tensor, faces: Tensor) -> Tensor:
    """(B, N, 3) unit, of vertices (B, N, 3): each the mean of its triangles', by their areas. faces: (F, 3)"""
    a, b, c = (vertices[:, faces[:, k]] for k in range(3))
    across = torch.linalg.cross(b - a, c - a)
    sums = torch.zeros_like(vertices)
    for corner in range(3):
        sums = sums.index_add(1, faces[:, corner], across)
    return normalize(sums, dim=-1, eps=1e-6)
