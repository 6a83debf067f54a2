# SPDX-License-Identifier: GPL-3.0-or-later
"""What an avatar knows about itself: on its mesh object, saved in the file and undone with it."""

from __future__ import annotations

import bpy
from bpy.props import (
    BoolProperty,
    BoolVectorProperty,
    CollectionProperty,
    FloatProperty,
    IntProperty,
    PointerProperty,
    StringProperty,
)

from . import face_properties, look_properties, word_properties
from .face_properties import GalateaCapture
from .look_properties import GalateaLook
from .word_properties import GalateaWord


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
    look_locks: BoolVectorProperty(name="Lock", size=5, description="Words leave locked colours and skin as they are")
    measurements: CollectionProperty(type=GalateaMeasurement)
    held: CollectionProperty(type=GalateaMeasurement, description="What the body measures whatever slider is moved")
    words: CollectionProperty(type=GalateaWord, description="Its word sliders")
    words_around: StringProperty(description="JSON: the sliders of the body on which its word sliders stand at 0")
    hidden_skin: BoolProperty(
        name="Keep Hidden Skin",
        description="Files have the skin under clothes too, so that they can be taken off there",
    )
    capture: PointerProperty(type=GalateaCapture, description="How a take of a face is used")
    changed: BoolProperty(description="Whether a job gave it textures or a motion that its sliders and look do not")
    job: StringProperty(description="The job that works for this avatar, so that a reopened file finds its result")
    capability: StringProperty(default="avatar", description="What that job does, as the table of capabilities has it")


CLASSES = (
    *look_properties.CLASSES,
    *word_properties.CLASSES,
    *face_properties.CLASSES,
    GalateaValue,
    GalateaMeasurement,
    GalateaAvatar,
)
