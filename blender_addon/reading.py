# SPDX-License-Identifier: GPL-3.0-or-later
"""An avatar as it stands in the scene, with all that the artist changed, back into the protocol's Avatar."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np

from . import avatars
from ._shared.protocol.errors import BadRequest
from ._shared.protocol.results import Avatar, Mesh, Motion, Provenance, Rig, ShapeKeys
from .scene import action, provenance

_WEIGHTS = 4


def read_avatar(thing: bpy.types.Object) -> Avatar:
    """Raises BadRequest where the object has lost what makes it an avatar."""
    rig_object = avatars.rig(thing)
    if rig_object is None:
        raise BadRequest("The avatar has no armature any more.", "Undo, or make the avatar again.")
    mesh, keys = _mesh(thing), _keys(thing)
    rig = _rig(thing, rig_object)
    stamp = provenance.read(thing) or {}
    return Avatar(
        avatar_id=str(thing.get(provenance.AVATAR_ID, "0" * 32)),
        mesh=mesh,
        rig=rig,
        shape_keys=keys,
        textures=_textures(thing),
        motion=_motion(thing, rig_object, rig, keys),
        sliders={item.name: item.value for item in thing.galatea.values},
        look={},
        provenance=Provenance(
            request=stamp.get("request", {}),
            seed=int(stamp.get("seed", 0)),
            models=stamp.get("models", {}),
            versions=stamp.get("versions", {}),
        ),
    )


def _mesh(thing: bpy.types.Object) -> Mesh:
    data = thing.data
    corners = {polygon.loop_total for polygon in data.polygons}
    if len(corners) != 1 or not data.uv_layers.active:
        raise BadRequest(
            "The avatar's mesh was cut or lost its UVs, so its export cannot be compared.", "Make it again."
        )
    faces = np.empty(len(data.loops), np.int32)
    data.loops.foreach_get("vertex_index", faces)
    uvs = np.empty(len(data.loops) * 2, np.float32)
    data.uv_layers.active.uv.foreach_get("vector", uvs)
    shape = (len(data.polygons), corners.pop())
    return Mesh(
        vertices=_basis(thing),
        faces=faces.reshape(shape),
        uvs=uvs.reshape(-1, 2),
        uv_faces=np.arange(len(faces), dtype=np.int32).reshape(shape),
    )


def _basis(thing: bpy.types.Object) -> np.ndarray:
    keys = thing.data.shape_keys
    return _points(keys.key_blocks[0].data if keys else thing.data.vertices)


def _points(points: Any) -> np.ndarray:
    out = np.empty(len(points) * 3, np.float32)
    points.foreach_get("co", out)
    return out.reshape(-1, 3)


def _keys(thing: bpy.types.Object) -> ShapeKeys:
    blocks = thing.data.shape_keys.key_blocks[1:] if thing.data.shape_keys else []
    basis = _basis(thing)
    offsets = [_points(block.data) - basis for block in blocks]
    return ShapeKeys(
        names=tuple(block.name for block in blocks),
        offsets=np.stack(offsets) if offsets else np.zeros((0, len(basis), 3), np.float32),
        values=np.array([block.value for block in blocks], np.float32),
    )


def _rig(thing: bpy.types.Object, rig: bpy.types.Object) -> Rig:
    bones = list(rig.data.bones)
    names = [bone.name for bone in bones]
    number = {name: i for i, name in enumerate(names)}
    weights = np.zeros((len(thing.data.vertices), _WEIGHTS), np.float32)
    indices = np.zeros((len(thing.data.vertices), _WEIGHTS), np.int32)
    bone_of_group = {group.index: number.get(group.name, -1) for group in thing.vertex_groups}
    for vertex in thing.data.vertices:
        found = [
            (g.weight, bone_of_group[g.group]) for g in vertex.groups if g.weight > 0 and bone_of_group[g.group] >= 0
        ]
        for slot, (weight, bone) in enumerate(sorted(found, reverse=True)[:_WEIGHTS]):
            weights[vertex.index, slot], indices[vertex.index, slot] = weight, bone
    return Rig(
        kind=thing.galatea.skeleton,
        bone_names=tuple(names),
        parents=np.array([number[bone.parent.name] if bone.parent else -1 for bone in bones], np.int32),
        rest_matrices=np.array([bone.matrix_local for bone in bones], np.float32).reshape(-1, 4, 4),
        lengths=np.array([bone.length for bone in bones], np.float32),
        weights=weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-12),
        bone_indices=indices,
    )


def _textures(thing: bpy.types.Object) -> dict[str, np.ndarray]:
    for material in thing.data.materials:
        for node in material.node_tree.nodes if material and material.node_tree else ():
            if node.type == "TEX_IMAGE" and node.label == "Albedo" and node.image:
                width, height = node.image.size
                pixels = np.empty(width * height * 4, np.float32)
                node.image.pixels.foreach_get(pixels)
                upright = pixels.reshape(height, width, 4)[::-1]
                return {"albedo": np.rint(upright * 255).clip(0, 255).astype(np.uint8)}
    return {}


def _motion(thing: bpy.types.Object, rig_object: bpy.types.Object, rig: Rig, keys: ShapeKeys) -> Motion | None:
    """The actions on the avatar, sampled at whole frames."""
    ends = action.frame_range(thing, rig_object)
    if ends is None:
        return None
    render = bpy.context.scene.render
    frames = range(int(ends[0]), round(ends[1]) + 1)
    curves = _curves(rig_object) | _curves(thing.data.shape_keys)
    rotations = np.zeros((len(frames), len(rig.bone_names), 4), np.float32)
    rotations[..., 0] = 1
    for bone, name in enumerate(rig.bone_names):
        _sample(curves, rig_object.pose.bones[name].path_from_id("rotation_quaternion"), frames, rotations[:, bone])
    root = int(np.flatnonzero(rig.parents < 0)[0])
    along = np.zeros((len(frames), 3), np.float32)
    _sample(curves, rig_object.pose.bones[rig.bone_names[root]].path_from_id("location"), frames, along)
    faces = np.tile(keys.values, (len(frames), 1))
    for column, name in enumerate(keys.names):
        _sample(curves, f'key_blocks["{name}"].value', frames, faces[:, column : column + 1])
    return Motion(
        name=rig_object.animation_data.action.name if rig_object.animation_data else "clip",
        fps=render.fps / render.fps_base,
        root_translation=along @ rig.rest_matrices[root, :3, :3].T,
        rotations=rotations / np.linalg.norm(rotations, axis=-1, keepdims=True),
        shape_key_curves=faces,
    )


def _sample(curves: dict[tuple[str, int], Any], path: str, frames: range, into: np.ndarray) -> None:
    """Write the channels of one property into the columns of `into`, where they have a curve."""
    for channel in range(into.shape[1]):
        if curve := curves.get((path, channel)):
            into[:, channel] = [curve.evaluate(frame) for frame in frames]


def _curves(owner: Any) -> dict[tuple[str, int], Any]:
    data = owner.animation_data if owner else None
    if data is None or data.action is None:
        return {}
    if hasattr(data.action, "layers") and data.action_slot is not None:
        bags = [strip.channelbag(data.action_slot) for layer in data.action.layers for strip in layer.strips]
        found = [curve for bag in bags if bag for curve in bag.fcurves]
    else:
        found = list(getattr(data.action, "fcurves", ()))  # gone from Blender 5.0, where an action has slots
    return {(curve.data_path, curve.array_index): curve for curve in found}
