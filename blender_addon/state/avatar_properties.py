# SPDX-License-Identifier: GPL-3.0-or-later
"""What an avatar knows about itself: on its mesh object, saved in the file and undone with it."""

from __future__ import annotations

import bpy
from bpy.props import (
    BoolProperty,
    BoolVectorProperty,
    CollectionProperty,
    FloatProperty,
    FloatVectorProperty,
    IntProperty,
    PointerProperty,
    StringProperty,
)

from .signals import on_slider_moved


def _colour(name: str, default: tuple[float, float, float], description: str) -> object:
    return FloatVectorProperty(
        name=name,
        subtype="COLOR_GAMMA",
        size=3,
        min=0.0,
        max=1.0,
        default=default,
        description=description,
        update=on_slider_moved,
    )


class GalateaLook(bpy.types.PropertyGroup):
    """Colours of the texture, in the names and units of the protocol's Look (sRGB)."""

    skin_tone: FloatProperty(
        name="Skin Tone",
        description="0 is the lightest skin, 1 the darkest",
        min=0,
        max=1,
        default=0.25,
        update=on_slider_moved,
    )
    hair_colour: _colour("Hair", (0.16, 0.10, 0.07), "Colour of hair, brows and lashes")
    eye_colour: _colour("Eyes", (0.30, 0.20, 0.11), "Colour of the irises")
    suit_colour: _colour("Clothes", (0.20, 0.24, 0.32), "Colour of the bodysuit")


class GalateaValue(bpy.types.PropertyGroup):
    """One slider of an avatar: its value in the mesh as it is, and whether words and dice must leave it alone."""

    value: FloatProperty()
    expression: BoolProperty(description="Whether it is a key that moves the face")
    locked: BoolProperty(name="Lock", description="Words, Randomise and Reset leave a locked slider as it is")


class GalateaMeasurement(bpy.types.PropertyGroup):
    value: FloatProperty(description="metres, kilograms or kg/m2")


class GalateaAvatar(bpy.types.PropertyGroup):
    """On the mesh object of an avatar; `uid` is empty on every other object."""

    uid: StringProperty(description="Names this object among all avatars, whatever it is called")
    prompt: StringProperty()
    given: StringProperty(description="The name that Galatea gave the object; another is the artist's and stays")
    body: StringProperty(default="anny")
    skeleton: StringProperty(default="mixamo")
    rest_pose: StringProperty(default="t")
    clip: StringProperty(default="none")
    texture_size: IntProperty(default=1024, description="Pixels of the texture's side")
    values: CollectionProperty(type=GalateaValue)
    look: PointerProperty(type=GalateaLook)
    look_locks: BoolVectorProperty(name="Lock", size=4, description="Words leave a locked colour as it is")
    measurements: CollectionProperty(type=GalateaMeasurement)
    changed: BoolProperty(description="Whether a job gave it textures or a motion that its sliders and look do not")
    job: StringProperty(description="The job that works for this avatar, so that a reopened file finds its result")
    capability: StringProperty(default="avatar", description="What that job does, as the table of capabilities has it")


CLASSES = (GalateaLook, GalateaValue, GalateaMeasurement, GalateaAvatar)
