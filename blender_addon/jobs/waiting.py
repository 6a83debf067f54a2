# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting, for scripts and for a Blender without a window, where no timer runs."""

from __future__ import annotations

import time

from .._shared.protocol.errors import ConnectionFailed, JobCancelled, JobFailed
from .._shared.protocol.events import Cancelled, Done, Failed
from ..session import session
from ..session.job import Job
from ..state import avatars, preferences
from ..state.avatar_object import AvatarObject
from . import held_results
from .event_loop import Handled, advance, dispatch

COMES_BACK_S = 3.0
"""how long a script waits for a backend that fell silent"""


def ensure_ready(timeout_s: float = 60.0) -> None:
    """Connected when this returns, a local backend started if need be. Blocks: for scripts and background mode."""
    start = time.monotonic()
    if session.state == "OFF":
        if preferences.get().where == "REMOTE":
            session.connect()
        else:
            session.find_running()
    while session.state != "READY":
        for job, event in session.connection.poll(timeout_ms=20):
            dispatch(job, event)
        if trouble := session.step():
            raise trouble[0]
        waited = time.monotonic() - start
        if waited > (COMES_BACK_S if session.state == "LOST" else timeout_s):
            raise ConnectionFailed("The backend does not answer.", "Start it again: galatea serve")
        if session.state == "OFF":
            session.start()
        if session.state == "STARTING":
            time.sleep(0.02)


def wait_for(job: Job, timeout_s: float | None = None) -> tuple[Done, AvatarObject | None]:
    """Turn until a job is over. Blocks: for scripts and background mode. Raises the job's error."""
    deadline = None if timeout_s is None else time.monotonic() + timeout_s
    while True:
        for happened in advance(timeout_ms=20):
            if happened.job.job_id != job.job_id or _goes_in_soon(job):
                continue
            if (outcome := _outcome(happened)) is not None:
                return outcome
        _still_there(job)
        if deadline is not None and time.monotonic() > deadline:
            session.connection.cancel(job.job_id)
            raise JobFailed("The job took longer than it was given.", "Give it more time.")


def wait_for_all(jobs: list[Job]) -> AvatarObject | None:
    """As `wait_for`, of jobs that end in any order and each of which may ask for another; returns the avatar that the
    last was put into."""
    into: dict[str, AvatarObject | None] = {}
    while waiting := [job for job in jobs if job.job_id not in into]:  # which grows meanwhile
        for happened in advance(timeout_ms=20):
            job = next((job for job in jobs if job.job_id == happened.job.job_id), None)
            if job is None or _goes_in_soon(job):
                continue
            if (outcome := _outcome(happened)) is not None:
                into[job.job_id] = outcome[1]
        _still_there(waiting[0])
    return into[jobs[-1].job_id] if jobs else None


def _still_there(job: Job) -> None:
    """Raises JobFailed where the backend is gone, with the way on."""
    if session.connection.state in ("OFF", "LOST"):
        raise JobFailed(
            "The backend went away while it worked.",
            f'Start it again, then: bpy.ops.galatea.resume(job="{job.job_id}"), or: galatea resume {job.job_id}',
            job.job_id,
        )


def _goes_in_soon(job: Job) -> bool:
    """Whether its result is held back for no reason that the artist has to end."""
    return held_results.waits(job) and not held_results.obstacle(avatars.find(job.uid))


def _outcome(happened: Handled) -> tuple[Done, AvatarObject | None] | None:
    """What a script that waits is given; None where the job goes on. Raises the job's error."""
    event = happened.event
    if happened.error is not None:
        raise happened.error
    if isinstance(event, Failed):
        raise event.error()
    if isinstance(event, Cancelled):
        raise JobCancelled(event.message or "The job was cancelled.")
    return (event, happened.thing) if isinstance(event, Done) else None
