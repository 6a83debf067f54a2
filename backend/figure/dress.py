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
from ..wear.binding import fit, moved
from ..wear.piece import Piece
from .outfit import FEET, Garment, Outfit, outfit_of
from .resolve import undressed
from .rig import Stance

SMALLEST_KEY = 1e-4
"""metres; a face key that moves a piece by less is none of its"""
LEAST_TEXTURE = 128
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
    points = [_posed(fit(garment.binding, base), garment.own, stance) for garment in outfit.garments]
    soles = [float(p[:, 2].min()) for g, p in zip(outfit.garments, points, strict=True) if g.worn.slot in FEET]
    lift = max(0.0, -min(soles, default=0.0))
    up = np.array((0, 0, lift), np.float32)
    return Fitted(tuple((p + up).astype(np.float32) for p in points), lift)


def _posed(points: np.ndarray, own: np.ndarray, stance: Stance) -> np.ndarray:
    """Points (N, 3) of the body's own rest pose in that of the rig, skinned as the body is."""
    if stance.moves is None:
        return points
    blended = (own @ stance.moves.reshape(len(stance.moves), 12).cpu().numpy()).reshape(-1, 3, 4)
    moved = np.einsum("nij,nj->ni", blended[..., :3], points) + blended[..., 3]
    moved[:, 2] -= stance.ground
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
    follows = any(garment.piece.face for garment in outfit.garments)
    keys = base_keys(body, parameters, offsets) if follows else np.zeros((0, 0, 3), np.float32)
    parts = []
    for garment, points in zip(outfit.garments, on.points, strict=True):
        between()
        piece, old = garment.piece, kept.get(garment.name)
        textures = old.textures if old else _painted(garment, look, figure)
        parts.append(
            Part(
                name=garment.name,
                kind=garment.worn.slot,
                mesh=Mesh(vertices=points, faces=garment.faces, uvs=piece.uvs, uv_faces=garment.uv_faces),
                skin=_skin(garment, stance, len(bare.rig.bone_names)),
                shape_keys=_keys(garment, stance, bare.shape_keys, keys),
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
    parts = 1 if garment.piece.texel > 0.5 else 2 if garment.piece.texel > 0.25 else 4
    return max(min(size, LEAST_TEXTURE), size // parts)


def _skin(garment: Garment, stance: Stance, bones: int) -> Skin:
    dense = np.zeros((len(garment.own), bones), np.float32)
    np.add.at(dense.T, stance.bones(), garment.own.T)
    indices, weights = prune_lists(np.tile(np.arange(bones), (len(dense), 1)), dense)
    return Skin(weights=weights, bone_indices=indices)


def _keys(garment: Garment, stance: Stance, keys: ShapeKeys, offsets: np.ndarray) -> ShapeKeys:
    """Those of the body's keys that move it. offsets: (K, 19158, 3) of them on the base mesh."""
    none = np.zeros((0, len(garment.own), 3), np.float32)
    if not garment.piece.face or not keys.names:
        return ShapeKeys(names=(), offsets=none, values=np.zeros(0, np.float32))
    moved_by_keys = moved(garment.binding, offsets)
    turns = stance.turns()
    if turns is not None:
        by_vertex = np.einsum("nk,kij->nij", garment.own, turns)
        moved_by_keys = np.einsum("nij,enj->eni", by_vertex, moved_by_keys)
    used = np.flatnonzero(np.abs(moved_by_keys).max(axis=(1, 2), initial=0.0) > SMALLEST_KEY)
    return ShapeKeys(
        names=tuple(keys.names[k] for k in used),
        offsets=moved_by_keys[used].astype(np.float32),
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
