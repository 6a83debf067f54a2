# SPDX-License-Identifier: GPL-3.0-or-later
"""What the sliders of an avatar give is asked of the backend where this session has not seen it made: what its mesh has
beside that was sculpted, and goes on."""

from __future__ import annotations

from dataclasses import dataclass, field

from .._shared.protocol.errors import GalateaError
from .._shared.protocol.events import Cancelled, Done, Failed
from .._shared.protocol.requests import LiveShapeRequest
from ..scene import provenance
from ..session import session
from ..session.job import Job, JobHandler
from ..state import avatars, looks, properties
from ..state.avatar_object import AvatarObject
from ..state.memory import memory
from . import base_avatars


@dataclass
class PlainBodies:
    """What was asked."""

    asked: dict[str, str] = field(default_factory=dict)
    """the last job by uid"""
    refused: set[tuple[str, str]] = field(default_factory=set)
    """backend (its instance) and avatar id that it could not tell of"""
    looked: tuple[object, ...] = ()
    """backend, file and avatar that were looked at last"""


class PlainBody(JobHandler):
    """Nobody asked for it; where it stays unknown, that is told with what takes the sculpt's place."""

    cancelled_with_all = False

    def on_result(self, job: Job, done: Done) -> None:
        thing = avatars.find(job.uid)
        note = base_avatars.learn(thing, job.request.sliders, done.result.vertices) if thing is not None else ""
        if note:
            properties.panel().note = note

    def on_failure(self, job: Job, failure: Failed) -> None:
        self.on_drop(job)

    def on_cancel(self, job: Job, cancelled: Cancelled) -> None:
        self.on_drop(job)

    def on_drop(self, job: Job) -> None:
        thing = avatars.find(job.uid)
        if thing is not None:
            memory.of(PlainBodies).refused.add(_backend_and_avatar(thing))


def is_awaited(thing: AvatarObject) -> bool:
    """Whether the mesh of an avatar must not be overwritten yet; what is not known is asked for."""
    if base_avatars.is_known(thing):
        return False
    return memory.of(PlainBodies).asked.get(thing.galatea.uid) in session.connection.jobs or _ask(thing)


def look_at(thing: AvatarObject) -> bool:
    """The artist may move its sliders next; returns whether the backend was asked. Looks once at each avatar."""
    bodies = memory.of(PlainBodies)
    looked = (*_backend_and_avatar(thing), session.connection.file, thing.galatea.uid)
    if looked == bodies.looked:
        return False
    bodies.looked = looked
    return is_awaited(thing)


def _ask(thing: AvatarObject) -> bool:
    bodies, uid = memory.of(PlainBodies), thing.galatea.uid
    if _backend_and_avatar(thing) in bodies.refused:
        return False
    # on soles it stands higher than on its feet
    worn = tuple(piece for piece in looks.look_of(thing.galatea.look).worn if piece.piece)
    request = LiveShapeRequest(figure=avatars.figure(thing), sliders=avatars.values(thing), worn=worn, measure=False)
    try:
        bodies.asked[uid] = session.connection.submit(request, PlainBody(), uid=uid).job_id
    except GalateaError:  # whoever overwrites the mesh tells that it is not known
        return False
    return True


def _backend_and_avatar(thing: AvatarObject) -> tuple[str, str]:
    welcome = session.connection.welcome
    return welcome.instance if welcome else "", thing.get(provenance.AVATAR_ID, "")
