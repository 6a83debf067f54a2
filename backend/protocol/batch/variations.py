"""A line of a batch becomes several people, whose sliders a VariationsRequest rolls."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Mapping, Sequence

from ..errors import BadRequest
from ..requests.variations import VariationsRequest
from .plan import Wanted


def bounds_of(vary: Iterable[str]) -> dict[str, float]:
    """("height=0.2", "details=0.1") -> {"height": 0.2, "details": 0.1}. Raises BadRequest."""
    amounts: dict[str, float] = {}
    for text in vary:
        name, _, number = text.partition("=")
        try:
            amount = float(number)
        except ValueError:
            amount = math.nan
        if not (name.strip() and 0.0 < amount <= 1.0):
            raise BadRequest(f"{text[:60]!r} is no bound.", "Write it like height=0.2: a fifth of the way, at most 1.")
        amounts[name.strip()] = amount
    return amounts


def request_of(person: Wanted, count: int, vary: Mapping[str, float], lock: Sequence[str]) -> VariationsRequest:
    """For `count` people like this one; the same call gives the same people. Raises BadRequest without sliders."""
    request = person.request
    if not hasattr(request, "sliders") or not hasattr(request, "figure"):
        raise BadRequest("This line has no sliders that could vary.", "Leave it out, or start without --variations.")
    return VariationsRequest(
        count=count,
        sliders=request.sliders,
        body=request.figure.body,
        measures=request.measures,
        locked=tuple(dict.fromkeys((*getattr(request, "locked", ()), *lock))),
        vary=vary,
        key=person.digest,
    )


def people_of(person: Wanted, rolled: Sequence[Mapping[str, float]]) -> tuple[Wanted, ...]:
    """Each told by their own request, named after the one and numbered."""
    digits = len(str(len(rolled)))
    return tuple(
        dataclasses.replace(
            person,
            name=f"{person.name}-{number:0{digits}}",
            request=dataclasses.replace(person.request, sliders=sliders),
        )
        for number, sliders in enumerate(rolled, 1)
    )
