# SPDX-License-Identifier: GPL-3.0-or-later
"""Clips that belong to the avatar: put one on, take it off."""

from __future__ import annotations

from typing import ClassVar

import bpy
from bpy.props import EnumProperty

from .._shared.protocol.errors import BadRequest
from ..jobs import generating
from ..scene import clip, current
from ..state import avatars
from .base import AskingOperator, GalateaOperator, selected, shown

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
        self.send(lambda: generating.from_sliders(thing, clip=self.name))


class GALATEA_OT_clip_frames(GalateaOperator):
    """Make the scene's first and last frame those of the clip. They come back when the clip is taken off.

    Python: bpy.ops.galatea.clip_frames()"""

    bl_idname = "galatea.clip_frames"
    bl_label = "Show Whole Clip"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    def act(self, context: bpy.types.Context) -> None:
        thing = shown(context)
        rig = avatars.rig(thing)
        if rig is None or clip.frames_of(thing) is None:
            raise BadRequest("The avatar has no clip.", "Add one first: bpy.ops.galatea.clip(name='rom')")
        clip.show_whole(current.scene(context), thing, rig)


CLASSES = (GALATEA_OT_clip, GALATEA_OT_clip_frames)
