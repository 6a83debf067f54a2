"""What a request wants its body to measure, met on the sliders it starts from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from torch import Tensor

from ..body import BodyData
from ..body.solve_measures import Solved, Warm, sentences, solve_measures
from ..protocol.codec import closest
from ..protocol.errors import BadRequest
from ..protocol.requests import LOCKABLE


def measuring(
    body: BodyData,
    values: Tensor,
    wanted: Mapping[str, float],
    locked: Collection[str],
    warn: Callable[[str], None],
) -> Tensor:
    """(P,) slider values near the given ones whose body measures what is wanted: metres, kg, kg / m². What is not met
    is told to `warn`. Raises BadRequest for measures and locks that the body has not."""
    if not wanted:
        return values
    solved = solved_for(body, values, wanted, locked)
    for sentence in sentences(wanted, solved, locked):
        warn(sentence)
    return solved.values


def solved_for(
    body: BodyData,
    values: Tensor,
    wanted: Mapping[str, float],
    locked: Collection[str],
    warm: Warm | None = None,
) -> Solved:
    """As solve_measures, of a request's locks, which may name what of the look is locked too. Raises BadRequest."""
    for name in locked:
        if name not in body.parameter_index and name not in LOCKABLE:
            raise BadRequest(f"The body {body.name} has no slider {name[:60]!r}.", closest(name, body.parameter_index))
    return solve_measures(body, values, wanted, locked, warm=warm)
