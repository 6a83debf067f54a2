"""How a body shows what words say: which sliders an attribute moves, and years as its slider of age."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from backend.body.data import BodyData


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
