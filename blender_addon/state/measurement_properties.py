# SPDX-License-Identifier: GPL-3.0-or-later
"""Height, weight and age as fields of the panel: they show what the body measures and take what is typed."""

from __future__ import annotations

from typing import Any

from bpy.props import FloatProperty

from . import measurement_goals
from .metrics import METRICS


def metric(name: str) -> object:
    """A number that can be typed, and that shows what the body measures."""
    known = METRICS[name]

    def shown(panel: Any) -> float:
        return measurement_goals.shown(panel, name)

    def type_in(panel: Any, value: float) -> None:
        measurement_goals.type_in(panel, name, value)

    return FloatProperty(
        name=f"{name.title()} ({known.unit})",
        description=f"{name.title()} in {known.unit}. Type a number, and the body is made to measure it",
        soft_min=known.least,
        soft_max=known.most,
        min=0.0,
        max=4 * known.most,
        step=100,
        precision=0,
        get=shown,
        set=type_in,
    )
