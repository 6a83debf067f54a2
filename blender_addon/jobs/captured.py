# SPDX-License-Identifier: GPL-3.0-or-later
"""Faces in videos and photos, read by the backend: a take on a mesh of the scene, or an expression."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from .._shared.protocol.changes import CaptureResult
from .._shared.protocol.errors import BadFile, BadRequest
from .._shared.protocol.events import Done
from .._shared.protocol.requests import MOST_SCAN_BYTES, Base, CaptureRequest, Figure, NamedFile
from .._shared.rigging.faces.face_take import FaceTake, face_take
from .._shared.rigging.faces.key_map import FaceMap, face_map
from .._shared.rigging.faces.names import ARKIT
from .._shared.rigging.faces.use import FaceUse
from ..scene import current, face_rig, rate, sound
from ..session import session
from ..session.job import Job
from ..state import avatars, labels, properties
from ..state.avatar_object import AvatarObject
from . import apply_change, base_avatars, face_takes, generating, plates
from .apply_change import ChangeHandler

SMOOTH = 0.25
"""what is read from pictures trembles more than what a phone sends"""


@dataclass(frozen=True)
class Wanted:
    face: int = 0
    """who of several, counted from the left; 0 is the largest"""
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
        take, wanted = take_of(result), self.wanted
        use = FaceUse(start=wanted.start, smooth=SMOOTH)
        scene = current.scene()
        if take.frames == 1:
            notes = [face_takes.pose(thing, take, FaceUse(smooth=0.0), own_map(thing, take))]
            return (*notes, self.behind(scene, thing, take, FaceUse(start=wanted.start, smooth=0.0), result))
        if wanted.scene_rate:
            rate.write(scene, take.fps)
        name = Path(self.path).stem or result.motion.name
        placed = face_takes.put_on(scene, thing, take, name, use, own_map(thing, take))
        scene.frame_start, scene.frame_end = placed.first, placed.last
        notes = [placed.note, self.behind(scene, thing, take, use, result)]
        if wanted.with_sound and self.path and Path(self.path).is_file():
            try:
                sound.add(scene, Path(self.path), wanted.start)
            except ValueError as error:
                notes.append(f"No sound was added: {error}.")
        return tuple(filter(None, notes))

    def behind(
        self, scene: bpy.types.Scene, thing: AvatarObject, take: FaceTake, use: FaceUse, result: CaptureResult
    ) -> str:
        """The pictures stand behind the figure, where that was asked for; returns what is to be told."""
        if not self.wanted.plate:
            return ""
        try:
            return plates.put(scene, thing, take, use, Path(self.path), result.report)
        except ValueError as error:
            return f"The pictures could not be put behind the figure: {error}."


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


def ask(thing: AvatarObject, path: str, wanted: Wanted) -> Job:
    """Have a video or photo read for a mesh with keys. Raises BadFile, BadRequest."""
    file = Path(path)
    try:
        if file.stat().st_size > MOST_SCAN_BYTES:
            raise BadFile(f"{file.name} is larger than 512 MB.", "Cut it, or make its pictures smaller.")
        given = NamedFile(file=file.name, content=np.fromfile(file, np.uint8))
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror}.", "Choose the file again.") from error
    uid = thing.galatea.uid
    request = CaptureRequest(
        file=given,
        base=_base(thing) if uid else None,
        face=wanted.face,
        neutral=wanted.neutral,
        person=wanted.person.strip(),
        shape=False,
        figure=Figure(preview_size=0, texture_size=256),
    )
    handler = CapturedFace()
    handler.path, handler.wanted = str(file), wanted
    title = labels.shorten(f"face of {file.name}")
    if uid:
        return apply_change.ask(request, thing, title, handler)
    handler.mesh = thing.session_uid
    generating.must_be_idle("")
    properties.forget_problem()
    return session.connection.submit(request, handler, title=title)


def job_for(thing: AvatarObject) -> Job | None:
    """The capture that is under way for a mesh."""
    for job in session.connection.jobs.values():
        handler = job.handler
        if isinstance(handler, CapturedFace):
            mine = handler.mesh == thing.session_uid if handler.mesh else job.uid == thing.galatea.uid
            if mine and (handler.mesh or job.uid):
                return job
    return None


def _base(thing: AvatarObject) -> Base | None:
    """The avatar as the backend needs it, so that it makes no other."""
    avatars.must_be_local(thing)
    avatar = base_avatars.as_it_is(thing)
    return Base(avatar=avatar) if avatar is not None else None
