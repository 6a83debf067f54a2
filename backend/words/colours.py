"""Colours that a prompt names: skin, hair, eyes and suit, read by the lexicon, which knows what "red" belongs to.

An encoder's embedding mixes up which part has which colour ("blond hair and a red suit"); the lexicon's phrases do not.
Only words that describe someone count: a trade or a famous name says nothing about colours. Hair turns grey with the
age that the words give, unless they name its colour.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

import numpy as np

from ..protocol.requests import Colour, Look
from . import lexicon
from .attributes import DYES
from .colour_names import EYES, HAIR, SUITS
from .looks.faces import GLOWS
from .prompt import Prompt, read_prompt
from .subject import surely_implied

NAMED, LEAST = {"hair": HAIR, "eyes": EYES, "suit": SUITS}, 0.5
_DESCRIBES = ("look", "adjective", "part")
# from a first grey hair to all of it: in years, and on the attribute's scale (backend/words/attributes.py)
_GREYING_YEARS, _GREYING_WORDS = (46.0, 70.0), (0.45, 1.75)
_DYE = {
    **SUITS, "turquoise": (0.15, 0.62, 0.62), "teal": (0.05, 0.42, 0.45), "violet": (0.42, 0.22, 0.62),
    "lilac": (0.72, 0.58, 0.80),
}  # fmt: skip
_DYED = re.compile(rf"\b({'|'.join(DYES)})[ -]hair(?:ed)?\b")
_OTHER_EYES: dict[str, Colour] = {
    "emerald": (0.05, 0.52, 0.28), "jade": (0.18, 0.50, 0.34), "sapphire": (0.08, 0.25, 0.68),
    "violet": (0.42, 0.22, 0.62), "purple": (0.42, 0.14, 0.55), "red": (0.72, 0.06, 0.05),
    "crimson": (0.66, 0.03, 0.08),
    "yellow": (0.86, 0.72, 0.10), "golden": (0.80, 0.58, 0.12), "gold": (0.80, 0.58, 0.12), "amber": (0.74, 0.42, 0.08),
    "orange": (0.86, 0.42, 0.06), "silver": (0.68, 0.70, 0.73), "pink": (0.90, 0.45, 0.60),
    "turquoise": (0.10, 0.62, 0.64), "cyan": (0.10, 0.66, 0.72), "teal": (0.06, 0.44, 0.46),
    "lilac": (0.66, 0.54, 0.78), "lavender": (0.66, 0.58, 0.82), "copper": (0.70, 0.36, 0.18),
    "icy blue": (0.55, 0.72, 0.86), "ice blue": (0.55, 0.72, 0.86),
}  # fmt: skip
"""of people and of others, beside those of `EYES`"""
_EYED = re.compile(
    rf"\b(?:({'|'.join(_OTHER_EYES)})|({'|'.join(EYES)})(?=[ -]{GLOWS}))(?:[ -]{GLOWS})?[ -]eye(?:s|d)\b"
)
_COLOURLESS = 0.075
_FIELD = {"hair": "hair_colour", "eyes": "eye_colour", "suit": "suit_colour"}


def look_of(
    prompt: Prompt | str, start: Look, locked: Sequence[str] = (), old_years: float | None = None
) -> tuple[Look, list[str]]:
    """The look that the words ask for, from `start`, and what they ask for that cannot be shown.

    locked: fields of Look that words must not change. old_years: the age of the figure that has the start's
    look, whose hair may be grey by that age alone.
    """
    prompt = read_prompt(prompt) if isinstance(prompt, str) else prompt
    asked: dict[str, float] = {}
    for entry, factor in lexicon.find(prompt.about):
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
            if part != "hair":  # who is bald wears none
                cannot.append(f"{colour} {part}")
    if eyes := _EYED.search(" ".join((prompt.about, *prompt.unshown)).lower()):
        found["eye_colour"] = _OTHER_EYES[eyes[1]] if eyes[1] else EYES[eyes[2]]
    if dyed := _DYED.search(prompt.about.lower()):
        found["hair_colour"] = _DYE[dyed[1]]
    share = _grey_share(prompt)
    if (
        share is not None
        and dyed is None
        and not any(name.startswith("hair_") and name != "hair_bald" for name in asked)
    ):
        own = Look().hair_colour if _greyed(start, old_years) else start.hair_colour
        found["hair_colour"] = tuple(
            (1.0 - share) * one + share * grey for one, grey in zip(own, HAIR["grey"], strict=True)
        )
    if prompt.origin is not None:
        found["skin_tone"] = prompt.origin.skin_tone
        said = lexicon.implied(prompt.text)
    else:
        said = asked
    if "skin_tone" in said:
        found["skin_tone"] = min(max(0.5 + said["skin_tone"] / 6.0, 0.0), 1.0)
    return dataclasses.replace(start, **{n: v for n, v in found.items() if n not in locked}), cannot


def _grey_share(prompt: Prompt) -> float | None:
    """How much of the hair the age in the words has turned grey, 0 to 1; None where they do not speak of age."""
    if prompt.years is not None:
        return float(np.interp(prompt.years, _GREYING_YEARS, (0.0, 1.0)))
    age = surely_implied(prompt.about).get("age")
    return None if age is None else float(np.interp(age, _GREYING_WORDS, (0.0, 1.0)))


def _greyed(look: Look, years: float | None) -> bool:
    """Whether the hair of somebody whose age is known has turned grey with it."""
    hair = look.hair_colour
    grey = max(hair) - min(hair) < _COLOURLESS and min(hair) > min(Look().hair_colour)
    return years is not None and years > _GREYING_YEARS[0] and grey
