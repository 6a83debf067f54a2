"""What several tests of the panel do: measure an avatar, drag a slider, be refused, see what is drawn."""

from __future__ import annotations

import types

import bpy
import numpy as np
import pytest
from conftest import turn


def vertices(thing):
    out = np.empty(len(thing.data.vertices) * 3, np.float32)
    thing.data.vertices.foreach_get("co", out)
    return out.reshape(-1, 3)


def height(thing):
    return float(np.ptp(vertices(thing)[:, 2]))


def drag(panel, name, value):
    """Move a slider as a hand does, until the mesh has followed."""
    from blender_addon import dragging

    panel.sliders[name].set_value(value)
    turn(dragging.active)
    turn(lambda: not dragging.active())


def refused(call, **arguments):
    """The message of an operator that fails."""
    with pytest.raises(RuntimeError) as caught:
        call(**arguments)
    return str(caught.value)


class Layout:
    """Stands in for a layout, and notes texts and buttons."""

    def __init__(self):
        self.texts = []
        self.buttons = []

    def operator(self, name, **_):
        self.buttons.append((name, button := types.SimpleNamespace()))
        return button

    def label(self, text="", **_):
        self.texts.append(text)

    def box(self, **_):
        return self

    column = row = split = box

    def jobs(self, name):
        """What the buttons of this operator work on."""
        return [button.job for operator, button in self.buttons if operator == name]


def drawn(draw):
    """What a function of (layout, context) draws."""
    layout = Layout()
    draw(layout, bpy.context)
    return layout
