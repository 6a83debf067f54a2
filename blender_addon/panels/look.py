# SPDX-License-Identifier: GPL-3.0-or-later
"""Look: colours of skin, hair, eyes and clothes."""

from __future__ import annotations

from typing import ClassVar

import bpy

from ..state import looks, properties
from .base import GalateaPanel, draw_nobody, is_connected, job_of, shown_avatar


class GALATEA_PT_look(GalateaPanel, bpy.types.Panel):
    bl_label = "Look"
    bl_order = 4
    bl_options: ClassVar[set[str]] = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        panel = properties.panel(context)
        thing = shown_avatar(context)
        if thing is None:
            draw_nobody(layout, context)
            return
        column = layout.column()
        column.enabled = is_connected() and job_of(thing.galatea.uid) is None
        column.use_property_decorate = False
        for index, name in enumerate(looks.COLOURS):
            row = column.row(align=True)
            lock = thing.galatea.look_locks[index]
            field = row.row(align=True)
            field.enabled = not lock
            field.use_property_split = name != "skin_tone"
            field.prop(panel.look, name, slider=True)
            row.prop(thing.galatea, "look_locks", index=index, text="", icon="LOCKED" if lock else "UNLOCKED")


CLASSES = (GALATEA_PT_look,)
