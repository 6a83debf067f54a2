# SPDX-License-Identifier: GPL-3.0-or-later
"""Work of this backend that is not in this file: found after a restart, and left there until the artist wants it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import bpy

from .._shared.protocol.errors import BadRequest
from .._shared.protocol.events import Cancelled, Done, Failed, JobInfo
from .._shared.protocol.table import is_recoverable
from ..scene import current
from ..session import session
from ..session.job import Job, JobHandler, recovering
from ..state import labels, preferences, preview_icons, properties
from ..state.memory import memory

MOST_DISMISSED = 1000
PICTURED = 3
"""how many of the newest are shown with their picture: each costs a whole result"""


@dataclass(frozen=True)
class Found:
    """A job that is over, and how it ended."""

    title: str
    capability: str
    failed: bool = False
    message: str = ""
    hint: str = ""
    resumable: bool = False


@dataclass
class RecoveredJobs:
    """What the backend has and this file has not; the backend keeps the results themselves."""

    known: dict[str, Found] = field(default_factory=dict)
    """by job id, newest first"""
    pictured: set[str] = field(default_factory=set)
    """job ids whose picture was asked for"""


class FoundJob(JobHandler):
    """A job that is watched and was not asked for here. Its result stays with the backend until it is fetched."""

    asked_here = False

    def __init__(self, capability: str) -> None:
        self.capability = capability

    def on_result(self, job: Job, done: Done) -> None:
        keep(job, self.capability)

    def on_failure(self, job: Job, failure: Failed) -> None:
        _note(job.job_id, Found(job.title, self.capability, True, failure.message, failure.hint, resumable(failure)))

    def on_cancel(self, job: Job, cancelled: Cancelled) -> None:
        properties.panel().note = f"Cancelled: {job.title}"
        preview_icons.clear()


class RunningJob(FoundJob):
    """It goes on, and is followed in the panel."""

    in_panel = True


class PicturedJob(JobHandler):
    """A finished job whose picture is wanted."""

    asked_here = False

    def on_result(self, job: Job, done: Done) -> None:
        if (picture := getattr(done.result, "preview", None)) is not None:
            preview_icons.keep(job.job_id, picture)

    def on_failure(self, job: Job, failure: Failed) -> None:
        """Nobody asked for it: said nowhere."""


def take_over(listed: Iterable[JobInfo], expected: Collection[str]) -> None:
    """Take over the backend's list, newest first, but for what is `expected` anyway. What runs is followed."""
    recovered = memory.of(RecoveredJobs)
    kept, recovered.known = recovered.known, {}
    dismissed = set(preferences.get().dismissed.split())
    for info in listed:
        job_id = info.job_id
        title = kept[job_id].title if job_id in kept else labels.shorten(info.title)
        offered = is_recoverable(info.type) and recovering(info.type) is not None
        wanted = job_id in kept or (offered and info.state != "cancelled")
        if not wanted or job_id in dismissed or job_id in expected or _arrived(job_id):
            continue
        if info.state == "done":
            recovered.known[job_id] = Found(title, info.type)
        elif info.state in ("queued", "running"):
            session.connection.watch(job_id, RunningJob(info.type), title=title)
        else:
            recovered.known[job_id] = Found(title, info.type, failed=True, message=info.message)
            session.connection.watch(job_id, FoundJob(info.type), title=title)
    show()


def newest(count: int = PICTURED) -> list[str]:
    """The job ids that stand first on the panel's list."""
    return [item.name for item in properties.panel().found][:count]


def ask_for_pictures() -> None:
    """One at a time, and only while nobody waits for anything else."""
    if session.connection.state != "READY" or session.connection.jobs:
        return
    recovered = memory.of(RecoveredJobs)
    for job_id in newest():
        found = recovered.known.get(job_id)
        if found is not None and not found.failed and job_id not in recovered.pictured:
            recovered.pictured.add(job_id)
            session.connection.look(job_id, PicturedJob())
            return


def resumable(event: Failed) -> bool:
    """Whether another try may go better: what was wrong in the request is wrong again when it is resumed."""
    return event.resumable and not isinstance(event.error(), BadRequest)


def keep(job: Job, capability: str) -> None:
    """Its result is there and nobody here took it: the backend has it, the panel's list its name."""
    _note(job.job_id, Found(job.title, capability))


def arrived(job_id: str) -> None:
    """A result is in this file, which remembers it: what is undone or was never saved is offered again."""
    if not _arrived(job_id):
        properties.of_scene(current.scene()).arrived.add().name = job_id
    show()


def title(job_id: str) -> str:
    """What the job is called in the panel; empty where it is not known."""
    known = memory.of(RecoveredJobs).known.get(job_id) or session.connection.jobs.get(job_id)
    return known.title if known else ""


def handler_of(job_id: str) -> JobHandler | None:
    """Who takes the result of a job of the list; None where it is not known."""
    known = memory.of(RecoveredJobs).known.get(job_id)
    if known is not None:
        return recovering(known.capability)
    job = session.connection.jobs.get(job_id)
    return recovering(job.handler.capability) if job is not None and isinstance(job.handler, FoundJob) else None


def take_off(job_id: str) -> None:
    """Off the list, because it is being fetched or resumed."""
    memory.of(RecoveredJobs).known.pop(job_id, None)
    show()


def dismiss(job_id: str = "") -> None:
    """Off the list for good, in every file; without an id all that is over. What runs goes on."""
    known = memory.of(RecoveredJobs).known
    job_ids = [job_id] if job_id else list(known)
    chosen = preferences.get()
    chosen.dismissed = " ".join([*chosen.dismissed.split(), *job_ids][-MOST_DISMISSED:])
    current.preferences().is_dirty = True  # so that Blender saves them when it quits
    for each in job_ids:
        known.pop(each, None)
        if (job := session.connection.jobs.get(each)) and not job.handler.asked_here:
            session.connection.forget(each)
    show()


def show() -> None:
    """Fill the panel's list with what is not in this file."""
    shown = properties.panel().found
    shown.clear()
    for job_id, found in memory.of(RecoveredJobs).known.items():
        if not _arrived(job_id):
            item = shown.add()
            item.name, item.title, item.failed = job_id, found.title, found.failed
            item.message, item.hint, item.resumable = found.message, found.hint, found.resumable


def _note(job_id: str, found: Found) -> None:
    """What is new comes first; what is on the list keeps its place."""
    recovered = memory.of(RecoveredJobs)
    if job_id in recovered.known:
        recovered.known[job_id] = found
    else:
        recovered.known = {job_id: found, **recovered.known}
    show()


def _arrived(job_id: str) -> bool:
    return any(job_id in properties.of_scene(scene).arrived for scene in bpy.data.scenes)
