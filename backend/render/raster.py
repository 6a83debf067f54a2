"""From clip coordinates to fragments: which triangle each pixel shows, and where on it, differentiably."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from backend.render.engines import engine
from backend.render.rows import gather, take_rows
from backend.render.topology import Topology


@dataclass(frozen=True, eq=False)
class Fragments:
    """The N pixels of B pictures that show the mesh."""

    clip: Tensor
    """(B, V, 4) the vertices they were made from"""
    size: tuple[int, int]
    """height, width"""
    pixels: Tensor
    """(N,) int64 place in the flattened (B, H, W)"""
    batch: Tensor
    """(N,) int64 which picture"""
    faces: Tensor
    """(N,) int64 the triangle seen"""
    corners: Tensor
    """(N, 3) int64 its vertices"""
    weights: Tensor
    """(N, 3) perspective-correct barycentric coordinates, differentiable in `clip`"""


def rasterise(clip: Tensor, mesh: Topology, size: tuple[int, int], cull: bool = True, using: str = "warp") -> Fragments:
    """What each pixel's centre sees: clip (B, V, 4), size (H, W). `cull` hides triangles seen from behind.

    `using` names the engine that finds the nearest triangle; everything after that is the same for all.
    """
    height, width = size
    seen = engine(using)(clip, mesh, size, cull).reshape(-1)
    pixels = torch.nonzero(seen >= 0).squeeze(1)
    faces = seen[pixels]
    batch = torch.div(pixels, height * width, rounding_mode="floor")
    corners = mesh.faces[faces]
    points = gather(clip, batch, corners)
    x = (pixels % width + 0.5) * (2.0 / width) - 1.0
    y = 1.0 - (torch.div(pixels, width, rounding_mode="floor") % height + 0.5) * (2.0 / height)
    # homogeneous edge functions: no division by w, so one formula for near and far, perspective and orthographic
    u = points[..., 0] - x[:, None] * points[..., 3]
    v = points[..., 1] - y[:, None] * points[..., 3]
    area = u.roll(-1, 1) * v.roll(-2, 1) - v.roll(-1, 1) * u.roll(-2, 1)
    return Fragments(clip, size, pixels, batch, faces, corners, area / area.sum(-1, keepdim=True))


def interpolate(attribute: Tensor, fragments: Fragments, corners: Tensor | None = None) -> Tensor:
    """Values at the fragments from values at vertices: (B, V, C) or (V, C) -> (N, C).

    corners: (F, 3) the triangles' own indices into `attribute` where they differ from the mesh's (as uvs do).
    """
    index = fragments.corners if corners is None else corners[fragments.faces]
    if attribute.dim() == 2:
        values = take_rows(attribute, index)
    else:
        values = gather(attribute, fragments.batch, index)
    return torch.bmm(fragments.weights[:, None], values)[:, 0]


def picture(fragments: Fragments, values: Tensor, background: Tensor) -> Tensor:
    """Lays values (N, C) over a background (B, H, W, C)."""
    flat = background.reshape(-1, background.shape[-1])
    return flat.index_put((fragments.pixels,), values).reshape(background.shape)
