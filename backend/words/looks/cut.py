"""How a piece is worn as the words describe it: which of several, its colours, pattern, length and looseness."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from ...protocol.requests import Colour
from ...protocol.requests.look import Worn
from ..colour_names import HAIR
from ..look_items import GROWN, OF_THE_SEX, Item
from ..look_vocabulary import natural_colours
from .details import details_of, slots_of, with_details
from .wish import Wish

_SHORT, _LONG = -0.5, 0.5
_SHORT_SLEEVED, _ROLLED = -0.55, -0.2
"""lengths of sleeves"""
_CLOTH = frozenset(("top", "bottom", "outer"))
# what comes with another thing and has its colour: the hood of a cloak, the steel gloves of a suit of armour
_MATCHING = frozenset(("hood", "gauntlets", "sabatons"))
# cloth of which the words say no more than that it is dark or light
_TONES = {"dark": (0.10, 0.10, 0.115), "light": (0.72, 0.71, 0.68), "bright": (0.847, 0.949, 0.165)}
_GLARE = 0.95
"""the most that any channel of a colour has which is said to be bright or neon"""
_RAINBOW = ((0.84, 0.14, 0.50), (0.17, 0.65, 0.65))
"""two of the colours of hair that has many, from its roots to its tips"""
_BLEACHED = (0.878, 0.812, 0.643)
_HAIR_NAMES = {
    "black": "black", "brown": "brown", "blond": "blond", "blonde": "blond", "fair": "blond", "flaxen": "blond",
    "golden": "blond", "yellow": "blond", "red": "red", "grey": "grey", "gray": "grey", "silver": "grey",
    "white": "white", "snow white": "white",
}  # fmt: skip
# texture of hair -> the pieces for it where it is short, or nothing is said of its length, and long
_TEXTURES = {
    "curly": (("curly_hair",), ("long_wavy", "curly_hair")),
    "wavy": (("side_parting", "short_hair"), ("long_wavy",)),
    "straight": (("short_hair",), ("long_straight",)),
    "afro": (("afro", "curly_hair"), ("afro", "curly_hair")),
    "braids": (("braids",), ("braids",)),
    "dreadlocks": (("dreadlocks", "braids"), ("dreadlocks", "braids")),
    "wild": (("wild_hair", "long_wavy", "curly_hair"), ("wild_hair", "long_wavy")),
    "tousled": (("tousled_hair", "wild_hair", "short_hair"), ("long_wavy", "wild_hair")),
    "spiky": (("spiky_hair", "tousled_hair", "short_hair"), ("wild_hair", "spiky_hair")),
    "slicked": (("slicked_back", "side_parting"), ("slicked_back", "long_straight")),
    "parted": (("side_parting", "short_hair"), ("long_straight",)),
    "thinning": (("thinning",), ("thinning",)),
    "buzzed": (("buzz_cut", "short_hair"), ("buzz_cut", "short_hair")),
    "short": (("short_hair",), ("long_wavy",)),
    "bob": (("bob",), ("bob",)),
}


_SLEEVELESS = frozenset(("tank_top", "crop_top", "sports_bra"))
_HUGE = frozenset("huge enormous massive giant gigantic immense tremendous vast".split())  # noqa: SIM905
"""beards that are said to be so are as full as they can be"""
_BIG = frozenset("big bushy great voluminous large".split())  # noqa: SIM905
_HANGS = {"waist": 0.20, "hip": 0.32, "thigh": 0.48, "knee": 0.68, "floor": 1.0}
"""how far hair is drawn out that reaches so far"""
_HANGING = ("long_", "single_braid", "braids", "ribboned_braid")
"""what the names of pieces begin with that are worn in any length from the shoulder blades down"""
_BEARDS = {"braids": ("braided_beard", "long_beard"), "forked": ("forked_beard", "braided_beard")}


@dataclass(frozen=True)
class Chosen:
    """worn: as the look has it, or None where the wardrobe has none of the pieces. near: whether it only stands in."""

    worn: Worn | None
    near: bool = False


_MADE_SO = frozenset(("scales", "mail", "sheer"))
"""Fabrics that stay what they are, whatever they are made of: "steel scale mail", "a transparent vinyl raincoat"."""


def worn_as(item: Item, wish: Wish, wardrobe: Collection[str], female: bool, *, first: bool) -> Chosen:
    """An item as a wish describes it. first: whether it is the wish's first item, which takes its colour."""
    if not item.pieces:
        return Chosen(Worn(slot=item.slot))
    pieces = item.pieces
    if pieces == (OF_THE_SEX,):
        pieces = ("bra_set",) if female else ("briefs",)
    if female and item.female:
        pieces = (item.female, *pieces)
    varied, length = _length(item, wish.values)
    pieces = (varied, *pieces) if varied else pieces
    shaped = _BEARDS.get(wish.values.get("texture", "")) if item.slot == "facial_hair" else None
    if item.pieces[0] in ("full_beard", "long_beard") and (_HUGE | _BIG) & set(wish.said.split()):
        shaped, length = ("long_beard",), max(length, 0.6 if _HUGE & set(wish.said.split()) else 0.3)
    if (hangs := wish.values.get("hangs")) and item.slot in ("hair", "facial_hair"):
        # beards reach the belt at their longest, hair the floor
        length = _HANGS[hangs] if item.slot == "hair" else 1.0
        if item.pieces[0] == "full_beard":
            shaped = ("long_beard",)
    if shaped is not None:
        pieces, varied = (*shaped, *pieces), shaped[0]
    at = next((i for i, piece in enumerate(pieces) if piece in wardrobe), None)
    if at is None:
        return Chosen(None)
    # the white shirt of a pinstriped suit stays as it is, the trousers of blue scrubs do not
    matching = item.slot in _CLOTH or (item.colour is None and not {*item.pieces}.isdisjoint(_MATCHING))
    own = first or (matching and item.colour in (None, wish.items[0].colour))
    coloured = wish.colours if own else ()
    colour, second = _natural(item, wish.values) if own else (item.colour, item.second)
    if coloured:
        colour = hair_colour_of(wish) if item.slot in GROWN else shade(coloured[0], wish.values)
        second = coloured[1][1] if len(coloured) > 1 else None if wish.values.get("pattern") else item.second
    elif own and item.slot == "hair" and wish.values.get("pattern") == "rainbow":
        colour, second = _RAINBOW
        item = replace(item, pattern="rainbow")
    elif own and colour is None and item.slot == "hair" and wish.values.get("tone") == "light":
        colour = _BLEACHED
    elif own and colour is None and item.slot != "hair":
        colour = _TONES.get(wish.values.get("tone", ""))
    elif own and item.slot not in GROWN and colour is not None and colour == item.colour:
        colour = shade(("", colour), wish.values)  # "pale jeans"
    if wish.trim is not None and own:
        second = wish.trim
    clothes = own and item.slot not in GROWN
    fades = own and item.slot == "hair" and wish.values.get("pattern") == "ombre"
    if fades and len(coloured) > 1:
        second = shade(coloured[1], wish.values)
    worn = Worn(
        slot=item.slot,
        piece=pieces[at],
        colour=colour,
        second_colour=second,
        pattern=wish.values.get("pattern", item.pattern) if clothes or fades else item.pattern,  # pyright: ignore[reportArgumentType]
        fabric=wish.values.get("fabric", item.fabric) if clothes and item.fabric not in _MADE_SO else item.fabric,  # pyright: ignore[reportArgumentType]
        length=length,
        looseness=float(wish.values.get("looseness", item.looseness)),
    )
    worn = with_details(worn, (*item.details, *details_of(wish.details, item.slot, slots_of(wish.items))))
    return Chosen(worn, item.stands_in or at > bool(varied) + (female and bool(item.female)))


def hair_worn(wish: Wish, wardrobe: Collection[str], female: bool) -> Chosen | None:
    """What "hair" with adjectives is; None where they tell its one colour alone."""
    found = _hair_worn(wish, wardrobe, female)
    if wish.values.get("pattern") == "rainbow" and not wish.colours and (found is None or found.worn is not None):
        worn = found.worn if found is not None and found.worn is not None else usual_hair(female)
        first, second = _RAINBOW
        worn = replace(worn, colour=first, second_colour=second, pattern="rainbow")
        return Chosen(worn, found is not None and found.near)
    if len(wish.colours) < 2 or (found is not None and found.worn is None):
        return found
    worn = usual_hair(female) if found is None or found.worn is None else found.worn
    streaks = shade(wish.colours[1], wish.values)
    pattern = "ombre" if wish.values.get("pattern") == "ombre" else ""
    worn = replace(worn, colour=hair_colour_of(wish), second_colour=streaks, pattern=pattern)
    return Chosen(worn, found is not None and found.near)


def _hair_worn(wish: Wish, wardrobe: Collection[str], female: bool) -> Chosen | None:
    texture, length = wish.values.get("texture", ""), float(wish.values.get("length", 0.0))
    reach = wish.values.get("reach", "")
    if texture == "shaved":
        return Chosen(Worn(slot="hair", piece="shaved_head" if "shaved_head" in wardrobe else ""))
    hangs = wish.values.get("hangs", "")
    if hangs:
        short, long = _TEXTURES.get(texture, ((), ("long_straight",)))
        pieces, length = (long, _HANGS[hangs])
    elif texture == "shoulder" or reach == "shoulder":
        pieces, length = (("shoulder_length", "bob"), 0.0)
    elif texture in _TEXTURES:
        short, long = _TEXTURES[texture]
        open_ = texture in ("wavy", "straight", "parted") and female
        pieces = long if length >= _LONG or (open_ and length > _SHORT) else short
    elif length >= _LONG or reach == "long":
        pieces, length = ("long_straight",), length - 0.7
    elif length <= _SHORT:
        pieces = ("pixie_cut", "short_hair") if female else ("short_hair",)
    else:
        return None
    piece = next((piece for piece in pieces if piece in wardrobe), None)
    if piece is None:
        return Chosen(None)
    if not hangs and wish.values.get("texture") in ("curly", "wavy") and length >= _LONG:
        length -= 0.7
    usual = length if piece.startswith(_HANGING) and length != 0.7 else 0.0
    return Chosen(Worn(slot="hair", piece=piece, length=round(float(np.clip(usual, -1, 1)), 2)))


def usual_hair(female: bool) -> Worn:
    """The hair of whom the words give a colour of it alone."""
    return Worn(slot="hair", piece="long_wavy" if female else "short_hair")


def streaked(item: Item, wish: Wish) -> Item:
    """What changes a piece with the colour that is said of it: "pink streaks", "orange patches"."""
    if not wish.colours or not (item.slot == "hair" or (item.pattern and wish.colours[0][0] in wish.said)):
        return item
    return replace(item, second=shade(wish.colours[0], wish.values))


def altered(worn: Worn, item: Item, *, named: bool) -> Worn:
    """A piece as an item that names none changes it: "with rolled sleeves". named: whether the words name it; else
    what has no sleeves gives way to a shirt."""
    if item.length and not named and worn.piece in _SLEEVELESS:
        worn = replace(worn, piece="shirt", length=0.0)
    fields = ("colour", "second", "pattern", "fabric", "length", "looseness")
    changes = {field: getattr(item, field) for field in fields if getattr(item, field)}
    if "second" in changes:
        changes["second_colour"] = changes.pop("second")
    return with_details(replace(worn, **changes), item.details)


def unsized(
    wishes: Iterable[Wish], slots: Mapping[str, Worn], said: Mapping[str, str], sizes: Mapping[str, Collection[str]]
) -> list[str]:
    """What is said of the length or looseness of pieces that come in one alone: "the length (dreadlocks)".

    said: slot -> the words for what is worn there. sizes: pieces -> what may be chosen of them.
    """
    found = []
    for wish in wishes:
        worn = next((slots[slot] for slot, words in said.items() if words == wish.said and slot in slots), None)
        if worn is None or worn.piece not in sizes or not wish.worn:
            continue
        for name in ("length", "looseness"):
            given = float(wish.values.get(name, 0.0))
            shows = worn.slot in _CLOTH | {"one_piece"} if name == "looseness" else worn.slot != "shoes"
            if given and shows and given == getattr(worn, name) and name not in sizes[worn.piece]:
                found.append(f"the {name} ({wish.name})")
    return found


def sleeved(worn: Worn) -> Worn:
    """A shirt whose sleeves are said to be short or rolled up: the piece that is cut so."""
    if worn.piece != "shirt" or worn.length > _ROLLED:
        return worn
    return replace(worn, piece="short_sleeved_shirt" if worn.length <= _SHORT_SLEEVED else "rolled_shirt", length=0.0)


def with_fringe(below: Worn | None, worn: Worn, wardrobe: Collection[str]) -> Worn:
    """A fringe that is said beside other hair leaves it long, or the bob that it is."""
    both = {below.piece, worn.piece} if below is not None else set()
    if "fringe_bob" not in both or len(both) < 2 or below is None:
        return worn
    other = below if worn.piece == "fringe_bob" else worn
    piece = "long_fringe" if other.piece.startswith("long_") or other.piece == "shoulder_length" else "fringe_bob"
    if piece not in wardrobe or not (other.piece.startswith("long_") or other.piece in ("bob", "shoulder_length")):
        return worn
    return replace(other, piece=piece)


def hair_colour_of(wish: Wish) -> Colour | None:
    """The colour that a wish gives hair."""
    if not wish.colours:
        return _RAINBOW[0] if wish.values.get("pattern") == "rainbow" else None
    name = wish.colours[0][0]
    return HAIR[_HAIR_NAMES[name]] if name in _HAIR_NAMES else shade(wish.colours[0], wish.values)


def shade(colour: tuple[str, Colour], values: Mapping[str, str]) -> Colour:
    """A named colour, lighter or darker where "pale" or "dark" stands before it and is no part of its name."""
    name, rgb = colour
    tone = values.get("tone", "")
    if not tone or " " in name:
        return rgb
    r, g, b = rgb
    if tone == "dark":
        return (round(0.55 * r, 3), round(0.55 * g, 3), round(0.55 * b, 3))
    if tone == "faded":
        return (round(0.78 * r + 0.17, 3), round(0.78 * g + 0.17, 3), round(0.78 * b + 0.17, 3))
    if tone == "light":
        return (round(0.55 * r + 0.45, 3), round(0.55 * g + 0.45, 3), round(0.55 * b + 0.45, 3))
    if tone == "bright" and max(rgb) > 2 * min(rgb):
        r, g, b = (_GLARE * channel / max(rgb) for channel in rgb)
        return (round(r, 3), round(g, 3), round(b, 3))
    return rgb


def _natural(item: Item, values: Mapping[str, str]) -> tuple[Colour | None, Colour | None]:
    """The colours of an item that are not said: those of an animal's coat or a camouflage, of what it is, or of what it
    is made of."""
    found = natural_colours(values["natural"], item.slot) if "natural" in values else ()
    if found and ("pattern" in values or item.colour is None):
        return found[0], found[1] if len(found) > 1 else item.second
    return item.colour, item.second


def _length(item: Item, values: Mapping[str, str]) -> tuple[str, float]:
    """The piece for the length that the words give, "" for the usual one, and its own length, -1 to 1."""
    length, reach = float(values.get("length", 0.0)), values.get("reach", "")
    wanted = ("knee" if reach == "knee" else "short" if length <= _SHORT or reach in ("mini", "short")
              else "long" if length >= _LONG or reach == "long" else "")  # fmt: skip
    if wanted in item.lengths:
        piece, own = item.lengths[wanted]
        return piece, own
    if item.slot in ("shoes", "bottom") and wanted in ("long", "knee"):
        return "", {"trousers": -0.6, "shorts": 0.6}.get(
            item.pieces[0], item.length
        ) if wanted == "knee" else item.length
    if "sleeve" in values:
        return "", float(values["sleeve"])
    return "", length or item.length
