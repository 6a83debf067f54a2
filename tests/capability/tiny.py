"""A capability of a few lines, as CONTRIBUTING tells it: a request, a job, and a line of the table for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tiny_changes import LINES as CHANGES

from backend.protocol.requests import Figure, Look, sentence, within
from backend.protocol.table import Capability


@dataclass(frozen=True, kw_only=True)
class StatueRequest:
    """A name becomes a statue of somebody."""

    name: str = sentence(40)
    """Whose statue it is."""
    size: float = within(0.5, 0, 1)
    """0 smallest to 1 tallest."""
    figure: Figure = field(default_factory=Figure)


def run_statue(request, context):
    """The toy body, as tall as is asked for, in marble."""
    from backend.body import parameter_vector
    from backend.figure.finish import body_of, check_figure, finish
    from backend.figure.report import Stopwatch

    check_figure(request)
    body, faces = body_of(request.figure, context)
    values = parameter_vector(body, {"height": request.size})[0]
    context.warn(f"This is only a statue of {request.name}.")
    return finish(request, context, body, faces, values, Look(skin_tone=0.0), Stopwatch(), [], [], {"body toy": "CC0"})


LINES = [
    *CHANGES,
    Capability(
        name="statue",
        request="tiny:StatueRequest",
        result=".results:AvatarResult",
        job="tiny:run_statue",
        sentence="a name becomes a statue",
    ),
]
