# SPDX-License-Identifier: GPL-3.0-or-later
"""Dress the selected avatar: a piece, a whole outfit, or whatever the dice say."""

from __future__ import annotations

import random
from typing import Any

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, FloatVectorProperty, IntProperty, StringProperty

from .._shared.protocol.requests import DETAILS, FABRICS, PATTERNS, SLOTS, Look, Worn
from .._shared.protocol.wardrobe import Entry
from ..jobs import pieces
from ..scene import current
from ..state import avatars, looks, outfits, wardrobe
from ..state.avatar_object import AvatarObject
from ..state.labels import detail_label
from ..state.look_properties import AS_IT_IS, choices
from .base import selected
from .look import LookOperator

# an annotation is read where only names of its own class are known inside a comprehension
_DETAILS = [(name, detail_label(name), "") for name in DETAILS]


class GALATEA_OT_wear(LookOperator):
    """Wear a piece of the wardrobe, in the place of what is worn there.

    Python: bpy.ops.galatea.wear(piece="t_shirt", colour=(0.7, 0.1, 0.1))"""

    bl_idname = "galatea.wear"
    bl_label = "Wear"

    piece: StringProperty(name="Piece", description="Its name in the wardrobe", options={"SKIP_SAVE"})
    colour: FloatVectorProperty(name="Colour", subtype="COLOR_GAMMA", size=3, min=0.0, max=1.0, options={"SKIP_SAVE"})
    second_colour: FloatVectorProperty(
        name="Second Colour", subtype="COLOR_GAMMA", size=3, min=0.0, max=1.0, options={"SKIP_SAVE"}
    )
    pattern: EnumProperty(name="Pattern", items=choices(PATTERNS, AS_IT_IS, "As It Is"), options={"SKIP_SAVE"})
    fabric: EnumProperty(name="Fabric", items=choices(FABRICS, AS_IT_IS, "As It Is"), options={"SKIP_SAVE"})
    length: FloatProperty(name="Length", min=-1, max=1, options={"SKIP_SAVE"})
    looseness: FloatProperty(name="Looseness", min=-1, max=1, options={"SKIP_SAVE"})

    def act(self, context: bpy.types.Context) -> None:
        thing = selected(context)
        worn = Worn(
            slot=pieces.entry_named(self.piece, self.waits).slot,
            piece=self.piece,
            colour=tuple(self.colour) if self.properties.is_property_set("colour") else None,
            second_colour=tuple(self.second_colour) if self.properties.is_property_set("second_colour") else None,
            pattern="" if self.pattern == AS_IT_IS else self.pattern,
            fabric="" if self.fabric == AS_IT_IS else self.fabric,
            length=self.length,
            looseness=self.looseness,
        )
        self.put(context, thing, looks.wearing(self.look(context, thing), worn, pieces.entries(self.waits)))


def _found(operator: Any, context: bpy.types.Context | None) -> list[wardrobe.Item]:
    return wardrobe.items(operator.slot, "")


class GALATEA_OT_find_piece(LookOperator):
    """Search the wardrobe for something to wear here.

    Python: bpy.ops.galatea.find_piece(slot="top", piece="t_shirt")"""

    bl_idname = "galatea.find_piece"
    bl_label = "Search"
    bl_property = "piece"

    slot: StringProperty(options={"SKIP_SAVE", "HIDDEN"})
    piece: EnumProperty(name="Piece", items=_found, options={"SKIP_SAVE"})

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        current.window_manager(context).invoke_search_popup(self)
        return {"RUNNING_MODAL"}

    def act(self, context: bpy.types.Context) -> None:
        thing = selected(context)
        piece = "" if self.piece == wardrobe.NOTHING else self.piece
        worn = Worn(slot=self.slot, piece=piece)
        self.put(context, thing, looks.wearing(self.look(context, thing), worn, pieces.entries(self.waits)))


class GALATEA_OT_take_off(LookOperator):
    """Wear nothing here.

    Python: bpy.ops.galatea.take_off(slot="head")"""

    bl_idname = "galatea.take_off"
    bl_label = "Take Off"

    slot: EnumProperty(name="Slot", items=[(slot, slot, "") for slot in SLOTS])

    def act(self, context: bpy.types.Context) -> None:
        thing = selected(context)
        look = self.look(context, thing)
        self.put(context, thing, looks.wearing(look, Worn(slot=self.slot), {}))


class GALATEA_OT_detail(LookOperator):
    """Give what is worn here a detail, such as cuffs or a buckle, or take it away.

    Python: bpy.ops.galatea.detail(slot="shoes", kind="buckle")"""

    bl_idname = "galatea.detail"
    bl_label = "Detail"
    bl_property = "kind"

    slot: EnumProperty(name="Slot", items=[(slot, slot, "") for slot in SLOTS])
    kind: EnumProperty(name="Detail", items=_DETAILS)
    on: BoolProperty(name="On", default=True, options={"SKIP_SAVE"})

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        if not self.on:
            return self.execute(context)
        current.window_manager(context).invoke_search_popup(self)
        return {"RUNNING_MODAL"}

    def act(self, context: bpy.types.Context) -> None:
        thing = selected(context)
        self.put(context, thing, looks.with_detail(self.look(context, thing), self.slot, self.kind, self.on))


class GALATEA_OT_outfit(LookOperator):
    """Wear a whole outfit. Hair stays, and so does what is locked.

    Python: bpy.ops.galatea.outfit(name="business")"""

    bl_idname = "galatea.outfit"
    bl_label = "Outfit"

    name: EnumProperty(name="Outfit", items=[(name, name.title(), "") for name in outfits.OUTFITS])

    def act(self, context: bpy.types.Context) -> None:
        thing = selected(context)
        known = pieces.entries(self.waits)
        self.put(context, thing, _changed(self.look(context, thing), outfits.worn(self.name, known), thing, known))


class GALATEA_OT_randomise_outfit(LookOperator):
    """Other clothes by chance. Hair stays, and so does what is locked.

    Python: bpy.ops.galatea.randomise_outfit(seed=1)"""

    bl_idname = "galatea.randomise_outfit"
    bl_label = "Randomise Outfit"

    seed: IntProperty(name="Seed", description="0 rolls anew each time", min=0, options={"SKIP_SAVE"})

    def act(self, context: bpy.types.Context) -> None:
        thing = selected(context)
        known, values = pieces.entries(self.waits), avatars.values(thing)
        child, female = values.get("age", 1.0) < 0.5, values.get("gender", 0.5) > 0.5
        rolled = outfits.rolled(known, random.Random(self.seed or None), child, female)
        self.put(context, thing, _changed(self.look(context, thing), rolled, thing, known))


def _changed(look: Look, worn: list[Worn], thing: AvatarObject, known: dict[str, Entry]) -> Look:
    """Other clothes, but for what is locked."""
    kept = {name.removeprefix(looks.WORN) for name in looks.locked(thing) if name.startswith(looks.WORN)}
    return looks.in_other_clothes(look, worn, kept | set(SLOTS) - set(outfits.CLOTHES), known)


CLASSES = (
    GALATEA_OT_wear,
    GALATEA_OT_find_piece,
    GALATEA_OT_take_off,
    GALATEA_OT_detail,
    GALATEA_OT_outfit,
    GALATEA_OT_randomise_outfit,
)
