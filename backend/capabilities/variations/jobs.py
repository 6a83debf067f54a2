"""The job behind VariationsRequest."""

from __future__ import annotations

from ...context import JobContext
from ...figure.warm_body import warm_body
from ...protocol.requests import VariationsRequest
from ...protocol.variations import VariationsResult
from .rolling import rolled


def run_variations(request: VariationsRequest, context: JobContext) -> VariationsResult:
    """On the CPU, as the command line rolls them: the same people wherever they are asked for."""
    return VariationsResult(people=rolled(request, warm_body(request.body, context, "cpu")))
