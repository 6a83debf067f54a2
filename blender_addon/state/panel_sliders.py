# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel's copy of the selected avatar's sliders: filled when another one is selected or an undo changed it."""

from __future__ import annotations

import bpy
import numpy as np

from . import avatars, properties
from .slider_catalogue import Slider, side

_names: tuple[str, ...] = ()
"""of the panel's sliders; to read some hundred from Blender in every step of a drag takes as long as to send them"""


def show(thing: bpy.types.Object | None, sliders: tuple[Slider, ...]) -> None:
    """Fill the panel's sliders with an avatar's values; with none, with the defaults."""
    global _names
    panel = properties.panel()
    known = avatars.values(thing) if thing else {}
    panel.uid = thing.galatea.uid if thing else ""
    if [item.name for item in panel.sliders] != [slider.name for slider in sliders]:
        _names = ()
        panel.sliders.clear()
        for slider in sliders:
            panel.sliders.add().name = slider.name
    for item, slider in zip(panel.sliders, sliders, strict=True):
        item.label, item.group, item.default = slider.label, slider.group, slider.default
        item.low, item.high = slider.minimum, slider.maximum
        item.twin, item.side = slider.twin, side(slider)
        item.set_value(known.get(slider.name, slider.default))
    if thing:
        avatars.set_look(panel.look, avatars.look(thing.galatea.look))
        avatars.set_measurements(panel.measurements, avatars.measurements(thing.galatea.measurements))
    else:
        panel.measurements.clear()


def edited() -> dict[str, float]:
    """The slider values as the panel shows them."""
    amount, change, low, high = (_column(name) for name in ("amount", "change", "low", "high"))
    both_ways = (low == -1.0) & (high == 1.0)
    return _named(np.where(both_ways, change, low + amount * (high - low)))


def defaults() -> dict[str, float]:
    """What the sliders in the panel are set back to."""
    return _named(_column("default"))


def _column(field: str) -> np.ndarray:
    """(N,) one field of all sliders in the panel; read in bulk, because it is asked for in every step of a drag."""
    sliders = properties.panel().sliders
    found = np.empty(len(sliders), np.float32)
    sliders.foreach_get(field, found)
    return found.astype(np.float64)


def _named(values: np.ndarray) -> dict[str, float]:
    global _names
    if len(_names) != len(values):
        _names = tuple(item.name for item in properties.panel().sliders)
    return dict(zip(_names, values.round(5).tolist(), strict=True))


def same(left: dict[str, float], right: dict[str, float], tolerance: float = 2e-5) -> bool:
    """Whether two sets of values agree wherever `left` has one."""
    return all(abs(value - right.get(name, value)) <= tolerance for name, value in left.items())
