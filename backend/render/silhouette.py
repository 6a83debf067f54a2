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
from backend.render.raster import Fragments, interpolate
from backend.render.rows import gather
from backend.render.topology import Topology
from backend.render.warp_engine import silhouette_edges

_FAR = 1e20
_BEHIND = -2e30
_TOLERANCE = 1.0
"""Pixels. A surface may differ in depth by about what one pixel covers between the edge and the pixel's centre."""


def antialias(image: Tensor, fragments: Fragments, camera: Camera, mesh: Topology) -> Tensor:
    """Blends `image` (B, H, W, C) across the silhouettes; the gradient reaches `fragments.clip` and `image`."""
    _, height, width, channels = image.shape
    clip = fragments.clip
    with torch.no_grad():
        screen, depth = _depths(fragments, camera)
        crossed, edge = silhouette_edges(screen, mesh, depth, _TOLERANCE)
        pixel = crossed % (height * width)
        row, column = torch.div(pixel, width, rounding_mode="floor"), pixel % width
        b = torch.div(crossed, 4 * height * width, rounding_mode="floor")
        channel = torch.div(crossed, height * width, rounding_mode="floor") % 4
        vertical, low = channel >= 2, channel % 2 == 1
        ends = mesh.edges[edge, :2].long()
        inner = b * (height * width) + pixel
        outer = inner + torch.where(vertical, width, 1) * torch.where(low, 1, -1)
        line = torch.where(vertical, column, row) + 0.5
        centre = torch.where(vertical, row, column) + 0.5
    points = gather(clip, b, ends)
    place = _to_pixels(points, height, width)
    flipped = place.flip(-1)
    place = torch.where(vertical[:, None, None], flipped, place)
    run = place[:, 1] - place[:, 0]
    with torch.no_grad():
        # an edge is crossed along both axes: its share of each is how much it faces that axis, and both make one
        square = run.square()
        share = square[:, 1] / square.sum(-1).clamp(min=1e-30)
    slope = run[:, 0] / torch.where(run[:, 1] == 0, 1.0, run[:, 1])
    crossing = place[:, 0, 0] + (line - place[:, 0, 1]) * slope
    covered = (crossing - centre) * torch.where(low, 1.0, -1.0) - 0.5
    flat = image.reshape(-1, channels)
    difference = flat.index_select(0, inner) - flat.index_select(0, outer)
    target = torch.where(covered > 0, outer, inner)
    return flat.index_add(0, target, (share * covered)[:, None] * difference).reshape(image.shape)


def _to_pixels(clip: Tensor, height: int, width: int) -> Tensor:
    """(…, 4) clip coordinates -> (…, 2) x right and y down, in pixels from the upper left corner."""
    x = (clip[..., 0] / clip[..., 3] * 0.5 + 0.5) * width
    y = (0.5 - 0.5 * clip[..., 1] / clip[..., 3]) * height
    return torch.stack([x, y], -1)


def _depths(fragments: Fragments, camera: Camera) -> tuple[Tensor, Tensor]:
    """Vertices (B, V, 3) as x, y, depth in pixels, and the visible surface's depth (B, H, W) in pixels."""
    clip = fragments.clip.detach().float()
    batch, count, _ = clip.shape
    height, width = fragments.size
    which = torch.arange(batch, device=clip.device)[:, None]
    w = clip[..., 3:].clamp(min=1e-6)
    half = clip.new_tensor([0.5 * width, -0.5 * height])
    screen = torch.empty(batch, count, 3, device=clip.device)
    torch.addcmul(half.abs(), clip[..., :2] / w, half, out=screen[..., :2])
    depth = camera.depth_in_pixels(clip[..., 2], w[..., 0], which, height)
    screen[..., 2] = torch.where(clip[..., 3] < 1e-6, _BEHIND, depth)
    surface = interpolate(clip[..., 2:], fragments)
    seen = clip.new_full((batch * height * width,), _FAR)
    seen[fragments.pixels] = camera.depth_in_pixels(surface[:, 0], surface[:, 1], fragments.batch, height)
    return screen, seen.reshape(batch, height, width)
