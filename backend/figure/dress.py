"""What somebody wears, on one shape: each piece a mesh of its own in the rest pose of the rig."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from torch import Tensor

from rigging.weights import prune_lists

from ..appearance import paint_piece, piece_material
from ..body import BodyData
from ..body.helpers import base_keys, base_mesh
from ..protocol.requests import Figure, Look, Worn
from ..protocol.results import Avatar, Mesh, Part, ShapeKeys, Skin
from ..wear.piece import Piece
from .outfit import Garment, Outfit, outfit_of
from .resolve import undressed
from .rig import Stance

FEET = ("shoes",)
"""slots whose lowest vertex is what the figure stands on"""
SMALLEST_KEY = 1e-4
"""metres; a face key that moves a piece by less is none of its"""
LEAST_TEXTURE = 128
FINE = 0.96
"""metres of cloth across a texture; the skin's shows 1.5 to 2 metres across, so half the pixels are as fine as skin"""
KEPT_TEXTURE = 1024
"""pixels of the side of what stays in memory, some 10 MB a piece"""


@dataclass(frozen=True, eq=False)
class Fitted:
    """points: of each garment (N, 3) float32 metres in the rig's rest pose; lift: metres by which the figure, and all
    of them, are already moved up so that the soles stand on z = 0."""

    points: tuple[np.ndarray, ...] = ()
    lift: float = 0.0


NAKED = Fitted()


def fitted(body: BodyData, parameters: Tensor, outfit: Outfit, stance: Stance) -> Fitted:
    """The garments on a shape (1, P). The figure of `stance` itself is still to be moved up by `lift`."""
    if not outfit.garments:
        return NAKED
    native, sculpt = stance.native[0].cpu().numpy(), stance.sculpt
    own = None if sculpt is None else sculpt.cpu().numpy()
    base = base_mesh(body, parameters, native if own is None else native - own, own)
    moves = None if stance.moves is None else stance.moves.reshape(-1, 12).T.cpu().numpy()
    points = [
        shape.T if moves is None else _posed(shape.T, garment, moves, stance.ground)
        for garment, shape in zip(outfit.garments, outfit.on(base), strict=True)
    ]
    soles = [
        float(p[2].min()) for g, p in zip(outfit.garments, points, strict=True) if g.worn.slot in FEET and not g.fixed
    ]
    lift = max(0.0, -min(soles, default=0.0))
    up = np.array([[0], [0], [lift]], np.float32)
    return Fitted(tuple(np.ascontiguousarray((p + up).T, np.float32) for p in points), lift)


def _posed(points: np.ndarray, garment: Garment, moves: np.ndarray, ground: float) -> np.ndarray:
    """Points (3, M) of the body's own rest pose in that of the rig, skinned as the body is. moves: (12, J) rows of each
    bone's matrix"""
    moved = np.empty_like(points)
    mixed = (moves[:, garment.bones] @ garment.own.T).reshape(3, 4, -1)
    for row, (along_x, along_y, along_z, place) in zip(moved, mixed, strict=True):
        row[:] = along_x * points[0] + along_y * points[1] + along_z * points[2] + place
    moved[2] -= ground
    return moved


def dressed(
    bare: Avatar,
    body: BodyData,
    parameters: Tensor,
    stance: Stance,
    offsets: Tensor,
    look: Look,
    figure: Figure,
    kept: Mapping[str, Part],
    between: Callable[[], None] = lambda: None,
) -> Avatar:
    """An avatar with all that a look names, on shoes where it wears any.

    parameters: (1, P); stance, offsets: of its shape, offsets (K, V, 3) of the face keys in the body's own rest pose.
    kept: parts by their meshes' names whose textures and materials go on as they are. between: as of
    `assemble`.
    """
    outfit = outfit_of(body, stance.rig, look.worn)
    if not outfit.garments:
        return bare
    on = fitted(body, parameters, outfit, stance)
    up = np.array((0, 0, on.lift), np.float32)
    matrices = bare.rig.rest_matrices.copy()
    matrices[:, :3, 3] += up
    by_face = base_keys(body, parameters, offsets) if outfit.follows_face else np.zeros((0, 0, 3), np.float32)
    parts = []
    for garment, points, moved in zip(outfit.garments, on.points, outfit.keys(by_face), strict=True):
        between()
        piece, old = garment.piece, kept.get(garment.name)
        textures = old.textures if old else _painted(garment, look, figure)
        parts.append(
            Part(
                name=garment.name,
                kind=garment.worn.slot,
                mesh=Mesh(vertices=points, faces=garment.faces, uvs=piece.uvs, uv_faces=garment.uv_faces),
                skin=_skin(garment, stance, len(bare.rig.bone_names)),
                shape_keys=_keys(garment, stance, bare.shape_keys, moved),
                textures=textures,
                material=old.material if old else piece_material(piece, garment.worn),
            )
        )
    return dataclasses.replace(
        bare,
        mesh=dataclasses.replace(bare.mesh, vertices=bare.mesh.vertices + up),
        rig=dataclasses.replace(bare.rig, rest_matrices=matrices),
        parts=tuple(parts),
        covered=outfit.covered,
        provenance=dataclasses.replace(bare.provenance, models={**bare.provenance.models, **_licences(outfit)}),
    )


def _licences(outfit: Outfit) -> dict[str, str]:
    """Name of each model that is worn -> its licence."""
    entries = [garment.piece.entry for garment in outfit.garments]
    return {f"wearable {entry.name}": entry.licence for entry in entries if entry.licence}


def texture_size(garment: Garment, size: int) -> int:
    """About as fine on the body as the skin, whose texture has `size` pixels: what is small on it needs fewer."""
    strands = garment.worn.slot in ("hair", "facial_hair")  # thinner than anything else
    texel = garment.piece.texel
    parts = 1 if texel > FINE else 2 if texel > FINE / 2 or strands else 4
    return max(min(size, LEAST_TEXTURE), size // parts)


def _skin(garment: Garment, stance: Stance, bones: int) -> Skin:
    dense = np.zeros((len(garment.own), bones), np.float32)
    np.add.at(dense.T, stance.bones()[garment.bones], garment.own.T)
    indices, weights = prune_lists(np.tile(np.arange(bones), (len(dense), 1)), dense)
    return Skin(weights=weights, bone_indices=indices)


def _keys(garment: Garment, stance: Stance, keys: ShapeKeys, moved: np.ndarray) -> ShapeKeys:
    """Those of the body's keys that move it. moved: (K, M, 3) metres in the body's own rest pose, or (0, M, 3)."""
    turns = stance.turns()
    if turns is not None and len(moved):
        moved = np.einsum("nij,enj->eni", np.einsum("nk,kij->nij", garment.own, turns[garment.bones]), moved)
    used = np.flatnonzero(np.abs(moved).max(axis=(1, 2), initial=0.0) > SMALLEST_KEY)
    return ShapeKeys(
        names=tuple(keys.names[k] for k in used),
        offsets=moved[used].astype(np.float32),
        values=keys.values[used],
        ranges=tuple(keys.ranges[k] for k in used) if keys.ranges else (),
    )


def _painted(garment: Garment, look: Look, figure: Figure) -> Mapping[str, np.ndarray]:
    size = texture_size(garment, figure.texture_size)
    paint = _painted_once if size <= KEPT_TEXTURE else _painted_once.__wrapped__
    return paint(garment.piece, undressed(look), garment.worn, size, figure.seed)


@lru_cache(maxsize=16)  # sliders are dragged again and again in the same clothes
def _painted_once(piece: Piece, look: Look, worn: Worn, size: int, seed: int) -> Mapping[str, np.ndarray]:
    return paint_piece(piece, look, worn, size, seed)
