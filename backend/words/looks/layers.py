"""What one source of a look says: the words themselves, or a role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ...protocol.requests import Colour
from ...protocol.requests.look import Worn
from ..look_items import Item
from .beside import both
from .cut import hair_colour_of, hair_worn, streaked, with_fringe, worn_as
from .decency import Traits
from .general import is_general
from .marks import marks_of, with_marks
from .meeting import covers
from .sentences import Told
from .waistcoats import coat_and_waistcoat
from .wish import Wish, Wishes

_NOTHING = Worn(slot="top")
_ANY = Worn(slot="bottom", piece="any")


@dataclass
class Layer:
    """What one source says: slots, marks of the skin, the colour of hair."""

    slots: dict[str, Worn] = field(default_factory=dict)
    skin: dict[str, object] = field(default_factory=dict)
    hair_colour: Colour | None = None
    naked: bool = False
    altered: list[Item] = field(default_factory=list)
    """what changes the piece of a slot, whichever it is"""
    names: dict[str, str] = field(default_factory=dict)
    """slot -> the word that named what is there"""
    said: dict[str, str] = field(default_factory=dict)
    """slot -> how the text says what is there"""
    near: set[str] = field(default_factory=set)
    """slots of what only stands in for what is said"""
    waistcoat: Worn | None = None
    """the one below a coat that is named beside it"""
    whole: dict[str, Worn] = field(default_factory=dict)
    """of roles: all that they wear, before what is named takes its place"""


def layer_said(wishes: Wishes, wardrobe: Mapping[str, str], traits: Traits, telling: Told) -> Layer:
    """What the words themselves name. A thing of one piece counts more than one of several ("a suit, red shirt")."""
    layer, single = Layer(), Layer()
    for wish in wishes.worn:
        if not wish.name:
            continue
        one = sum(item.slot != "skin" for item in wish.items) <= 1
        add(single if one else layer, wish, wardrobe, traits, telling)
    suit, own = layer.slots.get("outer"), single.slots.get("outer")
    pair = None if own is None or own.piece != "waistcoat" else coat_and_waistcoat(suit, own)
    for slot, name in single.names.items():  # "a festival dress, dark green dirndl"
        if is_general(name) and slot in layer.names and single.slots[slot].colour is None:
            single.slots.pop(slot)
    layer.slots |= single.slots
    layer.names |= {slot: name for slot, name in single.names.items() if slot in single.slots}
    layer.said |= {slot: said for slot, said in single.said.items() if slot in single.slots}
    layer.skin |= single.skin
    layer.hair_colour = single.hair_colour or layer.hair_colour
    layer.naked |= single.naked
    over = any(layer.slots.get(slot, _NOTHING).piece for slot in ("top", "outer", "one_piece"))
    if over and "underwear" in layer.names and not layer.slots.get("bottom", _ANY).piece:
        for kept in (layer.slots, layer.names):  # a blouse over a bra has something below it
            kept.pop("bottom", None)
    layer.altered += single.altered
    layer.waistcoat = single.waistcoat or layer.waistcoat
    if pair is not None:  # a suit with a waistcoat of another colour
        layer.slots["outer"], layer.waistcoat = pair
        layer.names["outer"] = pair[0].piece
    return layer


def add(
    layer: Layer, wish: Wish, wardrobe: Mapping[str, str], traits: Traits, telling: Told, *, implied: bool = False
) -> None:
    """Put what a wish names into a layer."""
    if wish.name == "hair" or any(item.slot == "hair" and not item.alters for item in wish.items):
        layer.hair_colour = (hair_colour_of(wish) if wish.worn else None) or layer.hair_colour
    if wish.name == "hair":
        chosen = hair_worn(wish, wardrobe, traits.female) if wish.worn else None
        if chosen is not None and chosen.worn is not None:
            layer.slots["hair"] = with_fringe(layer.slots.get("hair"), chosen.worn, wardrobe)
        return
    first = True
    for item in wish.items:
        if item.alters:
            if wish.worn:
                layer.altered.append(streaked(item, wish))
        elif item.slot == "naked":
            layer.naked = wish.worn
        elif item.slot == "skin":
            layer.skin = with_marks(layer.skin, marks_of(item.skin, wish))
        elif not wish.worn:
            if not _other_named(layer, item.slot, wish.name):
                layer.slots[item.slot] = Worn(slot=item.slot)
        elif item.pieces or implied or not layer.names.get(item.slot) or layer.names[item.slot] == wish.name:
            chosen = worn_as(item, wish, wardrobe, traits.female, first=first)
            if chosen.worn is None:
                (telling.lacking if implied else telling.missing).append(wish.said)
            else:
                below = layer.slots.get(item.slot)
                if (pair := coat_and_waistcoat(below, chosen.worn)) is not None:
                    layer.slots[item.slot], layer.waistcoat = pair
                    layer.names[item.slot] = pair[0].piece
                    layer.said.setdefault(item.slot, wish.said)
                    continue
                if below is not None and not implied and _beside_a_corset(below, chosen.worn):
                    telling.crowded.append(wish.said if below.piece == "corset" else layer.said[item.slot])
                if below is not None and covers(below.piece) > covers(chosen.worn.piece):
                    continue  # the shirt below a jumper that is named before it
                beside = both(chosen.worn, layer.slots, wardrobe) if first and not implied else (chosen.worn,)
                if not beside and wish.shown_as and item.slot not in layer.near:
                    telling.crowded.append(wish.said)
                    break  # what is only near takes no place from what is named itself
                if not beside:
                    telling.crowded.append(layer.said[item.slot])
                for worn in beside or (chosen.worn,):
                    layer.slots[worn.slot] = with_fringe(below, worn, wardrobe)
                    layer.names[worn.slot] = wish.name if worn.piece == chosen.worn.piece else worn.piece
                    layer.said[worn.slot] = wish.said
                near = bool(chosen.worn.piece) and (chosen.near or bool(wish.shown_as))
                if near:
                    layer.near.add(chosen.worn.slot)
                if near and first and not implied:
                    telling.near_pieces.append((wish.said, chosen.worn.piece))
            first = False


def _beside_a_corset(one: Worn, other: Worn) -> bool:
    """Whether one of two tops is a corset, above which the other would be seen."""
    return "corset" in (one.piece, other.piece) and one.piece != other.piece and bool(one.piece and other.piece)


def _other_named(layer: Layer, slot: str, denied: str) -> bool:
    """Whether something else is named in a slot than what is denied there: "a beard without a moustache"."""
    there = layer.slots.get(slot)
    return there is not None and bool(there.piece) and layer.names.get(slot) not in (None, denied)
