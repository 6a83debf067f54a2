# SPDX-License-Identifier: GPL-3.0-or-later
"""How somebody looks, in the names and units of the protocol's `Look`: on each avatar, and the panel's copy."""

from __future__ import annotations

import dataclasses
import typing
from typing import Any

import bpy
from bpy.props import (
    BoolProperty,
    CollectionProperty,
    EnumProperty,
    FloatProperty,
    FloatVectorProperty,
    PointerProperty,
    StringProperty,
)

from .._shared.protocol.requests import FABRICS, PATTERNS, Colour, Skin, range_of
from . import labels, wardrobe
from .signals import on_slider_moved, piece_chosen

AS_IT_IS = "AS_IT_IS"
"""for a pattern or a fabric: what the piece itself has"""
NONE = "NONE"


def choices(names: typing.Iterable[str], empty: str, label: str) -> list[tuple[str, str, str]]:
    """Items of an enum; `empty` stands for the empty text, which Blender does not take."""
    return [(empty, label, "")] + [(name, labels.title(name.replace("_", " ")), "") for name in names if name]


def colour_property(name: str, default: Colour, description: str = "") -> object:
    return FloatVectorProperty(
        name=name,
        subtype="COLOR_GAMMA",
        size=3,
        min=0.0,
        max=1.0,
        default=default,
        description=description,
        update=on_slider_moved,
    )


def _amount(name: str, label: str, default: float, description: str = "") -> object:
    low, high = range_of(Skin, name)
    return FloatProperty(
        name=label, min=low, max=high, default=default, description=description, update=on_slider_moved
    )


class GalateaSkin(bpy.types.PropertyGroup):
    """What is on the skin; its fields are those of the protocol's `Skin`."""

    by_age: BoolProperty(
        name="Wrinkles by Age",
        description="Wrinkles and spots are as the age says",
        default=True,
        update=on_slider_moved,
    )


def _skin_fields() -> dict[str, Any]:
    """A property for each field of `Skin`, by its type."""
    hints, found = typing.get_type_hints(Skin), {}
    for field in dataclasses.fields(Skin):
        label = labels.title(field.name.replace("_", " "))
        if typing.get_origin(hints[field.name]) is typing.Literal:
            items = choices(typing.get_args(hints[field.name]), NONE, "None")
            found[field.name] = EnumProperty(name=label, items=items, update=on_slider_moved)
        elif hints[field.name] == Colour:
            found[field.name] = colour_property(label, typing.cast(Colour, field.default))
        else:
            found[field.name] = _amount(field.name, label, typing.cast(float, field.default) or 0.0)
    return found


GalateaSkin.__annotations__ = {**GalateaSkin.__annotations__, **_skin_fields()}


def _pieces(item: GalateaWorn, _context: bpy.types.Context | None) -> list[wardrobe.Item]:
    return wardrobe.items(item.name, item.piece)


def _chosen(item: GalateaWorn) -> int:
    return next((n for name, _, _, _, n in wardrobe.items(item.name, item.piece) if name == item.piece), 0)


def _choose(item: GalateaWorn, number: int) -> None:
    name = next(name for name, _, _, _, n in wardrobe.items(item.name, item.piece) if n == number)
    piece_chosen.send(item.name, "" if name == wardrobe.NOTHING else name)


class GalateaDetail(bpy.types.PropertyGroup):
    """A part of a piece with a look of its own; its name is one of DETAILS."""

    own_colour: BoolProperty(
        name="Colour of Its Own", description="Off: as is usual of such a part", default=False, update=on_slider_moved
    )
    colour: colour_property("Colour", (0.83, 0.65, 0.22), "Colour of the detail")
    pattern: EnumProperty(name="Pattern", items=choices(PATTERNS, AS_IT_IS, "As It Is"), update=on_slider_moved)
    fabric: EnumProperty(name="Fabric", items=choices(FABRICS, AS_IT_IS, "As It Is"), update=on_slider_moved)


class GalateaWorn(bpy.types.PropertyGroup):
    """What is worn in one slot, which is its name."""

    named: BoolProperty(description="Whether the look says what is worn here, be it nothing")
    piece: StringProperty(description="Its name in the wardrobe; empty where nothing is worn", update=on_slider_moved)
    choice: EnumProperty(
        name="Piece", description="What is worn here", items=_pieces, get=_chosen, set=_choose, options={"SKIP_SAVE"}
    )
    open: BoolProperty(name="Details", description="Colours, pattern and sizes", options={"SKIP_SAVE"})
    own_colour: BoolProperty(
        name="Colour of Its Own", description="Off: as the piece has it", default=False, update=on_slider_moved
    )
    colour: colour_property("Colour", (0.5, 0.5, 0.5), "Colour of the piece")
    own_second_colour: BoolProperty(
        name="Second Colour of Its Own", description="Off: as the piece has it", default=False, update=on_slider_moved
    )
    second_colour: colour_property("Second Colour", (0.9, 0.9, 0.9), "Colour of its pattern, collar, sole or band")
    pattern: EnumProperty(name="Pattern", items=choices(PATTERNS, AS_IT_IS, "As It Is"), update=on_slider_moved)
    fabric: EnumProperty(name="Fabric", items=choices(FABRICS, AS_IT_IS, "As It Is"), update=on_slider_moved)
    length: FloatProperty(
        name="Length", description="-1 shortest, 1 longest", min=-1, max=1, default=0, update=on_slider_moved
    )
    looseness: FloatProperty(
        name="Looseness", description="-1 tight, 1 loose", min=-1, max=1, default=0, update=on_slider_moved
    )
    details: CollectionProperty(type=GalateaDetail)
    locked: BoolProperty(name="Lock", description="Words and dice leave a locked piece as it is")


class GalateaLook(bpy.types.PropertyGroup):
    """Colours in sRGB, skin, and what is worn."""

    skin_tone: FloatProperty(
        name="Skin Tone",
        description="0 is the lightest skin, 1 the darkest",
        min=0,
        max=1,
        default=0.25,
        update=on_slider_moved,
    )
    hair_colour: colour_property("Hair", (0.16, 0.10, 0.07), "Colour of hair, brows and lashes")
    eye_colour: colour_property("Eyes", (0.30, 0.20, 0.11), "Colour of the irises")
    suit_colour: colour_property("Bodysuit", (0.20, 0.24, 0.32), "Colour of the bodysuit of who wears nothing else")
    skin: PointerProperty(type=GalateaSkin)
    worn: CollectionProperty(type=GalateaWorn)
    unsaid: StringProperty(default="presentable", description="What is worn in slots that are not listed")


CLASSES = (GalateaSkin, GalateaDetail, GalateaWorn, GalateaLook)
