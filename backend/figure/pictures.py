"""Pictures of a figure for people: the small preview while a job runs, and the sheet of four views at its end."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from ..body import BodyData, rest_shape
from ..render import Topology, View, named_camera, render
from ..render.sheet import preview_sheet

SHEET_VIEWS: tuple[View, ...] = ("front", "side", "back", "face")
BACKDROP = (0.80, 0.81, 0.83)
OVERSAMPLING = 2


@torch.inference_mode()
def picture(
    body: BodyData,
    faces: Topology,
    values: Tensor,
    albedo: np.ndarray,
    view: View,
    size: int,
    oversampling: int = OVERSAMPLING,
) -> np.ndarray:
    """(size, size, 3) uint8 of (P,) slider values in the model's own rest pose; albedo: (H, W, 4) uint8."""
    device = values.device
    vertices = rest_shape(body, values[None])
    head = vertices[:, torch.as_tensor(body.regions["head"], device=device).long()]
    camera = named_camera(view, vertices, face_vertices=head)
    texture = torch.as_tensor(albedo[..., :3], device=device).float() / 255.0
    large = size * oversampling
    image, _ = render(
        vertices,
        faces,
        camera,
        (large, large),
        texture=texture,
        uvs=torch.as_tensor(body.uvs, device=device),
        uv_faces=torch.as_tensor(body.uv_faces, device=device),
        light="lit",
        background=torch.tensor(BACKDROP, device=device),
    )
    small = torch.nn.functional.avg_pool2d(image.permute(0, 3, 1, 2), oversampling)[0].permute(1, 2, 0)
    return (small.clamp(0, 1) * 255).round().to(torch.uint8).cpu().numpy()


def sheet(body: BodyData, faces: Topology, values: Tensor, albedo: np.ndarray, size: int = 512) -> np.ndarray:
    """(size, 4 size, 3) uint8: front, side, back and face; nothing for size 0."""
    if size == 0:
        return np.zeros((0, 0, 3), np.uint8)
    return preview_sheet([picture(body, faces, values, albedo, view, size) for view in SHEET_VIEWS])
