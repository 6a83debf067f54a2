# SPDX-License-Identifier: GPL-3.0-or-later
"""The clip of an avatar: one action on the armature, one on the face keys, and all as it was when it goes again.

What stood there before is written on the actions: the artist's own action, how the bones were posed, the face, and the
scene's frames.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, cast

import bpy
import numpy as np

from .._shared.protocol.results import Avatar, Motion
from . import action, face_strips, rate, standing
from .armature import bone_names as own_names
from .objects import ArmatureObject, MeshObject

_MARK = "galatea_clip"
_FRAMES = "galatea_before_frames"
"""the scene's first and last frame"""
FACE_OF = "galatea_clip_face"
"""on the action of the body: that of the face in the same clip"""
_NOISE = 1e-3
"""frames; a key that is nearer to a whole frame stands on it"""
_BONE = ("location", "rotation_quaternion", "rotation_euler", "rotation_axis_angle", "scale")


def write(scene: bpy.types.Scene, thing: MeshObject, rig: ArmatureObject, avatar: Avatar) -> None:
    """Put the avatar's motion on its armature and face keys, from frame 0 on, in the scene's frame rate.

    Without a motion, an action of ours is taken away; one that the artist made stays, or comes back.
    """
    write_motion(scene, thing, rig, avatar.motion, avatar.rig.bone_names, avatar.shape_keys.names)


def write_motion(
    scene: bpy.types.Scene,
    thing: MeshObject,
    rig: ArmatureObject,
    motion: Motion | None,
    bone_names: Sequence[str],
    key_names: Sequence[str],
) -> None:
    """As `write`: bone_names, key_names are the avatar's names of what the motion's columns move."""
    keys = thing.data.shape_keys
    ours = _ours(rig)
    frames_before = list(ours.get(_FRAMES, ())) if ours else []
    whole = shows_whole(scene, thing)
    for owner in filter(None, (rig, keys)):
        _remove(owner)
    if motion is None:
        if frames_before and whole:
            scene.frame_start, scene.frame_end = frames_before
        return
    frames = _frames(len(motion.rotations), rate.of(scene) / motion.fps)
    curves = standing.new(rig, motion.name, _MARK, _pose(rig))
    names = own_names(rig)
    bones = [rig.pose.bones[names[name]] for name in bone_names]
    for index, bone in enumerate(bones):
        rotations = motion.rotations[:, index]
        bone.rotation_mode = "QUATERNION"
        if np.abs(rotations - (1.0, 0.0, 0.0, 0.0)).max() > 0.0:
            action.write_fewest(curves, bone.path_from_id("rotation_quaternion"), frames, rotations)
    root = next(index for index, bone in enumerate(bones) if bone.parent not in bones)
    along = motion.root_translation @ np.array(bones[root].bone.matrix_local.to_3x3(), np.float32)
    action.write_fewest(curves, bones[root].path_from_id("location"), frames, along)
    if keys and motion.shape_key_curves.shape[1]:
        curves = standing.new(keys, f"{motion.name} face", _MARK, face(thing))
        if (body := _ours(rig)) is not None:
            body[FACE_OF] = _ours(keys)
        for name, values in zip(key_names, motion.shape_key_curves.T, strict=True):
            path = f'key_blocks["{bpy.utils.escape_identifier(name)}"].value'
            action.write_fewest(curves, path, frames, values[:, None])
    face_strips.settle(rig)
    if frames_before and whole:
        if (made := _ours(rig)) is not None:
            made[_FRAMES] = frames_before
        if (frames_now := frames_of(thing)) is not None:
            scene.frame_start, scene.frame_end = frames_now


def own_action(owner: Any) -> bpy.types.Action | None:
    """The clip of ours that plays on an armature or on face keys."""
    return _ours(owner)


def is_ours(made: bpy.types.Action) -> bool:
    return _MARK in made


def take_up(
    scene: bpy.types.Scene,
    thing: MeshObject,
    rig: ArmatureObject,
    body: bpy.types.Action,
    face_action: bpy.types.Action | None,
) -> None:
    """Play a clip of ours that stands on nothing now, as if it had just been written; what plays goes."""
    ours = _ours(rig)
    frames_before = list(ours.get(_FRAMES, ())) if ours else []
    whole = shows_whole(scene, thing)
    keys = thing.data.shape_keys
    for owner in filter(None, (rig, keys)):
        _remove(owner)
    standing.stand(rig, body, _MARK, _pose(rig))
    for name in own_names(rig).values():
        rig.pose.bones[name].rotation_mode = "QUATERNION"
    if keys and face_action is not None:
        standing.stand(keys, face_action, _MARK, face(thing))
    face_strips.settle(rig)
    if frames_before and whole:
        body[_FRAMES] = frames_before
        if (now := frames_of(thing)) is not None:
            scene.frame_start, scene.frame_end = now


def frames_of(thing: MeshObject) -> tuple[int, int] | None:
    """First and last whole frame of the avatar's clip, None where there is none of ours."""
    worn = [cast(bpy.types.ArmatureModifier, m).object for m in thing.modifiers if m.type == "ARMATURE"]
    for rig in filter(None, worn):
        if _ours(rig) and rig.animation_data and (ends := action.frame_range(rig.animation_data)):
            return int(np.floor(ends[0])), int(np.ceil(ends[1]))
    return None


def shows_whole(scene: bpy.types.Scene, thing: MeshObject) -> bool:
    """Whether the scene's frames are those of the clip."""
    return frames_of(thing) == (scene.frame_start, scene.frame_end)


def show_whole(scene: bpy.types.Scene, thing: MeshObject, rig: ArmatureObject) -> None:
    """Make the scene's frames those of the clip; they come back when the clip goes."""
    frames, ours = frames_of(thing), _ours(rig)
    if frames is None or ours is None or shows_whole(scene, thing):
        return
    ours[_FRAMES] = [scene.frame_start, scene.frame_end]
    scene.frame_start, scene.frame_end = frames


def face(thing: MeshObject) -> dict[str, float]:
    """The face keys as the artist set them: under an action of ours, as they were before it."""
    keys = thing.data.shape_keys
    if keys is None:
        return {}
    ours = standing.ours(keys, standing.POSED)
    kept = json.loads(ours[standing.POSED]) if ours else {}
    return {block.name: kept.get(block.name, block.value) for block in keys.key_blocks[1:]}


def set_face(thing: MeshObject, wanted: dict[str, float]) -> None:
    """Set face keys, also for when an action of ours goes."""
    keys = thing.data.shape_keys
    blocks = keys.key_blocks if keys else {}
    for name, value in wanted.items():
        if name in blocks:
            blocks[name].value = value
    if keys and (ours := standing.ours(keys, standing.POSED)):
        ours[standing.POSED] = json.dumps({**face(thing), **{name: v for name, v in wanted.items() if name in blocks}})


def _frames(count: int, step: float) -> np.ndarray:
    """Where `count` keys stand, (count,) or (count + 1,): programs cut a clip that ends between two whole frames."""
    frames = np.arange(count) * step
    whole = np.ceil(frames[-1] - _NOISE)
    return np.append(frames, whole) if whole - frames[-1] > _NOISE else np.append(frames[:-1], whole)


def _ours(owner: Any) -> bpy.types.Action | None:
    return standing.ours(owner, _MARK)


def _remove(owner: Any) -> None:
    """Take an action of ours off, and put back what it stood in the place of."""
    posed = standing.remove(owner, _MARK)
    if posed is not None and isinstance(owner, bpy.types.Object):
        _pose_again(cast(ArmatureObject, owner), posed)


def _pose(rig: ArmatureObject) -> dict[str, Any]:
    """How the bones of ours are posed, by the avatar's names of them."""
    bones = {name: rig.pose.bones[own] for name, own in own_names(rig).items()}
    return {
        name: [bone.rotation_mode, *(list(getattr(bone, channel)) for channel in _BONE)] for name, bone in bones.items()
    }


def pose_as_before(rig: ArmatureObject, other: ArmatureObject) -> None:
    """Pose a copy of an avatar's armature as the artist left the bones: under a clip of ours, as before it."""
    ours = standing.ours(rig, standing.POSED)
    _pose_again(other, json.loads(ours[standing.POSED]) if ours else _pose(rig))


def _pose_again(rig: ArmatureObject, posed: dict[str, Any]) -> None:
    names = own_names(rig)
    for name, (mode, *values) in posed.items():
        if name in names:
            bone = rig.pose.bones[names[name]]
            bone.rotation_mode = mode
            for channel, value in zip(_BONE, values, strict=True):
                setattr(bone, channel, value)
