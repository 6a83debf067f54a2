"""What all jobs of motion share: times, warnings, report; the avatar and the files that they are given."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from rigging.clips.body import Body
from rigging.clips.clip import Clip
from rigging.clips.pins import strayed
from rigging.clips.steps import Said, cleaned, read_steps

from ... import __version__
from ...context import JobContext
from ...figure.assemble import stamp
from ...figure.base import base_of
from ...figure.filmstrip import filmstrip
from ...figure.motions import clip_of, motion_of, motion_result
from ...figure.report import Stopwatch
from ...protocol.change_file import load_change
from ...protocol.changes import MotionResult
from ...protocol.errors import BadFile, BadRequest
from ...protocol.requests import MotionFile
from ...protocol.results import Avatar, Provenance

FRACTIONS: Mapping[str, float] = MappingProxyType({"read": 0.0, "retarget": 0.2, "clean": 0.5, "picture": 0.7})
"""how far a job is when a stage of it begins"""
PIN_STRAYS = 0.02
"""metres that a pinned hand or foot may be off without a word"""


def motion_change(file: MotionFile, context: JobContext) -> MotionResult:
    """Raises BadFile where the file is no change.npz of a motion."""
    change = load_change(path_of(file, context))
    if not isinstance(change, MotionResult):
        raise BadFile("The file changes something else than a motion.", "Give a change.npz of a motion.")
    return change


def change_clip(file: MotionFile, body: Body, context: JobContext) -> tuple[Clip, str]:
    """The motion of a change.npz and its name. Raises BadFile, BadRequest where it is for another skeleton."""
    change = motion_change(file, context)
    if change.bone_names != body.bones.names:
        raise BadRequest(
            "The motion is for another skeleton than the avatar's.",
            "Give the avatar that it was made for, or: galatea motion retarget.",
        )
    return clip_of(change.motion, body, change.key_names), change.motion.name


def avatar_of(request: Any, context: JobContext) -> Avatar:
    avatar = base_of(request, context)
    if avatar is None:
        raise BadRequest("No avatar is named.", "Give the avatar.npz of a figure, with --avatar.")
    return avatar


def steps_of(texts: Sequence[str]) -> list[Said]:
    """Raises BadRequest where a step is none."""
    try:
        return read_steps(texts)
    except ValueError as error:
        raise BadRequest(str(error), "galatea motion clean --help tells all steps.") from error


def stepped(clip: Clip, steps: Sequence[Said]) -> Clip:
    """Raises BadRequest where a step cannot be done."""
    try:
        return cleaned(clip, steps)
    except ValueError as error:
        raise BadRequest(str(error), "Change the step, or leave it out.") from error


def path_of(file: MotionFile | None, context: JobContext) -> Path:
    """Where the file is; one that came along is laid into the job's folder."""
    if file is None or not file.file:
        raise BadRequest("No motion is named.", "Give a file.")
    if not len(file.content):
        return Path(file.file)
    path = context.folder / Path(file.file).name
    path.write_bytes(file.content.tobytes())
    return path


class Work:
    """One job on its way: its times, warnings and report."""

    def __init__(self, request: Any, context: JobContext, fractions: Mapping[str, float] = FRACTIONS) -> None:
        self.request, self.context, self.fractions = request, context, fractions
        self.stopwatch, self.warnings = Stopwatch(), list[str]()
        self.report: dict[str, Any] = {}

    def stage(self, name: str, told: str) -> Any:
        self.context.progress(name, self.fractions[name], told)
        return self.stopwatch.stage(name)

    def warn(self, sentence: str) -> None:
        self.warnings.append(sentence)
        self.context.warn(sentence)

    def done(
        self,
        avatar: Avatar | None,
        clip: Clip,
        steps: Sequence[Said],
        name: str,
        about: Mapping[str, Any],
        pictures: Mapping[str, np.ndarray] = MappingProxyType({}),
        seed: int = 0,
    ) -> MotionResult:
        """The result, with what is said `about` it and `pictures` beside its own."""
        request = self.request
        if steps:
            with self.stage("clean", "cleaning up"):
                clip = self._cleaned(clip, steps)
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
        provenance = Provenance(request=_stamped(request), seed=seed, models={}, versions={"galatea": __version__})
        shown = pictures if strip is None else {"filmstrip": strip, **pictures}
        return motion_result(avatar, clip, name, provenance, report, shown)

    def _cleaned(self, clip: Clip, steps: Sequence[Said]) -> Clip:
        for said in steps:
            clip = stepped(clip, [said])
            off = strayed(clip, said.word, **said.numbers) if said.step.name == "pin" else 0.0
            if off > PIN_STRAYS:
                self.warn(
                    f"{said.word} is pinned, but the body goes so far that it is drawn up to {100 * off:.0f} cm along: "
                    "pin it for less time, or make the motion stay in place."
                )
        return clip


def _stamped(request: Any) -> dict[str, Any]:
    """The request as it stands on its result: avatars and files are named, not held."""
    bare = {name: None for name in ("base", "rig") if getattr(request, name, None) is not None}
    out = stamp(dataclasses.replace(request, **bare), None)
    for field in ("base", "source"):
        if (base := getattr(request, field, None)) is not None:
            out[field] = {"file": base.file, "job": base.job, "checksum": base.checksum}
    return {name: value for name, value in out.items() if value is not None}
