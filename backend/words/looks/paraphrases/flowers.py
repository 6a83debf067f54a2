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
_OPEN = frozenset(("", "a", "an", "the", "with", "some", "and", "single", "big", "large", "little", "small", "fresh"))


def with_hair_flowers(text: str) -> str:
    """The text, in lower case, with flowers in the hair named as such, and the hair beside them."""
    return _IN_THE_HAIR.sub(_named, text)


def _named(found: re.Match[str]) -> str:
    before = found["before"].strip()
    name = re.sub(r"ies$", "y", found["flower"])
    name = name if name in _COLOURS else name.removesuffix("s")
    colour = _COLOURS[name] if before in _OPEN else ""
    words = [before, colour, "hair flower"]
    if not re.fullmatch(r"hair|ears?|head", found["rest"]):
        words.append("and " + found["rest"])
    return " ".join(word for word in words if word)
