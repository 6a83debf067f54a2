# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies that the artist has from their publishers are added and removed by the backend."""

from __future__ import annotations

from pathlib import Path

import bpy

from .._shared.protocol.errors import BadRequest
from .._shared.protocol.events import Cancelled, Done
from .._shared.protocol.models import ChangedModelsResult
from .._shared.protocol.requests import ChangeModelsRequest
from ..session import session
from ..session.job import Job, JobHandler
from ..state import bodies, labels, properties

MOST_TOLD = 6


class ChangedModels(JobHandler):
    """What became of it is told in the panel, and the first body that was added is the chosen one."""

    in_panel = True

    def on_result(self, job: Job, done: Done) -> None:
        result: ChangedModelsResult = done.result
        panel = properties.panel()
        if panel.body in result.removed:
            panel.body = bodies.FIRST
        if chosen := [*(model.name for model in result.added), *result.here_already]:
            panel.body = chosen[0]
        told = tell(result)
        bodies.say(told)
        panel.note = told[0]
        session.connection.ask_models()

    def on_cancel(self, job: Job, cancelled: Cancelled) -> None:
        bodies.say(["Cancelled. Bodies that were added before are there"])
        properties.panel().note = f"Cancelled: {job.title}"
        session.connection.ask_models()


def add(path: str, licence: str = "", replace: bool = False) -> Job:
    """A file or a folder of the publisher's. Raises BadRequest where none is chosen."""
    if not path:
        raise BadRequest("No file was chosen.", "Choose a file such as SMPL_FEMALE.pkl, or a folder of them.")
    where = bpy.path.abspath(path)
    request = ChangeModelsRequest(action="add", what=where, licence=licence, replace=replace)
    return _ask(request, f"add {Path(where).name or where}")


def remove(name: str) -> Job:
    return _ask(ChangeModelsRequest(action="remove", what=name), f"remove {bodies.label(name)}")


def tell(result: ChangedModelsResult) -> list[str]:
    """In sentences: what was added under which licence, what may be done with it, what was left out and why."""
    told = [f"Removed {bodies.label(name)}" for name in result.removed]
    for model in result.added[:MOST_TOLD]:
        told.append(f"Added {bodies.label(model.name)}, {model.licence}. {model.selling}")
    if more := len(result.added) - MOST_TOLD:
        told += [f"Added {more} more"] if more > 0 else []
    if result.here_already:
        told.append(f"Here already: {bodies.labels(result.here_already)}")
    told += [f"Left out {name}: {why}" for name, why in list(result.left_out.items())[:MOST_TOLD]]
    return told or ["Nothing was changed"]


def _ask(request: ChangeModelsRequest, title: str) -> Job:
    job = session.connection.submit(request, ChangedModels(), title=labels.shorten(title))
    bodies.say([])
    properties.panel().note = ""
    properties.forget_problem()
    return job
