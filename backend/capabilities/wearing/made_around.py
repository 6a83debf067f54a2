"""A piece of what lies around a body: how it hangs, what it covers, how it looks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...protocol.errors import BadRequest
from ...protocol.requests import Colour, WearThisRequest
from ...protocol.results import Mesh
from ...protocol.wardrobe import piece_name
from ...wear.bind import nearest_places, span
from ...wear.binding import BASE_VERTICES, Span, fit
from ...wear.makehuman.obj_file import within_the_square
from ...wear.makehuman.read import mean_colour, texel_of
from ...wear.piece import Entry, Piece
from ...wear.slots import LAYERS, reaches_below_head, slot_of
from ...wear.surface import Surface, triangles_of
from .unposed import Posed

YOURS = "yours"
FARTHEST = 1.5
"""metres from the skin"""
_ON_HEAD = ("hair", "head", "glasses", "face", "ears")
_OF_THE_FACE = ("lashes", "brows", "facial_hair", "eyes", "teeth", "tongue")
_CLOTHES = ("underwear", "legs", "bottom", "top", "one_piece", "shoes", "outer", "hands")
_NEAR = 0.04
"""metres at which cloth covers the skin below"""
_RIM = 3
"""rows of vertices inside the rim of what is covered that stay, so that nobody looks through under a hem"""
_HEAD_SPANS = ((5399, 11998), (962, 5320), (791, 881))
"""vertices of the base mesh that are the head's width, depth and height apart"""
_PLAIN: Colour = (0.6, 0.6, 0.6)


def made_around(request: WearThisRequest, posed: Posed, base: np.ndarray, surface: Surface) -> Piece:
    """posed: the figure that the request's mesh lies around; base: (19158, 3) metres, the same in its own rest pose.

    Raises BadRequest where it lies far from the body.
    """
    binding = posed.bound(np.asarray(request.vertices, np.float64))
    vertices = fit(binding, base)
    label = " ".join(request.label.split())
    slot = request.slot or slot_of("", (label,), vertices, base)
    if slot in _ON_HEAD:
        binding = replace(binding, spans=_spans(base))
    away = float(np.linalg.norm(binding.offsets, axis=1).max())
    if away > FARTHEST:
        raise BadRequest(
            f"A vertex of it lies {away:.1f} metres from the body.",
            "Put the mesh where it is worn, and choose the avatar that it was made around.",
        )
    pictures = {name: np.asarray(picture) for name, picture in request.textures.items()}
    pictures.setdefault("albedo", _plain())
    mesh = request.mesh
    uvs = np.asarray(mesh.uvs) if len(mesh.uvs) else np.zeros((1, 2), np.float32)
    uvs, uv_faces = within_the_square(uvs, np.asarray(mesh.uv_faces))
    return Piece(
        entry=Entry(
            name=piece_name(label),
            label=label,
            slot=slot,
            layer=LAYERS.get(slot, 0),
            nouns=(label.lower(),),
            also=("top", "bottom") if slot == "one_piece" else (),
            colours=() if slot in ("hair", *_OF_THE_FACE) else (mean_colour(pictures["albedo"]),),
            licence=YOURS,
            source="Wear this",
        ),
        binding=binding,
        faces=np.asarray(mesh.faces),
        uvs=uvs,
        uv_faces=uv_faces,
        hides=_covered(vertices, mesh, base, surface) if slot in _CLOTHES else np.zeros(0, np.int32),
        material=request.material,
        bone="Head" if slot in _ON_HEAD and not reaches_below_head(vertices, base) else "",
        face=slot in _OF_THE_FACE,
        paint="picture",
        texel=texel_of(vertices, mesh.faces, uvs, uv_faces),
        pictures=pictures,
    )


def _covered(vertices: np.ndarray, mesh: Mesh, base: np.ndarray, surface: Surface) -> np.ndarray:
    """int32 vertices of the skin with cloth near before them, without the outer rows of these."""
    triangles = triangles_of(np.asarray(mesh.faces))
    low, high = vertices.min(axis=0) - _NEAR, vertices.max(axis=0) + _NEAR
    skin = surface.vertices
    skin = skin[((base[skin] > low) & (base[skin] < high)).all(axis=1)]
    _, _, cloth = nearest_places(base[skin].astype(np.float64), vertices, triangles)
    away = cloth - base[skin]
    distance = np.linalg.norm(away, axis=1)
    before = np.einsum("vd,vd->v", away, surface.normals(base)[skin]) > 0.5 * distance
    covered = np.zeros(BASE_VERTICES, bool)
    covered[skin[before & (distance < _NEAR)]] = True
    for _ in range(_RIM):
        covered &= covered[surface.neighbours].all(axis=1)
    return np.flatnonzero(covered).astype(np.int32)


def _spans(base: np.ndarray) -> tuple[Span, Span, Span]:
    across, depth, height = (span(base, a, b, axis) for axis, (a, b) in enumerate(_HEAD_SPANS))
    return across, depth, height


def _plain() -> np.ndarray:
    pixel = np.rint(np.array([*_PLAIN, 1.0]) * 255).astype(np.uint8)
    return np.broadcast_to(pixel, (8, 8, 4)).copy()
