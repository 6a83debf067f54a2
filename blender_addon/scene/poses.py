# SPDX-License-Identifier: GPL-3.0-or-later
"""Poses on an avatar's armature: put on its bones, keyed at the current frame, or as assets of a library of poses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bpy
import numpy as np

from .._shared.protocol.changes import PosesResult
from .._shared.protocol.errors import BadRequest
from .._shared.rigging.poses.pose_library import LIBRARY
from .._shared.rigging.poses.posing import Posed, lowest_of, posed
from .._shared.rigging.take import pose_rotations
from . import action, takes
from .armature import bone_names
from .objects import ArmatureObject

LIBRARY_MARK = "galatea_pose"
"""on an action that is a pose of ours"""
TAG = "Galatea"


def put(rig: ArmatureObject, poses: PosesResult, index: int, keyed: bool) -> None:
    """The pose on the bones. keyed: with a key of each at the scene's frame. Raises BadRequest if it does not fit."""
    names = bone_names(rig)
    missing = [name for name in poses.bone_names if name not in names]
    if missing or not 0 <= index < len(poses.names):
        raise BadRequest("This pose is not for the bones of this avatar.", "Ask for it again, for this avatar.")
    bones = [rig.pose.bones[names[name]] for name in poses.bone_names]
    _put(bones, poses.rotations[index], poses.root_translation[index])
    if keyed:
        for bone in bones:
            bone.keyframe_insert("rotation_quaternion", group=bone.name)
        _root(bones).keyframe_insert("location", group=_root(bones).name)


def make_library(rig: ArmatureObject) -> list[bpy.types.Action]:
    """An action with one key for each pose of the library on this figure, marked as an asset; those of before go.

    The avatar stays as it is. Raises BadRequest where it is no person.
    """
    body = takes.own_body(rig)
    for before in [each for each in bpy.data.actions if each.get(LIBRARY_MARK) == rig.name]:
        bpy.data.actions.remove(before)
    names, made = bone_names(rig), []
    bones = [rig.pose.bones[names[name]] for name in body.bones.names]
    for name, spec in LIBRARY.items():
        pose = posed(body, spec, lowest=lambda pose: lowest_of(body, pose))
        made.append(_asset(rig, name, bones, *_arrays(body, pose)))
    return made


def _arrays(body: Any, pose: Posed) -> tuple[np.ndarray, np.ndarray]:
    world = pose.turned[None] @ body.bones.rest[None, :, :3, :3]
    return pose_rotations(body.bones, world)[0], pose.hips - body.bones.heads[body.place["Hips"]]


def _asset(
    rig: ArmatureObject, name: str, bones: Sequence[Any], rotations: np.ndarray, travel: np.ndarray
) -> bpy.types.Action:
    frames = np.array([1.0], np.float32)
    made, curves = action.loose(rig, name)
    for bone, rotation in zip(bones, rotations, strict=True):
        path = bone.path_from_id("rotation_quaternion")
        action.write_curves(curves, path, frames, rotation[None].astype(np.float32))
    root = _root(bones)
    along = travel @ np.array(root.bone.matrix_local.to_3x3())
    action.write_curves(curves, root.path_from_id("location"), frames, along[None].astype(np.float32))
    made[LIBRARY_MARK] = rig.name
    made.asset_mark()
    if (about := made.asset_data) is not None:
        about.tags.new(TAG, skip_if_exists=True)
        about.description = f"{name}, on the bones of {rig.name}"
    return made


def _put(bones: Sequence[Any], rotations: np.ndarray, travel: np.ndarray) -> None:
    for bone, rotation in zip(bones, rotations, strict=True):
        bone.rotation_mode = "QUATERNION"
        bone.rotation_quaternion = rotation.tolist()
    root = _root(bones)
    root.location = (travel @ np.array(root.bone.matrix_local.to_3x3())).tolist()


def _root(bones: Sequence[Any]) -> Any:
    """The bone that travels: the first whose parent is none of them."""
    own = {bone.name for bone in bones}
    return next(bone for bone in bones if bone.parent is None or bone.parent.name not in own)
