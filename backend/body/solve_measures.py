"""Sliders whose body measures what is wanted, with the least change of the body that there is.

The sliders that are for what is wanted move first; where they end, others help, each as readily as people differ in it.
Least change is always from the body that came in, so a measurement that goes and comes back leaves the same person.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from backend.body.data import BodyData
from backend.body.measure import measurable
from backend.body.measure_search import AIM, Search, Warm, tolerance
from backend.protocol.errors import BadRequest
from backend.protocol.measures import MEASURES

COEFFICIENTS = 20
"""so many of the first coefficients move of a body whose sliders have no names"""
_NEAR = 0.2
"""of the tolerance: how near is near enough not to begin"""
_OWN = 0.3
"""how readily a slider moves that is for what is wanted and that nothing else moves, as that of the length of arms"""
_SPOKEN = {"mass": "weight", "bmi": "body mass index", "hips": "girth of the hips", "arm": "length of the arms"}
_FIRST = 10.0
"""how much more readily the sliders move that are for what is wanted"""


@dataclass(frozen=True, eq=False)
class Solved:
    """values: (P,) slider values. reached: of each wanted measurement, metres, kg or kg / m².

    missed: what is not met, and what is reached instead. contradiction: a sentence where the wanted cannot all be.
    warm: for the next step of a drag; None where nothing was looked for.
    """

    values: Tensor
    reached: Mapping[str, float]
    missed: Mapping[str, float]
    contradiction: str = ""
    warm: Warm | None = None


@torch.no_grad()
def solve_measures(
    body: BodyData,
    values: Tensor,
    wanted: Mapping[str, float],
    locked: Collection[str] = (),
    *,
    helpers: bool = True,
    warm: Warm | None = None,
) -> Solved:
    """Values near (P,) `values` whose body, with a still face, measures what is wanted; those that do already come back
    as they are.

    wanted: measurement -> metres, kg or kg / m²; locked: sliders that stay. helpers: whether others than those that
    are for what is wanted may move. What cannot be met is met as nearly as can be, in units of the tolerance.
    Raises BadRequest for what the body does not measure and for numbers that are none.
    """
    check_wanted(body, wanted)
    if not wanted:
        return Solved(values, {}, {})
    aims, contradiction = _without_surplus(wanted)
    search = Search(body, values, aims)
    tiers = _tiers(body, aims, locked, helpers)
    begun = search.begin(warm, tiers)
    near = _NEAR if search.warm is None else AIM
    for number, columns in enumerate(tiers):
        if columns and number >= begun and search.error() > near:
            search.improve(number, columns, columns.keys() - tiers[0].keys())
            near = _NEAR
    found = search.measured(tuple(wanted))
    missed = {name: found[name] for name in wanted if abs(found[name] - wanted[name]) > tolerance(name, wanted[name])}
    return Solved(search.best, found, missed, contradiction, search.warm)


def check_wanted(body: BodyData, wanted: Mapping[str, float]) -> None:
    """Raises BadRequest for what the body does not measure and for numbers that are none."""
    known = measurable(body)
    for name, size in wanted.items():
        if name not in known:
            raise BadRequest(f"The body {body.name} has no measure {name!r}.", f"It has {', '.join(known)}.")
        if not (math.isfinite(size) and size > 0.0):
            raise BadRequest(
                f"The measure {name} cannot be {size:g}.", "Use a number above 0, in metres, kg or kg / m²."
            )


def sentences(wanted: Mapping[str, float], solved: Solved, locked: Collection[str] = ()) -> tuple[str, ...]:
    """What somebody must know who wanted that: what contradicts, and what is missed by how much."""
    told = [solved.contradiction] if solved.contradiction else []
    why = "with what is locked" if locked else "with this body"
    for name, reached in solved.missed.items():
        told.append(f"Wanted was {_size(name, wanted[name])}; the nearest {why} is {_size(name, reached, bare=True)}.")
    return tuple(told)


def _size(name: str, size: float, bare: bool = False) -> str:
    """ "a waist of 82 cm" """
    unit = MEASURES[name].unit
    text = f"{100 * size:.1f} cm" if unit == "m" else f"{size:.1f} kg" if unit == "kg" else f"{size:.1f}"
    return text if bare else f"a {_SPOKEN.get(name, name)} of {text}"


def movable(body: BodyData) -> Mapping[str, float]:
    """Slider that may move for measurements -> how far it moves as readily as others do."""
    if body.readiness:
        return body.readiness
    coefficients = [p.name for p in body.parameters if p.group == "shape"]
    return dict.fromkeys(coefficients[:COEFFICIENTS], 1.0)


def _tiers(body: BodyData, aims: Collection[str], locked: Collection[str], helpers: bool) -> list[dict[int, float]]:
    """Which sliders may move, by number with how readily: first those that are for what is wanted, then all."""
    own = {slider for name in aims for slider in body.measure_sliders.get(name, ())}
    # nobody grows because of a girth
    kept = {*locked, body.metrics.get("height")} - own if own else {*locked}
    readiness = {**dict.fromkeys(sorted(own), _OWN), **movable(body)}
    ready = {slider: scale for slider, scale in readiness.items() if slider not in kept and slider not in locked}
    number = body.parameter_index
    first = {number[slider]: _FIRST * scale for slider, scale in ready.items() if slider in own}
    tiers = [first] if own else []
    if helpers or not own:
        tiers.append({number[slider]: scale for slider, scale in ready.items()} | first)
    return tiers


def _without_surplus(wanted: Mapping[str, float]) -> tuple[dict[str, float], str]:
    """What is to be met, where a body mass index with a height or a mass is the other of the two; and a sentence where
    all three are wanted and do not belong together."""
    aims = dict(wanted)
    if "bmi" not in aims or not {"height", "mass"} & aims.keys():
        return aims, ""
    index = aims.pop("bmi")
    if "mass" not in aims:
        return {**aims, "mass": index * aims["height"] ** 2}, ""
    if "height" not in aims:
        return {**aims, "height": math.sqrt(aims["mass"] / index)}, ""
    has = aims["mass"] / aims["height"] ** 2
    if abs(has - index) <= tolerance("bmi", index):
        return aims, ""
    return aims, (
        f"Somebody {100 * aims['height']:.0f} cm tall who weighs {aims['mass']:.0f} kg has a body mass index of "
        f"{has:.1f}, not {index:.1f}: height and weight count."
    )
