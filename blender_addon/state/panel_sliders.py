# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel's copy of the selected avatar's sliders: filled when another one is selected or an undo changed it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from .._shared.protocol.slider_catalogue import Slider, side
from . import avatars, looks
from .avatar_object import AvatarObject
from .memory import memory
from .slider_properties import FIELDS


class SliderPanel(Protocol):
    """What of the panel's properties is about the selected avatar's body."""

    uid: str
    note: str
    sliders: Any
    look: Any
    measurements: Any


@dataclass
class SliderNames:
    """Of the panel's sliders; to read hundreds from Blender in every step of a drag takes as long as to send them."""

    known: tuple[str, ...] = ()


def show(panel: SliderPanel, thing: AvatarObject | None, sliders: tuple[Slider, ...]) -> None:
    """Fill the panel's sliders with an avatar's values; with none, with the defaults."""
    known = avatars.values(thing) if thing else {}
    panel.uid = thing.galatea.uid if thing else ""
    if [item.name for item in panel.sliders] != [slider.name for slider in sliders]:
        memory.of(SliderNames).known = ()
        panel.sliders.clear()
        for slider in sliders:
            panel.sliders.add().name = slider.name
    for item, slider in zip(panel.sliders, sliders, strict=True):
        item.label, item.group, item.default = slider.label, slider.group, slider.default
        item.low, item.high = slider.minimum, slider.maximum
        item.twin, item.side, item.metric = slider.twin, side(slider), slider.metric
        item.set_value(known.get(slider.name, slider.default))
    if thing:
        looks.show(panel.look, looks.look_of(thing.galatea.look))
        avatars.set_measurements(panel.measurements, avatars.measurements(thing.galatea.measurements))
    else:
        panel.measurements.clear()


def edited(panel: SliderPanel) -> dict[str, float]:
    """The slider values as the panel shows them."""
    amount, low, high = (_column(panel, name) for name in ("amount", "low", "high"))
    values = low + amount * (high - low)
    for (least, most), field in FIELDS.items():
        values = np.where((low == least) & (high == most), _column(panel, field), values)
    return _named(panel, values)


def of_metric(panel: SliderPanel, metric: str) -> Any:
    """The panel's slider that moves a number that people use; None where this body has none."""
    return next((item for item in panel.sliders if item.metric == metric), None)


def defaults(panel: SliderPanel) -> dict[str, float]:
    """What the sliders in the panel are set back to."""
    return _named(panel, _column(panel, "default"))


def _column(panel: SliderPanel, field: str) -> np.ndarray:
    """(N,) one field of all sliders in the panel; read in bulk, because it is asked for in every step of a drag."""
    found = np.empty(len(panel.sliders), np.float32)
    panel.sliders.foreach_get(field, found)
    return found.astype(np.float64)


def _named(panel: SliderPanel, values: np.ndarray) -> dict[str, float]:
    names = memory.of(SliderNames)
    if len(names.known) != len(values):
        names.known = tuple(item.name for item in panel.sliders)
    return dict(zip(names.known, values.round(5).tolist(), strict=True))


def moved(values: dict[str, float], before: dict[str, float], tolerance: float = 1e-4) -> dict[str, float]:
    """The values that differ from those of before; one that is no number differs from all."""
    return {name: value for name, value in values.items() if not abs(value - before.get(name, value)) <= tolerance}


def same(left: dict[str, float], right: dict[str, float], tolerance: float = 2e-5) -> bool:
    """Whether two sets of values agree wherever `left` has one."""
    return all(abs(value - right.get(name, value)) <= tolerance for name, value in left.items())
