"""Sliders of several people around one: rolled within bounds, none like another, and all of a person's weight."""

from __future__ import annotations

import random
from collections.abc import Mapping

import numpy as np
import torch

from ...body import BodyData, Parameter, measure, parameter_vector, rest_shape
from ...body.solve_measures import solve_measures
from ...protocol.codec import closest
from ...protocol.errors import BadRequest
from ...protocol.randomise import right_weight, roll
from ...protocol.requests import LOCKABLE, VariationsRequest
from ...protocol.sliders import PHENOTYPES

AMOUNT = 0.3
"""of a slider's whole way, to either side"""
BODY, DETAILS = "body", "details"
"""the usual sliders (age, height …), and the many small shapes"""
ALIKE = 0.005
"""two people whose every slider differs by less than this share of its way"""
TRIES = 20
CANDIDATES = 4
PLACES = 4


def rolled(request: VariationsRequest, body: BodyData) -> tuple[dict[str, float], ...]:
    """The sliders of each of `request.count` people; the same request gives the same people.

    Raises BadRequest where a bound or lock names no slider of the body, or the bounds leave too little room.
    """
    _check(body, request)
    made = np.empty((0, len(body.parameters)))
    people: list[dict[str, float]] = []
    for number in range(1, request.count + 1):
        people.append(_another(body, request, made, random.Random(f"{request.key} {number}")))
        made = np.concatenate([made, _ways(body, people[-1])[None]])
    return tuple(people)


def distance(body: BodyData, one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How far two people are apart: the largest difference of a slider, as a share of its way."""
    return float(np.abs(_ways(body, one) - _ways(body, other)).max())


def _ways(body: BodyData, sliders: Mapping[str, float]) -> np.ndarray:
    """(P,) float64: where each slider stands, in shares of its whole way."""
    return np.array([sliders.get(p.name, p.default) / (p.maximum - p.minimum) for p in body.parameters])


def _another(body: BodyData, request: VariationsRequest, made: np.ndarray, dice: random.Random) -> dict[str, float]:
    """Of several rolls the one farthest from all in `made` (N, P), with the weight of a person."""

    def apart(sliders: Mapping[str, float]) -> float:
        return float(np.abs(made - _ways(body, sliders)).max(axis=1).min()) if len(made) else 1.0

    for _ in range(TRIES):
        sliders = max((_rolled(body, request, dice) for _ in range(CANDIDATES)), key=apart)
        if apart(sliders) >= ALIKE and apart(sliders := _weighed(body, request, sliders)) >= ALIKE:
            return sliders
    raise BadRequest(
        f"Within these bounds no more than {len(made)} people were found who differ from one another.",
        "Ask for fewer --variations, vary more sliders, or lock fewer.",
    )


def _catalogue(body: BodyData, request: VariationsRequest) -> list[Parameter]:
    return [p for p in body.parameters if p.group != "expression" or p.name in request.vary]


def _free(body: BodyData, request: VariationsRequest) -> set[str]:
    """The sliders that may move."""
    return {p.name for p in _catalogue(body, request) if _amount(request, p.name) > 0.0} - set(request.locked)


def _rolled(body: BodyData, request: VariationsRequest, dice: random.Random) -> dict[str, float]:
    now, catalogue, free = dict(request.sliders), _catalogue(body, request), _free(body, request)
    wanted = roll(
        catalogue,
        now,
        {p.name for p in catalogue} - free,
        0.0,
        dice,
        body=True,
        details=True,
        amounts={name: _amount(request, name) for name in free},
    )
    return now | {name: round(value, PLACES) for name, value in wanted.items()}


def _amount(request: VariationsRequest, name: str) -> float:
    group = BODY if name in PHENOTYPES else DETAILS
    return request.vary.get(name, request.vary.get(group, 0.0 if request.vary else AMOUNT))


@torch.inference_mode()
def _weighed(body: BodyData, request: VariationsRequest, sliders: dict[str, float]) -> dict[str, float]:
    """With the weight, where it may move, that a person of that height and age may have."""
    weight = body.metrics.get("mass", "")
    if weight not in _free(body, request) or {"mass", "bmi"} & request.measures.keys():
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


def _check(body: BodyData, request: VariationsRequest) -> None:
    for names, others in ((request.vary, (BODY, DETAILS)), (request.locked, LOCKABLE)):
        for name in names:
            if name not in body.parameter_index and name not in others:
                hint = closest(name[:60], body.parameter_index)
                raise BadRequest(f"The body {body.name} has no slider {name[:60]!r}.", hint)
