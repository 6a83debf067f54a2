"""Our own engine: which triangle each pixel shows, and which silhouette edges pass between two pixels."""

from __future__ import annotations

import torch
from torch import Tensor

from backend.render.topology import Topology
from backend.render.warp_launch import launch

EMPTY = 2**63 - 1
_INDEX = 0xFFFFFFFF


def visible_faces(clip: Tensor, mesh: Topology, size: tuple[int, int], cull: bool = True) -> Tensor:
    """The triangle seen at every pixel's centre: clip (B, V, 4) -> (B, H, W) int64, -1 where none.

    `cull` leaves out triangles seen from behind. A triangle that reaches behind the camera is left out.
    """
    batch, (height, width) = len(clip), size
    nearest = torch.full((batch, height, width), EMPTY, dtype=torch.int64, device=clip.device)
    screen = torch.empty((*clip.shape[:2], 3), device=clip.device)
    launch("to_screen", (batch, clip.shape[1]), clip, height, width, screen)
    launch("nearest_triangle", (batch, len(mesh.faces32)), screen, mesh.faces32, height, width, int(cull), nearest)
    return torch.where(nearest == EMPTY, -1, nearest & _INDEX)


def silhouette_edges(screen: Tensor, depth: Tensor, mesh: Topology, tolerance: float) -> tuple[Tensor, Tensor]:
    """The silhouette edge that bounds the visible surface between two neighbouring pixels, where there is one.

    screen: (B, V, 3) x, y and depth in pixels; depth: (B, H, W) of the visible surface in pixels; tolerance: pixels.
    Returns per crossing (N,) int64: the place in a flattened (B, 4, H, W) of the pixel on the surface's side, where the
    second axis is 2 * axis + 1 where the surface lies at the low side; and the edge.
    """
    batch, height, width = depth.shape
    front = torch.empty((batch, len(mesh.faces32)), dtype=torch.int32, device=depth.device)
    launch("faces_front", front.shape, screen, mesh.faces32, front)
    outermost = torch.zeros((batch, 4, height, width), dtype=torch.int64, device=depth.device)
    arguments = (screen, mesh.faces32, front, mesh.edges, depth, height, width, tolerance, outermost)
    launch("outermost_edge", (batch, len(mesh.edges)), *arguments)
    flat = outermost.reshape(-1)
    place = torch.nonzero(flat).squeeze(1)
    return place, (flat[place] & _INDEX) - 1
