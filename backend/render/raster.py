"""From clip coordinates to fragments: which triangle each pixel shows, and where on it, differentiably."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from backend.render.engines import engine
from backend.render.kernel_ops import blend_corners, corner_weights
from backend.render.topology import Topology


@dataclass(frozen=True, eq=False)
class Fragments:
    """The N pixels of B pictures that show the mesh."""

    clip: Tensor
    """(B, V, 4) the vertices they were made from"""
    mesh: Topology
    size: tuple[int, int]
    """height, width"""
    pixels: Tensor
    """(N,) int64 place in the flattened (B, H, W)"""
    batch: Tensor
    """(N,) int64 which picture"""
    faces: Tensor
    """(N,) int64 the triangle seen"""
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
    weights = corner_weights(clip, mesh, size, pixels, batch, faces)
    return Fragments(clip, mesh, size, pixels, batch, faces, weights)


def interpolate(attribute: Tensor, fragments: Fragments, corners: Tensor | None = None) -> Tensor:
    """Values at the fragments from values at vertices: (B, V, C) or (V, C) -> (N, C).

    corners: (F, 3) the triangles' own indices into `attribute` where they differ from the mesh's (as uvs do).
    """
    table = fragments.mesh.faces32 if corners is None else corners.int()
    return blend_corners(attribute, table, fragments.batch, fragments.faces, fragments.weights)


def picture(fragments: Fragments, values: Tensor, background: Tensor) -> Tensor:
    """Lays values (N, C) over a background (B, H, W, C), which is written to."""
    flat = background.view(-1, background.shape[-1])
    return flat.index_put_((fragments.pixels,), values).view(background.shape)
