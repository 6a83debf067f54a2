# SPDX-License-Identifier: GPL-3.0-or-later
"""Faces in videos and photos, read by the backend: a take on a mesh of the scene, or an expression."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from .._shared.protocol.changes import CaptureResult
from .._shared.protocol.errors import BadFile, BadRequest
from .._shared.protocol.events import Done
from .._shared.protocol.requests import MOST_SCAN_BYTES, Base, CaptureRequest, Figure, NamedFile
from .._shared.protocol.results import AvatarResult
from .._shared.rigging.faces.face_take import FaceTake, face_take
from .._shared.rigging.faces.key_map import FaceMap, face_map
from .._shared.rigging.faces.names import ARKIT
from .._shared.rigging.faces.use import FaceUse
from ..scene import current, face_rig, rate, sound
from ..session import session
from ..session.job import Job
from ..state import avatars, face_choices, labels, properties
from ..state.avatar_object import AvatarObject
from . import apply_change, base_avatars, face_takes, generating, plates
from .apply_change import ChangeHandler
from .generating import GeneratedAvatar

SMOOTH = 0.25
"""what is read from pictures trembles more than what a phone sends"""


GENDER_SLIDER = {"male": 0.0, "female": 1.0}


@dataclass(frozen=True)
class Wanted:
    """As the operator's properties are called, so that another face is asked for with all of them."""

    new: bool = False
    """whether a new figure comes, with the shape of the face"""
    gender: str = "seen"
    """of a new figure, a key of GENDER_SLIDER, or as its face seems"""
    face: int = 0
    """who of several, counted from the left; 0 is the largest"""
    crop: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    """where the face is in the first picture: left, top, width, height as shares of it; zeros search all of it"""
    neutral: float = -1.0
    """seconds at which the face rests; -1 has that found"""
    person: str = ""
    """whose resting face is known, or kept from now on"""
    start: int = 1
    """frame at which the video begins"""
    scene_rate: bool = False
    """whether the scene gets the video's frames a second"""
    with_sound: bool = True
    plate: bool = False
    """whether its pictures stand behind the figure, in a camera like the one that took them"""


class CapturedFace(ChangeHandler):
    """The raw take of the result goes on the mesh that it was asked for, as a file's would."""

    recovers = (CaptureResult.__name__,)

    def __init__(self) -> None:
        self.mesh = 0
        """session id of a mesh that is no avatar"""
        self.path = ""
        self.wanted = Wanted()

    def target(self, job: Job, done: Done) -> AvatarObject | None:
        if self.mesh:
            found: Any = (thing for thing in bpy.data.objects if thing.session_uid == self.mesh)
            return next(found, None)
        return super().target(job, done)

    def put(self, job: Job, thing: AvatarObject, result: CaptureResult) -> tuple[str, ...]:
        return acted(current.scene(), thing, result, self.path, self.wanted)


def acted(
    scene: bpy.types.Scene, thing: AvatarObject, result: CaptureResult, path: str, wanted: Wanted
) -> tuple[str, ...]:
    """A mesh does what was read, with sound and pictures as they were asked for; returns what is to be told."""
    take = take_of(result)
    picture, found = result.pictures.get("faces"), result.report.get("numbered")
    if picture is not None and found:
        face_choices.keep(thing, path, wanted, int(found), picture)
    else:
        face_choices.forget(thing)
    if take.frames == 1:
        use = FaceUse(start=wanted.start, smooth=0.0)
        notes = [face_takes.pose(thing, take, FaceUse(smooth=0.0), own_map(thing, take))]
        return tuple(filter(None, (*notes, _behind(scene, thing, take, use, result, path, wanted))))
    if wanted.scene_rate:
        rate.write(scene, take.fps)
    use = FaceUse(start=wanted.start, smooth=SMOOTH)
    name = Path(path).stem or result.motion.name
    placed = face_takes.put_on(scene, thing, take, name, use, own_map(thing, take))
    scene.frame_start, scene.frame_end = placed.first, placed.last
    notes = [placed.note, _behind(scene, thing, take, use, result, path, wanted)]
    if wanted.with_sound and path and Path(path).is_file():
        try:
            sound.add(scene, Path(path), wanted.start)
        except ValueError as error:
            notes.append(f"No sound was added: {error}.")
    return tuple(filter(None, notes))


def _behind(
    scene: bpy.types.Scene,
    thing: AvatarObject,
    take: FaceTake,
    use: FaceUse,
    result: CaptureResult,
    path: str,
    wanted: Wanted,
) -> str:
    """The pictures stand behind the figure, where that was asked for; returns what is to be told."""
    if not wanted.plate:
        return ""
    try:
        return plates.put(scene, thing, take, use, Path(path), result.report)
    except ValueError as error:
        return f"The pictures could not be put behind the figure: {error}."


class CapturedFigure(GeneratedAvatar):
    """A new figure with the shape and the skin of the face, which acts what was read."""

    def __init__(self, path: str, wanted: Wanted) -> None:
        self.path, self.wanted = path, wanted
        self.captured: CaptureResult | None = None

    def on_result(self, job: Job, done: Done) -> AvatarObject | None:
        result = done.result
        if isinstance(result, CaptureResult):  # else it waited, and was one before
            if result.avatar is None:
                raise BadRequest("The backend made no figure of the face.", "Ask for it again.")
            self.captured = result
            avatar = dataclasses.replace(result.avatar, motion=None)
            whole = AvatarResult(avatar=avatar, preview=np.zeros((0, 0, 3), np.uint8), report=result.report)
            done = dataclasses.replace(done, result=whole)
        return super().on_result(job, done)

    def comes(self, job: Job, thing: AvatarObject, scene: bpy.types.Scene) -> tuple[str, ...]:
        assert self.captured is not None
        return acted(scene, thing, self.captured, self.path, self.wanted)


def own_map(thing: AvatarObject, take: FaceTake) -> FaceMap | None:
    """Of a figure whose keys are none of ARKit's, and which the backend solved the take for: each by itself."""
    names = face_rig.keys_of(thing)
    own = {name: {name: 1.0} for name in names if name in take.names and name not in ARKIT}
    return face_map(names, own) if own else None


def take_of(result: CaptureResult) -> FaceTake:
    """The raw take of a result. Raises BadRequest where it is none."""
    try:
        return face_take(
            result.times,
            result.take_keys,
            result.values,
            head=result.head,
            left_eye=result.left_eye,
            right_eye=result.right_eye,
            confidence=result.confidence,
            fps=result.fps,
            source=result.motion.name,
            position=result.position,
        )
    except ValueError as error:
        raise BadRequest(f"The backend gave no take of a face: {error}", "Ask for it again.") from error


def ask(thing: AvatarObject | None, path: str, wanted: Wanted) -> Job:
    """Have a video or photo read for a mesh with keys, or for a new figure. Raises BadFile, BadRequest."""
    file = Path(path)
    try:
        if file.stat().st_size > MOST_SCAN_BYTES:
            raise BadFile(f"{file.name} is larger than 512 MB.", "Cut it, or make its pictures smaller.")
        given = NamedFile(file=file.name, content=np.fromfile(file, np.uint8))
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror}.", "Choose the file again.") from error
    uid = thing.galatea.uid if thing is not None else ""
    request = CaptureRequest(
        file=given,
        base=_base(thing) if thing is not None and uid else None,
        face=wanted.face,
        crop=wanted.crop,
        neutral=wanted.neutral,
        person=wanted.person.strip(),
        shape=thing is None,
        sliders={"gender": GENDER_SLIDER[wanted.gender]} if thing is None and wanted.gender in GENDER_SLIDER else {},
        figure=Figure(preview_size=0) if thing is None else Figure(preview_size=0, texture_size=256),
    )
    title = labels.shorten(f"face of {file.name}")
    if thing is None:
        return _new(request, CapturedFigure(str(file), wanted), title)
    handler = CapturedFace()
    handler.path, handler.wanted = str(file), wanted
    if uid:
        return apply_change.ask(request, thing, title, handler)
    handler.mesh = thing.session_uid
    generating.must_be_idle("")
    properties.forget_problem()
    return session.connection.submit(request, handler, title=title)


def _new(request: CaptureRequest, handler: CapturedFigure, title: str) -> Job:
    avatars.separate_twins()
    generating.must_be_idle("")
    job = session.connection.submit(request, handler, title=title)
    job.scene = current.scene().session_uid
    properties.forget_problem()
    return job


def job_for(thing: AvatarObject) -> Job | None:
    """The capture that is under way for a mesh."""
    for job in session.connection.jobs.values():
        handler = job.handler
        if isinstance(handler, CapturedFace):
            mine = handler.mesh == thing.session_uid if handler.mesh else job.uid == thing.galatea.uid
            if mine and (handler.mesh or job.uid):
                return job
    return None


def jobs_for_new() -> list[Job]:
    """The captures under way of which new figures come."""
    return [job for job in session.connection.jobs.values() if isinstance(job.handler, CapturedFigure)]


def _base(thing: AvatarObject) -> Base | None:
    """The avatar as the backend needs it, so that it makes no other."""
    avatars.must_be_local(thing)
    avatar = base_avatars.as_it_is(thing)
    return Base(avatar=avatar) if avatar is not None else None
