"""Adds a motion clip to an avatar by name."""

from __future__ import annotations

import dataclasses

from rigging.range_of_motion import range_of_motion
from rigging.rest_pose import Pose
from rigging.skeletons import SKELETONS

from ...protocol.errors import BadRequest
from ...protocol.results import Avatar, Motion


def with_clip(avatar: Avatar, name: str, rest_pose: Pose) -> Avatar:
    """The avatar with the clip `name` ("rom": every joint through its range, every face key once)."""
    if name == "none":
        return avatar
    if name != "rom":
        raise BadRequest(f'There is no clip "{name}".', 'Choose "none" or "rom".')
    if avatar.rig.kind not in SKELETONS:
        raise BadRequest(
            f'There is no range-of-motion clip for the skeleton "{avatar.rig.kind}".', 'Choose clip "none".'
        )
    clip = range_of_motion(SKELETONS[avatar.rig.kind], rest_pose, avatar.shape_keys.names)
    motion = Motion(
        name="range of motion",
        fps=clip.fps,
        root_translation=clip.root_translation,
        rotations=clip.rotations,
        shape_key_curves=clip.shape_key_curves,
    )
    return dataclasses.replace(avatar, motion=motion)
