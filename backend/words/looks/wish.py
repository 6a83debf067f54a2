"""What a text wishes to be worn, one thing at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ...protocol.requests import Colour, Detail
from ..look_items import Item


@dataclass(frozen=True)
class DetailWish:
    """A detail that the words name, and the slots of pieces that may have it, the likeliest first."""

    said: str
    detail: Detail
    slots: tuple[str, ...]
    others: tuple[Detail, ...] = ()
    """that the same words name: of "two-tone" the heels"""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """One thing. said: as the text has it with what describes it. name: the words of a table, "hair", or "" for
    everything that is worn ("in black"). worn: False where it is denied or taken off. shown_as: the word of pieces.tsv
    that it is only near to, else ""."""

    said: str
    name: str
    items: tuple[Item, ...] = ()
    worn: bool = True
    colours: tuple[tuple[str, Colour], ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    trim: Colour | None = None
    """Of its edges, lining, collar or buttons."""
    unshown: tuple[str, ...] = ()
    """Words for details that no piece shows."""
    shown_as: str = ""
    details: tuple[DetailWish, ...] = ()
    behind: str = ""
    """Words behind it that describe it: of "a cloak of black cloth" the last two."""


@dataclass(frozen=True)
class Wishes:
    """worn: in the text's order. held: things that would be worn and are held. unknown: what is worn and no table
    knows."""

    worn: tuple[Wish, ...] = ()
    held: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    nothing_else: bool = False
    """whether they say that nothing is worn beside what they name"""
    details: tuple[DetailWish, ...] = ()
    """that are named alone"""
    unshown: tuple[str, ...] = ()
    """words for parts of clothes that are as no piece shows them"""
