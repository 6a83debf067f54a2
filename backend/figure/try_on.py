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
from ..render import Surface, View, named_camera, render_surfaces
from ..render.sheet import preview_sheet
from ..wear.outfit import outfit
from ..wear.piece import Piece
from .pictures import BACKDROP, OVERSAMPLING, small_bytes
from .surfaces import body_surface, piece_surface

_LARGE = 0.45
"""of the figure's height"""
_NEAR = 1.4
"""how much more than the piece the nearer picture shows"""


@dataclass(frozen=True, eq=False)
class Trial:
    """surfaces: of the figure and of the piece; points: (N, 3) metres, where the piece is."""

    surfaces: tuple[Surface, Surface]
    points: np.ndarray


@torch.inference_mode()
def trial(piece: Piece, worn: Worn, skin: np.ndarray | None = None, size: int = 1024) -> Trial:
    """A piece on a figure; a woman where the piece is tagged for women alone. Raises BadRequest where it cannot hang on
    one. skin: (H, W, 4) uint8 in the place of the figure's own; size: pixels of the piece's texture."""
    body, look = _body(), Look(worn=(worn,))
    check_binding(body, piece.binding, piece.entry.label)
    female = "female" in piece.entry.tags and "male" not in piece.entry.tags
    base = base_mesh(body, parameter_vector(body, {"gender": float(female)}))
    dressed = outfit([(piece, worn)], skin_surface(body))
    (points,) = dressed.on(base)
    figure = body_surface(body, base, dressed, paint_albedo(body, look, 1024) if skin is None else skin)
    garment = piece_surface(piece, points, paint_piece(piece, look, worn, size)["albedo"], piece_material(piece, worn))
    return Trial((figure, garment), points)


def try_on(piece: Piece, worn: Worn | None = None, size: int = 512) -> np.ndarray:
    """(size, 2 size and a gap, 3) uint8: the whole figure, and the piece from near, or from behind where it is large.
    Raises BadRequest where the piece cannot hang on a figure."""
    tried = trial(piece, worn or Worn(slot=piece.entry.slot, piece=piece.entry.name))
    figure = tried.surfaces[0].vertices
    low, high = tried.points.min(axis=0), tried.points.max(axis=0)
    pictures = [_picture(tried, "three_quarter", figure, size)]
    if high[2] - low[2] > _LARGE * float(figure[..., 2].max()):
        pictures.append(_picture(tried, "back", figure, size))
    else:
        middle = (low + high) / 2
        near = torch.tensor(middle + (tried.points - middle) * _NEAR)[None]
        pictures.append(_picture(tried, "three_quarter", near, size))
    return preview_sheet(pictures)


@lru_cache(maxsize=1)
def _body() -> BodyData:
    return load_body("anny", "cpu")


@torch.inference_mode()
def _picture(tried: Trial, view: View, points: torch.Tensor, size: int) -> np.ndarray:
    large = size * OVERSAMPLING
    camera = named_camera(view, points)
    image, _ = render_surfaces(
        list(tried.surfaces), camera, (large, large), light="lit", background=torch.tensor(BACKDROP), supersample=1
    )
    return small_bytes(image, OVERSAMPLING)
