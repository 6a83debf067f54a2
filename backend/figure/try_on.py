"""One piece of the wardrobe on a figure, for a picture of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch

from ..appearance import paint_albedo, paint_piece, piece_material
from ..body import BodyData, load_body, parameter_vector
from ..body.helpers import base_mesh, check_binding, skin_surface
from ..protocol.requests import Look, Worn
from ..protocol.results import Material
from ..render import Surface, View, named_camera, render_surfaces, topology
from ..render.sheet import preview_sheet
from ..wear.outfit import outfit
from ..wear.piece import Piece
from .pictures import as_triangles

_BACKDROP = (0.80, 0.81, 0.83)
_FINER = 2
_LARGE = 0.45
"""of the figure's height"""
_NEAR = 1.4
"""how much more than the piece the nearer picture shows"""


@dataclass(frozen=True, eq=False)
class Trial:
    """surfaces: of the figure and of the piece; skin: (V, 3), points: (N, 3) metres, where they are."""

    surfaces: tuple[Surface, Surface]
    skin: np.ndarray
    points: np.ndarray


@torch.inference_mode()
def trial(piece: Piece, worn: Worn, skin: np.ndarray | None = None, size: int = 1024) -> Trial:
    """A piece on a figure; a woman where the piece is tagged for women alone. Raises BadRequest where it cannot hang on
    one. skin: (H, W, 4) uint8 in the place of the figure's own; size: pixels of the piece's texture."""
    body, look = _body(), Look(worn=(worn,))
    check_binding(body, piece.binding, piece.entry.label)
    female = "female" in piece.entry.tags and "male" not in piece.entry.tags
    base = base_mesh(body, parameter_vector(body, {"gender": float(female)}))
    numbers = body.tables["base_vertices"].numpy()
    dressed = outfit([(piece, worn)], skin_surface(body))
    (points,) = dressed.on(base)
    faces = body.faces.numpy()
    seen = ~dressed.hidden(numbers[faces])
    figure = _surface(
        base[numbers],
        faces[seen],
        body.uvs.numpy(),
        body.uv_faces.numpy()[seen],
        paint_albedo(body, look, 1024) if skin is None else skin,
        Material(),
    )
    garment = _surface(
        points,
        as_triangles(piece.faces),
        piece.uvs,
        as_triangles(piece.uv_faces),
        paint_piece(piece, look, worn, size)["albedo"],
        piece_material(piece, worn),
    )
    return Trial((figure, garment), base[numbers], points)


def try_on(piece: Piece, worn: Worn | None = None, size: int = 512) -> np.ndarray:
    """(size, 2 size and a gap, 3) uint8: the whole figure, and the piece from near, or from behind where it is large.
    Raises BadRequest where the piece cannot hang on a figure."""
    tried = trial(piece, worn or Worn(slot=piece.entry.slot, piece=piece.entry.name))
    figure = tried.surfaces[0].vertices
    low, high = tried.points.min(axis=0), tried.points.max(axis=0)
    pictures = [_picture(tried, "three_quarter", figure, size)]
    if high[2] - low[2] > _LARGE * float(tried.skin[:, 2].max()):
        pictures.append(_picture(tried, "back", figure, size))
    else:
        middle = (low + high) / 2
        near = torch.tensor(middle + (tried.points - middle) * _NEAR)[None]
        pictures.append(_picture(tried, "three_quarter", near, size))
    return preview_sheet(pictures)


@lru_cache(maxsize=1)
def _body() -> BodyData:
    return load_body("anny", "cpu")


def _surface(
    vertices: np.ndarray,
    faces: np.ndarray,
    uvs: np.ndarray,
    uv_faces: np.ndarray,
    albedo: np.ndarray,
    material: Material,
) -> Surface:
    return Surface(
        vertices=torch.tensor(vertices, dtype=torch.float32)[None],
        mesh=topology(torch.tensor(faces).long()),
        texture=torch.tensor(albedo).float() / 255,
        uvs=torch.tensor(uvs),
        uv_faces=torch.tensor(uv_faces),
        material=material,
    )


@torch.inference_mode()
def _picture(tried: Trial, view: View, points: torch.Tensor, size: int) -> np.ndarray:
    large = size * _FINER
    camera = named_camera(view, points)
    image, _ = render_surfaces(
        list(tried.surfaces), camera, (large, large), light="lit", background=torch.tensor(_BACKDROP), supersample=1
    )
    small = torch.nn.functional.avg_pool2d(image.permute(0, 3, 1, 2), _FINER)[0].permute(1, 2, 0)
    return (small.clamp(0, 1) * 255).round().to(torch.uint8).numpy()
