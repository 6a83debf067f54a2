"""One piece that can be worn: its mesh, how it hangs on the body, what it covers, how it is painted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from ..protocol.requests import Colour
from ..protocol.results import Material
from .binding import Binding

Paint = Literal["cloth", "hair", "picture"]


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


@dataclass(frozen=True, eq=False, kw_only=True)
class Piece:
    """N vertices, F faces, T texture coordinates."""

    entry: Entry
    binding: Binding
    faces: np.ndarray
    """(F, 4) or (F, 3) int32, counter-clockwise seen from outside"""
    uvs: np.ndarray
    """(T, 2) float32, origin bottom left"""
    uv_faces: np.ndarray
    """parallel to faces"""
    hides: np.ndarray
    """int32 vertices of the base mesh, helpers too, that it covers, ascending"""
    material: Material = field(default_factory=Material)
    bone: str = ""
    """the bone of the Mixamo skeleton that it is rigid with ("Head"); empty where it bends with the body"""
    weights: tuple[tuple[str, ...], np.ndarray] | None = None
    """weights of its own: names of Mixamo bones without prefix, and (N, J) float32"""
    face: bool = False
    """whether it follows the face keys (lashes, brows, teeth, beards)"""
    stand_off: float = 0.002
    """metres that it keeps from what it lies over"""
    paint: Paint = "cloth"
    strands: str = "straight"
    """one of KINDS of appearance/strands.py, where `paint` is "hair" """
    texel: float = 1.0
    """metres on the body along one side of its square of texture"""
    zones: Mapping[str, np.ndarray] = field(default_factory=dict)
    """(H, W) uint8, first row at the top, 0 nothing to 255 full. "shade" darkens (255 is unshaded), "height" becomes
    the normal map (128 is level, 255 steps are 20 mm), "alpha" cuts out; any other name ("trim", "sole", "buttons") is
    coloured apart"""
    zone_colours: Mapping[str, Colour | float | None] = field(default_factory=dict)
    """of the zones: a colour, a factor of the main colour, or None for the second colour"""
    sizes: Mapping[str, np.ndarray] = field(default_factory=dict)
    """"length+", "length-", "looseness+", "looseness-" -> (N, 3) float32 metres, added to the offsets at 1 or -1"""
    pictures: Mapping[str, np.ndarray] = field(default_factory=dict)
    """"albedo", "normal" … -> (H, W, 4) uint8 where `paint` is "picture" """
