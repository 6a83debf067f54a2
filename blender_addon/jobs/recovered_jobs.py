# SPDX-License-Identifier: GPL-3.0-or-later
"""Work of this backend that is not in this file: found after a restart, and left there until the artist wants it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import bpy

from .._shared.protocol.errors import BadRequest
from .._shared.protocol.events import Cancelled, Done, Event, Failed, JobInfo, Preview
from .._shared.protocol.table import is_recoverable
from ..session.connection import Job
from ..session.session import connection
from ..state import labels, preferences, preview_icons, properties

MOST_DISMISSED = 1000
PICTURED = 3
"""how many of the newest are shown with their picture: each costs a whole result"""


@dataclass(frozen=True)
class Found:
    """A job that is over, and how it ended."""

    title: str
    failed: bool = False
    message: str = ""
    hint: str = ""
    resumable: bool = False


_seen: set[str] = set()
"""job ids whose picture was asked for"""
_found: dict[str, Found] = {}
"""job id -> what is known of it, newest first; the backend keeps the results themselves"""


def look(listed: Iterable[JobInfo], expected: Collection[str]) -> None:
    """Take over the backend's list, newest first, but for what is `expected` anyway. What runs is followed."""
    kept = dict(_found)
    _found.clear()
    dismissed = set(preferences.get().dismissed.split())
    for info in listed:
        job_id = info.job_id
        title = kept[job_id].title if job_id in kept else labels.shorten(info.title)
        wanted = job_id in kept or (is_recoverable(info.type) and info.state != "cancelled")
        if not wanted or job_id in dismissed or job_id in expected or _arrived(job_id):
            continue
        if info.state == "done":
            _found[job_id] = Found(title)
        elif info.state in ("queued", "running"):
            connection.watch(job_id, "followed", title=title)
        else:
            _found[job_id] = Found(title, failed=True, message=info.message)
            connection.watch(job_id, "ended", title=title)
    show()


def newest(count: int = PICTURED) -> list[str]:
    """The job ids that stand first on the panel's list."""
    return [item.name for item in properties.panel().found][:count]


def ask_for_pictures() -> None:
    """One at a time, and only while nobody waits for anything else."""
    if connection.state != "READY" or connection.jobs:
        return
    for job_id in newest():
        if job_id not in _seen and job_id in _found and not _found[job_id].failed:
            _seen.add(job_id)
            connection.look(job_id)
            return


def hear(job: Job, event: Event) -> None:
    """What happened to a job that was found. Its result stays with the backend until it is fetched."""
    if job.kind == "seen":
        if isinstance(event, Done):
            preview_icons.keep(job.job_id, event.result.preview)
    elif isinstance(event, Preview):
        preview_icons.show(event.image)
    elif isinstance(event, Done):
        keep(job)
    elif isinstance(event, Failed):
        _note(job.job_id, Found(job.title, True, event.message, event.hint, resumable(event)))
    elif isinstance(event, Cancelled):
        properties.panel().note = f"Cancelled: {job.title}"
        preview_icons.clear()


def resumable(event: Failed) -> bool:
    """Whether another try may go better: what was wrong in the request is wrong again when it is resumed."""
    return event.resumable and not isinstance(event.error(), BadRequest)


def keep(job: Job) -> None:
    """Its result is there and nobody here took it: the backend has it, the panel's list its name."""
    _note(job.job_id, Found(job.title))


def arrived(job_id: str) -> None:
    """A result is in this file, which remembers it: what is undone or was never saved is offered again."""
    if not _arrived(job_id):
        bpy.context.scene.galatea.arrived.add().name = job_id
    show()


def title(job_id: str) -> str:
    """What the job is called in the panel; empty where it is not known."""
    known = _found.get(job_id) or connection.jobs.get(job_id)
    return known.title if known else ""


def take_off(job_id: str) -> None:
    """Off the list, because it is being fetched or resumed."""
    _found.pop(job_id, None)
    show()


def dismiss(job_id: str = "") -> None:
    """Off the list for good, in every file; without an id all that is over. What runs goes on."""
    job_ids = [job_id] if job_id else list(_found)
    chosen = preferences.get()
    chosen.dismissed = " ".join([*chosen.dismissed.split(), *job_ids][-MOST_DISMISSED:])
    bpy.context.preferences.is_dirty = True  # so that Blender saves them when it quits
    for each in job_ids:
        _found.pop(each, None)
        if (job := connection.jobs.get(each)) and not job.ours:
            del connection.jobs[each]
    show()


def show() -> None:
    """Fill the panel's list with what is not in this file."""
    shown = properties.panel().found
    shown.clear()
    for job_id, found in _found.items():
        if not _arrived(job_id):
            item = shown.add()
            item.name, item.title, item.failed = job_id, found.title, found.failed
            item.message, item.hint, item.resumable = found.message, found.hint, found.resumable


def _note(job_id: str, found: Found) -> None:
    """What is new comes first; what is on the list keeps its place."""
    global _found
    if job_id in _found:
        _found[job_id] = found
    else:
        _found = {job_id: found, **_found}
    show()


def _arrived(job_id: str) -> bool:
    return any(job_id in scene.galatea.arrived for scene in bpy.data.scenes)
