# SPDX-License-Identifier: GPL-3.0-or-later
"""Your Wardrobe: what the artist made or added, how more comes in, and how it goes."""

from __future__ import annotations

from typing import Any, ClassVar

import bpy

from ..state import wardrobe
from .base import GalateaPanel, is_connected, paragraph

LISTED = 10
"""pieces that stand in rows; the others are searched"""


class GALATEA_PT_wardrobe(GalateaPanel, bpy.types.Panel):
    bl_label = "Your Wardrobe"
    bl_parent_id = "GALATEA_PT_look"
    bl_options: ClassVar[set[str]] = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        column = layout.column()
        column.enabled = is_connected()
        column.operator("galatea.add_piece", text="Add Hair or Clothes", icon="FILE_FOLDER")
        for pack in wardrobe.packs():
            button: Any = column.operator("galatea.get_pack", text=_pack_label(pack.name), icon="IMPORT")
            button.name = pack.name
        told = wardrobe.told()
        if told:
            box = layout.box()
            for line in told:
                paragraph(box, context, line)
        draw_own(column)


def draw_own(layout: bpy.types.UILayout) -> None:
    own = wardrobe.own()
    if not own:
        layout.label(text="Nothing of yours yet")
        return
    column = layout.column(align=True)
    for entry in own[:LISTED]:
        row = column.row(align=True)
        row.label(text=entry.label, icon_value=wardrobe.icon(entry.name))
        button: Any = row.operator("galatea.remove_piece", text="", icon="TRASH")
        button.piece = entry.name
    if len(own) > LISTED:
        layout.operator("galatea.find_own_piece", text=f"Find of {len(own)} to Remove", icon="VIEWZOOM")


def _pack_label(name: str) -> str:
    return f"Get {name.replace('-', ' ').title().replace('Makehuman', 'MakeHuman')}"


CLASSES = (GALATEA_PT_wardrobe,)
