# SPDX-License-Identifier: GPL-3.0-or-later
"""A result that changes an avatar which is already there goes into it as one undo step, or waits while it is busy."""

from __future__ import annotations

from typing import Any

from .._shared.protocol.changes import CHANGES, PosesResult, ShapeResult
from .._shared.protocol.errors import BadRequest
from .._shared.protocol.events import Cancelled, Done
from .._shared.protocol.table import line_of
from ..scene import provenance
from ..scene.changes import apply_change
from ..session import session
from ..session.job import Job, JobHandler
from ..state import avatars, export_reports, found_poses, labels, properties, undo
from ..state.avatar_object import AvatarObject
from . import base_avatars, generating, held_results, recovered_jobs


class ChangeHandler(JobHandler):
    """The result is one of changes.CHANGES, for the avatar that the job works for."""

    recovers = tuple(each.__name__ for each in CHANGES)
    in_panel = True
    blocks = True

    def on_result(self, job: Job, done: Done) -> AvatarObject | None:
        thing = self.target(job, done)
        if thing is None or job.file != session.connection.file:
            properties.panel().note = f"The avatar of this result is not here: {job.title}"
            if name := self.capability or (line_of(job.request).name if job.request else ""):
                recovered_jobs.keep(job, name)
            return None
        if why := held_results.obstacle(thing):
            held_results.hold(job, done)
            properties.panel().note = f"A result waits. {why} to see it"
            return None
        self.on_drop(job)
        warnings = [str(told) for told in done.result.report.get("warnings", ())]
        if isinstance(done.result, ShapeResult):
            # its mesh is asked for as if the sliders had been moved; the step to undo comes with it
            generating.from_sliders(thing, done.result.sliders)
        else:
            warnings += [told for told in self.put(job, thing, done.result) if told]
            export_reports.outdate(thing.galatea.uid)
            undo.push_step(f"Galatea: {job.title}")
        if warnings:
            properties.panel().note = labels.sentences(warnings)
        return thing

    def target(self, job: Job, done: Done) -> AvatarObject | None:
        """Whom the result is for, where it is still here."""
        return avatars.find(job.uid) if job.uid else _with_id(done.result.avatar_id)

    def put(self, job: Job, thing: AvatarObject, result: Any) -> tuple[str, ...]:
        """Make the change; returns what is to be told of it."""
        if isinstance(result, PosesResult):
            found_poses.keep(thing.galatea.uid, result)
        return apply_change(thing, result), base_avatars.change(thing, result)

    def on_cancel(self, job: Job, cancelled: Cancelled) -> None:
        properties.panel().note = f"Cancelled: {job.title}"
        self.on_drop(job)

    def on_drop(self, job: Job) -> None:
        thing = avatars.find(job.uid)
        if thing is not None and thing.galatea.job == job.job_id:
            thing.galatea.job = ""


def _with_id(avatar_id: str) -> AvatarObject | None:
    """The avatar of this file that a change was made for; the selected one where several are of one request."""
    found = [thing for thing in avatars.everyone() if avatar_id and thing.get(provenance.AVATAR_ID) == avatar_id]
    chosen = avatars.active()
    return chosen if chosen in found else next(iter(found), None)


def ask(request: Any, thing: AvatarObject, title: str, handler: ChangeHandler | None = None) -> Job:
    """Ask for a change to an avatar. Raises BadRequest where it is linked, or worked on already."""
    avatars.separate_twins()
    avatars.must_be_local(thing)
    uid = thing.galatea.uid
    if session.connection.working_for(uid) is not None:
        raise BadRequest("This avatar is being worked on already.", "Wait for it, or cancel it first.")
    job = session.connection.submit(request, handler or ChangeHandler(), uid=uid, title=title)
    thing.galatea.job, thing.galatea.capability = job.job_id, line_of(request).name
    return job
