# SPDX-License-Identifier: GPL-3.0-or-later
"""Backend: whether there is one, and how to get one. Folded away once it is connected."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import bpy

from .._shared.protocol.places import is_loopback
from ..session import session
from ..state import preferences
from .base import GalateaPanel, draw_problem, paragraph

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import IconItems

_ICONS: dict[str, IconItems] = {
    "OFF": "UNLINKED",
    "STARTING": "SORTTIME",
    "CONNECTING": "SORTTIME",
    "READY": "LINKED",
    "LOST": "ERROR",
}


class GALATEA_PT_backend(GalateaPanel, bpy.types.Panel):
    bl_label = "Backend"
    bl_order = 0

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return session.state != "READY"

    def draw(self, context: bpy.types.Context) -> None:
        state = session.state
        if state == "OFF":
            paragraph(self.layout, context, "Galatea needs its backend, the program that makes the people.")
        draw_problem(self.layout, context)
        draw_connection(self.layout, context)


class GALATEA_PT_backend_ready(GalateaPanel, bpy.types.Panel):
    bl_label = "Backend"
    bl_order = 0
    bl_options: ClassVar[set[str]] = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return session.state == "READY"

    def draw_header_preset(self, context: bpy.types.Context) -> None:
        self.layout.label(text=session.device.upper(), icon="LINKED")

    def draw(self, context: bpy.types.Context) -> None:
        draw_connection(self.layout, context)


def draw_connection(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    chosen = preferences.get(context)
    layout.label(text=session.status, icon=_ICONS[session.state])
    if session.state == "OFF":
        column = layout.column()
        column.row().prop(chosen, "where", expand=True)
        if chosen.where == "LOCAL":
            column.operator("galatea.start_backend", icon="PLAY")
            column.operator("galatea.choose_program", icon="FILE_FOLDER")
            column.operator("galatea.how_to_backend", icon="QUESTION")
        else:
            preferences.draw_address(column, chosen)
            if not bpy.app.online_access and not is_loopback(chosen.address):
                paragraph(
                    column, context, "Blender is set to stay offline: see Preferences, System, Network.", icon="INFO"
                )
            column.operator("galatea.connect", icon="LINKED")
    else:
        if session.state == "LOST":
            button = "Stop" if session.owns_backend else "Disconnect"
            paragraph(
                layout,
                context,
                f"It may only be busy. If it stays silent, press {button} and start it again; "
                "what it was making can be resumed then.",
            )
        operator = "galatea.stop_backend" if session.owns_backend else "galatea.disconnect"
        layout.operator(operator, icon="PANEL_CLOSE" if session.owns_backend else "UNLINKED")


CLASSES = (GALATEA_PT_backend, GALATEA_PT_backend_ready)
