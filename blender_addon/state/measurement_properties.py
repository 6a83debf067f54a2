# SPDX-License-Identifier: GPL-3.0-or-later
"""What a body measures as fields of the panel: they show it in the scene's unit and take what is typed."""

from __future__ import annotations

from typing import Any

from bpy.props import FloatProperty

from . import measurement_goals, metrics
from .metrics import METRICS


def metric(name: str) -> object:
    """A number that can be typed, and that shows what the body measures."""
    known = METRICS[name]

    def shown(panel: Any) -> float:
        return measurement_goals.shown(panel, name) * metrics.shown_in(known)[1]

    def type_in(panel: Any, value: float) -> None:
        measurement_goals.type_in(panel, name, value / metrics.shown_in(known)[1])

    return FloatProperty(
        name=known.title,
        description=f"{known.title}. Type a number or drag, and the body is made to measure it",
        soft_min=known.least,
        soft_max=known.most,
        min=0.0,
        max=4 * known.most,
        step=10 if known.measure else 100,
        precision=known.decimals,
        get=shown,
        set=type_in,
    )
