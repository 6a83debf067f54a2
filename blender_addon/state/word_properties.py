# SPDX-License-Identifier: GPL-3.0-or-later
"""Word sliders: which an avatar has, on its object, and the window's copy that the artist drags."""

from __future__ import annotations

import bpy
from bpy.props import BoolProperty, FloatProperty, StringProperty

from .signals import on_slider_moved


class GalateaWord(bpy.types.PropertyGroup):
    """One word slider of an avatar; `name` is what requests call it."""

    label: StringProperty()
    told: StringProperty(description="How far it can be trusted")
    free: BoolProperty(description="Whether it was made of the word at once, and is of no set")
    face: BoolProperty(description="Whether it moves face keys")
    locked: BoolProperty(name="Lock", description="The word stays while other words move")


class GalateaWordSlider(bpy.types.PropertyGroup):
    """One word slider in the panel; `name` as on the avatar."""

    value: FloatProperty(
        name="Value",
        description="0 is as the figure was when the word came, -1 and 1 are the ends of the word's range",
        min=-1.0,
        max=1.0,
        precision=2,
        update=on_slider_moved,
    )


CLASSES = (GalateaWord, GalateaWordSlider)
