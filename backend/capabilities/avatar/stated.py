"""Heights and weights that the words state are met on the body by its own measurements, through the sliders.

Height answers to the slider of that name, mass to the slider weight and, beyond its ends, to the local changes that
a body grows by. What cannot be reached, and by how much, is told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import torch
from torch import Tensor

from ...body import BodyData, measure, rest_shape
from ...words.attributes import BEYOND_WEIGHT, LOCAL_CHANGES
from ...words.facts import Facts
from .person import FURTHEST

# what counts as met: metres, and a part of the mass
HEIGHT_TOLERANCE, MASS_TOLERANCE = 0.002, 0.003
# what is told where it is missed by more
_WORTH_TELLING = 3.0
_ROUNDS, _STEPS = 6, 14


@dataclass(frozen=True)
class Met:
    """values: (P,) slider values. missed: sentences on what was not reached."""

    values: Tensor
    missed: tuple[str, ...] = ()


@torch.inference_mode()
def meet(body: BodyData, values: Tensor, facts: Facts, locked: Collection[str] = (), *, companions: bool = True) -> Met:
    """The (P,) values with height and weight changed so that the measured body is as the facts say.

    companions: whether local changes may help where the slider weight ends.
    """
    if not facts:
        return Met(values)
    values = values.clone()
    height = "height" if "height" in body.parameter_index and "height" not in locked else ""
    weight = "weight" if "weight" in body.parameter_index and "weight" not in locked else ""
    bulk = _bulk(body, locked) if companions else {}
    for _ in range(_ROUNDS):
        tall, mass = _measured(body, values)
        wanted = _mass(facts, tall)
        off_height = facts.height is not None and abs(tall - facts.height) > HEIGHT_TOLERANCE
        off_mass = wanted is not None and abs(mass - wanted) > MASS_TOLERANCE * wanted
        before = values.clone()
        if off_height and height:
            values = _solve(_along(body, values, height, {}), lambda v: _measured(body, v)[0], facts.height)
        if (off_height or off_mass) and wanted is not None and weight:
            wanted = _mass(facts, _measured(body, values)[0])
            values = _solve(_along(body, values, weight, bulk), lambda v: _measured(body, v)[1], wanted)
        if torch.allclose(values, before, atol=1e-5):
            break
    return Met(values, tuple(_missed(body, values, facts, bool(height), bool(weight))))


def _mass(facts: Facts, height: float) -> float | None:
    return facts.mass if facts.mass is not None else None if facts.bmi is None else facts.bmi * height**2


def _measured(body: BodyData, values: Tensor) -> tuple[float, float]:
    """Height in metres and mass in kg, with a neutral face."""
    still = values.clone()
    for index, parameter in enumerate(body.parameters):
        if parameter.group == "expression":
            still[index] = parameter.default
    found = measure(body, rest_shape(body, still[None]))
    return float(found["height"]), float(found["mass"])


def _bulk(body: BodyData, locked: Collection[str]) -> dict[int, float]:
    """Slider number -> its change per standard deviation of the local changes beyond the ends of weight."""
    found: dict[int, float] = {}
    for attribute, share in BEYOND_WEIGHT.items():
        for pattern, amount in LOCAL_CHANGES[attribute].items():
            for side in ("l-", "r-") if pattern.startswith("*") else ("",):
                name = side + pattern.lstrip("*")
                if name in body.parameter_index and name not in locked:
                    found[body.parameter_index[name]] = share * amount / FURTHEST
    return found


def _along(body: BodyData, values: Tensor, name: str, bulk: dict[int, float]) -> Callable[[float], Tensor]:
    """A path of values over -1 to 2: 0 to 1 is the slider from end to end, beyond it the local changes of `bulk`."""
    index = body.parameter_index[name]
    parameter = body.parameters[index]

    def at(place: float) -> Tensor:
        out = values.clone()
        inside = min(max(place, 0.0), 1.0)
        out[index] = parameter.minimum + inside * (parameter.maximum - parameter.minimum)
        for other, change in bulk.items():
            limits = body.parameters[other]
            moved = float(values[other]) + FURTHEST * change * (place - inside)
            out[other] = min(max(moved, limits.minimum), limits.maximum)
        return out

    return at


def _solve(path: Callable[[float], Tensor], size: Callable[[Tensor], float], wanted: float | None) -> Tensor:
    """The values on a path along which the size grows where it is as wanted, or its nearer end (bisection)."""
    assert wanted is not None
    ends = [0.0, 1.0]
    if size(path(0.0)) > wanted:
        ends = [-1.0, 0.0]
    elif size(path(1.0)) < wanted:
        ends = [1.0, 2.0]
    low, high = ends
    if size(path(low)) >= wanted:
        return path(low)
    if size(path(high)) <= wanted:
        return path(high)
    for _ in range(_STEPS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if size(path(middle)) < wanted else (low, middle)
    return path(0.5 * (low + high))


def _missed(body: BodyData, values: Tensor, facts: Facts, height: bool, weight: bool) -> list[str]:
    """A sentence for each fact that the figure misses by more than can be seen."""
    tall, mass = _measured(body, values)
    told = []
    for free, name, asked, has, unit, slider in (
        (height, "height", facts.height and facts.height * 100, tall * 100, "cm", "height"),
        (weight, "weight", facts.mass, mass, "kg", "weight"),
        (weight, "body mass index", facts.bmi, mass / tall**2, "", "weight"),
    ):
        if asked is None or abs(has - asked) <= _WORTH_TELLING * max(HEIGHT_TOLERANCE * 100, MASS_TOLERANCE * asked):
            continue
        side = "more" if has > asked else "less"
        why = "this body reaches no further" if free else f'its slider "{slider}" is locked or missing'
        told.append(
            f"The words ask for a {name} of {asked:.0f} {unit}".rstrip()
            + f"; the figure has {has:.0f} {unit}".rstrip()
            + f", {abs(has - asked):.0f} {side}, because {why}."
        )
    return told
