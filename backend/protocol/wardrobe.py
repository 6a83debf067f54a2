"""What can be worn, as a panel lists it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .requests.fields import Colour
from .results import array, left_out_empty


def piece_name(label: str) -> str:
    """What a piece is called in the wardrobe: "Velvet cape" -> "velvet_cape"."""
    return re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_") or "piece"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What the wardrobe tells of a piece without loading it."""

    name: str
    """"t_shirt", unique in the wardrobe"""
    label: str
    """"T-shirt", as artists read it, also as the name of its mesh"""
    slot: str
    """one of SLOTS of the requests"""
    layer: int = 0
    """from the skin outwards where slots overlap; a larger one lies over a smaller one"""
    nouns: tuple[str, ...] = ()
    """English words for it, the usual one first: "T-shirt", "tee" """
    tags: tuple[str, ...] = ()
    """style and occasion: "casual", "formal", "sport", "medieval", "female", "male", "child" …"""
    also: tuple[str, ...] = ()
    """further slots that it takes up: a one-piece those of top and bottom"""
    colours: tuple[Colour, ...] = ()
    """usual ones, of which a seed may choose; empty for hair, which has the hair's colour"""
    second_colour: Colour | None = None
    pattern: str = "plain"
    fabric: str = "cotton"
    sizes: tuple[str, ...] = ()
    """"length", "looseness": the sizes that it has"""
    licence: str = ""
    author: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Pack:
    """Many pieces that others made, which can be fetched from the network."""

    name: str
    licence: str
    told: str
    """a sentence on what may be done with them"""
    source: str
    """the address they come from"""
    size: int = 0
    """bytes; 0 where only the server knows"""


@dataclass(frozen=True, kw_only=True, eq=False)
class WardrobeResult:
    """Answer to WardrobeRequest."""

    entries: tuple[Entry, ...]
    """by slot, then by label"""
    pictures: np.ndarray = array("N H W 4", "uint8")
    """a small one of each entry, in their order; straight alpha"""
    own: tuple[str, ...] = left_out_empty(tuple)
    """the names of those that the user added, which can be removed"""
    packs: tuple[Pack, ...] = left_out_empty(tuple)
    """what can be fetched"""


@dataclass(frozen=True, kw_only=True)
class WearThisResult:
    """Answer to WearThisRequest: the piece as the wardrobe has it from now on."""

    entry: Entry
    vertices: int
    covers: int
    """vertices of the body that are not seen under it"""


@dataclass(frozen=True, kw_only=True)
class ChangedWardrobeResult:
    """Answer to ChangeWardrobeRequest."""

    added: tuple[Entry, ...] = ()
    missing: Mapping[str, tuple[str, ...]] = left_out_empty(dict)
    """name of an added piece -> files that it names and nobody has, which it does without"""
    left_out: Mapping[str, str] = left_out_empty(dict)
    """what could not be read -> why"""
    here_already: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
