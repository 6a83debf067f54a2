"""From clip coordinates to fragments: which triangle each pixel shows, and where on it, differentiably."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from backend.render.engines import engine
from backend.render.kernel_ops import blend_corners, corner_weights
from backend.render.topology import Topology
from backend.render.warp_launch import launch


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
    screen: Tensor
    """(B, V, 4) as of `screen_points`"""
    front: Tensor
    """(B, F) int32, 1 where a triangle is seen from its front"""


def rasterise(clip: Tensor, mesh: Topology, size: tuple[int, int], cull: bool = True, using: str = "warp") -> Fragments:
    """What each pixel's centre sees: clip (B, V, 4), size (H, W). `cull` hides triangles seen from behind.

    `using` names the engine that finds the nearest triangle; everything after that is the same for all.
    """
    screen = screen_points(clip, size)
    pixels, batch, faces, front = engine(using)(screen, mesh, size, cull)
    weights = corner_weights(clip, mesh, size, pixels, batch, faces)
    return Fragments(clip, mesh, size, pixels, batch, faces, weights, screen, front)


def screen_points(clip: Tensor, size: tuple[int, int]) -> Tensor:
    """(B, V, 4) -> (B, V, 4): x right and y down in pixels, depth -1..1, and w, which is 0 behind the camera.

    Passes no gradient.
    """
    screen = torch.empty(clip.shape, device=clip.device)
    launch("to_screen", clip.shape[:2].numel(), clip, *size, screen)
    return screen


def interpolate(attribute: Tensor, fragments: Fragments, corners: Tensor | None = None) -> Tensor:
    """Values at the fragments from values at vertices: (B, V, C) or (V, C) -> (N, C).

    corners: (F, 3) the triangles' own indices into `attribute` where they differ from the mesh's (as uvs do).
    """
    table = fragments.mesh.faces32 if corners is None else corners.int()
    return blend_corners(attribute, table, fragments.batch, fragments.faces, fragments.weights)
