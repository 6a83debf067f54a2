"""Several people of one line: its sliders roll within bounds, none like another, and all of a person's weight."""

from __future__ import annotations

import dataclasses
import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from ..body import BodyData, load_body, measure, parameter_vector, rest_shape
from ..protocol.batch.plan import Wanted
from ..protocol.codec import closest
from ..protocol.errors import BadRequest
from ..protocol.randomise import right_weight, roll
from ..protocol.sliders import PHENOTYPES

AMOUNT = 0.3
"""of a slider's whole way, to either side"""
BODY, DETAILS = "body", "details"
"""the usual sliders (age, height …), and the many small shapes"""
ALIKE = 0.01
"""two people whose every slider differs by less than this share of its way"""
TRIES = 40
CANDIDATES = 4
STEPS = 24
PLACES = 4


@dataclass(frozen=True)
class Bounds:
    """How far sliders may move from where they stand, as shares of their whole way."""

    body: float = AMOUNT
    details: float = AMOUNT
    single: Mapping[str, float] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()


def bounds_of(vary: Iterable[str], lock: Iterable[str]) -> Bounds:
    """`vary`: ("height=0.2", "details=0.1"); what it names alone moves, and without it everything does.
    Raises BadRequest."""
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
    otherwise = 0.0 if amounts else AMOUNT
    single = {name: amount for name, amount in amounts.items() if name not in (BODY, DETAILS)}
    return Bounds(amounts.get(BODY, otherwise), amounts.get(DETAILS, otherwise), single, frozenset(lock))


def varied(person: Wanted, count: int, bounds: Bounds, bodies: dict[str, BodyData]) -> tuple[Wanted, ...]:
    """`count` people like this one, each told by their own request; the same call gives the same people.

    bodies: those that are loaded; more are added. Raises BadRequest where the request has no sliders, a bound or lock
    names none of them, or the bounds leave too little room.
    """
    request = person.request
    if not hasattr(request, "sliders") or not hasattr(request, "figure"):
        raise BadRequest("This line has no sliders that could vary.", "Leave it out, or start without --variations.")
    name = request.figure.body
    body = bodies.get(name) or bodies.setdefault(name, load_body(name))
    _check(body, bounds)
    digits = len(str(count))
    made: list[dict[str, float]] = []
    rolled: list[Wanted] = []
    for number in range(1, count + 1):
        dice = random.Random(f"{person.digest} {number}")
        sliders = _another(body, request, bounds, made, dice)
        made.append(sliders)
        changed = dataclasses.replace(request, sliders=sliders)
        rolled.append(dataclasses.replace(person, name=f"{person.name}-{number:0{digits}}", request=changed))
    return tuple(rolled)


def distance(body: BodyData, one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How far two people are apart: the largest difference of a slider, as a share of its way."""
    return max(
        abs(one.get(p.name, p.default) - other.get(p.name, p.default)) / (p.maximum - p.minimum)
        for p in body.parameters
    )


def _another(
    body: BodyData, request: Any, bounds: Bounds, made: Sequence[Mapping[str, float]], dice: random.Random
) -> dict[str, float]:
    """Of several rolls the one farthest from all who are there."""
    found: list[tuple[float, dict[str, float]]] = []
    for _ in range(TRIES):
        sliders = _rolled(body, request, bounds, dice)
        apart = min((distance(body, sliders, other) for other in made), default=1.0)
        if apart >= ALIKE:
            found.append((apart, sliders))
        if len(found) == CANDIDATES or (found and not made):
            break
    if not found:
        raise BadRequest(
            f"Within these bounds only {len(made)} people differ from one another.",
            "Ask for fewer --variations, vary more sliders, or lock fewer.",
        )
    return max(found, key=lambda pair: pair[0])[1]


def _rolled(body: BodyData, request: Any, bounds: Bounds, dice: random.Random) -> dict[str, float]:
    now = dict(request.sliders)
    kept = bounds.locked | set(getattr(request, "locked", ()))
    catalogue = [p for p in body.parameters if p.group != "expression" or p.name in bounds.single]
    free = {p.name for p in catalogue if _amount(bounds, p.name) > 0.0} - kept
    wanted = roll(
        catalogue,
        now,
        {p.name for p in catalogue} - free,
        0.0,
        dice,
        body=True,
        details=True,
        amounts={name: _amount(bounds, name) for name in free},
    )
    sliders = now | {name: round(value, PLACES) for name, value in wanted.items()}
    return _of_a_persons_weight(body, sliders) if "weight" in free else sliders


def _amount(bounds: Bounds, name: str) -> float:
    return bounds.single.get(name, bounds.body if name in PHENOTYPES else bounds.details)


@torch.inference_mode()
def _of_a_persons_weight(body: BodyData, sliders: dict[str, float]) -> dict[str, float]:
    """With the weight slider where the body weighs what a person of that height and age may weigh."""
    size = _measured(body, sliders)
    if "weight" not in body.parameter_index or "mass" not in size:
        return sliders
    target = right_weight(sliders.get("age", 1.0), size["height"], size["mass"])
    if target is None:
        return sliders
    parameter = body.parameters[body.parameter_index["weight"]]
    low, high = parameter.minimum, parameter.maximum
    for _ in range(STEPS):
        middle = (low + high) / 2
        if _measured(body, {**sliders, "weight": middle})["mass"] < target:
            low = middle
        else:
            high = middle
        if high - low < 10**-PLACES:
            break
    return {**sliders, "weight": round((low + high) / 2, PLACES)}


def _measured(body: BodyData, sliders: Mapping[str, float]) -> dict[str, float]:
    return {
        name: float(value[0])
        for name, value in measure(body, rest_shape(body, parameter_vector(body, sliders))).items()
    }


def _check(body: BodyData, bounds: Bounds) -> None:
    for name in (*bounds.single, *bounds.locked):
        if name not in body.parameter_index:
            raise BadRequest(f"The body {body.name} has no slider {name[:60]!r}.", closest(name, body.parameter_index))
