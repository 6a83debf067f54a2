# SPDX-License-Identifier: GPL-3.0-or-later
"""For scripts: what the body measures with other sliders, and a weight that suits what the dice rolled."""

from __future__ import annotations

from collections.abc import Mapping

from .._shared.protocol import randomise
from .._shared.protocol.errors import BadRequest
from .._shared.protocol.requests import LiveShapeRequest
from .._shared.protocol.results import LiveShapeResult
from ..session import session
from ..session.job import JobHandler
from ..state import avatars, metrics
from ..state.avatar_object import AvatarObject
from . import body_sliders, waiting


def asked_for(thing: AvatarObject, named: Mapping[str, float]) -> tuple[dict[str, float], dict[str, float]]:
    """Sliders and measures (metres, kg, kg/m2) for numbers as people give them: cm, kg, years.

    Raises BadRequest for what there is not.
    """
    sliders, sizes = {}, {}
    for name, number in named.items():
        metric = metrics.named(name)
        if metric.measure:
            sizes[metric.measure] = number / metric.scale
            continue
        slider = next((slider for slider in body_sliders.of(thing.galatea.body) if slider.metric == name), None)
        if slider is None:
            raise BadRequest(f"The body {thing.galatea.body} has no {name}.", "Set another of its sliders.")
        sliders[slider.name] = min(max(metrics.age_slider(number), slider.minimum), slider.maximum)
    return sliders, sizes


def human(thing: AvatarObject, wanted: Mapping[str, float]) -> dict[str, float]:
    """Sliders that the dice rolled, with the weight of a person of that height and age, and with what is held."""
    values, held = avatars.values(thing) | dict(wanted), avatars.held(thing)
    answer = _asked(thing, values, held)
    measured = answer.measurements
    if "mass" in held or not {"mass", "height"} <= measured.keys():
        return {**wanted, **answer.sliders}
    right = randomise.right_weight(values.get("age", 1.0), measured["height"], measured["mass"])
    if right is not None:
        answer = _asked(thing, values, {**held, "mass": right})
    return {**wanted, **answer.sliders}


def _asked(thing: AvatarObject, values: Mapping[str, float], measures: Mapping[str, float]) -> LiveShapeResult:
    request = LiveShapeRequest(
        figure=avatars.figure(thing), sliders=dict(values), measures=dict(measures), locked=avatars.locked(thing)
    )
    done, _ = waiting.wait_for(session.connection.submit(request, JobHandler()))
    return done.result
