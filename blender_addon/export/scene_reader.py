# SPDX-License-Identifier: GPL-3.0-or-later
"""An avatar as it stands in the scene, with all that the artist changed, back into the protocol's Avatar."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._shared.protocol.covered import without
from .._shared.protocol.errors import BadRequest
from .._shared.protocol.results import (
    Avatar,
    Material,
    Mesh,
    Motion,
    Part,
    Provenance,
    Rig,
    ShapeKeys,
    Skin,
)
from .._shared.rigging.clips.root_motion import ROOT, ROOT_LENGTH
from .._shared.rigging.twist_bones import LENGTH, spread_weights
from ..scene import material, parts, provenance
from ..scene.objects import ArmatureObject, MeshObject
from ..state import avatars
from ..state.avatar_object import AvatarObject
from . import hidden_skin
from .place import beside
from .sample import Shown

_WEIGHTS = 4


def read_avatar(thing: AvatarObject, shown: Shown) -> Avatar:
    """The avatar as a file shows it: `shown` is where it stands, how large it is and how it moves.

    Raises BadRequest where the object has lost what makes it an avatar.
    """
    rig_object = avatars.rig(thing)
    if rig_object is None:
        raise BadRequest("The avatar has no armature any more.", "Undo, or make the avatar again.")
    mesh, keys = _mesh(thing, shown.place.mesh), _keys(thing, shown, shown.place.mesh)
    rig = _rig(thing, rig_object, shown)
    worn = parts.of(thing)
    stamp = provenance.read(thing) or {}
    whole = Avatar(
        avatar_id=str(thing.get(provenance.AVATAR_ID, "0" * 32)),
        mesh=mesh,
        rig=rig,
        shape_keys=keys,
        textures=_textures(thing),
        parts=tuple(_part(name, worn[name], thing, shown) for name in sorted(worn)),
        motion=motion_of(shown),
        sliders={item.name: item.value for item in thing.galatea.values},
        look={},
        provenance=Provenance(
            request=stamp.get("request", {}),
            seed=int(stamp.get("seed", 0)),
            models=stamp.get("models", {}),
            versions=stamp.get("versions", {}),
        ),
    )
    return without(whole, hidden_skin.left_out(thing))


def _part(name: str, part: MeshObject, body: MeshObject, shown: Shown) -> Part:
    place = shown.place.mesh @ beside(body, part)
    facts = [material.surface_of(worn) for worn in part.data.materials if worn]
    return Part(
        name=name,
        kind=str(part.get(parts.KIND, name)),
        mesh=_mesh(part, place),
        skin=skin_of(part, shown, place),
        shape_keys=_keys(part, shown, place),
        textures=_textures(part),
        material=facts[0] if facts and facts[0] else Material(),
    )


def _mesh(thing: MeshObject, place: np.ndarray) -> Mesh:
    """place: (4, 4) from the mesh's own numbers to the file's"""
    data = thing.data
    corners = {polygon.loop_total for polygon in data.polygons}
    if len(corners) != 1 or not data.uv_layers.active:
        raise BadRequest(
            f"The mesh of {thing.name} was cut or lost its UVs, so its export cannot be compared.", "Make it again."
        )
    faces = np.empty(len(data.loops), np.int32)
    data.loops.foreach_get("vertex_index", faces)
    uvs = np.empty(len(data.loops) * 2, np.float32)
    data.uv_layers.active.uv.foreach_get("vector", uvs)
    shape = (len(data.polygons), corners.pop())
    return Mesh(
        vertices=_in_file(_basis(thing), place),
        faces=faces.reshape(shape),
        uvs=uvs.reshape(-1, 2),
        uv_faces=np.arange(len(faces), dtype=np.int32).reshape(shape),
    )


def _basis(thing: MeshObject) -> np.ndarray:
    keys = thing.data.shape_keys
    return _points(keys.key_blocks[0].data if keys else thing.data.vertices)


def _in_file(points: np.ndarray, place: np.ndarray, moved: float = 1.0) -> np.ndarray:
    """Points (N, 3) of the mesh in the file's metres; with `moved` 0, offsets."""
    return (points @ place[:3, :3].T + moved * place[:3, 3]).astype(np.float32)


def _points(points: Any) -> np.ndarray:
    out = np.empty(len(points) * 3, np.float32)
    points.foreach_get("co", out)
    return out.reshape(-1, 3)


def _keys(thing: MeshObject, shown: Shown, place: np.ndarray) -> ShapeKeys:
    """Those of the figure's face keys that the mesh has."""
    blocks = thing.data.shape_keys.key_blocks[1:] if thing.data.shape_keys else []
    values = dict(zip(shown.key_names, shown.values, strict=True))
    blocks = [block for block in blocks if block.name in values]
    basis = _basis(thing)
    offsets = [_in_file(_points(block.data) - basis, place, moved=0.0) for block in blocks]
    return ShapeKeys(
        names=tuple(block.name for block in blocks),
        offsets=np.stack(offsets) if offsets else np.zeros((0, len(basis), 3), np.float32),
        values=np.array([values[block.name] for block in blocks], np.float32),
        ranges=tuple((block.slider_min, block.slider_max) for block in blocks),
    )


def _rig(thing: AvatarObject, rig: ArmatureObject, shown: Shown) -> Rig:
    lengths, skin = _lengths(rig, shown), skin_of(thing, shown, shown.place.mesh)
    return Rig(
        kind=thing.galatea.skeleton,
        bone_names=shown.bone_names,
        parents=np.array(shown.parents, np.int32),
        rest_matrices=shown.rest.astype(np.float32),
        lengths=np.array([lengths[name] for name in shown.bone_names], np.float32),
        weights=skin.weights,
        bone_indices=skin.bone_indices,
    )


def _lengths(rig: ArmatureObject, shown: Shown) -> dict[str, float]:
    """Bone -> metres, of those that are made for the file too."""
    own = {bone.name: bone.length * shown.place.scale for bone in rig.data.bones}
    limbs = {each.name: shown.bone_names[shown.parents[shown.bone_names.index(each.name)]] for each in shown.twists}
    return {ROOT: ROOT_LENGTH, **own, **{name: LENGTH * own[limb] for name, limb in limbs.items()}}


def skin_of(thing: MeshObject, shown: Shown, place: np.ndarray) -> Skin:
    """The four largest weights of every vertex, with twist bones spread over these. place: as of `_mesh`"""
    skin = _skin(thing, shown)
    if not shown.twists:
        return skin
    # bones of the scene's armature alone: a root bone is the first, twist bones are the last
    first = int(shown.carried == "root")
    rest = shown.rest[first : len(shown.rest) - len(shown.twists)]
    own = np.maximum(skin.bone_indices - first, 0)
    indices, weights = spread_weights(shown.twists, rest, _in_file(_basis(thing), place), own, skin.weights)
    return Skin(weights=weights, bone_indices=np.where(weights > 0.0, indices + first, 0).astype(np.int32))


def _skin(thing: MeshObject, shown: Shown) -> Skin:
    number = {name: i for i, name in enumerate(shown.bone_names)}
    weights = np.zeros((len(thing.data.vertices), _WEIGHTS), np.float32)
    indices = np.zeros((len(thing.data.vertices), _WEIGHTS), np.int32)
    bone_of_group = {group.index: number.get(group.name, -1) for group in thing.vertex_groups}
    for vertex in thing.data.vertices:
        found = [
            (g.weight, bone_of_group[g.group]) for g in vertex.groups if g.weight > 0 and bone_of_group[g.group] >= 0
        ]
        for slot, (weight, bone) in enumerate(sorted(found, reverse=True)[:_WEIGHTS]):
            weights[vertex.index, slot], indices[vertex.index, slot] = weight, bone
    return Skin(weights=weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-12), bone_indices=indices)


def _textures(thing: MeshObject) -> dict[str, np.ndarray]:
    """Of the first material that shows an albedo."""
    for worn in thing.data.materials:
        if worn and (albedo := material.node_of(worn, "albedo")) and albedo.image:
            nodes = {kind: material.node_of(worn, kind) for kind in material.MAPS}
            return {kind: material.pixels(node.image) for kind, node in nodes.items() if node and node.image}
    return {}


def motion_of(shown: Shown) -> Motion | None:
    """The sampled clip: turns of every bone, the root's movement, the face."""
    if not len(shown.poses):
        return None
    moved = shown.moved
    root = shown.parents.index(-1)
    return Motion(
        name=shown.name,
        fps=shown.fps,
        root_translation=(moved.locations[:, root] @ shown.rest[root, :3, :3].T).astype(np.float32),
        rotations=moved.rotations.astype(np.float32),
        shape_key_curves=shown.curves.astype(np.float32),
    )
