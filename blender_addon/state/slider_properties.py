# SPDX-License-Identifier: GPL-3.0-or-later
"""What the artist drags and types: the window's copy of an avatar's sliders, and the numbers that people use."""

from __future__ import annotations

import bpy
from bpy.props import FloatProperty, StringProperty

from .avatar_properties import woken
from .metrics import METRICS


class GalateaSlider(bpy.types.PropertyGroup):
    """One body slider in the panel: `change` is its value where it goes both ways, else `amount` its share."""

    label: StringProperty()
    group: StringProperty()
    side: StringProperty(description="Left or Right; empty where it is of neither")
    twin: StringProperty(description="The slider of the other half of the body")
    default: FloatProperty()
    low: FloatProperty(default=0.0)
    high: FloatProperty(default=1.0)
    amount: FloatProperty(name="Value", min=0.0, max=1.0, precision=2, update=woken)
    change: FloatProperty(name="Value", min=-1.0, max=1.0, precision=2, update=woken)
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
        woken(self, bpy.context)

    def set_value(self, value: float) -> None:
        if self.signed:
            self.change = value
        else:
            self.amount = (value - self.low) / (self.high - self.low)


def metric(name: str) -> object:
    """A number that can be typed, and that shows what the body measures."""
    from . import measurement_goals

    known = METRICS[name]
    return FloatProperty(
        name=f"{name.title()} ({known.unit})",
        description=f"{name.title()} in {known.unit}. Type a number, and the body is made to measure it",
        soft_min=known.least,
        soft_max=known.most,
        min=0.0,
        max=4 * known.most,
        step=100,
        precision=0,
        get=lambda _: measurement_goals.shown(name),
        set=lambda _, value: measurement_goals.type_in(name, value),
    )


CLASSES = (GalateaSlider,)
