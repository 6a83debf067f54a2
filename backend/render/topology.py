"""The part of a mesh that does not move: its triangles, its edges, and which triangles meet at each edge."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from backend.protocol.errors import BadRequest


@dataclass(frozen=True, eq=False)
class Topology:
    """Built once per mesh by `topology`; sizes: F triangles, E edges."""

    faces: Tensor
    """(F, 3) int64 vertex indices, counter-clockwise seen from outside"""
    faces32: Tensor
    """(F, 3) int32, the same for the kernels"""
    edges: Tensor
    """(E, 4) int32: two vertices and the one or two triangles that meet there (-1: an open border)"""

    @property
    def device(self) -> torch.device:
        return self.faces.device

    def to(self, device: str | torch.device) -> Topology:
        return Topology(self.faces.to(device), self.faces32.to(device), self.edges.to(device))


def topology(faces: Tensor) -> Topology:
    """Edges and their triangles from `faces`: (F, 3) integer.

    An edge that is shared by more than two triangles is listed once for every two of them.
    """
    if faces.dim() != 2 or faces.shape[1] != 3 or faces.is_floating_point():
        raise BadRequest(
            f"Triangles must be an integer tensor of shape (F, 3), not {tuple(faces.shape)} {faces.dtype}.",
            "Split quads into triangles first.",
        )
    faces = faces.long().contiguous()
    count = faces.shape[0]
    sides = torch.cat([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]).sort(dim=1).values
    owner = torch.arange(count, device=faces.device).repeat(3)
    key, order = (sides[:, 0] * (int(faces.max()) + 1 if count else 1) + sides[:, 1]).sort(stable=True)
    position = torch.arange(len(key), device=faces.device)
    starts = torch.ones_like(key, dtype=torch.bool)
    starts[1:] = key[1:] != key[:-1]
    rank = position - torch.where(starts, position, 0).cummax(0).values
    first = torch.nonzero(rank % 2 == 0).squeeze(1)
    second = first + 1
    paired = (second < len(key)) & ~starts[second.clamp(max=len(key) - 1)]
    partner = torch.where(paired, owner[order[second.clamp(max=len(key) - 1)]], -1)
    edges = torch.cat([sides[order[first]], owner[order[first]][:, None], partner[:, None]], dim=1)
    return Topology(faces, faces.int(), edges.int().contiguous())
