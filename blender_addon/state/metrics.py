# SPDX-License-Identifier: GPL-3.0-or-later
"""Height, weight and age as numbers that people use. Typed ones are aims: sliders move until the body measures them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from .._shared.protocol.errors import BadRequest
from .._shared.protocol.sliders import AGE_OF_YEARS
from . import labels
from .regula_falsi import Search


@dataclass(frozen=True)
class Metric:
    """One number of the panel, and the slider that moves it."""

    name: str
    """of the slider"""
    unit: str
    least: float
    most: float
    measure: str = ""
    """the measurement; empty where the slider itself tells"""
    scale: float = 1.0
    """units in one of the measurement's"""
    tolerance: float = 0.1

    def of(self, slider: float, measurements: Mapping[str, float]) -> float | None:
        """The number in its unit; None where this body does not measure it."""
        if not self.measure:
            years, sliders = np.array(AGE_OF_YEARS).T
            return float(np.interp(slider, sliders, years))
        measured = measurements.get(self.measure)
        return None if measured is None else measured * self.scale


METRICS = {
    metric.name: metric
    for metric in (
        Metric("height", "cm", 40, 260, "height", 100.0),
        Metric("weight", "kg", 2, 300, "mass"),
        Metric("age", "years", 0, 100),
    )
}
"""By slider, in the panel's order."""


def age_slider(years: float) -> float:
    """Where the age slider shows so many years."""
    return float(np.interp(years, *np.array(AGE_OF_YEARS).T))


def solve(
    metric: Metric, target: float, limits: tuple[float, float], value: float, measure: Callable[[float], float]
) -> tuple[float, str]:
    """The slider's value whose body measures `target`, and what to tell where none does. Asks `measure` a few times."""
    if not metric.measure:
        return min(max(age_slider(target), limits[0]), limits[1]), ""
    search = Search(target, metric.tolerance, *limits)
    following: float | None = value
    while following is not None:
        value = following
        following = search.tell(value, measure(value))
    return ended(metric, search)


def ended(metric: Metric, search: Search) -> tuple[float, str]:
    """The best value, and what to tell where it is not what was asked for."""
    assert search.best is not None
    value, measured = search.best
    off = abs(measured - search.target)
    if off <= max(5 * metric.tolerance, 0.5):
        return value, ""
    edge = "least" if measured > search.target else "most"
    return value, f"{labels.title(metric.name)}: {measured:.0f} {metric.unit} is the {edge} with the other sliders"


def named(name: str) -> Metric:
    """Raises BadRequest where there is no such number."""
    if name not in METRICS:
        raise BadRequest(f"There is no measure {name!r}.", f"There are {', '.join(METRICS)}.")
    return METRICS[name]
