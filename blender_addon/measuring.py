# SPDX-License-Identifier: GPL-3.0-or-later
"""For scripts: the slider whose body measures what was asked for, waiting for the backend's answers."""

from __future__ import annotations

import bpy

from . import avatars, metrics, pump, slider_names
from ._shared.protocol.errors import BadRequest
from ._shared.protocol.requests import LiveShapeRequest
from .link import connection


def slider_for(thing: bpy.types.Object, name: str, target: float) -> tuple[float, str]:
    """The value of the slider `name` (height in cm, weight in kg, age in years), and what to tell if it is not enough.

    Raises BadRequest where the body is not described or does not measure it.
    """
    metric = metrics.named(name)
    known = slider_names.catalogue(connection.body(thing.galatea.body))
    slider = next((slider for slider in known if slider.name == name), None)
    values = avatars.values(thing)

    def measure(value: float) -> float:
        request = LiveShapeRequest(figure=avatars.figure(thing), sliders={**values, name: value})
        done, _ = pump.run(connection.submit("live", request))
        if (measured := metric.of(value, done.result.measurements)) is None:
            raise BadRequest(f"The {name} of the body {thing.galatea.body} is not measured.", "Set its slider instead.")
        return measured

    if slider is None:
        raise BadRequest(f"The body {thing.galatea.body} has no {name}.", "Set another of its sliders.")
    limits = (slider.minimum, slider.maximum)
    return metrics.solve(metric, target, limits, values.get(name, slider.default), measure)
