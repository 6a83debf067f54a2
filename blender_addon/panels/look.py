# SPDX-License-Identifier: GPL-3.0-or-later
"""Look: whole outfits, what is worn where, skin and make-up, and the colours of hair and eyes."""

from __future__ import annotations

import dataclasses
from typing import Any, ClassVar

import bpy

from .._shared.protocol.requests import Skin
from ..state import looks, outfits, properties, wardrobe
from ..state.avatar_object import AvatarObject
from ..state.labels import SLOT_LABELS, detail_label
from ..state.look_properties import GalateaWorn
from .base import GalateaPanel, draw_nobody, is_connected, job_of, paragraph, shown_avatar

GROUPS = {
    "Hair": ("hair", "facial_hair", "brows", "lashes"),
    "Clothes": ("one_piece", "top", "outer", "bottom", "shoes"),
    "More": (
        "head",
        "glasses",
        "face",
        "ears",
        "neck",
        "waist",
        "hands",
        "legs",
        "underwear",
        "back",
        "eyes",
        "teeth",
        "tongue",
    ),
}
_MAKE_UP = ("lipstick", "eye_shadow", "eyeliner", "blush", "nail_polish", "bindi", "face_paint", "tattoo")
_COLOURED = {
    "lipstick": "lipstick_colour",
    "eye_shadow": "eye_shadow_colour",
    "face_paint": "face_paint_colour",
    "tint": "tint_colour",
    "bindi": "bindi_colour",
    "nail_polish": "nail_polish_colour",
}
_PICTURE = 6.0


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
            draw_wear_this(layout, context)
            return
        column = layout.column()
        column.enabled = is_connected() and job_of(thing.galatea.uid) is None
        column.use_property_decorate = False
        draw_colours(column, thing, panel, ("skin_tone", "hair_colour", "eye_colour"))
        body = fold(column, "skin", "Skin and Make-up")
        if body is not None:
            draw_skin(body, thing, panel)
        if not wardrobe.is_filled():
            draw_colours(column, thing, panel, ("suit_colour",))
            paragraph(column, context, "The wardrobe comes once the backend is ready")
            return
        draw_outfits(column)
        for title, slots in GROUPS.items():
            body = fold(column, title.lower(), title, closed=title == "More")
            if body is not None:
                for slot in slots:
                    draw_slot(body, thing, panel, slot)
        draw_wear_this(column, context)


def fold(layout: bpy.types.UILayout, name: str, title: str, closed: bool = True) -> bpy.types.UILayout | None:
    header, body = layout.panel(f"galatea_look_{name}", default_closed=closed)
    header.label(text=title)
    return body


def draw_colours(
    layout: bpy.types.UILayout, thing: AvatarObject, panel: properties.GalateaPanel, names: tuple[str, ...]
) -> None:
    for name in names:
        row = layout.row(align=True)
        lock = thing.galatea.look_locks[looks.COLOURS.index(name)]
        field = row.row(align=True)
        field.enabled = not lock
        field.use_property_split = name != "skin_tone"
        field.prop(panel.look, name, slider=True)
        draw_lock(row, name, lock)


def draw_skin(layout: bpy.types.UILayout, thing: AvatarObject, panel: properties.GalateaPanel) -> None:
    skin = panel.look.skin
    lock = thing.galatea.look_locks[len(looks.COLOURS)]
    row = layout.row(align=True)
    row.label(text="Locked" if lock else "Skin")
    draw_lock(row, looks.SKIN, lock)
    column = layout.column(align=True)
    column.enabled = not lock
    column.prop(skin, "by_age")
    names = [field.name for field in dataclasses.fields(Skin) if not field.name.endswith("_colour")]
    for name in [*(each for each in names if each not in _MAKE_UP), *_MAKE_UP]:
        if name == "wrinkles" and skin.by_age:
            continue
        row = column.row(align=True)
        row.prop(skin, name, slider=True)
        if name in _COLOURED:
            swatch = row.row(align=True)
            swatch.scale_x = 0.3
            swatch.prop(skin, _COLOURED[name], text="")


def draw_outfits(layout: bpy.types.UILayout) -> None:
    """Whole outfits of one click, of what the wardrobe has."""
    names = {entry.name for entry in wardrobe.entries()}
    body = fold(layout, "outfits", "Outfits", closed=False)
    if body is None:
        return
    grid = body.grid_flow(row_major=True, columns=3, even_columns=True, align=True)
    for name in outfits.known(names):
        button: Any = grid.operator("galatea.outfit", text=name.title(), icon_value=_face_of(name))
        button.name = name
    body.operator("galatea.randomise_outfit", text="Randomise Outfit", icon="MOD_NOISE")


def _face_of(outfit: str) -> int:
    """The picture of an outfit's first piece that has one."""
    return next((icon for piece, _ in outfits.OUTFITS[outfit] if (icon := wardrobe.icon(piece))), 0)


def draw_wear_this(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    """A mesh of the artist's is selected: it can be worn."""
    row = layout.row()
    row.enabled = is_connected()
    row.operator("galatea.wear_this", icon="MOD_CLOTH")


def draw_slot(layout: bpy.types.UILayout, thing: AvatarObject, panel: properties.GalateaPanel, slot: str) -> None:
    """What is worn there: its picture to choose by, its name, and beneath it colours and pattern."""
    item = looks.worn_in(panel.look, slot)
    if item is None:
        return
    stored = looks.worn_in(thing.galatea.look, slot)
    lock = stored is not None and stored.locked
    row = layout.row(align=True)
    chosen = row.row(align=True)
    chosen.enabled = not lock
    chosen.prop(item, "open", text="", icon="DOWNARROW_HLT" if item.open else "RIGHTARROW", emboss=False)
    name = wardrobe.label(item.piece) if item.piece else SLOT_LABELS[slot]
    button: Any = chosen.operator(
        "galatea.find_piece", text=name, icon_value=wardrobe.icon(item.piece), depress=bool(item.piece)
    )
    button.slot = slot
    if item.piece:
        if item.own_colour or slot not in GROUPS["Hair"]:  # which else has the hair's colour
            swatch = chosen.row(align=True)
            swatch.scale_x = 0.4
            swatch.active = item.own_colour
            swatch.prop(item, "colour", text="")
        off: Any = chosen.operator("galatea.take_off", text="", icon="X")
        off.slot = slot
    draw_lock(row, looks.WORN + slot, lock)
    if item.open:
        box = layout.box()
        box.enabled = not lock
        box.template_icon_view(item, "choice", show_labels=True, scale=_PICTURE, scale_popup=4.0)
        if item.piece:
            draw_details(box, item)


def draw_details(layout: bpy.types.UILayout, item: GalateaWorn) -> None:
    """What of a piece can be chosen, one idea a row; what others painted can have another colour alone."""
    known, painted = wardrobe.entry(item.piece), wardrobe.is_yours(item.piece)
    hair = known is not None and known.slot in GROUPS["Hair"]
    for name, title in (("colour", "Colour"), ("second_colour", "Second")):
        if name == "colour" or not painted:
            row = layout.row(align=True)
            row.prop(item, f"own_{name}", text=title)
            swatch = row.row(align=True)
            swatch.enabled = getattr(item, f"own_{name}")
            swatch.prop(item, name, text="")
    if not hair and not painted:
        for name in ("pattern", "fabric"):
            row = layout.split(factor=0.35, align=True)
            row.label(text=name.title())
            row.prop(item, name, text="")
    if not hair:
        draw_parts(layout, item)
    for name in known.sizes if known else ():
        if name in ("length", "looseness"):
            layout.prop(item, name, slider=True)


def draw_parts(layout: bpy.types.UILayout, item: GalateaWorn) -> None:
    """The details of a piece, each with its colour, and a button for another."""
    for detail in item.details:
        row = layout.row(align=True)
        row.prop(detail, "own_colour", text=detail_label(detail.name))
        swatch = row.row(align=True)
        swatch.scale_x = 0.5
        swatch.enabled = detail.own_colour
        swatch.prop(detail, "colour", text="")
        row.prop(detail, "pattern", text="", icon_only=True, icon="TEXTURE")
        off: Any = row.operator("galatea.detail", text="", icon="X")
        off.slot, off.kind, off.on = item.name, detail.name, False
    more: Any = layout.operator("galatea.detail", text="Add Detail", icon="ADD")
    more.slot = item.name


def draw_lock(row: bpy.types.UILayout, name: str, locked: bool) -> None:
    button: Any = row.operator("galatea.lock", text="", icon="LOCKED" if locked else "UNLOCKED")
    button.names, button.locked = name, not locked


CLASSES = (GALATEA_PT_look,)
