"""What words for things that are worn stand for: pieces in slots, and marks of the skin, as pieces.tsv writes them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..protocol.requests import Colour, Detail
from ..protocol.requests.look import DETAILS, FABRICS, PATTERNS, SLOTS, Skin

SKIN_FIELDS = frozenset(field.name for field in dataclasses.fields(Skin))
# what a colour before a mark of the skin colours
SKIN_COLOURS = {
    "lipstick": "lipstick_colour",
    "eye_shadow": "eye_shadow_colour",
    "face_paint": "face_paint_colour",
    "tint": "tint_colour",
    "bindi": "bindi_colour",
    "nail_polish": "nail_polish_colour",
}
_SKIN_WORDS = frozenset(("face_paint", "tattoo", "blind_eyes", "metal_arms", "metal_legs"))
"""marks that are told by a word and not by how much there is of them"""
_LENGTHS = ("short", "knee", "long")
_AMOUNTS = ("length", "looseness")
GROWN = frozenset(("hair", "facial_hair", "brows", "lashes"))
"""slots of hair"""
OF_THE_SEX = "underwear"
"""The piece of underwear that men and women have each of their own."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One slot of a thing that is worn; or, with slot "skin", marks of the skin; or "naked", which is not obeyed."""

    slot: str
    pieces: tuple[str, ...] = ()
    """The first of these in the wardrobe is worn; none: nothing is worn there."""
    stands_in: bool = False
    """Whether the piece is only something near."""
    alters: bool = False
    """Whether it names no piece and changes the one that is worn there: "rolled sleeves"."""
    colour: Colour | None = None
    second: Colour | None = None
    pattern: str = ""
    fabric: str = ""
    length: float = 0.0
    looseness: float = 0.0
    lengths: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    """ "short", "knee", "long" -> the piece for such a length, and its own length"""
    female: str = ""
    """the piece that women wear in its place"""
    skin: Mapping[str, object] = field(default_factory=dict)
    details: tuple[Detail, ...] = ()


def read_items(text: str, colours: Mapping[tuple[str, ...], Colour]) -> tuple[Item, ...]:
    """The items of a cell of pieces.tsv. Raises ValueError that names the one which is not understood."""
    if text in ("-", ""):
        return ()
    if text == "naked":
        return (Item(slot="naked"),)
    return tuple(_read_item(part, colours) for part in re.findall(r"\S+?:(?:(?!\s+\S+:).)*", text))


def _read_item(text: str, colours: Mapping[tuple[str, ...], Colour]) -> Item:
    slot, _, rest = text.strip().partition(":")
    piece, *others = rest.split(",")
    if slot == "skin":
        return Item(slot="skin", skin=dict(_skin(part, colours) for part in rest.split(",")))
    if slot not in SLOTS:
        raise ValueError(f"'{slot}' is no slot")
    values: dict[str, Any] = {}
    lengths: dict[str, tuple[str, float]] = {}
    details: list[Detail] = []
    for other in others:
        name, _, value = other.partition("=")
        if name in _LENGTHS:
            to, _, at = value.partition("@")
            lengths[name] = (to, float(at or 0.0))
        elif name == "female":
            values[name] = value
        elif name in ("colour", "second"):
            values[name] = _colour(value, colours)
        elif name in _AMOUNTS:
            values[name] = float(value)
        elif name == "detail":
            details.append(read_detail(value, colours))
        elif (name == "pattern" and value in PATTERNS) or (name == "fabric" and value in FABRICS):
            values[name] = value
        else:
            raise ValueError(f"'{other}' of '{text}' is not understood")
    pieces = tuple(name.lstrip("~") for name in piece.split("|") if name not in ("-", "="))
    near, alters = piece.startswith("~"), piece == "="
    values |= {"lengths": lengths, "details": tuple(details)}
    return Item(slot=slot, pieces=pieces, stands_in=near, alters=alters, **values)


def read_detail(text: str, colours: Mapping[tuple[str, ...], Colour]) -> Detail:
    """ "hem/white/fur" -> a detail. Raises ValueError for what is no kind, colour, fabric or pattern."""
    kind, *rest = text.split("/")
    if kind not in DETAILS:
        raise ValueError(f"'{kind}' is no detail")
    detail = Detail(kind=kind)
    for word in rest:
        if word in FABRICS:
            detail = dataclasses.replace(detail, fabric=word)
        elif word in PATTERNS:
            detail = dataclasses.replace(detail, pattern=word)
        elif tuple(word.split("_")) in colours:
            detail = dataclasses.replace(detail, colour=colours[tuple(word.split("_"))])
        else:
            raise ValueError(f"'{word}' of '{text}' is not understood")
    return detail


def _skin(text: str, colours: Mapping[tuple[str, ...], Colour]) -> tuple[str, object]:
    name, _, value = text.partition("=")
    if name not in SKIN_FIELDS:
        raise ValueError(f"'{name}' is nothing of the skin")
    if name.endswith("_colour"):
        return name, _colour(value, colours)
    return name, value if name in _SKIN_WORDS else float(value)


def _colour(name: str, colours: Mapping[tuple[str, ...], Colour]) -> Colour:
    key = tuple(name.split())
    if key not in colours:
        raise ValueError(f"'{name}' is no colour of colours.tsv")
    return colours[key]
