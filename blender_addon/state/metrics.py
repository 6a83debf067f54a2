# SPDX-License-Identifier: GPL-3.0-or-later
"""What a body measures as numbers that people use, in the scene's units; and age, which a slider tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .._shared.protocol.errors import BadRequest
from .._shared.protocol.measures import INCH, POUND
from .._shared.protocol.sliders import AGE_OF_YEARS
from ..scene import current


@dataclass(frozen=True)
class Metric:
    """One number of the panel."""

    name: str
    unit: str
    least: float
    most: float
    measure: str = ""
    """the measurement; empty where a slider itself tells"""
    scale: float = 1.0
    """units in one of the measurement's"""
    decimals: int = 0
    label: str = ""

    @property
    def title(self) -> str:
        return self.label or self.name.title()

    def of(self, slider: float, measurements: Mapping[str, float]) -> float | None:
        """The number in its unit; None where this body does not measure it."""
        if not self.measure:
            years, sliders = np.array(AGE_OF_YEARS).T
            return float(np.interp(slider, sliders, years))
        measured = measurements.get(self.measure)
        return None if measured is None else measured * self.scale


def _length(name: str, least: float, most: float) -> Metric:
    return Metric(name, "cm", least, most, name, 100.0, 1)


METRICS = {
    metric.name: metric
    for metric in (
        _length("height", 40, 260),
        Metric("weight", "kg", 2, 300, "mass", 1.0, 1),
        Metric("age", "years", 0, 100),
        _length("waist", 30, 200),
        _length("hips", 30, 200),
        _length("chest", 30, 200),
        _length("arm", 10, 120),
        Metric("bmi", "", 10, 60, "bmi", 1.0, 1, "BMI"),
        _length("width", 5, 60),
        _length("depth", 5, 60),
        _length("length", 10, 400),
    )
}
"""By name, in the panel's order."""
_IMPERIAL = {"cm": ("in", 0.01 / INCH), "kg": ("lb", 1.0 / POUND)}


def shown_in(metric: Metric) -> tuple[str, float]:
    """The unit that the scene asks for, and how many of them are one of the metric's own."""
    imperial = current.scene().unit_settings.system == "IMPERIAL"
    return _IMPERIAL.get(metric.unit, (metric.unit, 1.0)) if imperial else (metric.unit, 1.0)


def text(metric: Metric, measured: float) -> str:
    """ "82.0 cm", of a measurement in metres, kg or kg/m2, in the scene's unit"""
    unit, factor = shown_in(metric)
    return f"{measured * metric.scale * factor:.{metric.decimals}f} {unit}".rstrip()


def of_measure(measure: str) -> Metric | None:
    return next((metric for metric in METRICS.values() if metric.measure == measure), None)


def age_slider(years: float) -> float:
    """Where the age slider shows so many years."""
    return float(np.interp(years, *np.array(AGE_OF_YEARS).T))


def named(name: str) -> Metric:
    """Raises BadRequest where there is no such number."""
    if name not in METRICS:
        raise BadRequest(f"There is no measure {name!r}.", f"There are {', '.join(METRICS)}.")
    return METRICS[name]


def settled_by_others(metric: Metric, held: Mapping[str, float]) -> bool:
    """Whether what is held tells this number already: of height, weight and body mass index two give the third."""
    three = {"height", "mass", "bmi"}
    return metric.measure in three and metric.measure not in held and len(three & held.keys()) == 2
