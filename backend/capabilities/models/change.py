"""The job behind ChangeModelsRequest."""

from __future__ import annotations

from pathlib import Path

from ...context import JobContext
from ...protocol.checks import check_request
from ...protocol.models import AddedModel, ChangedModelsResult
from ...protocol.requests import ChangeModelsRequest
from .adding import add_published, remove_published


def run_change_models(request: ChangeModelsRequest, context: JobContext) -> ChangedModelsResult:
    """Models that were kept when it is cancelled stay."""
    check_request(request)
    if request.action == "remove":
        remove_published(request.what)
        return ChangedModelsResult(removed=(request.what,))
    context.progress("reading", 0.0)
    adding = add_published(Path(request.what), request.licence, request.replace)
    added, here = [], []
    for number, model in enumerate(adding.added, 1):
        if model.changed:
            told = AddedModel(name=model.name, licence=model.licence, selling=model.selling, files=model.sources)
            added.append(told)
        else:
            here.append(model.name)
        context.progress("adding", number / adding.count, model.name)
    return ChangedModelsResult(added=tuple(added), here_already=tuple(here), left_out=dict(adding.passed_over))
