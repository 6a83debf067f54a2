"""The jobs behind the requests for a motion from a file, from another avatar, or cleaned up."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from rigging.clips.body import Body
from rigging.clips.clip import Clip
from rigging.clips.clip_join import joined
from rigging.clips.retarget import Choices, retargeted
from rigging.clips.upright import upright
from rigging.joint_map import JointMap, joint_map
from rigging.take import Take, resampled

from ...context import JobContext
from ...figure.base import base_of
from ...figure.motions import body_of_rig, clip_of, with_motion
from ...protocol.changes import MotionResult
from ...protocol.checks import check_request
from ...protocol.errors import BadRequest
from ...protocol.requests import CleanMotionRequest, ImportMotionRequest, Landing, RetargetMotionRequest
from .measures import told_of
from .reading import MAP_HINT, Read, SceneClip, read_motion
from .reading.any_file import of_avatar
from .work import Work, avatar_of, change_clip, motion_change, path_of, steps_of

MOST_FPS = 60.0
"""of a clip that keeps the rate of its file"""


def run_import_motion(request: ImportMotionRequest, context: JobContext) -> MotionResult:
    """Raises BadFile where the file cannot be read, BadRequest where it does not fit a person."""
    check_request(request)
    work = Work(request, context)
    steps = steps_of(request.steps)
    with work.stage("read", "reading the motion"):
        avatar = avatar_of(request, context) if request.rig is None else None
        body = body_of_rig(avatar.rig if avatar is not None else request.rig)
        wanted = SceneClip(request.clip, request.joints, context.folder)
        read = read_motion(path_of(request.file, context), wanted)
    name = request.name or read.take.name
    clip, about = _landed(read, body, request.joints, request.fps, request.landing, work)
    return work.done(avatar, clip, steps, name, {"file": read.kind, **about})


def run_retarget_motion(request: RetargetMotionRequest, context: JobContext) -> MotionResult:
    """Raises BadRequest where the first avatar does not move, or either is no person."""
    check_request(request)
    work = Work(request, context)
    steps = steps_of(request.steps)
    with work.stage("read", "reading the motion"):
        avatar = avatar_of(request, context)
        body = body_of_rig(avatar.rig)
        if request.source is None:
            raise BadRequest("No motion is named.", "Give the avatar.npz of a figure that moves.")
        source = base_of(dataclasses.replace(request, base=request.source), context)
        assert source is not None
        if request.motion is not None:
            source = with_motion(source, motion_change(request.motion, context))
        read = of_avatar(source)
    clip, about = _landed(read, body, {}, request.fps, request.landing, work)
    assert source.motion is not None
    curves = source.motion.shape_key_curves
    if curves.shape[1] and source.shape_keys.names == avatar.shape_keys.names and len(curves) == clip.frames:
        clip = dataclasses.replace(clip, curves=curves.astype(np.float64), key_names=avatar.shape_keys.names)
    return work.done(avatar, clip, steps, read.take.name, about)


def run_clean_motion(request: CleanMotionRequest, context: JobContext) -> MotionResult:
    """Raises BadRequest where the avatar does not move, the motion is for another one, or a step is none."""
    check_request(request)
    work = Work(request, context)
    steps = steps_of(request.steps)
    with work.stage("read", "reading the motion"):
        avatar = avatar_of(request, context)
        body, own = body_of_rig(avatar.rig), avatar.shape_keys.names
        if request.motion is not None:
            clip, name = change_clip(request.motion, body, context)
        elif avatar.motion is not None:
            clip, name = clip_of(avatar.motion, body, own), avatar.motion.name
        else:
            raise BadRequest("The avatar has no motion.", "Give a change.npz, or an avatar that moves.")
        if request.then is not None:
            following, _ = change_clip(request.then, body, context)
            clip = joined(clip, following, request.seam)
    return work.done(avatar, clip, steps, name, {})


def _landed(
    read: Read, body: Body, joints: Any, fps: float, landing: Landing, work: Work
) -> tuple[Clip, dict[str, Any]]:
    """The motion on the avatar's skeleton, and what is told of it."""
    for sentence in read.told:
        work.warn(sentence)
    with work.stage("retarget", "bringing the motion onto the avatar"):
        try:
            known = joint_map(read.take.bones, joints)
        except ValueError as error:
            raise BadRequest(str(error), MAP_HINT) from error
        if known.told_by == "how it is built":
            work.warn("The names of the bones are not known; they were told by how the skeleton is built.")
        take = read.take if read.ours else _upright(read.take, known)
        rate = fps or min(take.fps, MOST_FPS)
        take = _two_frames(resampled(take, rate), work)
        choices = Choices(**dataclasses.asdict(landing))
        try:
            made = retargeted(take, known.joints, body, choices)
        except ValueError as error:
            raise BadRequest(str(error), MAP_HINT) from error
    work.report["accuracy"] = told_of(take, known, body, made)
    told = {
        "source": {"frames": read.take.frames, "fps": round(read.take.fps, 3)},
        "map": known.plain(read.take.bones),
        "scale": round(made.scale, 4),
        "without": list(made.without),
    }
    return Clip(made.take, body, np.zeros((made.take.frames, 0))), told


def _upright(take: Take, known: JointMap) -> Take:
    try:
        return upright(take, known.joints)
    except ValueError as error:
        raise BadRequest(str(error), MAP_HINT) from error


def _two_frames(take: Take, work: Work) -> Take:
    if take.frames > 1:
        return take
    work.warn("The motion is a single pose; it is held for a second.")
    held = max(round(take.fps), 2)
    return dataclasses.replace(
        take, rotations=np.repeat(take.rotations, held, axis=0), travel=np.repeat(take.travel, held, axis=0)
    )
