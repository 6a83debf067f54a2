"""Anti-aliasing at silhouettes, which is also where the gradient of coverage comes from.

A silhouette edge has one neighbour seen from the front and one seen from behind (or none). Where it crosses the line
between two pixel centres, the pixel that it covers in part takes that part of the other's colour; the crossing moves
with the edge's vertices, so the picture is differentiable in them (Laine et al. 2020, "Modular Primitives for
High-Performance Differentiable Rendering", section 3.5). There the edge is sought on the triangle that owns the pixel,
which misses most edges once triangles are smaller than pixels; here the edges themselves are walked.
"""

from __future__ import annotations

import torch
from torch import Tensor

from backend.render.camera import Camera
from backend.render.kernel_ops import blended_picture, edge_blends
from backend.render.raster import Fragments
from backend.render.warp_engine import silhouette_edges
from backend.render.warp_launch import launch

_FAR = 1e20
_TOLERANCE = 1.0
"""Pixels. A surface may differ in depth by about what one pixel covers between the edge and the pixel's centre."""


def antialias(colours: Tensor, fragments: Fragments, camera: Camera, background: Tensor) -> tuple[Tensor, Tensor]:
    """Lays the fragments' colours (N, 3) over a background (B, H, W, 3) and blends across the silhouettes.

    Returns pictures (B, H, W, 3) and coverage (B, H, W, 1), 0..1; the gradient reaches colours, background and
    `fragments.clip`.
    """
    places, chosen = crossings(fragments, camera)
    amounts, edges = edge_blends(fragments.clip, fragments.mesh.edges, fragments.size, places, chosen)
    return blended_picture(colours, background, fragments.pixels, amounts, edges)


def crossings(fragments: Fragments, camera: Camera) -> tuple[Tensor, Tensor]:
    """Where silhouette edges pass between two pixels, and which, as `silhouette_edges` gives them."""
    depth, view = surface_depth(fragments, camera), _view(camera, fragments.size)
    return silhouette_edges(fragments.screen, view, fragments.front, depth, fragments.mesh, _TOLERANCE)


def surface_depth(fragments: Fragments, camera: Camera) -> Tensor:
    """Depth (B, H, W) of what is seen, in units of what one pixel covers there; huge where nothing is."""
    clip, mesh = fragments.clip, fragments.mesh
    depth = torch.full((len(clip), *fragments.size), _FAR, device=clip.device)
    found = (fragments.pixels, fragments.batch, fragments.faces, fragments.weights)
    view = _view(camera, fragments.size)
    launch("seen_depth", len(fragments.pixels), clip, *view, mesh.faces32, *found, depth.reshape(-1))
    return depth


def _view(camera: Camera, size: tuple[int, int]) -> tuple[Tensor, Tensor, int]:
    """What `silhouette_edges` must know of a camera."""
    return 0.5 * size[0] * camera.scale, camera.depth_range, int(camera.orthographic)
