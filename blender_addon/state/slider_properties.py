# SPDX-License-Identifier: GPL-3.0-or-later
"""What the artist drags: the window's copy of an avatar's sliders."""

from __future__ import annotations

import bpy
from bpy.props import FloatProperty, StringProperty

from .signals import on_slider_moved, slider_moved


class GalateaSlider(bpy.types.PropertyGroup):
    """One body slider in the panel: `change` is its value where it goes both ways, else `amount` its share."""

    label: StringProperty()
    group: StringProperty()
    side: StringProperty(description="Left or Right; empty where it is of neither")
    twin: StringProperty(description="The slider of the other half of the body")
    default: FloatProperty()
    low: FloatProperty(default=0.0)
    high: FloatProperty(default=1.0)
    amount: FloatProperty(name="Value", min=0.0, max=1.0, precision=2, update=on_slider_moved)
    change: FloatProperty(name="Value", min=-1.0, max=1.0, precision=2, update=on_slider_moved)
    both_amounts: FloatProperty(
        name="Value",
        description="Left and right together",
        min=0.0,
        max=1.0,
        precision=2,
        get=lambda self: self.amount,
        set=lambda self, value: self.set_both("amount", value),
    )
    both_changes: FloatProperty(
        name="Value",
        description="Left and right together",
        min=-1.0,
        max=1.0,
        precision=2,
        get=lambda self: self.change,
        set=lambda self, value: self.set_both("change", value),
    )

    @property
    def signed(self) -> bool:
        return self.low == -1.0 and self.high == 1.0

    def get_value(self) -> float:
        return self.change if self.signed else self.low + self.amount * (self.high - self.low)

    def set_both(self, field: str, value: float) -> None:
        setattr(self, field, value)
        sliders = bpy.context.window_manager.galatea.sliders
        if (other := sliders.get(self.twin)) is not None:
            setattr(other, field, value)

    def wake(self) -> None:
        """The value is as it was, but something about it is to be done."""
        slider_moved.send()

    def set_value(self, value: float) -> None:
        if self.signed:
            self.change = value
        else:
            self.amount = (value - self.low) / (self.high - self.low)


CLASSES = (GalateaSlider,)
