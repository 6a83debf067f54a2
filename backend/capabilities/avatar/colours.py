"""Colours that a prompt names: skin, hair, eyes and suit, read by the lexicon, which knows what "red" belongs to.

An encoder's embedding mixes up which part has which colour ("blond hair and a red suit"); the lexicon's phrases do not.
Only words that describe someone count: a trade or a famous name says nothing about colours. Hair turns grey with the
age that the words give, unless they name its colour.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from ...protocol.requests import Look
from ...words import lexicon
from ...words.years import stated_years
from ..semantics.samples import EYES, HAIR, SUITS

LOOK_FIELDS = tuple(field.name for field in dataclasses.fields(Look))
NAMED, LEAST = {"hair": HAIR, "eyes": EYES, "suit": SUITS}, 0.5
_DESCRIBES = ("look", "adjective", "part")
# from a first grey hair to all of it: in years, and on the attribute's scale (backend/words/attributes.py)
_GREYING_YEARS, _GREYING_WORDS = (57.0, 72.0), (1.0, 1.9)
_FIELD = {"hair": "hair_colour", "eyes": "eye_colour", "suit": "suit_colour"}


def look_of(prompt: str, start: Look, locked: Sequence[str] = ()) -> tuple[Look, list[str]]:
    """The look that the words ask for, from `start`, and what they ask for that cannot be shown.

    locked: fields of Look that words must not change.
    """
    asked: dict[str, float] = {}
    for entry, factor in lexicon.find(prompt):
        if entry.kind in _DESCRIBES:
            asked.update({name: strength * factor for name, strength in entry.implies.items()})
    found: dict[str, object] = {}
    cannot: list[str] = []
    for part, table in NAMED.items():
        strengths = {n.removeprefix(f"{part}_"): v for n, v in asked.items() if n.startswith(f"{part}_") and v > LEAST}
        if not strengths:
            continue
        colour = max(strengths, key=lambda name: strengths[name])
        if colour in table:
            found[_FIELD[part]] = table[colour]
        else:
            cannot.append(f"{colour} {part}" if part != "hair" else colour)
    share = _grey_share(prompt)
    if share > 0.0 and not any(name.startswith("hair_") for name in asked):
        found["hair_colour"] = tuple(
            (1.0 - share) * own + share * grey for own, grey in zip(start.hair_colour, HAIR["grey"], strict=True)
        )
    if "skin_tone" in asked:
        found["skin_tone"] = min(max(0.5 + asked["skin_tone"] / 6.0, 0.0), 1.0)
    return dataclasses.replace(start, **{n: v for n, v in found.items() if n not in locked}), cannot


def _grey_share(prompt: str) -> float:
    """How much of the hair the age in the words has turned grey, 0 to 1."""
    years = stated_years(prompt)
    if years is not None:
        return float(np.interp(years, _GREYING_YEARS, (0.0, 1.0)))
    return float(np.interp(lexicon.implied(prompt).get("age", 0.0), _GREYING_WORDS, (0.0, 1.0)))
