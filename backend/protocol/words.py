"""Word sliders, as a panel lists them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .results import left_out_empty


@dataclass(frozen=True, kw_only=True)
class WordSlider:
    """One word slider of a body."""

    key: str
    """what requests call it: "fat", or "anny-face:big head" where a word before it has that name"""
    word: str
    mapper: str
    """which has it; empty for one that was made of the word at once"""
    space: str
    """what it moves: "body", "face" or "expression" """
    value: float
    """where it stands: -1 and 1 are the ends of its range"""
    explained: float
    """the part of the word's variance on unseen bodies that is foreseen, 0 to 1"""
    told: str = ""
    """a sentence on how far it can be trusted"""


@dataclass(frozen=True, kw_only=True)
class WordsResult:
    """Answer to WordsRequest, in the order of its words, or of the mappers'."""

    words: tuple[WordSlider, ...]
    refused: Mapping[str, str] = left_out_empty(dict)
    """words that can be no sliders -> a sentence why, with what to do"""
