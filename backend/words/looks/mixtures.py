"""Two names of colours that are one colour: "grey-green" is between them, "greenish grey" nearer to the second."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ...protocol.requests import Colour

_LITTLE = 0.35
"""share of a colour that ends in -ish"""
_WITH = {
    "grey": "blue green brown red purple violet yellow pink olive lilac beige",
    "brown": "red yellow green orange grey purple olive",
    "blue": "green purple violet grey teal turquoise",
    "green": "blue yellow grey brown turquoise teal",
    "orange": "red yellow brown pink",
    "purple": "blue red pink grey brown",
    "pink": "purple orange violet grey red",
}
_PAIRS = frozenset((a, b) for one, others in _WITH.items() for other in others.split()
                   for a, b in ((one, other), (other, one)))  # fmt: skip


def mixed(words: Sequence[str], named: Sequence[tuple[str, Colour]]) -> tuple[tuple[str, Colour], ...]:
    """The colours that are named, in order, with those that stand side by side in the words as one."""
    pairs = set(pairwise(words))
    found: list[tuple[str, Colour]] = []
    for name, colour in named:
        before = found[-1][0] if found else ""
        if found and (before, name) in pairs and _one(before, name):
            share = _LITTLE if before.endswith("ish") else 0.5
            red, green, blue = (share * a + (1 - share) * b for a, b in zip(found.pop()[1], colour, strict=True))
            found.append((f"{before} {name}", (round(red, 3), round(green, 3), round(blue, 3))))
        else:
            found.append((name, colour))
    return tuple(found)


def _one(before: str, name: str) -> bool:
    plain = before.replace("gray", "grey"), name.replace("gray", "grey")
    return plain in _PAIRS or (before.endswith("ish") and " " not in before)
