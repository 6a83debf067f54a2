"""The person of no words: who moves, or is shown, where no avatar is named. `galatea shape` makes the same one."""

from __future__ import annotations

from ..body import parameter_vector
from ..context import JobContext
from ..protocol.requests import Figure, ShapeRequest
from ..protocol.results import Avatar
from .assemble import assemble
from .resolve import resolve
from .warm_body import warm_body


def somebody(context: JobContext) -> Avatar:
    """Stays in memory."""
    return context.model("somebody", lambda: _made(context))


def _made(context: JobContext) -> Avatar:
    figure = Figure(texture_size=256, preview_size=0)
    body = warm_body(figure.body, context)
    values = parameter_vector(body, {})[0]
    request = ShapeRequest(figure=figure)
    look = resolve(request.look, body, values, 0, None, lambda sentence: None)
    return assemble(body, values, look, request, {f"body {body.name}": body.licence})
