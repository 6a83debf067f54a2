"""What somebody wears, as it is typed: --wear "t_shirt red stripes" "no shoes"."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import tyro
from PIL import ImageColor

from ..protocol.codec import closest
from ..protocol.errors import BadRequest
from ..protocol.requests import FABRICS, PATTERNS, SLOTS, Colour, Look, Worn
from ..wear.piece import Entry
from ..wear.wardrobe import wardrobe
from ..words.colour_names import SUITS

LONGEST = 4
"""words of the name of a piece"""
_NONE = ("no", "without", "not")
_PASSED_OVER = ("a", "an", "the", "in", "of", "and", "with", "made", "colour", "color")
_PATTERNS = {"striped": "stripes", "stripe": "stripes", "pinstriped": "pinstripes", "checked": "checks"} | {
    "checkered": "checks", "chequered": "checks", "dotted": "dots", "spotted": "dots", "flowers": "floral",
    "camo": "camouflage", "leopard": "animal",
}  # fmt: skip
_FABRICS = {"knitted": "knit", "woollen": "wool", "woolen": "wool", "silken": "silk", "jeans": "denim"}
_SIZES: dict[str, tuple[str, float]] = {
    "long": ("length", 1.0), "short": ("length", -1.0), "loose": ("looseness", 1.0), "baggy": ("looseness", 1.0),
    "wide": ("looseness", 1.0), "tight": ("looseness", -1.0),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Clothes:
    """What somebody wears beside what the look options and the words say."""

    wear: Annotated[tuple[str, ...], tyro.conf.arg(metavar="TEXT")] = ()
    """What is worn, each in quotes: a piece of the wardrobe (`galatea wardrobe list`), then as you like a colour and a
    second one, a pattern, a fabric, long or short, loose or tight: "t_shirt red stripes" "jeans black". "no shoes"
    takes something away."""


def with_clothes(request: Any, clothes: Clothes) -> Any:
    """A request with a look that says what was typed. Raises BadRequest for words that mean nothing here."""
    if not clothes.wear:
        return request
    look: Look = request.look
    typed = [worn_of(text, wardrobe()) for text in clothes.wear]
    slots = [worn.slot for worn in typed]
    if twice := [slot for slot in slots if slots.count(slot) > 1]:
        raise BadRequest(f"--wear names two pieces for {twice[0]}.", "Name one for each slot.")
    worn = (*(worn for worn in look.worn if worn.slot not in slots), *typed)
    return dataclasses.replace(request, look=dataclasses.replace(look, worn=worn))


def worn_of(text: str, known: Mapping[str, Entry]) -> Worn:
    """Raises BadRequest, naming what is near, for a word that is no piece, colour, pattern, fabric or size."""
    words = text.lower().replace(",", " ").split()
    if words and words[0] in _NONE:
        return Worn(slot=_slot(words[1:], text, known))
    name, rest = _piece(words, text, known)
    found: dict[str, Any] = {}
    colours: list[Colour] = []
    for word in rest:
        if word in PATTERNS or word in _PATTERNS:
            found["pattern"] = _PATTERNS.get(word, word)
        elif word in FABRICS or word in _FABRICS:
            found["fabric"] = _FABRICS.get(word, word)
        elif word in _SIZES:
            size, value = _SIZES[word]
            found[size] = value
        elif (colour := colour_named(word)) is not None and len(colours) < 2:
            colours.append(colour)
        elif word not in _PASSED_OVER:
            ways = [*SUITS, *PATTERNS, *FABRICS, *_SIZES]
            raise BadRequest(f'"{word}" says nothing about the {known[name].label}.', closest(word, ways))
    for field, colour in zip(("colour", "second_colour"), colours, strict=False):
        found[field] = colour
    return Worn(slot=known[name].slot, piece=name, **found)


def colour_named(word: str) -> Colour | None:
    """sRGB of a colour's name as lexicon and web pages know it, or of #rrggbb; None for another word."""
    if word in SUITS:
        return SUITS[word]
    try:
        red, green, blue = ImageColor.getrgb(word)[:3]
    except ValueError:
        return None
    return round(red / 255, 4), round(green / 255, 4), round(blue / 255, 4)


def _piece(words: Sequence[str], text: str, known: Mapping[str, Entry]) -> tuple[str, list[str]]:
    """The name of the piece, as long a one as there is, and the other words."""
    for count in range(min(LONGEST, len(words)), 0, -1):
        for start in range(len(words) - count + 1):
            name = _named(words[start : start + count], known)
            if name:
                return name, [*words[:start], *words[start + count :]]
    raise BadRequest(f'"{text[:60]}" names no piece of the wardrobe.', closest("_".join(words)[:60], known))


def _named(words: Sequence[str], known: Mapping[str, Entry]) -> str:
    """The piece of that name or noun; empty where there is none."""
    name = "_".join(words).replace("-", "_")
    if name in known:
        return name
    noun = " ".join(words).replace("-", " ").replace("_", " ")
    nouns = ((piece, n.lower().replace("-", " ")) for piece, entry in known.items() for n in entry.nouns)
    return next((piece for piece, n in nouns if noun in (n, f"{n}s")), "")


def _slot(words: Sequence[str], text: str, known: Mapping[str, Entry]) -> str:
    slot = "_".join(word for word in words if word not in _PASSED_OVER).replace("-", "_")
    if slot in SLOTS:
        return slot
    if name := _named(words, known):
        return known[name].slot
    raise BadRequest(f'"{text[:60]}" names nothing that can be left out.', closest(slot[:60], SLOTS))
