"""Pictures of a figure for people: the small preview while a job runs, and the sheet of four views at its end."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from ..body import BodyData, rest_shape
from ..protocol.results import Avatar, Part
from ..render import Surface, Topology, View, named_camera, render, render_surfaces, topology
from ..render.sheet import preview_sheet

SHEET_VIEWS: dict[str, tuple[View, ...]] = {
    "person": ("front", "side", "back", "face"),
    "head": ("front", "side", "back", "three_quarter"),
}
"""What is shown of each form of a body."""
BACKDROP = (0.80, 0.81, 0.83)
NOTHING = np.zeros(0, np.int32)
OVERSAMPLING = 2
OVERSAMPLING_CARDS = 3
"""edges that alpha cuts out are smoothed by more pixels alone"""


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
    head = body.regions.get("head")
    seen = None if head is None else vertices[:, torch.as_tensor(head, device=device).long()]
    camera = named_camera(view, vertices, face_vertices=seen)
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
    return _smaller(image, oversampling)


def sheet(body: BodyData, faces: Topology, values: Tensor, albedo: np.ndarray, size: int = 512) -> np.ndarray:
    """(size, 4 size with gaps between, 3) uint8: the four of SHEET_VIEWS; nothing for size 0."""
    if size == 0:
        return np.zeros((0, 0, 3), np.uint8)
    return preview_sheet([picture(body, faces, values, albedo, view, size) for view in SHEET_VIEWS[body.form]])


def avatar_sheet(avatar: Avatar, size: int = 512, device: str = "cpu", form: str = "person") -> np.ndarray:
    """(size, 4 size with gaps between, 3) uint8 of all meshes of an avatar in its rest pose, with its face.

    Nothing for size 0. form: of its body, one of SHEET_VIEWS
    """
    if size == 0:
        return np.zeros((0, 0, 3), np.uint8)
    surfaces = surfaces_of(avatar, device)
    return preview_sheet([avatar_picture(surfaces, view, size) for view in SHEET_VIEWS[form]])


@torch.inference_mode()
def avatar_picture(
    surfaces: list[Surface], view: View, size: int, oversampling: int = OVERSAMPLING_CARDS
) -> np.ndarray:
    """(size, size, 3) uint8 of surfaces, the body first."""
    everything = torch.cat([surface.vertices for surface in surfaces], 1)
    camera = named_camera(view, surfaces[0].vertices if view == "face" else everything)
    large = size * oversampling
    image, _ = render_surfaces(
        surfaces,
        camera,
        (large, large),
        light="lit",
        background=torch.tensor(BACKDROP, device=everything.device),
        supersample=1,
    )
    return _smaller(image, oversampling)


def surfaces_of(avatar: Avatar, device: str = "cpu") -> list[Surface]:
    """All meshes of an avatar with its face, the body first and without what is covered of it."""
    body, *others = avatar.all_parts
    return [_surface(body, device, avatar.covered), *(_surface(part, device) for part in others)]


def _surface(part: Part, device: str, covered: np.ndarray = NOTHING) -> Surface:
    keys, mesh = part.shape_keys, part.mesh
    vertices = mesh.vertices + np.tensordot(keys.values, keys.offsets, 1) if keys.names else mesh.vertices
    seen = ~np.isin(mesh.faces, covered).all(axis=1)
    seen = seen if seen.any() else ~seen
    faces = torch.tensor(as_triangles(mesh.faces[seen]), device=device)
    albedo = part.textures.get("albedo", np.full((1, 1, 4), 255, np.uint8))
    return Surface(
        vertices=torch.tensor(vertices, dtype=torch.float32, device=device)[None],
        mesh=topology(faces),
        texture=torch.tensor(albedo, device=device).float() / 255.0,
        uvs=torch.tensor(mesh.uvs, device=device),
        uv_faces=torch.tensor(as_triangles(mesh.uv_faces[seen]), device=device),
        material=part.material,
    )


def as_triangles(faces: np.ndarray) -> np.ndarray:
    """(F, 3) of (F, 3|4)."""
    if faces.shape[1] == 3:
        return faces
    return faces[:, [0, 1, 2, 0, 2, 3]].reshape(-1, 3)


def _smaller(image: torch.Tensor, times: int) -> np.ndarray:
    """One picture (1, H, W, 3) as bytes, averaged over squares of so many pixels."""
    small = torch.nn.functional.avg_pool2d(image.permute(0, 3, 1, 2), times)[0].permute(1, 2, 0)
    return (small.clamp(0, 1) * 255).round().to(torch.uint8).cpu().numpy()
