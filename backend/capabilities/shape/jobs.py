"""The job behind ShapeRequest."""

from __future__ import annotations

from ...body import parameter_vector
from ...context import JobContext
from ...figure.base import base_of, begun
from ...figure.finish import body_of, check_figure, finish
from ...figure.measures import measuring
from ...figure.report import Stopwatch
from ...figure.word_eyes import WordEyes
from ...figure.worded import worded
from ...protocol.requests import ShapeRequest
from ...protocol.results import AvatarResult


def run_shape(request: ShapeRequest, context: JobContext) -> AvatarResult:
    """Sliders alone become a person."""
    check_figure(request)
    stopwatch = Stopwatch()
    with stopwatch.stage("load"):
        context.progress("load", 0.0, "loading the body")
        body, faces = body_of(request.figure, context)
        base = base_of(request, context)
        values = parameter_vector(body, begun(request, base, body).sliders)[0]
    warnings: list[str] = []

    def warn(sentence: str) -> None:
        warnings.append(sentence)
        context.warn(sentence)

    with stopwatch.stage("words"):
        values = worded(body, values, request, context, eyes=WordEyes(body, context))
    with stopwatch.stage("measures"):
        values = measuring(body, values, request.measures, request.locked, warn)
    models = {f"body {body.name}": body.licence}
    return finish(request, context, body, faces, values, request.look, stopwatch, warnings, [], models, base)
