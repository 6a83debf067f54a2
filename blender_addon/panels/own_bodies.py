# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies: those that the artist has from their publishers, how more come in, and how they go."""

from __future__ import annotations

from typing import Any, ClassVar

import bpy

from ..session import session
from ..state import bodies
from .base import GalateaPanel, is_connected, paragraph


class GALATEA_PT_bodies(GalateaPanel, bpy.types.Panel):
    bl_label = "Bodies"
    bl_parent_id = "GALATEA_PT_create"
    bl_options: ClassVar[set[str]] = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        draw_bodies(self.layout, context)


def draw_bodies(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    column = layout.column()
    column.enabled = is_connected()
    column.operator("galatea.add_bodies", icon="FILE_FOLDER")
    if told := bodies.told():
        box = column.box()
        for line in told:
            paragraph(box, context, line)
    for model in session.connection.own_bodies:
        row = column.row(align=True)
        row.label(text=bodies.label(model.name), icon="ARMATURE_DATA" if model.available else "ERROR")
        button: Any = row.operator("galatea.remove_body", text="", icon="TRASH")
        button.name = model.name
        paragraph(column, context, model.message or model.licence, icon="BLANK1")


CLASSES = (GALATEA_PT_bodies,)
