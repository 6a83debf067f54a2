# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of work: stop it, go on with it, bring its result in, take it off the list."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import StringProperty

from .._shared.protocol.errors import BadRequest
from ..jobs import generating, recovered_jobs
from ..scene import current
from ..session import session
from ..state import properties
from .base import AskingOperator, GalateaOperator


class GALATEA_OT_cancel(GalateaOperator):
    """Stop this work. The figure stays as it was.

    Python: bpy.ops.galatea.cancel(job="…")"""

    bl_idname = "galatea.cancel"
    bl_label = "Cancel"

    job: StringProperty(description="Empty: all that was begun here", options={"SKIP_SAVE"})

    def act(self, context: bpy.types.Context) -> None:
        jobs = session.connection.jobs.values()
        ours = [job.job_id for job in jobs if job.handler.asked_here and job.handler.cancelled_with_all]
        for job_id in [self.job] if self.job else ours:
            session.connection.cancel(job_id)


class GALATEA_OT_resume(AskingOperator):
    """Go on with work that failed or was stopped, from what is saved of it.

    Python: bpy.ops.galatea.resume(job="…")"""

    bl_idname = "galatea.resume"
    bl_label = "Resume"

    job: StringProperty(name="Job", description="Empty: the one that failed last", options={"SKIP_SAVE"})

    def act(self, context: bpy.types.Context) -> None:
        job = self.job or properties.panel(context).problem.job
        if not job:
            raise BadRequest("Nothing failed that could be resumed.", "Give the job's id: galatea jobs lists them.")
        self.send(lambda: generating.resume(job))


class GALATEA_OT_fetch_job(AskingOperator):
    """Bring this person into the scene as a new figure.

    Python: bpy.ops.galatea.fetch_job(job="…")"""

    bl_idname = "galatea.fetch_job"
    bl_label = "Fetch"

    job: StringProperty(options={"SKIP_SAVE"})

    def act(self, context: bpy.types.Context) -> None:
        self.send(lambda: generating.fetch(self.job))


class GALATEA_OT_dismiss_job(GalateaOperator):
    """Never list this work again in any file. The person cannot be brought in from here any more.

    Python: bpy.ops.galatea.dismiss_job(job="…")"""

    bl_idname = "galatea.dismiss_job"
    bl_label = "Dismiss"

    job: StringProperty(description="Empty: all that is over", options={"SKIP_SAVE"})

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[Any]:
        return current.window_manager(context).invoke_confirm(
            self,
            event,
            title="Never list this person again?" if self.job else "Never list these people again?",
            message=recovered_jobs.title(self.job) if self.job else f"{len(properties.panel(context).found)} people",
            confirm_text="Dismiss",
        )

    def act(self, context: bpy.types.Context) -> None:
        recovered_jobs.dismiss(self.job)


CLASSES = (GALATEA_OT_cancel, GALATEA_OT_resume, GALATEA_OT_fetch_job, GALATEA_OT_dismiss_job)
