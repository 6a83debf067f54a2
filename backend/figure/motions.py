"""The motion of an avatar as `rigging` works on it, and back as the result that every door takes."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np

from rigging.clips.body import Body, body_of
from rigging.clips.clip import Clip
from rigging.joint_map import joint_map
from rigging.take import Bones, Take

from ..protocol.changes import MotionResult
from ..protocol.errors import BadRequest
from ..protocol.results import Avatar, Motion, Provenance, Rig


def bones_of(rig: Rig) -> Bones:
    rest = rig.rest_matrices.astype(np.float64)
    tails = rest[:, :3, 3] + rest[:, :3, 1] * rig.lengths[:, None]
    return Bones(rig.bone_names, rig.parents.astype(int), rest, tails)


def body_of_rig(rig: Rig | None) -> Body:
    """Raises BadRequest where the rig is not that of a person."""
    if rig is None:
        raise BadRequest("No avatar is named.", "Give the avatar.npz of a figure, with --avatar.")
    bones = bones_of(rig)
    try:
        return body_of(bones, joint_map(bones).joints)
    except ValueError as error:
        raise BadRequest(f"The avatar's skeleton cannot take a motion. {error}", "Choose a person's avatar.") from error


def take_of(motion: Motion, bones: Bones) -> Take:
    return Take(
        motion.name, motion.fps, bones, motion.rotations.astype(np.float64), motion.root_translation.astype(np.float64)
    )


def clip_of(motion: Motion, body: Body, key_names: tuple[str, ...] = ()) -> Clip:
    """key_names: of the columns of its face curves, where it has any."""
    names = key_names if motion.shape_key_curves.shape[1] else ()
    return Clip(take_of(motion, body.bones), body, motion.shape_key_curves.astype(np.float64), names)


def motion_of(clip: Clip, name: str) -> Motion:
    rotations = clip.take.rotations
    return Motion(
        name=name,
        fps=float(clip.fps),
        root_translation=clip.take.travel.astype(np.float32),
        rotations=(rotations / np.linalg.norm(rotations, axis=-1, keepdims=True)).astype(np.float32),
        shape_key_curves=clip.curves.astype(np.float32).reshape(clip.frames, -1),
    )


def motion_result(
    avatar: Avatar | None,
    clip: Clip,
    name: str,
    provenance: Provenance,
    report: Mapping[str, Any],
    pictures: Mapping[str, Any],
) -> MotionResult:
    return MotionResult(
        avatar_id=avatar.avatar_id if avatar is not None else "",
        provenance=provenance,
        report=report,
        pictures=pictures,
        motion=motion_of(clip, name),
        bone_names=clip.body.bones.names,
        key_names=clip.key_names,
    )


def with_motion(avatar: Avatar, change: MotionResult) -> Avatar:
    """The avatar moving as a change says. Raises BadRequest where that is for another skeleton or other face keys."""
    if change.bone_names != avatar.rig.bone_names:
        raise BadRequest(
            f'The motion "{change.motion.name}" is for another skeleton than the avatar\'s.',
            "Give the avatar that it was made for, or: galatea motion retarget.",
        )
    columns = {key: place for place, key in enumerate(change.key_names)}
    missing = [key for key in change.key_names if key not in avatar.shape_keys.names]
    if missing:
        raise BadRequest(f"The avatar has no shape key {', '.join(missing[:3])}.", "Make the motion for this avatar.")
    motion, keys = change.motion, avatar.shape_keys
    curves = motion.shape_key_curves
    if columns and change.key_names != keys.names:
        curves = np.tile(keys.values, (len(motion.rotations), 1)).astype(np.float32)
        for place, key in enumerate(keys.names):
            if key in columns:
                curves[:, place] = motion.shape_key_curves[:, columns[key]]
    return dataclasses.replace(avatar, motion=dataclasses.replace(motion, shape_key_curves=curves))
