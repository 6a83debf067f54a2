# SPDX-License-Identifier: GPL-3.0-or-later
"""Go on with work that failed, from what the backend has saved of it."""

from __future__ import annotations

import bpy
from bpy.props import StringProperty

from .. import properties, work
from .._shared.protocol.errors import BadRequest
from .base import GalateaOperator, sent
from .create import WAIT


class GALATEA_OT_resume(GalateaOperator):
    """Go on with work that failed, from what is saved of it. Python: bpy.ops.galatea.resume(job="…")"""

    bl_idname = "galatea.resume"
    bl_label = "Resume"

    job: StringProperty(name="Job", description="Empty: the one that failed last", options={"SKIP_SAVE"})
    wait: WAIT

    def act(self, context: bpy.types.Context) -> None:
        job = self.job or properties.panel(context).problem.job
        if not job:
            raise BadRequest("Nothing failed that could be resumed.", "Give the job's id: galatea jobs lists them.")
        sent(lambda: work.resume(job), self.wait)


CLASSES = (GALATEA_OT_resume,)
