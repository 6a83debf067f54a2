"""Words for parts of a garment and for what is small on it, as details.tsv has them: "cuffs", "buckled", "two-tone"."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..protocol.requests import Colour
from ..protocol.requests.look import SLOTS, Detail
from .look_items import read_detail
from .look_vocabulary import Phrase, colours, read_table


@dataclass(frozen=True)
class DetailWord:
    """What a phrase names. slots: of pieces that may have it, the likeliest first; adjective: whether it stands before
    the piece."""

    details: tuple[Detail, ...]
    slots: tuple[str, ...]
    adjective: bool = False


@functools.cache
def detail_words() -> Mapping[Phrase, DetailWord]:
    """Nouns of details.tsv -> what they name."""
    return {phrase: word for phrase, word in _all().items() if not word.adjective}


@functools.cache
def detail_adjectives() -> Mapping[Phrase, DetailWord]:
    """Adjectives of details.tsv -> what they name."""
    return {phrase[:-1]: word for phrase, word in _all().items() if word.adjective}


@functools.cache
def _all() -> Mapping[Phrase, DetailWord]:
    found: dict[Phrase, DetailWord] = {}

    def read(phrases: list[Phrase], cells: list[str]) -> None:
        slots = tuple(cells[1].split())
        if unknown := set(slots) - set(SLOTS):
            raise ValueError(f"'{min(unknown)}' is no slot")
        adjective = cells[2:] == ["adj"]
        word = DetailWord(tuple(read_detail(text, colours()) for text in cells[0].split()), slots, adjective)
        found.update({(*phrase, "adj") if adjective else phrase: word for phrase in phrases})

    read_table("details", read)
    return found


def described(detail: Detail, colour: Colour | None, values: Mapping[str, str]) -> Detail:
    """A detail in the colour, pattern and fabric that words before it say."""
    changes: dict[str, Any] = {"fabric": values.get("fabric", detail.fabric)}
    if colour is not None:
        changes["colour"] = colour
    if detail.kind != "emblem":
        changes["pattern"] = values.get("pattern", detail.pattern)
    return replace(detail, **changes)
