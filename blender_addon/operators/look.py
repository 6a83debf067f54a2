# SPDX-License-Identifier: GPL-3.0-or-later
"""Colours of the selected avatar."""

from __future__ import annotations

import dataclasses

import bpy
from bpy.props import FloatProperty, FloatVectorProperty

from .._shared.protocol.errors import BadRequest
from .._shared.protocol.requests import Look
from ..jobs import generating, live_edit
from ..state import looks, properties
from ..state.avatar_object import AvatarObject
from .base import AskingOperator, selected


def _colour(name: str) -> object:
    return FloatVectorProperty(name=name, subtype="COLOR_GAMMA", size=3, min=0.0, max=1.0, options={"SKIP_SAVE"})


class LookOperator(AskingOperator):
    """An operator that gives the selected avatar another look."""

    def put(self, context: bpy.types.Context, thing: AvatarObject, look: Look) -> None:
        """In the panel, from where it goes on as if the artist had chosen it there; or at once where nobody waits."""
        panel = properties.panel(context)
        if self.waits or panel.uid != thing.galatea.uid:
            self.send(lambda: generating.from_sliders(thing, look=look))
            live_edit.over(thing.galatea.uid)
        else:
            looks.show(panel.look, look)
            live_edit.touch()

    def look(self, context: bpy.types.Context, thing: AvatarObject) -> Look:
        """As the panel has it, where it shows this avatar: some of it may not have been drawn yet."""
        panel = properties.panel(context)
        return looks.look_of(panel.look if panel.uid == thing.galatea.uid else thing.galatea.look)


class GALATEA_OT_set_look(LookOperator):
    """Set colours of the selected figure; the others stay.

    Python: bpy.ops.galatea.set_look(skin_tone=0.6)"""

    bl_idname = "galatea.set_look"
    bl_label = "Set Look"

    skin_tone: FloatProperty(
        name="Skin Tone", description="0 is the lightest skin, 1 the darkest", min=0, max=1, options={"SKIP_SAVE"}
    )
    hair_colour: _colour("Hair")
    eye_colour: _colour("Eyes")
    suit_colour: _colour("Clothes")

    def act(self, context: bpy.types.Context) -> None:
        thing = selected(context)
        names = [name for name in looks.COLOURS if self.properties.is_property_set(name)]
        if not names:
            raise BadRequest("No colour was given.", "Write it like skin_tone=0.6 or hair_colour=(0.8, 0.1, 0.1).")
        given = {name: self.skin_tone if name == "skin_tone" else tuple(getattr(self, name)) for name in names}
        look = dataclasses.replace(looks.look_of(thing.galatea.look), **given)
        self.put(context, thing, look)


CLASSES = (GALATEA_OT_set_look,)
