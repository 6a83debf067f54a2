"""pytorch3d's rasteriser as another engine for the nearest triangle, to compare with. On the CPU it is slow."""

from __future__ import annotations

import torch
from pytorch3d.renderer.mesh.rasterize_meshes import rasterize_meshes  # type: ignore[import-not-found]
from pytorch3d.structures import Meshes  # type: ignore[import-not-found]
from torch import Tensor

from backend.render.topology import Topology


def visible_faces(clip: Tensor, mesh: Topology, size: tuple[int, int], cull: bool = True) -> Tensor:
    """The triangle seen at every pixel's centre: clip (B, V, 4) -> (B, H, W) int64, -1 where none.

    All vertices must lie before the camera.
    """
    height, width = size
    place = clip.detach().float()
    place = place[..., :3] / place[..., 3:]
    # there x points left, the shorter side of the picture spans -1..1, and depth must be positive
    shorter = min(size)
    points = torch.stack(
        [-place[..., 0] * (width / shorter), place[..., 1] * (height / shorter), 0.5 * place[..., 2] + 1.0], -1
    )
    meshes = Meshes(verts=points, faces=mesh.faces.expand(len(points), -1, -1))
    packed = rasterize_meshes(
        meshes, image_size=size, blur_radius=0.0, faces_per_pixel=1, perspective_correct=False, cull_backfaces=cull
    )[0][..., 0]
    return torch.where(packed < 0, -1, packed % len(mesh.faces))
