"""pytorch3d's rasteriser as another engine for the nearest triangle, to compare with. On the CPU it is slow."""

from __future__ import annotations

import torch
from pytorch3d.renderer.mesh.rasterize_meshes import rasterize_meshes  # type: ignore[import-not-found]
from pytorch3d.structures import Meshes  # type: ignore[import-not-found]
from torch import Tensor

from backend.render.engines import Seen
from backend.render.topology import Topology


def visible_faces(screen: Tensor, mesh: Topology, size: tuple[int, int], cull: bool = True) -> Seen:
    """What every pixel's centre sees; screen: (B, V, 4) as of `screen_points`.

    All vertices must lie before the camera.
    """
    height, width = size
    x, y, depth, _ = screen.unbind(-1)
    # there x points left, y up, the shorter side of the picture spans -1..1, and depth must be positive
    shorter = min(size)
    points = torch.stack([(width - 2.0 * x) / shorter, (height - 2.0 * y) / shorter, 0.5 * depth + 1.0], -1)
    meshes = Meshes(verts=points, faces=mesh.faces.expand(len(points), -1, -1))
    packed = rasterize_meshes(
        meshes, image_size=size, blur_radius=0.0, faces_per_pixel=1, perspective_correct=False, cull_backfaces=cull
    )[0].reshape(-1)
    pixels = torch.nonzero(packed >= 0).squeeze(1)
    faces = packed[pixels]
    corners = screen[:, mesh.faces, :2]
    sides = corners[:, :, 1:] - corners[:, :, :1]
    turn = sides[:, :, 0, 0] * sides[:, :, 1, 1] - sides[:, :, 1, 0] * sides[:, :, 0, 1]
    count = len(mesh.faces)
    return Seen(pixels, torch.div(faces, count, rounding_mode="floor"), faces % count, (turn < 0.0).int())
