# SPDX-License-Identifier: GPL-3.0-or-later
"""A height or weight that was typed into the panel: the slider moves from answer to answer until the body measures it.

Each step is the step of a drag, so the figure is seen to follow and nothing waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from . import avatars, metrics, panel_sliders, properties, randomise
from .metrics import Metric
from .regula_falsi import Search


@dataclass
class Aim:
    """A number that somebody typed, and how far the search for it is."""

    metric: Metric
    target: float
    search: Search | None = None
    tried: float = 0.0
    """the slider's value whose measurement is waited for"""


_aims: dict[str, Aim] = {}
"""by metric, in the order in which they were typed; the first is looked for"""
_uid = ""
"""the avatar that they are for"""
_rolled = False
"""whether the dice moved the sliders and the weight is still to be looked at"""
_answer: tuple[str, dict[str, float], dict[str, float]] | None = None
"""the last live answer: for which avatar, with which sliders moved, and what that measures"""


def shown(name: str) -> float:
    """The number that the panel shows for a metric: what was typed, or else what the body measures."""
    panel = properties.panel()
    if panel.uid == _uid and name in _aims:
        return _aims[name].target
    slider = panel.sliders.get(name)
    value = slider.get_value() if slider else 0.0
    return metrics.METRICS[name].of(value, avatars.measurements(panel.measurements)) or 0.0


def type_in(name: str, number: float) -> None:
    """The artist typed or dragged a number; the next tick begins to look for it."""
    global _uid
    panel, metric = properties.panel(), metrics.METRICS[name]
    slider = panel.sliders.get(name)
    if slider is None:
        return
    if panel.uid != _uid:
        drop()
        _uid = panel.uid
    if metric.measure:
        _aims[name] = Aim(metric, number)
        slider.wake()
    else:
        slider.set_value(min(max(metrics.age_slider(number), slider.low), slider.high))


def keep_human() -> None:
    """The dice moved sliders: once the body is measured, its weight becomes that of a person of that height and age."""
    global _uid, _rolled
    _aims.clear()
    _uid, _rolled = properties.panel().uid, True


def wants_measurements(uid: str) -> bool:
    """Whether the next live answer must tell what the body measures."""
    return (bool(_aims) or _rolled) and uid == _uid


def step(busy: bool) -> None:
    """Begin with what was typed first; `busy`: the panel's body is between two shapes, so it is known by answers."""
    panel = properties.panel()
    aim = next(iter(_aims.values()), None)
    if aim is None or aim.search is not None:
        return
    if panel.uid != _uid or aim.metric.name not in panel.sliders:
        drop()
    elif not busy:
        _begin(aim, avatars.measurements(panel.measurements))
    elif _answer is not None and _answer[0] == _uid and _answer[1] == _moved():
        _begin(aim, _answer[2])


def heard(uid: str, sliders: Mapping[str, float], measurements: Mapping[str, float]) -> None:
    """A body with these sliders, and the others at their defaults, measures this."""
    global _answer
    _answer = uid, dict(sliders), dict(measurements)
    panel = properties.panel()
    if _rolled and uid == _uid == panel.uid and _answer[1] == _moved():
        _weigh(measurements)
    aim = next(iter(_aims.values()), None)
    if aim is None or aim.search is None or uid != _uid or panel.uid != uid:
        return
    value = sliders.get(aim.metric.name, panel.sliders[aim.metric.name].default)
    if abs(value - aim.tried) < 1e-4:
        _tell(aim, value, measurements)


def _weigh(measurements: Mapping[str, float]) -> None:
    global _rolled
    _rolled = False
    age = properties.panel().sliders.get("age")
    if "mass" in measurements and "height" in measurements:
        years = age.get_value() if age else 1.0
        right = randomise.right_weight(years, measurements["height"], measurements["mass"])
        if right is not None:
            type_in("weight", right)


def _begin(aim: Aim, measurements: Mapping[str, float]) -> None:
    slider = properties.panel().sliders[aim.metric.name]
    aim.search = Search(aim.target, aim.metric.tolerance, slider.low, slider.high)
    _tell(aim, slider.get_value(), measurements)


def _tell(aim: Aim, value: float, measurements: Mapping[str, float]) -> None:
    panel, search = properties.panel(), aim.search
    measured = aim.metric.of(value, measurements)
    following = search.tell(value, measured) if search is not None and measured is not None else None
    if following is None:
        del _aims[aim.metric.name]
        following, told = metrics.ended(aim.metric, search) if search and search.best else (value, "")
        panel.note = told or panel.note
    aim.tried = following
    panel.sliders[aim.metric.name].set_value(following)


def _moved() -> dict[str, float]:
    """The panel's sliders that do not stand at their defaults."""
    defaults = panel_sliders.defaults()
    return {name: value for name, value in panel_sliders.edited().items() if value != defaults[name]}


def drop() -> None:
    """Nobody looks for what was typed any more."""
    global _rolled
    _rolled = False
    _aims.clear()
