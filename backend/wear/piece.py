"""One piece that can be worn: its mesh, how it hangs on the body, what it covers, how it is painted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from ..protocol.requests import Colour, Worn
from ..protocol.results import Material
from ..protocol.wardrobe import Entry as Entry
from .binding import Binding

Paint = Literal["cloth", "hair", "picture"]


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


def fabric_of(piece: Piece, worn: Worn | None) -> str:
    """What it is made of as it is worn."""
    return (worn.fabric if worn else "") or piece.entry.fabric or "cotton"


SEEN_THROUGH = ("lace", "sheer")
"""fabrics"""


def seen_through(piece: Piece, worn: Worn | None) -> bool:
    """Whether what it covers is seen through it or its holes."""
    thin = piece.material.alpha_mode != "opaque" or (worn is not None and worn.pattern == "torn")
    return piece.paint == "cloth" and (thin or fabric_of(piece, worn) in SEEN_THROUGH)
