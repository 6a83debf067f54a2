# SPDX-License-Identifier: GPL-3.0-or-later
"""A result that changes an avatar which is already there goes into it as one undo step, or waits while it is busy."""

from __future__ import annotations

from typing import Any

from .._shared.protocol.changes import ShapeResult
from .._shared.protocol.errors import BadRequest
from .._shared.protocol.events import Cancelled, Done
from ..scene.changes import apply_change
from ..session import session
from ..session.job import Job, JobHandler
from ..state import avatars, export_reports, properties, undo
from ..state.avatar_object import AvatarObject
from . import base_avatars, generating, held_results


class ChangeHandler(JobHandler):
    """The result is one of changes.CHANGES, for the avatar that the job works for."""

    in_panel = True
    blocks = True

    def on_result(self, job: Job, done: Done) -> AvatarObject | None:
        thing = avatars.find(job.uid)
        if thing is None or job.file != session.connection.file:
            properties.panel().note = f"The avatar of this result is not here: {job.title}"
            return None
        if why := held_results.obstacle(thing):
            held_results.hold(job, done)
            properties.panel().note = f"A result waits. {why} to see it"
            return None
        warnings = [str(told) for told in done.result.report.get("warnings", ())]
        if isinstance(done.result, ShapeResult):
            # its mesh is asked for as if the sliders had been moved; the step to undo comes with it
            generating.from_sliders(thing, done.result.sliders)
        else:
            hidden = apply_change(thing, done.result)
            passing = base_avatars.change(thing, done.result)
            warnings += [told for told in (hidden, passing) if told]
            export_reports.outdate(thing.galatea.uid)
            undo.push_step(f"Galatea: {job.title}")
        if warnings:
            properties.panel().note = " ".join(warnings)
        return thing

    def on_cancel(self, job: Job, cancelled: Cancelled) -> None:
        properties.panel().note = f"Cancelled: {job.title}"


def ask(request: Any, thing: AvatarObject, title: str) -> Job:
    """Ask for a change to an avatar. Raises BadRequest where it is linked, or worked on already."""
    avatars.separate_twins()
    avatars.must_be_local(thing)
    uid = thing.galatea.uid
    if session.connection.working_for(uid) is not None:
        raise BadRequest("This avatar is being worked on already.", "Wait for it, or cancel it first.")
    return session.connection.submit(request, ChangeHandler(), uid=uid, title=title)
