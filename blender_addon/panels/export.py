# SPDX-License-Identifier: GPL-3.0-or-later
"""Export: for which program, where to, and what an independent reader found in the file."""

from __future__ import annotations

import os
from typing import ClassVar

import bpy

from .. import avatars, labels, properties
from .base import GalateaPanel, paragraph


class GALATEA_PT_export(GalateaPanel, bpy.types.Panel):
    bl_label = "Export"
    bl_order = 6
    bl_options: ClassVar[set[str]] = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        panel = properties.panel(context)
        if avatars.active(context) is None:
            layout.label(text="Select an avatar", icon="RESTRICT_SELECT_OFF")
            return
        column = layout.column()
        column.use_property_split = True
        column.use_property_decorate = False
        column.prop(panel, "preset")
        column.prop(panel, "file", placeholder="beside the .blend file")
        row = layout.row()
        row.scale_y = 1.2
        row.operator("galatea.export", icon="EXPORT")
        if panel.exported:
            layout.label(text=os.path.basename(panel.exported), icon="FILE_TICK")
        checks = layout.column(align=True)
        checks.scale_y = 0.85
        for check in panel.checks:
            good = check.found == "ok"
            checks.label(text=labels.title(check.name), icon="CHECKMARK" if good else "ERROR")
            if not good:
                paragraph(checks, context, check.found, icon="BLANK1")


CLASSES = (GALATEA_PT_export,)
