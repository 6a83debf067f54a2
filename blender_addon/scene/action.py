# SPDX-License-Identifier: GPL-3.0-or-later
"""Motion as Blender actions: one on the armature, one on the face keys; with slots where Blender has them (4.4)."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np

from .._shared.protocol.results import Avatar
from .armature import bone_names

_MARK = "galatea_clip"
_BEFORE = "galatea_before"
"""on an action of ours: the artist's, in whose place it stands"""


def write(scene: bpy.types.Scene, thing: bpy.types.Object, rig: bpy.types.Object, avatar: Avatar) -> None:
    """Put the avatar's motion on its armature and face keys, from frame 0 on, in the scene's frame rate.

    Without a motion, an action of ours is taken away; one that the artist made stays, or comes back.
    """
    motion, keys = avatar.motion, thing.data.shape_keys
    for owner in filter(None, (rig, keys)):
        _remove_ours(owner)
    if motion is None:
        return
    fps = scene.render.fps / scene.render.fps_base
    frames = np.arange(len(motion.rotations), dtype=np.float32) * np.float32(fps / motion.fps)
    curves = _new(rig, motion.name, "OBJECT")
    names = bone_names(rig)
    bones = [rig.pose.bones[names[name]] for name in avatar.rig.bone_names]
    for index, bone in enumerate(bones):
        rotations = motion.rotations[:, index]
        bone.rotation_mode = "QUATERNION"
        if np.abs(rotations - (1.0, 0.0, 0.0, 0.0)).max() > 0.0:
            _write_curves(curves, bone.path_from_id("rotation_quaternion"), frames, rotations)
    root = int(np.flatnonzero(avatar.rig.parents < 0)[0])
    along = motion.root_translation @ avatar.rig.rest_matrices[root, :3, :3]
    _write_curves(curves, bones[root].path_from_id("location"), frames, along)
    if keys and motion.shape_key_curves.shape[1]:
        curves = _new(keys, f"{motion.name} face", "KEY")
        for name, values in zip(avatar.shape_keys.names, motion.shape_key_curves.T, strict=True):
            _write_curves(curves, f'key_blocks["{name}"].value', frames, values[:, None])


def frame_range(thing: bpy.types.Object, rig: bpy.types.Object) -> tuple[float, float] | None:
    """First and last frame of the actions on the avatar, None where it has none."""
    owners = (rig, thing.data.shape_keys)
    actions = [owner.animation_data.action for owner in owners if owner and owner.animation_data]
    ranges = [tuple(action.frame_range) for action in actions if action]
    return (min(r[0] for r in ranges), max(r[1] for r in ranges)) if ranges else None


def _new(owner: Any, name: str, kind: str) -> Any:
    """The curves of a new action on `owner`."""
    action = bpy.data.actions.new(name)
    action[_MARK] = True
    data = owner.animation_data or owner.animation_data_create()
    if data.action is not None:
        action[_BEFORE] = data.action
    data.action = action
    if not hasattr(action, "slots"):
        return action.fcurves
    slot = action.slots.new(id_type=kind, name=name)
    data.action_slot = slot
    strip = action.layers.new("Layer").strips.new(type="KEYFRAME")
    return strip.channelbag(slot, ensure=True).fcurves


def _remove_ours(owner: Any) -> None:
    data = owner.animation_data
    if data and data.action and _MARK in data.action:
        action = data.action
        data.action = before = action.get(_BEFORE)
        if before is not None and hasattr(data, "action_slot") and data.action_slot is None:
            data.action_slot = next(iter(data.action_suitable_slots), None)
        if not action.users:
            bpy.data.actions.remove(action)


def _write_curves(curves: Any, path: str, frames: np.ndarray, values: np.ndarray) -> None:
    """Linear curves of a property's C channels from values (N, C), keyed at the same frames.

    Keys inside a stretch of equal values are left out.
    """
    needed = np.ones(len(values), bool)
    if len(values) > 2:
        changes = (values[1:] != values[:-1]).any(axis=1)
        needed[1:-1] = changes[:-1] | changes[1:]
    count = int(needed.sum())
    linear = bpy.types.Keyframe.bl_rna.properties["interpolation"].enum_items["LINEAR"].value
    for channel, column in enumerate(values.T):
        curve = curves.new(path, index=channel)
        curve.keyframe_points.add(count)
        points = np.stack((frames, column.astype(np.float32)), axis=1)[needed]
        curve.keyframe_points.foreach_set("co", np.ascontiguousarray(points).reshape(-1))
        curve.keyframe_points.foreach_set("interpolation", np.full(count, linear, np.int32))
        curve.update()
