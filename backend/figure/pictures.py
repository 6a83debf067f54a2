"""Pictures of a figure for people: the small preview while a job runs, and the sheet of four views at its end."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from ..body import BodyData, rest_shape
from ..protocol.results import Avatar, Part
from ..render import Surface, Topology, View, named_camera, render, render_surfaces
from ..render.sheet import preview_sheet
from ..render.studio import Studio
from ..render.surface_light import with_open_sky
from .relaxed import relaxed
from .stage import ground_shadow, with_heights
from .surfaces import head_of, part_surface

SHEET_VIEWS: dict[str, tuple[View, ...]] = {
    "person": ("front", "side", "back", "face"),
    "head": ("front", "side", "back", "three_quarter"),
    "animal": ("side", "front", "back", "three_quarter"),
}
"""What is shown of each form of a body."""
PORTRAIT = Studio(sky=0.46, ground=0.20, key=0.86, direction=(-0.62, 0.52, 0.58), wrap=0.12)
"""from the side and above, so that the form is seen"""
BACKDROP = (0.80, 0.81, 0.83)
NOTHING = np.zeros(0, np.int32)
OVERSAMPLING = 2
LAYERS = 12
"""strands over one another that are told apart"""


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
    return small_bytes(image, oversampling)


def avatar_sheet(avatar: Avatar, size: int = 512, device: str = "cpu", form: str = "person") -> np.ndarray:
    """(size, 4 size with gaps between, 3) uint8: SHEET_VIEWS of an avatar that stands at ease, with its face.

    Nothing for size 0. form: of its body, one of SHEET_VIEWS
    """
    if size == 0:
        return np.zeros((0, 0, 3), np.uint8)
    surfaces = surfaces_of(avatar, device, at_ease=True)
    head = head_of(surfaces, ["", *(part.kind for part in avatar.parts)])
    ground = form != "head"  # a head stands on nothing
    views = [avatar_picture(surfaces, view, size, head, ground) for view in SHEET_VIEWS[form]]
    if form == "person":
        everything = _everything(surfaces)
        views[0] = with_heights(views[0], named_camera("front", everything), everything)
    return preview_sheet(views)


@torch.inference_mode()
def avatar_picture(
    surfaces: list[Surface], view: View, size: int, head: Tensor | None = None, ground: bool = True
) -> np.ndarray:
    """(size, size, 3) uint8 of surfaces, the body first. head: (1, K, 3) what a close-up of the face shows; ground:
    whether the figure throws a shadow on it."""
    everything = _everything(surfaces)
    camera = named_camera(view, surfaces[0].vertices if view == "face" else everything, face_vertices=head)
    large = size * OVERSAMPLING
    image, _ = render_surfaces(
        [*surfaces, ground_shadow(everything)] if ground and view != "face" else surfaces,
        camera,
        (large, large),
        light=PORTRAIT,
        background=torch.tensor(BACKDROP, device=everything.device),
        supersample=1,
        layers=LAYERS,
    )
    return small_bytes(image, OVERSAMPLING)


def _everything(surfaces: list[Surface]) -> Tensor:
    """(1, V, 3)"""
    return torch.cat([surface.vertices for surface in surfaces], 1)


def surfaces_of(avatar: Avatar, device: str = "cpu", at_ease: bool = False) -> list[Surface]:
    """All meshes of an avatar with its face, the body first and without what is covered of it. at_ease: with the arms
    down, or else in the rest pose."""
    shown = [_shown(part) for part in avatar.all_parts]
    posed = relaxed(avatar, shown) if at_ease else shown
    covered = [avatar.covered, *(NOTHING for _ in avatar.parts)]
    return with_open_sky([part_surface(*each, device) for each in zip(avatar.all_parts, posed, covered, strict=True)])


def _shown(part: Part) -> np.ndarray:
    """(V, 3) with the face as its keys stand."""
    keys, mesh = part.shape_keys, part.mesh
    return mesh.vertices + np.tensordot(keys.values, keys.offsets, 1) if keys.names else mesh.vertices


def small_bytes(image: torch.Tensor, times: int) -> np.ndarray:
    """One picture (1, H, W, 3) as bytes, averaged over squares of so many pixels."""
    small = torch.nn.functional.avg_pool2d(image.permute(0, 3, 1, 2), times)[0].permute(1, 2, 0)
    return (small.clamp(0, 1) * 255).round().to(torch.uint8).cpu().numpy()
