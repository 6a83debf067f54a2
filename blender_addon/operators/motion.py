# SPDX-License-Identifier: GPL-3.0-or-later
"""Clips that belong to the avatar: put one on, take it off."""

from __future__ import annotations

import bpy
from bpy.props import EnumProperty

from .. import work
from .base import AskingOperator, selected

CLIPS = (
    ("rom", "Range of Motion", "Every joint through its range and every face key once, to check a rig"),
    ("none", "No Clip", "The avatar rests"),
)


class GALATEA_OT_clip(AskingOperator):
    """Put a clip on the selected figure, or take it off.

    Python: bpy.ops.galatea.clip(name="rom")"""

    bl_idname = "galatea.clip"
    bl_label = "Clip"

    name: EnumProperty(name="Clip", items=CLIPS)

    def act(self, context: bpy.types.Context) -> None:
        thing = selected(context)
        self.send(lambda: work.from_sliders(thing, clip=self.name))


CLASSES = (GALATEA_OT_clip,)
