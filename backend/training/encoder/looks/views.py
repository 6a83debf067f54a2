"""What the encoder sees of somebody's looks, in the lesson and in its score alike: the dressed figure and its head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from backend.appearance import paint_albedo, paint_piece, piece_material
from backend.body import BodyData
from backend.body.helpers import base_mesh, skin_surface
from backend.figure.surfaces import body_surface, head_of, piece_surface
from backend.protocol.requests import Look, Worn
from backend.render import Camera, Surface, orbit_camera, render_surfaces
from backend.wear.outfit import Outfit, outfit
from backend.wear.piece import Piece
from backend.wear.wardrobe import pieces

VIEWS = ("standing", "head")
SIZE = 96
_SKIN_TEXTURE, _PIECE_TEXTURE = 256, 128
_LAYERS = 2
OF_HAIR = ("hair", "facial_hair", "brows", "lashes")
_ANGLES = {"standing": 20.0, "head": 20.0}


def clothes_of(look: Look, body: BodyData) -> Outfit:
    """All pieces of a resolved look in their layers; the same for every shape and colour."""
    known = pieces(w.piece for w in look.worn)
    return outfit([(known[w.piece], w) for w in look.worn], skin_surface(body))


@torch.inference_mode()
def look_surfaces(body: BodyData, values: Tensor, look: Look, clothes: Outfit, seed: int = 0) -> list[Surface]:
    """The figure of (P,) sliders in its own rest pose, the body first, in small textures. clothes: of the same pieces,
    whose colours are those of `look`."""
    base = base_mesh(body, values[None])
    points = clothes.on(base)
    found = [body_surface(body, base, clothes, paint_albedo(body, look, _SKIN_TEXTURE, seed))]
    worn = {w.slot: w for w in look.worn}
    for garment, vertices in zip(clothes.garments, points, strict=True):
        piece, shown = garment.piece, garment.shown
        if not shown.any():
            continue
        w = worn[piece.entry.slot]
        found.append(piece_surface(piece, vertices, _painted(piece, look, w, seed), piece_material(piece, w), shown))
    return found


@torch.inference_mode()
def look_views(
    surfaces: list[Surface],
    kinds: Sequence[str],
    turns: Sequence[float] = (0.0, 0.0),
    lifts: Sequence[float] = (0.0, 0.0),
    size: int = SIZE,
) -> Tensor:
    """(2, size, size, 4): colours over black, and coverage, of the figure and of its head, 0 to 1.

    kinds: slot of each surface, "" of the body. turns, lifts: degrees from the front, upwards.
    """
    cameras = [_camera(surfaces, kinds, *each) for each in zip(VIEWS, turns, lifts, strict=True)]
    colours, coverage = render_surfaces(
        surfaces, _together(cameras), (size, size), background=(0.0, 0.0, 0.0), supersample=1, layers=_LAYERS
    )
    return torch.cat([colours, coverage], -1).clamp(0, 1)


def _together(cameras: Sequence[Camera]) -> Camera:
    """Several as one batch, drawn at once."""
    tensors = ("view_projection", "rotation", "scale", "depth_range")
    return replace(cameras[0], **{name: torch.cat([getattr(c, name) for c in cameras]) for name in tensors})


def _painted(piece: Piece, look: Look, w: Worn, seed: int) -> np.ndarray:
    if w.slot in OF_HAIR:  # strands take long, and depend on one colour
        return _strands(piece, Look(hair_colour=look.hair_colour), w)
    return paint_piece(piece, look, w, _PIECE_TEXTURE, seed)["albedo"]


@lru_cache(maxsize=512)
def _strands(piece: Piece, look: Look, w: Worn) -> np.ndarray:
    return paint_piece(piece, look, w, _PIECE_TEXTURE)["albedo"]


def slots_shown(clothes: Outfit) -> list[str]:
    """The slot of each surface of `look_surfaces`."""
    return ["", *(g.piece.entry.slot for g in clothes.garments if g.shown.any())]


def _camera(surfaces: list[Surface], kinds: Sequence[str], view: str, turn: float, lift: float) -> Camera:
    if view == "standing":
        points = torch.cat([surface.vertices for surface in surfaces], 1)
    else:
        points = head_of(surfaces, kinds)
    return orbit_camera(points, turn, lift, _ANGLES[view])
