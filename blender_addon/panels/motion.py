# SPDX-License-Identifier: GPL-3.0-or-later
"""Motion: the clips of an avatar."""

from __future__ import annotations

from typing import ClassVar

import bpy

from ..scene import clip, current
from ..scene.armature import BONES
from ..state import avatars
from .base import GalateaPanel, draw_nobody, job_of, shown_avatar


class GALATEA_PT_motion(GalateaPanel, bpy.types.Panel):
    bl_label = "Motion"
    bl_order = 5
    bl_options: ClassVar[set[str]] = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        thing = shown_avatar(context)
        if thing is None:
            draw_nobody(layout, context)
            return
        rig = avatars.rig(thing)
        if rig is not None and (bones := rig.data.collections.get(BONES)):
            layout.prop(bones, "is_visible", text="Show Bones")
        column = layout.column()
        column.enabled = job_of(thing.galatea.uid) is None
        if thing.galatea.clip == "none":
            column.operator("galatea.clip", text="Add Range of Motion", icon="ARMATURE_DATA").name = "rom"
            return
        playing = bool((screen := current.screen(context)) and screen.is_animation_playing)
        row = column.row(align=True)
        row.label(text="Range of Motion", icon="ACTION")
        row.operator("galatea.clip", text="", icon="X").name = "none"
        frames = clip.frames_of(thing)
        if frames and not clip.shows_whole(current.scene(context), thing):
            first, last = frames
            column.operator("galatea.clip_frames", text=f"Show All Frames, {first} to {last}", icon="PREVIEW_RANGE")
        column.operator(
            "screen.animation_play", text="Pause" if playing else "Play", icon="PAUSE" if playing else "PLAY"
        )


CLASSES = (GALATEA_PT_motion,)
