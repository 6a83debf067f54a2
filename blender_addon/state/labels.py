# SPDX-License-Identifier: GPL-3.0-or-later
"""Words an artist uses for figures, jobs and measurements; the names on the wire stay as they are."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .._shared.protocol.requests import SLOTS
from .._shared.protocol.titles import title as title

LONGEST_TITLE = 40
LONGEST_NAME = 32
NAMELESS = "Avatar"
_ARTICLES = frozenset({"a", "an", "the", "some", "one"})
# what stands behind these tells more than a name should
_NAME_ENDS = re.compile(
    r"[,.;:!?()]|\b(?:with|who|whose|wearing|in (?:a|an|his|her|their)|smiling|looking|that|having)\b"
)

SLOT_LABELS = {
    "hair": "Hair",
    "facial_hair": "Beard",
    "brows": "Brows",
    "lashes": "Lashes",
    "one_piece": "Dress or Suit",
    "top": "Top",
    "outer": "Jacket or Coat",
    "bottom": "Trousers or Skirt",
    "legs": "Socks or Tights",
    "underwear": "Underwear",
    "shoes": "Shoes",
    "head": "On the Head",
    "glasses": "Glasses",
    "face": "Mask",
    "ears": "Earrings",
    "neck": "Neck",
    "waist": "Belt",
    "hands": "Hands",
    "back": "Back",
    "eyes": "Eyes",
    "teeth": "Teeth",
    "tongue": "Tongue",
}
assert set(SLOT_LABELS) == set(SLOTS)
_DETAIL_LABELS = {"half": "Other Half", "fur": "Fur Trim", "pom_pom": "Pom-pom"}


def detail_label(kind: str) -> str:
    """One of DETAILS as an artist reads it."""
    return _DETAIL_LABELS.get(kind) or title(kind.replace("_", " "))


def figure_name(prompt: str) -> str:
    """`"a tall muscular man with red hair, smiling"` -> `"Tall Muscular Man"`; "Avatar" where there are no words."""
    words = next(filter(str.strip, _NAME_ENDS.split(prompt)), "").split()
    while words and words[0].lower() in _ARTICLES:
        words.pop(0)
    while len(" ".join(words)) > LONGEST_NAME and len(words) > 1:
        words.pop()
    return " ".join(word[:1].upper() + word[1:] for word in words)[:LONGEST_NAME] or NAMELESS


_STAGES = {
    "waiting": "Waiting",
    "load": "Warming Up",
    "search body": "Looking for the Body",
    "search face": "Looking for the Face",
    "descend": "Following the Words",
    "assemble": "Rigging",
    "preview": "Taking Pictures",
}


def shorten(title: str) -> str:
    """What fits into a row, cut where it is too long."""
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…"


def sentences(notes: Iterable[str]) -> str:
    """Notes one after the other, each with one full stop at most; empty ones are left out."""
    said = [note.strip() for note in notes if note.strip()]
    return " ".join([*(note if note[-1] in ".!?" else f"{note}." for note in said[:-1]), *said[-1:]])


def stage(name: str) -> str:
    """What the backend is doing, in an artist's words."""
    return _STAGES.get(name, title(name))


def clock(seconds: float) -> str:
    """`75` -> `"1:15"`."""
    whole = max(round(seconds), 0)
    return f"{whole // 60}:{whole % 60:02d}"
