"""The jobs behind the requests for a motion from a file, from another avatar, or cleaned up."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rigging.clip import Clip
from rigging.clip_join import joined
from rigging.joint_map import JointMap, joint_map
from rigging.retarget import Body, Choices, retargeted
from rigging.steps import Said, cleaned, read_steps
from rigging.take import Take, resampled
from rigging.upright import upright

from ... import __version__
from ...context import JobContext
from ...figure.assemble import stamp
from ...figure.base import base_of
from ...figure.filmstrip import filmstrip
from ...figure.motions import body_of_rig, clip_of, motion_of, motion_result
from ...figure.report import Stopwatch
from ...protocol.change_file import load_change
from ...protocol.changes import MotionResult
from ...protocol.checks import check_request
from ...protocol.errors import BadFile, BadRequest
from ...protocol.requests import CleanMotionRequest, ImportMotionRequest, Landing, MotionFile, RetargetMotionRequest
from ...protocol.results import Avatar, Provenance
from .measures import told_of
from .reading import Read, read_motion
from .reading.any_file import of_avatar

MOST_FPS = 60.0
"""of a clip that keeps the rate of its file"""
MAP_HINT = 'Say which bone is which joint: --map FILE with {"joints": {"Hips": "bone", …}}.'


def run_import_motion(request: ImportMotionRequest, context: JobContext) -> MotionResult:
    """Raises BadFile where the file cannot be read, BadRequest where it does not fit a person."""
    check_request(request)
    work = _Work(request, context)
    steps = _steps(request.steps)
    with work.stage("read", "reading the motion"):
        avatar = _avatar(request, context) if request.rig is None else None
        body = body_of_rig(avatar.rig if avatar is not None else request.rig)
        read = read_motion(_path(request.file, context))
    name = request.name or read.take.name
    clip, about = _landed(read, body, request.joints, request.fps, request.landing, work)
    return work.done(avatar, clip, steps, name, {"file": read.kind, **about})


def run_retarget_motion(request: RetargetMotionRequest, context: JobContext) -> MotionResult:
    """Raises BadRequest where the first avatar does not move, or either is no person."""
    check_request(request)
    work = _Work(request, context)
    steps = _steps(request.steps)
    with work.stage("read", "reading the motion"):
        avatar = _avatar(request, context)
        body = body_of_rig(avatar.rig)
        if request.source is None:
            raise BadRequest("No motion is named.", "Give the avatar.npz of a figure that moves.")
        source = base_of(dataclasses.replace(request, base=request.source), context)
        assert source is not None
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
    work = _Work(request, context)
    steps = _steps(request.steps)
    with work.stage("read", "reading the motion"):
        avatar = _avatar(request, context)
        body, own = body_of_rig(avatar.rig), avatar.shape_keys.names
        if request.motion is not None:
            clip, name = _change_clip(request.motion, avatar, body, context)
        elif avatar.motion is not None:
            clip, name = clip_of(avatar.motion, body, own), avatar.motion.name
        else:
            raise BadRequest("The avatar has no motion.", "Give a change.npz, or an avatar that moves.")
        if request.then is not None:
            following, _ = _change_clip(request.then, avatar, body, context)
            clip = joined(clip, following, request.seam)
    return work.done(avatar, clip, steps, name, {})


def _change_clip(file: MotionFile, avatar: Avatar, body: Body, context: JobContext) -> tuple[Clip, str]:
    """The motion of a change.npz and its name. Raises BadFile, BadRequest where it is none of the avatar's."""
    change = load_change(_path(file, context))
    if not isinstance(change, MotionResult):
        raise BadFile("The file changes something else than a motion.", "Give a change.npz of a motion.")
    if change.bone_names != avatar.rig.bone_names:
        raise BadRequest(
            "The motion is for another skeleton than the avatar's.",
            "Give the avatar that it was made for, or: galatea motion retarget.",
        )
    return clip_of(change.motion, body, change.key_names), change.motion.name


def _avatar(request: Any, context: JobContext) -> Avatar:
    avatar = base_of(request, context)
    if avatar is None:
        raise BadRequest("No avatar is named.", "Give the avatar.npz of a figure, with --avatar.")
    return avatar


def _steps(texts: Sequence[str]) -> list[Said]:
    try:
        return read_steps(texts)
    except ValueError as error:
        raise BadRequest(str(error), "galatea motion clean --help tells all steps.") from error


def _path(file: MotionFile | None, context: JobContext) -> Path:
    """Where the file is; one that came along is laid into the job's folder."""
    if file is None or not file.file:
        raise BadRequest("No motion is named.", "Give a file.")
    if not len(file.content):
        return Path(file.file)
    path = context.folder / Path(file.file).name
    path.write_bytes(file.content.tobytes())
    return path


def _landed(
    read: Read, body: Body, joints: Any, fps: float, landing: Landing, work: _Work
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


def _two_frames(take: Take, work: _Work) -> Take:
    if take.frames > 1:
        return take
    work.warn("The motion is a single pose; it is held for a second.")
    held = max(round(take.fps), 2)
    return dataclasses.replace(
        take, rotations=np.repeat(take.rotations, held, axis=0), travel=np.repeat(take.travel, held, axis=0)
    )


class _Work:
    """One job on its way: its times, warnings and report."""

    def __init__(self, request: Any, context: JobContext) -> None:
        self.request, self.context = request, context
        self.stopwatch, self.warnings = Stopwatch(), list[str]()
        self.report: dict[str, Any] = {}

    def stage(self, name: str, told: str) -> Any:
        self.context.progress(name, {"read": 0.0, "retarget": 0.2, "clean": 0.5, "picture": 0.7}[name], told)
        return self.stopwatch.stage(name)

    def warn(self, sentence: str) -> None:
        self.warnings.append(sentence)
        self.context.warn(sentence)

    def done(
        self, avatar: Avatar | None, clip: Clip, steps: list[Said], name: str, about: dict[str, Any]
    ) -> MotionResult:
        request = self.request
        if steps:
            with self.stage("clean", "cleaning up"):
                try:
                    clip = cleaned(clip, steps)
                except ValueError as error:
                    raise BadRequest(str(error), "Change the step, or leave it out.") from error
        with self.stage("picture", "drawing the filmstrip"):
            size = request.preview_size if avatar is not None else 0
            strip = filmstrip(avatar, motion_of(clip, name), size, self.context.device) if avatar and size else None
        seconds = self.stopwatch.seconds
        report = {
            "clip": {"name": name, "frames": clip.frames, "fps": round(clip.fps, 3), "steps": list(request.steps)},
            **about,
            **self.report,
            "warnings": self.warnings,
            "timings_s": {**seconds, "total": round(sum(seconds.values()), 3)},
        }
        provenance = Provenance(request=_stamped(request), seed=0, models={}, versions={"galatea": __version__})
        return motion_result(avatar, clip, name, provenance, report, {} if strip is None else {"filmstrip": strip})


def _stamped(request: Any) -> dict[str, Any]:
    """The request as it stands on its result: avatars and files are named, not held."""
    bare = {name: None for name in ("base", "rig") if getattr(request, name, None) is not None}
    out = stamp(dataclasses.replace(request, **bare), None)
    for field in ("base", "source"):
        if (base := getattr(request, field, None)) is not None:
            out[field] = {"file": base.file, "job": base.job, "checksum": base.checksum}
    return {name: value for name, value in out.items() if value is not None}
