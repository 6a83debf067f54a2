# SPDX-License-Identifier: GPL-3.0-or-later
"""A height or weight that was typed into the panel: the slider moves from answer to answer until the body measures it.

Each step is the step of a drag, so the figure is seen to follow and nothing waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .._shared.protocol import randomise
from . import avatars, metrics, panel_sliders
from .memory import memory
from .metrics import Metric
from .panel_sliders import SliderPanel
from .regula_falsi import Search


@dataclass
class Goal:
    """A number that somebody typed, and how far the search for it is."""

    metric: Metric
    target: float
    search: Search | None = None
    tried: float = 0.0
    """the slider's value whose measurement is waited for"""


@dataclass
class Goals:
    """What was typed for one avatar."""

    uid: str = ""
    goals: dict[str, Goal] = field(default_factory=dict)
    """by metric, in the order in which they were typed; the first is looked for"""
    randomised: bool = False
    """whether the dice moved the sliders and the weight is still to be looked at"""
    answer: tuple[str, dict[str, float], dict[str, float]] | None = None
    """the last live answer: for which avatar, with which sliders moved, and what that measures"""

    @property
    def first(self) -> Goal | None:
        return next(iter(self.goals.values()), None)


def shown(panel: SliderPanel, name: str) -> float:
    """The number that the panel shows for a metric: what was typed, or else what the body measures."""
    known = memory.of(Goals)
    if panel.uid == known.uid and name in known.goals:
        return known.goals[name].target
    slider = panel_sliders.of_metric(panel, name)
    value = slider.get_value() if slider else 0.0
    return metrics.METRICS[name].of(value, avatars.measurements(panel.measurements)) or 0.0


def type_in(panel: SliderPanel, name: str, number: float) -> None:
    """The artist typed or dragged a number; the next tick begins to look for it."""
    known, metric = memory.of(Goals), metrics.METRICS[name]
    slider = panel_sliders.of_metric(panel, name)
    if slider is None:
        return
    if panel.uid != known.uid:
        drop()
        known.uid = panel.uid
    if metric.measure:
        known.goals[name] = Goal(metric, number)
        slider.wake()
    else:
        slider.set_value(min(max(metrics.age_slider(number), slider.low), slider.high))


def keep_human(panel: SliderPanel) -> None:
    """The dice moved sliders: once the body is measured, its weight becomes that of a person of that height and age."""
    known = memory.of(Goals)
    known.goals.clear()
    known.uid, known.randomised = panel.uid, True


def searching() -> bool:
    """Whether something that was typed is still looked for."""
    return bool(memory.of(Goals).goals)


def wants_measurements(uid: str) -> bool:
    """Whether the next live answer must tell what the body measures."""
    known = memory.of(Goals)
    return (bool(known.goals) or known.randomised) and uid == known.uid


def step(panel: SliderPanel, busy: bool) -> None:
    """Begin with what was typed first; `busy`: the panel's body is between two shapes, so it is known by answers."""
    known = memory.of(Goals)
    goal, answer = known.first, known.answer
    if goal is None or goal.search is not None:
        return
    if panel.uid != known.uid or panel_sliders.of_metric(panel, goal.metric.name) is None:
        drop()
    elif not busy:
        _begin(panel, goal, avatars.measurements(panel.measurements))
    elif answer is not None and answer[0] == known.uid and answer[1] == _moved(panel):
        _begin(panel, goal, answer[2])


def heard(panel: SliderPanel, uid: str, sliders: Mapping[str, float], measurements: Mapping[str, float]) -> None:
    """A body with these sliders, and the others at their defaults, measures this."""
    known = memory.of(Goals)
    known.answer = uid, dict(sliders), dict(measurements)
    if not uid == known.uid == panel.uid:
        return
    if known.randomised and known.answer[1] == _moved(panel):
        known.randomised = False
        _correct_weight(panel, measurements)
    goal = known.first
    if goal is None or goal.search is None:
        return
    slider = panel_sliders.of_metric(panel, goal.metric.name)
    value = sliders.get(slider.name, slider.default)
    if abs(value - goal.tried) < 1e-4:
        _tell(panel, goal, value, measurements)


def drop() -> None:
    """Nobody looks for what was typed any more."""
    known = memory.of(Goals)
    known.randomised = False
    known.goals.clear()


def _correct_weight(panel: SliderPanel, measurements: Mapping[str, float]) -> None:
    age = panel_sliders.of_metric(panel, "age")
    if "mass" in measurements and "height" in measurements:
        years = age.get_value() if age else 1.0
        right = randomise.right_weight(years, measurements["height"], measurements["mass"])
        if right is not None:
            type_in(panel, "weight", right)


def _begin(panel: SliderPanel, goal: Goal, measurements: Mapping[str, float]) -> None:
    slider = panel_sliders.of_metric(panel, goal.metric.name)
    goal.search = Search(goal.target, goal.metric.tolerance, slider.low, slider.high)
    _tell(panel, goal, slider.get_value(), measurements)


def _tell(panel: SliderPanel, goal: Goal, value: float, measurements: Mapping[str, float]) -> None:
    search = goal.search
    measured = goal.metric.of(value, measurements)
    following = search.tell(value, measured) if search is not None and measured is not None else None
    if following is None:
        del memory.of(Goals).goals[goal.metric.name]
        following, told = metrics.ended(goal.metric, search) if search and search.best else (value, "")
        panel.note = told or panel.note
    goal.tried = following
    panel_sliders.of_metric(panel, goal.metric.name).set_value(following)


def _moved(panel: SliderPanel) -> dict[str, float]:
    """The panel's sliders that do not stand at their defaults."""
    defaults = panel_sliders.defaults(panel)
    return {name: value for name, value in panel_sliders.edited(panel).items() if value != defaults[name]}
