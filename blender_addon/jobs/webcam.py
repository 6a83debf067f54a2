# SPDX-License-Identifier: GPL-3.0-or-later
"""A camera that the backend reads: the figure follows it as it follows a phone, and it is let go with it."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from .._shared.protocol.errors import BadRequest, GalateaError
from .._shared.protocol.events import Cancelled, Done, Failed
from .._shared.protocol.places import is_loopback_host
from .._shared.protocol.requests import WebcamRequest
from ..session import session
from ..session.job import Job, JobHandler
from ..state import properties
from ..state.avatar_object import AvatarObject
from ..state.memory import memory
from . import live_face

HERE = "127.0.0.1"


@dataclass
class Filming:
    """job: the backend's, while it reads a camera; camera: as it was called"""

    job: Job | None = None
    camera: str = ""


class WebcamHandler(JobHandler):
    """Whatever ends the job, the face is let go; what was recorded becomes a take."""

    cancelled_with_all = False

    def on_result(self, job: Job, done: Done) -> AvatarObject | None:
        warnings = [str(told) for told in done.result.report.get("warnings", ())]
        _over(job, " ".join(["The camera's pictures have ended.", *warnings]))
        return None

    def on_cancel(self, job: Job, cancelled: Cancelled) -> None:
        _over(job, "")

    def on_failure(self, job: Job, failure: Failed) -> None:
        properties.problem(failure.error())
        _over(job, "")


def start(thing: AvatarObject, camera: str, person: str = "") -> Job:
    """Have a camera of the backend's computer read, and let a mesh follow.

    Raises BadRequest where the backend is on another computer or nothing of the mesh can follow, ConnectionFailed
    without a backend.
    """
    stop()
    host = urlsplit(session.connection.address).hostname or ""
    if session.connection.address and not is_loopback_host(host):
        raise BadRequest(
            "The backend is on another computer, and its cameras are there.",
            "Start a backend here, or run there: galatea webcam --host ADDRESS, and press Listen.",
        )
    live_face.start(thing, HERE, 0)
    request = WebcamRequest(camera=camera.strip(), host=HERE, port=live_face.live().phone.port, person=person.strip())
    try:
        job = session.connection.submit(request, WebcamHandler(), title=f"camera {camera}")
    except GalateaError:
        live_face.stop()
        raise
    now = memory.of(Filming)
    now.job, now.camera = job, camera
    return job


def stop() -> None:
    """Let the camera go; the face is let go by `live_face.stop`."""
    now = memory.of(Filming)
    job, now.job = now.job, None
    if job is not None and job.job_id in session.connection.jobs:
        with contextlib.suppress(GalateaError):  # where the backend is gone, so is its camera
            session.connection.cancel(job.job_id)


def filming() -> Filming | None:
    """What is filmed now."""
    now = memory.of(Filming)
    if now.job is not None and not live_face.active():
        stop()
    return now if now.job is not None else None


def _over(job: Job, note: str) -> None:
    now = memory.of(Filming)
    if now.job is not job:
        return
    now.job = None
    told = live_face.stop()
    if told or note:
        properties.panel().note = " ".join(filter(None, (note, told)))
