"""Anti-aliasing at silhouettes, which is also where the gradient of coverage comes from.

A silhouette edge has one neighbour seen from the front and one seen from behind (or none). Where it crosses the line
between two pixel centres, the pixel that it covers in part takes that part of the other's colour; the crossing moves
with the edge's vertices, so the picture is differentiable in them (Laine et al. 2020, "Modular Primitives for
High-Performance Differentiable Rendering", section 3.5). There the edge is sought on the triangle that owns the pixel,
which misses most edges once triangles are smaller than pixels; here the edges themselves are walked.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from backend.render.camera import Camera
from backend.render.kernel_ops import edge_blends
from backend.render.raster import Fragments
from backend.render.warp_engine import silhouette_edges
from backend.render.warp_launch import launch

_FAR = 1e20
_TOLERANCE = 1.0
"""Pixels. A surface may differ in depth by about what one pixel covers between the edge and the pixel's centre."""


def antialias(image: Tensor, fragments: Fragments, camera: Camera) -> Tensor:
    """Blends `image` (B, H, W, C) across the silhouettes; the gradient reaches `fragments.clip` and `image`."""
    mesh, size = fragments.mesh, fragments.size
    screen = screen_points(fragments.clip, camera, size)
    places, edges = silhouette_edges(screen, surface_depth(fragments, camera), mesh, _TOLERANCE)
    amounts, (inner, outer, target) = edge_blends(fragments.clip, mesh.edges, size, places, edges)
    blended: Tensor = _Blended.apply(image, amounts, inner, outer, target)  # type: ignore[assignment]
    return blended


class _Blended(torch.autograd.Function):
    """Adds to pixels `target` (N,) the parts `amounts` (N,) of the difference of pixels `inner` and `outer`."""

    @staticmethod
    def forward(  # type: ignore[override]
        ctx: Any, image: Tensor, amounts: Tensor, inner: Tensor, outer: Tensor, target: Tensor
    ) -> Tensor:
        flat = image.reshape(-1, image.shape[-1])
        difference = flat.index_select(0, inner) - flat.index_select(0, outer)
        ctx.save_for_backward(amounts, difference, inner, outer, target)
        blended = image.clone()
        blended.view(flat.shape).index_add_(0, target, amounts[:, None] * difference)
        return blended

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:  # type: ignore[override]
        amounts, difference, inner, outer, target = ctx.saved_tensors
        flat = gradient.reshape(-1, gradient.shape[-1])
        changed = flat.index_select(0, target)
        part = amounts[:, None] * changed
        to_image = flat.index_add(0, inner, part).index_add_(0, outer, part, alpha=-1.0)
        return to_image.reshape(gradient.shape), (changed * difference).sum(-1), None, None, None


def screen_points(clip: Tensor, camera: Camera, size: tuple[int, int]) -> Tensor:
    """Vertices (B, V, 4) -> (B, V, 3): x right and y down in pixels, and the depth in what one pixel covers there."""
    screen = torch.empty((*clip.shape[:2], 3), device=clip.device)
    launch("to_screen_in_pixels", screen.shape[:2], clip, *_view(camera, size), *size, screen)
    return screen


def surface_depth(fragments: Fragments, camera: Camera) -> Tensor:
    """Depth (B, H, W) of what is seen, in the units of `screen_points`; huge where nothing is."""
    clip, mesh = fragments.clip, fragments.mesh
    depth = torch.full((len(clip), *fragments.size), _FAR, device=clip.device)
    found = (fragments.pixels, fragments.batch, fragments.faces, fragments.weights)
    view = _view(camera, fragments.size)
    launch("seen_depth", len(fragments.pixels), clip, *view, mesh.faces32, *found, depth.reshape(-1))
    return depth


def _view(camera: Camera, size: tuple[int, int]) -> tuple[Tensor, Tensor, int]:
    return 0.5 * size[0] * camera.scale, camera.depth_range, int(camera.orthographic)
