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
from backend.render.raster import Fragments, gather, interpolate
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
        b, channel, y, x, edge = silhouette_edges(screen, mesh, depth, _TOLERANCE)
        vertical = channel >= 2
        low = channel % 2 == 1
        ends = mesh.edges[edge, :2].long()
        inner = (b * height + y) * width + x
        step = torch.where(vertical, width, 1) * torch.where(low, 1, -1)
        line = torch.where(vertical, x, y) + 0.5
        centre = torch.where(vertical, y, x) + 0.5
    points = gather(clip, b, ends)
    place = _to_pixels(points, height, width)
    flipped = place.flip(-1)
    place = torch.where(vertical[:, None, None], flipped, place)
    run = place[:, 1] - place[:, 0]
    with torch.no_grad():
        # every edge counts along the axis that it crosses more steeply, so each is counted once
        keep = torch.nonzero(
            (run[:, 1].abs() > run[:, 0].abs()) | ((run[:, 1].abs() == run[:, 0].abs()) & ~vertical)
        ).squeeze(1)
    place, run = place[keep], run[keep]
    along = (line[keep] - place[:, 0, 1]) / run[:, 1]
    crossing = place[:, 0, 0] + along * run[:, 0]
    covered = (crossing - centre[keep]) * torch.where(low[keep], 1.0, -1.0) - 0.5
    inner, outer = inner[keep], (inner + step)[keep]
    flat = image.reshape(-1, channels)
    difference = flat.index_select(0, inner) - flat.index_select(0, outer)
    target = torch.where(covered > 0, outer, inner)
    return flat.index_add(0, target, covered[:, None] * difference).reshape(image.shape)


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
    which = torch.arange(batch, device=clip.device).repeat_interleave(count)
    w = clip[..., 3].clamp(min=1e-6)
    depth = camera.depth_in_pixels(clip[..., 2].reshape(-1), w.reshape(-1), which, height).reshape(batch, count)
    depth = torch.where(clip[..., 3] < 1e-6, _BEHIND, depth)
    place = _to_pixels(torch.cat([clip[..., :3], w[..., None]], -1), height, width)
    screen = torch.cat([place, depth[..., None]], -1)
    surface = interpolate(clip[..., 2:], fragments)
    seen = clip.new_full((batch * height * width,), _FAR)
    seen[fragments.pixels] = camera.depth_in_pixels(surface[:, 0], surface[:, 1], fragments.batch, height)
    return screen, seen.reshape(batch, height, width)
