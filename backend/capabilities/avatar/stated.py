"""Heights and weights that the words state are met on the body by its own measurements, through its sliders.

A body names the sliders that height and mass answer to; beyond the ends of the latter the local changes go on that a
body grows by. A body with unnamed coefficients alone has a direction along which the measurement grows fastest. What
cannot be reached, and by how much, is told.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from dataclasses import dataclass

import torch
from torch import Tensor

from ...body import BodyData
from ...body.measure import GIRTHS, measurable
from ...body.measure_search import tolerance
from ...body.solve_measures import solve_measures
from ...words.facts import Facts
from .measured_paths import Path, along, measurements, solve, uphill
from .person import unnamed_sliders

# what counts as met: metres, and a part of the mass
HEIGHT_TOLERANCE, MASS_TOLERANCE = 0.002, 0.003
# what is told where it is missed by more
_WORTH_TELLING = 3.0
_ROUNDS = 6
_SAID = {"mass": "weight", "bmi": "body mass index"}


@dataclass(frozen=True)
class Met:
    """values: (P,) slider values. missed: sentences on what was not reached."""

    values: Tensor
    missed: tuple[str, ...] = ()


def stated_sliders(body: BodyData, facts: Facts) -> list[str]:
    """The sliders that the body names for what is stated."""
    asked = {"height": facts.height is not None, "mass": facts.mass is not None or facts.bmi is not None}
    return [body.metrics[metric] for metric, stated in asked.items() if stated and metric in body.metrics]


@torch.no_grad()
def meet(body: BodyData, values: Tensor, facts: Facts, locked: Collection[str] = (), *, companions: bool = True) -> Met:
    """The (P,) values with height and weight changed so that the measured body is as the facts say.

    companions: whether other sliders may help where that of the mass ends.
    """
    if not facts:
        return Met(values)
    if body.form == "head":
        return Met(values, (_not_of_a_head(body, facts),))
    values = values.clone()
    height, weight = (_free_sliders(body, metric, locked) for metric in ("height", "mass"))
    bulk = _bulk(body, locked) if companions else {}
    for _ in range(_ROUNDS):
        tall, mass = _measured(body, values)
        wanted = _mass(facts, tall)
        off_height = facts.height is not None and abs(tall - facts.height) > HEIGHT_TOLERANCE
        off_mass = wanted is not None and abs(mass - wanted) > MASS_TOLERANCE * wanted
        before = values.clone()
        if off_height and height:
            values = solve(_path(body, values, "height", height, {}), lambda v: _measured(body, v)[0], facts.height)
        if (off_height or off_mass) and wanted is not None and weight:
            wanted = _mass(facts, _measured(body, values)[0])
            values = solve(_path(body, values, "mass", weight, bulk), lambda v: _measured(body, v)[1], wanted)
        for part, wanted in facts.girths.items():
            values = _with_girth(body, values, part, wanted, locked, mass_free=not weight or _mass(facts, 1.0) is None)
        if torch.allclose(values, before, atol=1e-5):
            break
    if companions:  # one fact may have moved another: those that the paths leave are met together
        values = _together(body, values, facts, locked)
    return Met(values, tuple(_missed(body, values, facts, locked)))


def wanted_of(facts: Facts) -> dict[str, float]:
    """Measurement -> what is stated of it: metres, kg, kg / m²."""
    sizes = {"height": facts.height, "mass": facts.mass, "bmi": facts.bmi, **facts.girths}
    return {name: size for name, size in sizes.items() if size is not None}


def without(facts: Facts, measures: Collection[str]) -> tuple[Facts, tuple[str, ...]]:
    """The facts but for those that a request holds, whatever the words say; and a sentence on each of these."""
    left = {name: size for name, size in wanted_of(facts).items() if name not in measures}
    if "bmi" in left and {"height", "mass"} <= set(measures):
        del left["bmi"]
    told = [
        f"The words state another {_SAID.get(name, name)} than the one that is held, which stays."
        for name in wanted_of(facts)
        if name not in left
    ]
    girths = {name: left[name] for name in facts.girths if name in left}
    kept = {name: left.get(name) for name in ("height", "mass", "bmi")}
    return dataclasses.replace(facts, girths=girths, **kept), tuple(told)


def _together(body: BodyData, values: Tensor, facts: Facts, locked: Collection[str]) -> Tensor:
    """The values, or where not all that is stated is met there, those that meet it best."""
    known = set(measurable(body))
    wanted = {name: size for name, size in wanted_of(facts).items() if name in known and size > 0.0}
    found = measurements(body, values)
    if all(abs(float(found[name]) - size) <= tolerance(name, size) for name, size in wanted.items()):
        return values
    return solve_measures(body, values, wanted, locked).values


def _with_girth(
    body: BodyData, values: Tensor, part: str, wanted: float, locked: Collection[str], *, mass_free: bool
) -> Tensor:
    """The values with one girth as wanted: by its own sliders, beyond their ends by that of the mass if it is free."""
    own = {
        body.parameter_index[slider]: amount
        for slider, amount in body.attributes.get(part, {}).items()
        if slider not in locked
    }
    weight = body.metrics.get("mass")
    if not own or part not in measurements(body, values):
        return values
    bulk = body.parameter_index[weight] if weight is not None and weight not in locked and mass_free else None

    def at(place: float) -> Tensor:
        out, inside = values.clone(), min(max(place, 0.0), 1.0)
        for index, amount in own.items():
            limits = body.parameters[index]
            least, most = (limits.minimum, limits.maximum) if amount > 0 else (limits.maximum, limits.minimum)
            out[index] = least + inside * (most - least)
        if bulk is not None and place != inside:
            limits = body.parameters[bulk]
            end = limits.maximum if place > 1.0 else limits.minimum
            out[bulk] = float(values[bulk]) + abs(place - inside) * (end - float(values[bulk]))
        return out

    return solve(at, lambda v: float(measurements(body, v)[part]), wanted)


def _mass(facts: Facts, height: float) -> float | None:
    return facts.mass if facts.mass is not None else None if facts.bmi is None else facts.bmi * height**2


def _free_sliders(body: BodyData, metric: str, locked: Collection[str]) -> list[str]:
    """The sliders that may move a measurement: the one named for it, on a body without one its coefficients."""
    named = body.metrics.get(metric)
    sliders = [named] if named is not None else [p.name for p in unnamed_sliders(body) if p.group == "shape"]
    return [slider for slider in sliders if slider not in locked]


def _measured(body: BodyData, values: Tensor) -> tuple[float, float]:
    """Height in metres and mass in kg, with a neutral face."""
    found = measurements(body, values)
    return float(found["height"]), float(found["mass"])


def _bulk(body: BodyData, locked: Collection[str]) -> dict[int, float]:
    """Slider number -> its change per standard deviation of mass beyond the ends of its slider."""
    found: dict[int, float] = {}
    for attribute, share in body.variation.beyond_mass.items():
        for slider, amount in body.attributes[attribute].items():
            if slider not in locked:
                found[body.parameter_index[slider]] = share * amount
    return found


def _path(body: BodyData, values: Tensor, metric: str, sliders: list[str], bulk: dict[int, float]) -> Path:
    """The path of a measurement from where the values are."""
    if metric in body.metrics:
        return along(body, values, metric, bulk)
    return uphill(body, values, metric, [body.parameter_index[slider] for slider in sliders])


def _missed(body: BodyData, values: Tensor, facts: Facts, locked: Collection[str]) -> list[str]:
    """A sentence for each fact that the figure misses by more than can be seen."""
    tall, mass = _measured(body, values)
    told = []
    around = measurements(body, values)
    girths = [
        (part, part, 100 * wanted, 100 * float(around[part]) if part in around else 0.0, "cm")
        for part, wanted in facts.girths.items()
    ]
    for name, metric, asked, has, unit in (
        *girths,
        ("height", "height", facts.height and facts.height * 100, tall * 100, "cm"),
        ("weight", "mass", facts.mass, mass, "kg"),
        ("body mass index", "mass", facts.bmi, mass / tall**2, ""),
    ):
        if asked is None or abs(has - asked) <= _WORTH_TELLING * max(HEIGHT_TOLERANCE * 100, MASS_TOLERANCE * asked):
            continue
        side = "more" if has > asked else "less"
        told.append(
            f"The words ask for a {name} of {asked:.0f} {unit}".rstrip()
            + f"; the figure has {has:.0f} {unit}".rstrip()
            + f", {abs(has - asked):.0f} {side}, because {_why_missed(body, metric, locked)}."
        )
    return told


def _not_of_a_head(body: BodyData, facts: Facts) -> str:
    stated = {"height": facts.height, "weight": facts.mass, "body mass index": facts.bmi, **facts.girths}
    asked = " and ".join(name for name, value in stated.items() if value is not None)
    return f"The words state a {asked}, which the body {body.name} has not, because it is a head alone."


def _why_missed(body: BodyData, metric: str, locked: Collection[str]) -> str:
    if metric not in GIRTHS and _free_sliders(body, metric, locked):
        return "this body reaches no further"
    if metric in GIRTHS:
        return "this body reaches no further" if body.attributes.get(metric) else "no slider of this body changes it"
    named = body.metrics.get(metric)
    return f'its slider "{named}" is locked' if named is not None else "no free slider of this body changes it"
