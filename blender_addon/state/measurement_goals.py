# SPDX-License-Identifier: GPL-3.0-or-later
"""Measurements that were typed into the panel: the drag that they begin asks for them until the body has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .._shared.protocol import randomise
from .._shared.protocol.measures import MEASURES
from . import avatars, metrics, panel_sliders
from .memory import memory
from .panel_sliders import SliderPanel
from .signals import slider_moved


@dataclass
class Goals:
    """What was typed for one avatar."""

    uid: str = ""
    wanted: dict[str, float] = field(default_factory=dict)
    """by measurement: metres, kg, kg/m2"""
    randomised: bool = False
    """whether the dice moved the sliders and the weight is still to be looked at"""


def shown(panel: SliderPanel, name: str) -> float:
    """The number that the panel shows for a metric: what was typed, or else what the body measures."""
    metric = metrics.METRICS[name]
    slider = panel_sliders.of_metric(panel, name)
    measured = avatars.measurements(panel.measurements) | wanted(panel.uid)
    return metric.of(slider.get_value() if slider else 0.0, measured) or 0.0


def type_in(panel: SliderPanel, name: str, number: float) -> None:
    """The artist typed or dragged a number, in cm, kg or years; the next tick asks for it."""
    metric = metrics.METRICS[name]
    if metric.measure:
        want(panel.uid, {metric.measure: number / metric.scale})
    elif (slider := panel_sliders.of_metric(panel, name)) is not None:
        slider.set_value(min(max(metrics.age_slider(number), slider.low), slider.high))


def want(uid: str, sizes: Mapping[str, float]) -> None:
    """An avatar shall measure this; what is held of it is held at these sizes from now on."""
    known = memory.of(Goals)
    sizes = {name: min(max(size, MEASURES[name].least), MEASURES[name].most) for name, size in sizes.items()}
    if uid != known.uid:
        drop()
        known.uid = uid
    if len({"height", "mass", "bmi"} & {*known.wanted, *sizes}) == 3:  # the newest two of them
        known.wanted = {name: size for name, size in known.wanted.items() if name not in ("height", "mass", "bmi")}
    known.wanted.update(sizes)
    if (thing := avatars.find(uid)) is not None:
        avatars.hold_at(thing, sizes)
    slider_moved.send()


def wanted(uid: str) -> dict[str, float]:
    """What an avatar shall measure that it may not yet: metres, kg, kg/m2."""
    known = memory.of(Goals)
    return dict(known.wanted) if uid and uid == known.uid else {}


def keep_human(panel: SliderPanel) -> None:
    """The dice moved sliders: once the body is measured, its weight becomes that of a person of that height and age."""
    known = memory.of(Goals)
    known.wanted.clear()
    known.uid, known.randomised = panel.uid, True


def searching() -> bool:
    """Whether something that was typed is still asked for."""
    known = memory.of(Goals)
    return bool(known.wanted) or known.randomised


def wants_measurements(uid: str) -> bool:
    """Whether the next live answer must tell what the body measures."""
    known = memory.of(Goals)
    return known.randomised and uid == known.uid


def heard(panel: SliderPanel, uid: str, measurements: Mapping[str, float]) -> None:
    """The body with the panel's sliders as they are measures this."""
    known = memory.of(Goals)
    if known.randomised and uid == known.uid == panel.uid:
        known.randomised = False
        if (right := right_weight(panel, measurements)) is not None:
            type_in(panel, "weight", right)


def right_weight(panel: SliderPanel, measurements: Mapping[str, float]) -> float | None:
    """The weight in kg that somebody of that height and age would rather have; None where theirs is right."""
    age = panel_sliders.of_metric(panel, "age")
    if not {"mass", "height"} <= measurements.keys():
        return None
    return randomise.right_weight(age.get_value() if age else 1.0, measurements["height"], measurements["mass"])


def drop() -> None:
    """Nobody asks for what was typed any more."""
    known = memory.of(Goals)
    known.randomised = False
    known.wanted.clear()


def met(uid: str) -> None:
    """An avatar is as it was asked for."""
    if memory.of(Goals).uid == uid:
        drop()
