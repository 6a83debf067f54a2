# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a mesh and its armature a take of a face can move: its keys, and the bones of its head."""

from __future__ import annotations

from typing import cast

import bpy
import numpy as np

from .._shared.rigging.faces.bones import facing, head_joints
from .._shared.rigging.take import Bones
from . import armature
from .objects import ArmatureObject, MeshObject


def keys_of(thing: MeshObject) -> tuple[str, ...]:
    """The shape keys that can be moved, without the basis and those that something drives already."""
    keys = thing.data.shape_keys
    if keys is None:
        return ()
    driven = {curve.data_path for curve in keys.animation_data.drivers} if keys.animation_data else set()
    blocks = [block for block in keys.key_blocks if block != keys.reference_key]
    return tuple(block.name for block in blocks if path_of(block.name) not in driven)


def path_of(key: str) -> str:
    return f'key_blocks["{bpy.utils.escape_identifier(key)}"].value'


def limited(thing: MeshObject, names: tuple[str, ...], values: np.ndarray) -> np.ndarray:
    """Values (N, K) within what each key's slider goes to."""
    keys = thing.data.shape_keys
    blocks = keys.key_blocks if keys else {}
    low = np.array([blocks[name].slider_min for name in names])
    high = np.array([blocks[name].slider_max for name in names])
    return np.clip(values, low, high) if names else values


def companions(thing: MeshObject) -> list[MeshObject]:
    """Other meshes on the same armature, or under the same parent, with keys of their own: teeth, lashes, a beard."""
    rig = armature.armature_of(thing)
    out = []
    for other in bpy.data.objects:
        if other.type != "MESH" or other == thing or not other.is_editable:
            continue
        mesh = cast(MeshObject, other)
        together = armature.armature_of(mesh) == rig if rig else thing.parent and mesh.parent == thing.parent
        if together and mesh.data.shape_keys is not None and mesh.data != thing.data:
            out.append(mesh)
    return out


def bones_of(rig: ArmatureObject) -> Bones:
    """All bones as they stand at rest, in the armature's own space."""
    order = list(rig.data.bones)
    places = {bone.name: place for place, bone in enumerate(order)}
    return Bones(
        tuple(places),
        np.array([places[bone.parent.name] if bone.parent else -1 for bone in order], int),
        np.array([bone.matrix_local for bone in order], np.float64).reshape(-1, 4, 4),
        np.array([bone.tail_local for bone in order], np.float64).reshape(-1, 3),
    )


def joints_of(rig: ArmatureObject) -> dict[str, str]:
    """Joint of the head -> what the bone is called now."""
    ours = armature.bone_names(rig)
    if ours:
        return {joint: ours[name] for joint, name in head_joints(tuple(ours)).items()}
    return head_joints(tuple(rig.data.bones.keys()))


def frame_of(rig: ArmatureObject, bones: Bones) -> np.ndarray:
    """(3, 3) own left, back and up of the figure in its armature's space."""
    if armature.is_ours(rig):
        return np.eye(3)
    told = facing(bones)
    if told is not None:
        return told
    _, turn, _ = rig.matrix_world.decompose()
    return np.array(turn.to_matrix(), np.float64).T
