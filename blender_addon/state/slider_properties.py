# SPDX-License-Identifier: GPL-3.0-or-later
"""What the artist drags: the window's copy of an avatar's sliders."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import FloatProperty, StringProperty

from ..scene import current
from .signals import on_slider_moved, slider_moved

FIELDS = {(-1.0, 1.0): "change", (-5.0, 5.0): "coefficient"}
"""Range of a slider -> the field that shows its value as it is; of any other range, `amount` shows the share."""


def _amount(slider: Any) -> float:
    return slider.amount


def _set_both_amounts(slider: Any, value: float) -> None:
    slider.set_both("amount", value)


def _change(slider: Any) -> float:
    return slider.change


def _set_both_changes(slider: Any, value: float) -> None:
    slider.set_both("change", value)


def _coefficient(slider: Any) -> float:
    return slider.coefficient


def _set_both_coefficients(slider: Any, value: float) -> None:
    slider.set_both("coefficient", value)


class GalateaSlider(bpy.types.PropertyGroup):
    """One body slider in the panel; see FIELDS for what holds its value."""

    label: StringProperty()
    group: StringProperty()
    side: StringProperty(description="Left or Right; empty where it is of neither")
    twin: StringProperty(description="The slider of the other half of the body")
    metric: StringProperty(description="height, weight or age, where the slider moves it")
    default: FloatProperty()
    low: FloatProperty(default=0.0)
    high: FloatProperty(default=1.0)
    amount: FloatProperty(name="Value", min=0.0, max=1.0, precision=2, update=on_slider_moved)
    change: FloatProperty(name="Value", min=-1.0, max=1.0, precision=2, update=on_slider_moved)
    coefficient: FloatProperty(name="Value", min=-5.0, max=5.0, precision=2, update=on_slider_moved)
    both_amounts: FloatProperty(
        name="Value",
        description="Left and right together",
        min=0.0,
        max=1.0,
        precision=2,
        get=_amount,
        set=_set_both_amounts,
    )
    both_changes: FloatProperty(
        name="Value",
        description="Left and right together",
        min=-1.0,
        max=1.0,
        precision=2,
        get=_change,
        set=_set_both_changes,
    )
    both_coefficients: FloatProperty(
        name="Value",
        description="Left and right together",
        min=-5.0,
        max=5.0,
        precision=2,
        get=_coefficient,
        set=_set_both_coefficients,
    )

    @property
    def field(self) -> str:
        """The name of what shows the value."""
        return FIELDS.get((self.low, self.high), "amount")

    def get_value(self) -> float:
        if self.field == "amount":
            return self.low + self.amount * (self.high - self.low)
        return getattr(self, self.field)

    def set_both(self, field: str, value: float) -> None:
        setattr(self, field, value)
        window_manager: Any = current.window_manager()
        sliders = window_manager.galatea.sliders
        if (other := sliders.get(self.twin)) is not None:
            setattr(other, field, value)

    def wake(self) -> None:
        """The value is as it was, but something about it is to be done."""
        slider_moved.send()

    def set_value(self, value: float) -> None:
        share = (value - self.low) / (self.high - self.low)
        setattr(self, self.field, share if self.field == "amount" else value)


CLASSES = (GalateaSlider,)
