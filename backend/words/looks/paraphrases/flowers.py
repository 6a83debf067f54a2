"""Flowers that are worn in the hair: "a rose in her black bun" is a red hair flower and a black bun."""

from __future__ import annotations

import re

_COLOURS = {
    "rose": "red", "poppy": "red", "carnation": "red", "hibiscus": "red", "lily": "white", "daisy": "white",
    "gardenia": "white", "jasmine": "white", "magnolia": "white", "lotus": "pink", "orchid": "pink", "peony": "pink",
    "camellia": "pink", "frangipani": "white", "sunflower": "yellow", "flower": "", "blossom": "pink",
}  # fmt: skip
"""the colour of each where none is said"""
_NAMES = "|".join(name[:-1] + "(?:y|ies)" if name.endswith("y") else name + "s?" for name in _COLOURS)
_IN_THE_HAIR = re.compile(
    r"(?P<before>(?:[a-z]+ )?)(?P<flower>" + _NAMES + r") (?:(?:tucked|worn|pinned|stuck|woven) )?"
    r"(?:in|into|behind|through|on) (?:(?:her|his|their|the|one) |(?=hair))(?P<rest>(?:[a-z]+[ -]){0,3}?"
    r"(?:hair|bun|ears?|updo|chignon|braids?|plaits?|curls|locks|afro|ponytail|head|bob)\b)"
)
_HAIR_WITH = re.compile(
    r"(?P<hair>\b(?:hair|bun|updo|chignon|braids?|plaits?|curls|afro|ponytail|crown braid)),? (?:that is |is )?"
    r"(?:adorned |decorated |dressed |crowned |studded |entwined |woven |threaded |wreathed )?with (?:an? )?"
    r"(?P<before>(?:[a-z]+ )?)(?P<flower>" + _NAMES + r")\b(?: (?:in|on|woven|tucked)(?: (?:it|into it|in it))?)?"
)
_OPEN = frozenset(("", "a", "an", "the", "with", "some", "and", "single", "big", "large", "little", "small", "fresh"))


def with_hair_flowers(text: str) -> str:
    """The text, in lower case, with flowers in the hair named as such, and the hair beside them."""
    return _HAIR_WITH.sub(_beside, _IN_THE_HAIR.sub(_named, text))


def _beside(found: re.Match[str]) -> str:
    return f"{found['hair']} and {_flower_of(found)}"


def _named(found: re.Match[str]) -> str:
    words = [_flower_of(found)]
    if not re.fullmatch(r"hair|ears?|head", found["rest"]):
        words.append("and " + found["rest"])
    return " ".join(words)


def _flower_of(found: re.Match[str]) -> str:
    """The flower that a match names, with its colour."""
    before = found["before"].strip()
    name = re.sub(r"ies$", "y", found["flower"])
    name = name if name in _COLOURS else name.removesuffix("s")
    colour = _COLOURS[name] if before in _OPEN else ""
    return " ".join(word for word in (before, colour, "hair flower") if word)
