"""What the renderer draws of a figure: a part of an avatar, a bare body, a piece of the wardrobe, each as a surface."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor

from rigging.folds import cut

from ..body import BodyData
from ..protocol.results import Material, Part
from ..render import Surface, topology
from ..render.head import head_box
from ..render.studio import detail_map
from ..wear.outfit import Outfit
from ..wear.piece import Piece
from .outfit import Garment

ON_THE_HEAD = ("hair", "head", "facial_hair", "glasses", "face", "ears")
_WHITE = np.full((1, 1, 4), 255, np.uint8)


def part_surface(part: Part, vertices: np.ndarray, covered: np.ndarray, device: str) -> Surface:
    """vertices: (V, 3) metres, or (B, V, 3) in as many pictures, where they are in it; covered: those that are not
    seen."""
    mesh = part.mesh
    seen = ~np.isin(mesh.faces, covered).all(axis=1)
    seen = seen if seen.any() else ~seen
    normal, roughness = (
        None if name not in part.textures else torch.tensor(part.textures[name], device=device).float() / 255.0
        for name in ("normal", "roughness")
    )
    detail = detail_map(normal, roughness, part.material.roughness)
    albedo = part.textures.get("albedo", _WHITE)
    numbers, faces = cut(mesh.vertices, mesh.faces)
    uv_faces = mesh.uv_faces[seen]
    return _surface(vertices[..., numbers, :], faces[seen], mesh.uvs, uv_faces, albedo, part.material, detail, device)


def moving_surfaces(
    parts: Sequence[Part], covered: Sequence[np.ndarray], device: str
) -> Callable[[Sequence[np.ndarray]], list[Surface]]:
    """The parts' surfaces wherever their vertices (V, 3) are; what does not move of them is made once."""
    both = zip(parts, covered, strict=True)
    still = [part_surface(part, part.mesh.vertices, hidden, device) for part, hidden in both]
    numbers = [cut(part.mesh.vertices, part.mesh.faces)[0] for part in parts]

    def at(places: Sequence[np.ndarray]) -> list[Surface]:
        moved = [points[own].astype(np.float32)[None] for points, own in zip(places, numbers, strict=True)]
        return [surface.at(torch.tensor(each, device=device)) for surface, each in zip(still, moved, strict=True)]

    return at


def body_surface(body: BodyData, base: np.ndarray, clothes: Outfit, albedo: np.ndarray) -> Surface:
    """A body without what clothes cover of it. base: (19158, 3) metres; albedo: (H, W, 4) uint8."""
    numbers, faces = body.tables["base_vertices"].numpy(), body.faces.numpy()
    seen = ~clothes.hidden(numbers[faces])
    return _surface(base[numbers], faces[seen], body.uvs.numpy(), body.uv_faces.numpy()[seen], albedo, Material())


def piece_surface(
    piece: Piece, vertices: np.ndarray, albedo: np.ndarray, material: Material, shown: np.ndarray | slice = slice(None)
) -> Surface:
    """vertices: (N, 3) metres; albedo: (H, W, 4) uint8; shown: (F,) bool, the faces that are seen."""
    return _surface(vertices, piece.faces[shown], piece.uvs, piece.uv_faces[shown], albedo, material)


def garment_surface(garment: Garment, vertices: np.ndarray, albedo: np.ndarray, material: Material) -> Surface:
    """vertices: (M, 3) metres, as of `fitted`; albedo: (H, W, 4) uint8"""
    return _surface(vertices, garment.faces, garment.piece.uvs, garment.uv_faces, albedo, material)


def head_of(surfaces: Sequence[Surface], kinds: Sequence[str]) -> Tensor:
    """(1, K, 3) the head with the hair and what else is on it, down to the chin. kinds: slot of each surface, of which
    the body is the first."""
    box = head_box(surfaces[0].vertices)
    low = box[..., 2].amin()
    for kind, surface in zip(kinds, surfaces, strict=True):
        if kind in ON_THE_HEAD:
            above = surface.vertices[surface.vertices[..., 2] > low]
            box = torch.cat([box, above[None]], 1)
    return box


def _surface(
    vertices: np.ndarray,
    faces: np.ndarray,
    uvs: np.ndarray,
    uv_faces: np.ndarray,
    albedo: np.ndarray,
    material: Material,
    detail: Tensor | None = None,
    device: str = "cpu",
) -> Surface:
    """vertices: (V, 3) or (B, V, 3); faces, uv_faces: (F, 3|4); uvs: (T, 2); albedo: (H, W, 4) uint8"""
    points = torch.tensor(vertices, dtype=torch.float32, device=device)
    return Surface(
        vertices=points if points.dim() == 3 else points[None],
        mesh=topology(torch.tensor(_triangles(faces), device=device).long()),
        texture=torch.tensor(albedo, device=device).float() / 255.0,
        uvs=torch.tensor(uvs, device=device),
        uv_faces=torch.tensor(_triangles(uv_faces), device=device),
        material=material,
        detail=detail,
    )


def _triangles(faces: np.ndarray) -> np.ndarray:
    """(F, 3) of (F, 3|4)."""
    if faces.shape[1] == 3:
        return faces
    return faces[:, [0, 1, 2, 0, 2, 3]].reshape(-1, 3)
