"""May I sell what I make with a model? Told from its licence where that is one of the known; no yes is ever guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Answer = Literal["yes", "no", "unknown"]

ANSWERS: tuple[Answer, ...] = ("yes", "no", "unknown")
CONDITIONS: dict[str, str] = {
    "apache-2.0": "",
    "mit": "",
    "bsd-2-clause": "",
    "bsd-3-clause": "",
    "isc": "",
    "zlib": "",
    "unlicense": "",
    "cc0-1.0": "",
    "cc-by-3.0": "name its author",
    "cc-by-4.0": "name its author",
    "cc-by-sa-3.0": "name its author, and pass on what is made from it under the same licence",
    "cc-by-sa-4.0": "name its author, and pass on what is made from it under the same licence",
    "yours": "",
    "openrail": "keep to the uses that it allows",
    "openrail++": "keep to the uses that it allows",
    "creativeml-openrail-m": "keep to the uses that it allows",
    "bigscience-openrail-m": "keep to the uses that it allows",
}
"""Licences that allow it, by their SPDX names or those of model hubs -> what they ask for in return."""
OTHER_NAMES = {"apache 2.0": "apache-2.0", "apache2": "apache-2.0", "cc0": "cc0-1.0", "cc by 4.0": "cc-by-4.0"}
_NOT = re.compile(
    r"non[- ]?commercial|\bcc[- ]by[- ]nc\b|\bresearch[- ](use )?only\b|\bonly for (academic )?research\b"
)


@dataclass(frozen=True)
class Selling:
    answer: Answer
    sentence: str


def selling(licence: str, stated: str = "") -> Selling:
    """Whether what is made with a model of this licence may be sold. `stated`: what its makers say where that is known;
    a licence in words of its own is not understood beyond "non-commercial"."""
    text = " ".join(licence.lower().split())
    known = OTHER_NAMES.get(text, text)
    if stated == "no" or _NOT.search(text.replace("_", "-")):
        return Selling("no", "What you make with it may not be sold: its licence is for non-commercial use.")
    if stated == "yes" or known in CONDITIONS:
        condition = CONDITIONS.get(known, "")
        return Selling("yes", f"What you make with it may be sold{f'; {condition}' if condition else ''}.")
    return Selling("unknown", "Whether what you make with it may be sold is not known here: read its licence.")
