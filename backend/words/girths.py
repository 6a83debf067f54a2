"""Girths that a prompt states: "waist 90 cm", "a 40 inch chest", "90-60-90"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..protocol.measures import INCH

_PARTS = {"waist": "waist", "belly": "waist", "chest": "chest", "bust": "chest", "hip": "hips", "hips": "hips"}
_PART = rf"(?P<part>{'|'.join(sorted(_PARTS, key=len, reverse=True))})"
_SIZE = r"(?P<size>\d+(?:[.,]\d+)?)[ -]?(?P<unit>cms?|centimet(?:re|er)s?|in(?:ch(?:es)?)?|\"|”|m|met(?:re|er)s?)(?!\w)"
_KINDS = (
    re.compile(rf"\b{_PART}(?: (?:of|is|at|about|around|measures|measuring|girth|size|circumference))*[ :=]*{_SIZE}"),
    re.compile(rf"\b{_SIZE}[ -](?:around the |of |round the )?{_PART}(?: girth| size| circumference)?\b"),
)
_THREE = re.compile(r"(?<![\d-])(\d{2,3})-(\d{2,3})-(\d{2,3})(?![\d-])")
# below it three numbers are inches
_LEAST_CENTIMETRES = 50
_PLAUSIBLE = (0.3, 3.0)


def stated_girths(prompt: str) -> list[tuple[str, float, tuple[int, int]]]:
    """(waist, chest or hips; metres; place in the prompt) of each girth that is stated."""
    return [found for found in _found(prompt.lower()) if _PLAUSIBLE[0] <= found[1] <= _PLAUSIBLE[1]]


def _found(text: str) -> Iterator[tuple[str, float, tuple[int, int]]]:
    for kind in _KINDS:
        for match in kind.finditer(text):
            unit, size = match["unit"], float(match["size"].replace(",", "."))
            metres = size * (0.01 if unit.startswith("c") else 1.0 if unit.startswith("m") else INCH)
            yield _PARTS[match["part"]], metres, match.span()
    for match in _THREE.finditer(text):
        sizes = [float(size) for size in match.groups()]
        unit = 0.01 if min(sizes) >= _LEAST_CENTIMETRES else INCH
        for part, size in zip(("chest", "waist", "hips"), sizes, strict=True):
            yield part, size * unit, match.span()
