# SPDX-License-Identifier: GPL-3.0-or-later
"""Motion as Blender actions: one on the armature, one on the face keys; with slots where Blender has them (4.4)."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np

from .._shared.protocol.results import Avatar
from . import rate
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
    frames = np.arange(len(motion.rotations), dtype=np.float32) * np.float32(rate.of(scene) / motion.fps)
    curves = _new(rig, motion.name)
    names = bone_names(rig)
    bones = [rig.pose.bones[names[name]] for name in avatar.rig.bone_names]
    for index, bone in enumerate(bones):
        rotations = motion.rotations[:, index]
        bone.rotation_mode = "QUATERNION"
        if np.abs(rotations - (1.0, 0.0, 0.0, 0.0)).max() > 0.0:
            write_curves(curves, bone.path_from_id("rotation_quaternion"), frames, rotations)
    root = int(np.flatnonzero(avatar.rig.parents < 0)[0])
    along = motion.root_translation @ avatar.rig.rest_matrices[root, :3, :3]
    write_curves(curves, bones[root].path_from_id("location"), frames, along)
    if keys and motion.shape_key_curves.shape[1]:
        curves = _new(keys, f"{motion.name} face")
        for name, values in zip(avatar.shape_keys.names, motion.shape_key_curves.T, strict=True):
            write_curves(curves, f'key_blocks["{name}"].value', frames, values[:, None])


def frame_range(data: bpy.types.AnimData) -> tuple[float, float] | None:
    """First and last frame of the action that stands on a datablock; None where there is none, or nothing in it."""
    if data.action is None:
        return None
    if data.action.use_frame_range:
        return data.action.frame_start, data.action.frame_end
    ranges = [tuple(curve.range()) for curve in curves_of(data) if len(curve.keyframe_points)]
    return (min(r[0] for r in ranges), max(r[1] for r in ranges)) if ranges else None


def curves_of(data: bpy.types.AnimData) -> list[bpy.types.FCurve]:
    """The curves of the action that stands on a datablock; with slots, those of its own slot."""
    if data.action is None:
        return []
    if not hasattr(data.action, "slots"):
        return list(data.action.fcurves)
    if data.action_slot is None:
        return []
    bags = [strip.channelbag(data.action_slot) for layer in data.action.layers for strip in layer.strips]
    return [curve for bag in bags if bag for curve in bag.fcurves]


def new(owner: Any, name: str) -> tuple[bpy.types.Action, Any]:
    """A new action on a datablock that can be animated, and its collection of curves."""
    action = bpy.data.actions.new(name)
    data = owner.animation_data or owner.animation_data_create()
    data.action = action
    if not hasattr(action, "slots"):
        return action, action.fcurves
    slot = action.slots.new(id_type=owner.id_type, name=name)
    data.action_slot = slot
    strip = action.layers.new("Layer").strips.new(type="KEYFRAME")
    return action, strip.channelbag(slot, ensure=True).fcurves


def _new(owner: Any, name: str) -> Any:
    """The curves of a new action of ours on `owner`, which remembers the artist's."""
    before = owner.animation_data.action if owner.animation_data else None
    action, curves = new(owner, name)
    action[_MARK] = True
    if before is not None:
        action[_BEFORE] = before
    return curves


def _remove_ours(owner: Any) -> None:
    data = owner.animation_data
    if data and data.action and _MARK in data.action:
        action = data.action
        data.action = before = action.get(_BEFORE)
        if before is not None and hasattr(data, "action_slot") and data.action_slot is None:
            data.action_slot = next(iter(data.action_suitable_slots), None)
        if not action.users:
            bpy.data.actions.remove(action)


def write_curves(curves: Any, path: str, frames: np.ndarray, values: np.ndarray) -> None:
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
