# SPDX-License-Identifier: GPL-3.0-or-later
"""For scripts: the slider whose body measures what was asked for, waiting for the backend's answers."""

from __future__ import annotations

from collections.abc import Mapping

from .._shared.protocol import randomise
from .._shared.protocol.errors import BadRequest
from .._shared.protocol.requests import LiveShapeRequest
from ..session import session
from ..session.job import JobHandler
from ..state import avatars, metrics
from ..state.avatar_object import AvatarObject
from . import body_sliders, waiting


def slider_for(thing: AvatarObject, name: str, target: float) -> tuple[str, float, str]:
    """The slider that moves `name` (height in cm, weight in kg, age in years), its value, and what to tell if that is
    not enough.

    Raises BadRequest where the body is not described or does not measure it.
    """
    return _solve(thing, avatars.values(thing), name, target)


def human(thing: AvatarObject, wanted: Mapping[str, float]) -> dict[str, float]:
    """Sliders that the dice rolled, with the weight of a person of that height and age."""
    values = avatars.values(thing) | dict(wanted)
    measured = measure(thing, values)
    if "mass" in measured and "height" in measured and "weight" in values:
        right = randomise.right_weight(values.get("age", 1.0), measured["height"], measured["mass"])
        if right is not None:
            slider, value, _ = _solve(thing, values, "weight", right)
            return {**wanted, slider: value}
    return dict(wanted)


def measure(thing: AvatarObject, values: Mapping[str, float]) -> Mapping[str, float]:
    """What the body of an avatar measures with these sliders: metres and kilograms."""
    request = LiveShapeRequest(figure=avatars.figure(thing), sliders=dict(values))
    done, _ = waiting.wait_for(session.connection.submit(request, JobHandler()))
    return done.result.measurements


def _solve(thing: AvatarObject, values: dict[str, float], name: str, target: float) -> tuple[str, float, str]:
    metric = metrics.named(name)
    known = body_sliders.of(thing.galatea.body)
    slider = next((slider for slider in known if slider.metric == name), None)
    if slider is None:
        raise BadRequest(f"The body {thing.galatea.body} has no {name}.", "Set another of its sliders.")

    def number(value: float) -> float:
        if (found := metric.of(value, measure(thing, {**values, slider.name: value}))) is None:
            raise BadRequest(f"The {name} of the body {thing.galatea.body} is not measured.", "Set its slider instead.")
        return found

    limits = (slider.minimum, slider.maximum)
    value, told = metrics.solve(metric, target, limits, values.get(slider.name, slider.default), number)
    return slider.name, value, told
