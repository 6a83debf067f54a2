"""Adds a motion clip to an avatar by name."""

from __future__ import annotations

import dataclasses

import numpy as np

from rigging.bone_axes import Pose, rest_axes
from rigging.clips.range_of_motion import range_of_motion
from rigging.skeletons import Skeleton, skeleton_of

from ..protocol.errors import BadRequest
from ..protocol.results import Avatar, Motion


def with_clip(avatar: Avatar, name: str, rest_pose: Pose) -> Avatar:
    """The avatar with the clip `name` ("rom": every joint through its range, every face key once)."""
    if name == "none":
        return avatar
    if name != "rom":
        raise BadRequest(f'There is no clip "{name}".', 'Choose "none" or "rom".')
    skeleton = skeleton_of(avatar.rig.kind, avatar.rig.bone_names)
    if skeleton is None or not _stands_as(avatar, skeleton, rest_pose):
        raise no_clip()
    keys = avatar.shape_keys
    clip = range_of_motion(skeleton, rest_pose, keys.names, key_values=keys.values, key_ranges=keys.ranges)
    motion = Motion(
        name="range of motion",
        fps=clip.fps,
        root_translation=clip.root_translation,
        rotations=clip.rotations,
        shape_key_curves=clip.shape_key_curves,
    )
    return dataclasses.replace(avatar, motion=motion)


def no_clip() -> BadRequest:
    return BadRequest(
        "There is no clip for a body's own bones.",
        'Choose the skeleton "standard" if the body has one, or clip "none".',
    )


def _stands_as(avatar: Avatar, skeleton: Skeleton, rest_pose: Pose) -> bool:
    """Whether the rig stands in the skeleton's rest pose, which the clip's rotations are relative to."""
    return np.allclose(avatar.rig.rest_matrices[:, :3, :3], rest_axes(skeleton, rest_pose), atol=1e-3)
