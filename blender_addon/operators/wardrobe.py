# SPDX-License-Identifier: GPL-3.0-or-later
"""The user's own wardrobe: add pieces of others, fetch a pack of them, remove one."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import BoolProperty, EnumProperty, StringProperty

from .._shared.protocol.codec import closest
from .._shared.protocol.errors import BadRequest
from .._shared.protocol.wardrobe import Pack
from ..jobs import change_wardrobe, pieces
from ..scene import current
from ..session import session
from ..state import wardrobe
from ..state.labels import SLOT_LABELS
from .base import AskingOperator, ChoosesFile

AS_TOLD = "AS_TOLD"
"""for a slot: as the file says"""


class GALATEA_OT_add_piece(ChoosesFile, AskingOperator):
    """Add hair or clothes made for MakeHuman or MPFB: a .mhclo file, a folder of them, or an asset pack (.zip). Licence
    and author are read from the files and shown.

    Python: bpy.ops.galatea.add_piece(filepath="fedora/fedora.mhclo")"""

    bl_idname = "galatea.add_piece"
    bl_label = "Add to Wardrobe"

    filepath: StringProperty(subtype="FILE_PATH", options={"SKIP_SAVE"})
    filter_glob: StringProperty(default="*.mhclo;*.zip", options={"HIDDEN"})
    name: StringProperty(
        name="Name", description="What one piece shall be called; empty: as its file says", options={"SKIP_SAVE"}
    )
    slot: EnumProperty(
        name="Worn",
        description="Where one piece is worn",
        items=[(AS_TOLD, "As Its File Says", ""), *((slot, label, "") for slot, label in SLOT_LABELS.items())],
        options={"SKIP_SAVE"},
    )
    licence: StringProperty(
        name="Licence", description="Under which you have it, where its files do not say", options={"SKIP_SAVE"}
    )

    def act(self, context: bpy.types.Context) -> None:
        slot = "" if self.slot == AS_TOLD else self.slot
        self.send(lambda: change_wardrobe.add(self.filepath, self.name.strip(), slot, self.licence.strip()))


class GALATEA_OT_get_pack(AskingOperator):
    """Download clothes and hair that others made. You are shown the licence first.

    Python: bpy.ops.galatea.get_pack(name="makehuman-system-assets", accept_licence=True)"""

    bl_idname = "galatea.get_pack"
    bl_label = "Download and Accept Its Licence"

    name: StringProperty(name="Pack", options={"SKIP_SAVE", "HIDDEN"})
    accept_licence: BoolProperty(name="Accept Its Licence", options={"SKIP_SAVE"})

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[Any]:
        return current.window_manager(context).invoke_props_dialog(self, width=320)

    def draw(self, context: bpy.types.Context) -> None:
        pack = next((pack for pack in wardrobe.packs() if pack.name == self.name), None)
        layout: Any = self.layout
        column = layout.column(align=True)
        if pack is None:
            column.label(text="The backend does not know this pack")
            return
        column.label(text=pack.name, icon="IMPORT")
        column.label(text=f"Licence: {pack.licence}")
        column.label(text=pack.told)
        column.label(text=f"From {pack.source.split('/')[2] if pack.source.count('/') > 1 else pack.source}")
        if pack.size:
            column.label(text=f"{pack.size >> 20} MB")
        layout.prop(self, "accept_licence")

    def act(self, context: bpy.types.Context) -> None:
        pieces.entries(self.waits)
        known = {pack.name: pack for pack in wardrobe.packs()}
        if self.name not in known:
            raise BadRequest(f"There is no pack {self.name[:60]!r}.", closest(self.name[:60], known))
        pack: Pack = known[self.name]
        if not self.accept_licence:
            raise BadRequest(
                f"The licence of {pack.name} ({pack.licence}) was not accepted, so nothing was downloaded.",
                "Tick Accept Its Licence to download it.",
            )
        self.send(lambda: change_wardrobe.get(pack, self.accept_licence))


def _own(_operator: Any, _context: bpy.types.Context | None) -> list[wardrobe.Item]:
    return wardrobe.own_items()


class GALATEA_OT_remove_piece(AskingOperator):
    """Remove a piece of yours from the wardrobe. The files that it was added from stay.

    Python: bpy.ops.galatea.remove_piece(piece="fedora")"""

    bl_idname = "galatea.remove_piece"
    bl_label = "Remove from Wardrobe"

    piece: StringProperty(name="Piece", options={"SKIP_SAVE"})

    @classmethod
    def description(cls, context: bpy.types.Context, properties: Any) -> str:
        return f"Remove {wardrobe.label(properties.piece)} from your wardrobe. {wardrobe.told_of(properties.piece)}"

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[Any]:
        worn = change_wardrobe.wearers(self.piece)
        told = f"Worn by {', '.join(worn[:3])}, who loses it with the next change" if worn else "Its own files stay"
        return current.window_manager(context).invoke_confirm(
            self,
            event,
            title=f"Remove {wardrobe.label(self.piece)[:40]} from your wardrobe?",
            message=told,
            confirm_text="Remove",
        )

    def act(self, context: bpy.types.Context) -> None:
        if session.state == "READY" or self.waits:
            pieces.entries(self.waits)
        self.send(lambda: change_wardrobe.remove(self.piece))


class GALATEA_OT_find_own_piece(AskingOperator):
    """Search what you added, to remove it.

    Python: bpy.ops.galatea.find_own_piece(piece="fedora")"""

    bl_idname = "galatea.find_own_piece"
    bl_label = "Find a Piece to Remove"
    bl_property = "piece"

    piece: EnumProperty(name="Piece", items=_own, options={"SKIP_SAVE"})

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[Any]:
        current.window_manager(context).invoke_search_popup(self)
        return {"RUNNING_MODAL"}

    def act(self, context: bpy.types.Context) -> None:
        ours: Any = bpy.ops
        ours.galatea.remove_piece("INVOKE_DEFAULT", piece=self.piece)


CLASSES = (GALATEA_OT_add_piece, GALATEA_OT_get_pack, GALATEA_OT_remove_piece, GALATEA_OT_find_own_piece)
