"""Several people of one line: its sliders roll within bounds, none like another, and all of a person's weight."""

from __future__ import annotations

import dataclasses
import math
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from ..body import BodyData, Parameter, load_body, measure, parameter_vector, rest_shape
from ..body.solve_measures import solve_measures
from ..protocol.batch.plan import Wanted
from ..protocol.codec import closest
from ..protocol.errors import BadRequest
from ..protocol.randomise import right_weight, roll
from ..protocol.sliders import PHENOTYPES

AMOUNT = 0.3
"""of a slider's whole way, to either side"""
BODY, DETAILS = "body", "details"
"""the usual sliders (age, height …), and the many small shapes"""
ALIKE = 0.005
"""two people whose every slider differs by less than this share of its way"""
TRIES = 20
CANDIDATES = 4
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
    made = np.empty((0, len(body.parameters)))
    rolled: list[Wanted] = []
    for number in range(1, count + 1):
        dice = random.Random(f"{person.digest} {number}")
        sliders = _another(body, request, bounds, made, dice)
        made = np.concatenate([made, _ways(body, sliders)[None]])
        changed = dataclasses.replace(request, sliders=sliders)
        rolled.append(dataclasses.replace(person, name=f"{person.name}-{number:0{digits}}", request=changed))
    return tuple(rolled)


def distance(body: BodyData, one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How far two people are apart: the largest difference of a slider, as a share of its way."""
    return float(np.abs(_ways(body, one) - _ways(body, other)).max())


def _ways(body: BodyData, sliders: Mapping[str, float]) -> np.ndarray:
    """(P,) float64: where each slider stands, in shares of its whole way."""
    return np.array([sliders.get(p.name, p.default) / (p.maximum - p.minimum) for p in body.parameters])


def _another(body: BodyData, request: Any, bounds: Bounds, made: np.ndarray, dice: random.Random) -> dict[str, float]:
    """Of several rolls the one farthest from all in `made` (N, P), with the weight of a person."""

    def apart(sliders: Mapping[str, float]) -> float:
        return float(np.abs(made - _ways(body, sliders)).max(axis=1).min()) if len(made) else 1.0

    for _ in range(TRIES):
        sliders = max((_rolled(body, request, bounds, dice) for _ in range(CANDIDATES)), key=apart)
        if apart(sliders) >= ALIKE and apart(sliders := _weighed(body, request, bounds, sliders)) >= ALIKE:
            return sliders
    raise BadRequest(
        f"Within these bounds no more than {len(made)} people were found who differ from one another.",
        "Ask for fewer --variations, vary more sliders, or lock fewer.",
    )


def _catalogue(body: BodyData, bounds: Bounds) -> list[Parameter]:
    return [p for p in body.parameters if p.group != "expression" or p.name in bounds.single]


def _free(body: BodyData, request: Any, bounds: Bounds) -> set[str]:
    """The sliders that may move."""
    kept = bounds.locked | set(getattr(request, "locked", ()))
    return {p.name for p in _catalogue(body, bounds) if _amount(bounds, p.name) > 0.0} - kept


def _rolled(body: BodyData, request: Any, bounds: Bounds, dice: random.Random) -> dict[str, float]:
    now, catalogue, free = dict(request.sliders), _catalogue(body, bounds), _free(body, request, bounds)
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
    return now | {name: round(value, PLACES) for name, value in wanted.items()}


def _amount(bounds: Bounds, name: str) -> float:
    return bounds.single.get(name, bounds.body if name in PHENOTYPES else bounds.details)


@torch.inference_mode()
def _weighed(body: BodyData, request: Any, bounds: Bounds, sliders: dict[str, float]) -> dict[str, float]:
    """With the weight, where it may move, that a person of that height and age may have."""
    weight = body.metrics.get("mass", "")
    if weight not in _free(body, request, bounds) or {"mass", "bmi"} & request.measures.keys():
        return sliders
    size = _measured(body, sliders)
    age = sliders.get(body.metrics.get("age", ""), 1.0)
    target = right_weight(age, size["height"], size["mass"]) if "mass" in size else None
    if target is None:
        return sliders
    others = [slider for slider in body.parameter_index if slider != weight]
    solved = solve_measures(body, parameter_vector(body, sliders)[0], {"mass": target}, others)
    return {**sliders, weight: round(float(solved.values[body.parameter_index[weight]]), PLACES)}


def _measured(body: BodyData, sliders: Mapping[str, float]) -> dict[str, float]:
    return {
        name: float(value[0])
        for name, value in measure(body, rest_shape(body, parameter_vector(body, sliders))).items()
    }


def _check(body: BodyData, bounds: Bounds) -> None:
    for name in (*bounds.single, *bounds.locked):
        if name not in body.parameter_index:
            raise BadRequest(f"The body {body.name} has no slider {name[:60]!r}.", closest(name, body.parameter_index))
