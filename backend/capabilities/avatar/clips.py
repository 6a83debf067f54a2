"""Adds a motion clip to an avatar by name."""

from __future__ import annotations

import dataclasses

from rigging.range_of_motion import range_of_motion

from ...protocol.errors import BadRequest
from ...protocol.results import Avatar, Motion


def clip_of(avatar: Avatar, name: str) -> Avatar:
    """The avatar with the clip `name` ("rom": every joint through its range, every face key once)."""
    if name != "rom":
        raise BadRequest(f'There is no clip "{name}".', 'Choose "none" or "rom".')
    motion = range_of_motion(avatar.rig.bone_names, avatar.rig.parents, avatar.shape_keys.names)
    return dataclasses.replace(avatar, motion=Motion(**motion))
