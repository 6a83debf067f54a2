# SPDX-License-Identifier: GPL-3.0-or-later
"""A motion file becomes a clip of an avatar: the backend reads it, for the avatar's bones as they are in the scene."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from .._shared.protocol.errors import BadFile, BadRequest
from .._shared.protocol.requests import MOST_MOTION_BYTES, ImportMotionRequest, Landing, MotionFile
from ..scene import armature_of, takes
from ..session.job import Job
from ..state.avatar_object import AvatarObject
from . import apply_change, generating


def from_file(
    thing: AvatarObject,
    path: str,
    steps: tuple[str, ...],
    joints: Mapping[str, str],
    fps: float,
    floor: bool,
    clip: str = "",
) -> Job:
    """floor: whether it is found under the feet, instead of at height 0 of the file; clip: of an FBX or GLB file, its
    first where it is empty. Raises BadFile, BadRequest."""
    file = Path(path)
    try:
        size = file.stat().st_size
    except OSError as error:
        raise BadFile(f"{file.name} cannot be read: {error.strerror}.", "Choose the file again.") from error
    if size > MOST_MOTION_BYTES:
        raise BadFile(f"{file.name} has {size / 1e9:.1f} GB, more than 512 MB.", "Cut it into shorter takes.")
    rig = armature_of(thing)
    if rig is None:
        raise BadRequest("The avatar has no armature.", "Undo its removal, or make the avatar again.")
    generating.must_be_idle(thing.galatea.uid)
    given = MotionFile(file=file.name, content=np.fromfile(file, np.uint8))
    request = ImportMotionRequest(
        file=given,
        rig=takes.rig_for_wire(rig),
        clip=clip,
        joints=joints,
        fps=fps,
        steps=steps,
        landing=Landing(floor="clip" if floor else "file"),
        preview_size=0,
    )
    return apply_change.ask(request, thing, f"import {file.name}")
