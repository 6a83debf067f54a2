"""How a body shows what words say: which sliders an attribute moves, and years as its slider of age."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection

import numpy as np
import torch

from backend.body.data import BodyData
from backend.body.measure import measure
from backend.body.shape import rest_shape

# measurement -> the attribute of words for it, and one standard deviation among adults, in metres and kilograms
_MEASURED = {"height": ("height", 0.07), "mass": ("weight", 12.0)}
# of a slider's range: the step by which its effect is measured, and the most that one unit may move it
_STEP, _MOST = 0.05, 1 / 6


@torch.no_grad()
def with_measured(body: BodyData) -> BodyData:
    """The body, with the attributes for which it names a slider by measurement alone: a unit moves it by one standard
    deviation as people are measured."""
    added = {}
    for metric, (attribute, deviation) in _MEASURED.items():
        slider = body.metrics.get(metric)
        if slider is None or attribute in body.attributes:
            continue
        parameter = body.parameters[body.parameter_index[slider]]
        width = parameter.maximum - parameter.minimum
        values = body.defaults.repeat(2, 1)
        values[:, body.parameter_index[slider]] += width * torch.tensor([-_STEP, _STEP], device=values.device)
        less, more = measure(body, rest_shape(body, values))[metric].tolist()
        if more != less:
            amount = deviation * 2.0 * _STEP * width / (more - less)
            added[attribute] = {slider: float(np.clip(amount, -_MOST * width, _MOST * width))}
    return dataclasses.replace(body, attributes={**body.attributes, **added}) if added else body


def sliders_showing(body: BodyData, attributes: Collection[str]) -> frozenset[str]:
    """The sliders that show these attributes and all that goes with them."""
    variation, shown = body.variation, set(attributes)
    for cause in variation.companions.keys() & shown:
        shown |= set(variation.companions[cause])
    mass = body.metrics.get("mass")
    if mass is not None and any(mass in body.attributes.get(name, ()) for name in attributes):
        shown |= set(variation.beyond_mass)
    return frozenset(slider for name in shown for slider in body.attributes.get(name, ()))


def age_slider(body: BodyData, years: float) -> float:
    """Where the slider of age shows somebody of so many years. The body has `years`."""
    return float(np.interp(years, *np.array(body.years).T))


def years_shown(body: BodyData, slider: float) -> float:
    """How many years the slider of age shows. The body has `years`."""
    years, sliders = np.array(body.years).T
    return float(np.interp(slider, sliders, years))
