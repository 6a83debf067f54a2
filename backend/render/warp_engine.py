"""Our own engine: which triangle each pixel shows, and which silhouette edges pass between two pixels."""

from __future__ import annotations

import torch
from torch import Tensor

from backend.render.engines import Seen
from backend.render.scratch import Scratch
from backend.render.topology import Topology
from backend.render.warp_launch import launch

NOTHING = 2**63 - 1
_NEAREST = Scratch(NOTHING)
_OUTERMOST = Scratch(0)


def visible_faces(screen: Tensor, mesh: Topology, size: tuple[int, int], cull: bool = True) -> Seen:
    """What every pixel's centre sees; screen: (B, V, 4) as of `screen_points`.

    `cull` leaves out triangles seen from behind. A triangle that reaches behind the camera is left out.
    """
    batch, (height, width), device = len(screen), size, screen.device
    count, area = batch * height * width, height * width
    buffer = _NEAREST.take(count, device)
    nearest = buffer[:count]
    front = torch.empty((batch, len(mesh.faces32)), dtype=torch.int32, device=device)
    everything = nearest.new_empty((0, 0, 0))
    arguments = (screen, mesh.faces32, height, width, int(cull), front, nearest.view(batch, height, width), everything)
    launch("nearest_triangle", front.numel(), *arguments)
    pixels = _listed("covered_pixels", count, count, nearest)
    pictures, faces = torch.empty((2, len(pixels)), dtype=torch.int64, device=device)
    launch("take_nearest", len(pixels), pixels, area, nearest, pictures, faces)
    _NEAREST.give_back(buffer)
    return Seen(pixels, pictures, faces, front)


def nearest_keys(screen: Tensor, mesh: Topology, size: tuple[int, int], beyond: Tensor | None = None) -> Tensor:
    """(B, H, W) int64: the depth of what every pixel's centre sees << 32 | the triangle; NOTHING where it sees none.

    Triangles seen from behind are left out. beyond: (B, H, W) int64, of which only what is greater is seen.
    """
    batch, (height, width), device = len(screen), size, screen.device
    nearest = torch.full((batch, height, width), NOTHING, dtype=torch.int64, device=device)
    front = torch.empty((batch, len(mesh.faces32)), dtype=torch.int32, device=device)
    beyond = nearest.new_empty((0, 0, 0)) if beyond is None else beyond
    launch("nearest_triangle", front.numel(), screen, mesh.faces32, height, width, 1, front, nearest, beyond)
    return nearest


def silhouette_edges(
    screen: Tensor,
    view: tuple[Tensor, Tensor, int],
    front: Tensor,
    depth: Tensor,
    mesh: Topology,
    tolerance: float,
) -> tuple[Tensor, Tensor]:
    """The silhouette edge that bounds the visible surface between two neighbouring pixels, where there is one.

    screen: (B, V, 4) as of `screen_points`; view: half the picture's height times the camera's scale (B,), its depth
    range (B,), and whether it is orthographic; front: (B, F) as in Seen; depth: (B, H, W) of the visible surface in
    pixels; tolerance: pixels.
    Returns per crossing (N,) int64: the place in a flattened (B, 4, H, W) of the pixel on the surface's side, where the
    second axis is 2 * axis + 1 where the surface lies at the low side; and the edge.
    """
    batch, height, width = depth.shape
    count = batch * 4 * height * width
    buffer = _OUTERMOST.take(count, depth.device)
    outermost = buffer[:count]
    arguments = (screen, *view, mesh.faces32, front, mesh.edges, depth, height, width, tolerance)
    edges = batch * len(mesh.edges)
    places = _listed("outermost_edge", edges, count, *arguments, outermost.view(batch, 4, height, width))
    chosen = torch.empty_like(places)
    launch("take_outermost", len(places), places, outermost, chosen)
    _OUTERMOST.give_back(buffer)
    return places, chosen


def _listed(name: str, dim: int, most: int, *arguments: object) -> Tensor:
    """Launches a kernel that lists at most so many int64 and counts them."""
    device = next(value.device for value in arguments if isinstance(value, Tensor))
    count = torch.zeros(1, dtype=torch.int32, device=device)
    listed = torch.empty(most, dtype=torch.int64, device=device)
    launch(name, dim, *arguments, count, listed)
    return listed[: int(count)]
