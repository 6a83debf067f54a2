"""One frozen dataclass per capability: the wire schema, the command line, the batch line and the stamp on the object.

Everything that influences a result is in its request, so that any result can be made again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from .results import Avatar, array

Colour = tuple[float, float, float]
MAX_PROMPT_CHARACTERS = 1000


@dataclass(frozen=True, kw_only=True)
class Look:
    """Colours of the albedo texture: sRGB, 0 to 1."""

    skin_tone: float = 0.25
    """0 lightest to 1 darkest skin."""
    hair_colour: Colour = (0.16, 0.10, 0.07)
    eye_colour: Colour = (0.30, 0.20, 0.11)
    suit_colour: Colour = (0.20, 0.24, 0.32)
    """The bodysuit that every figure wears."""


@dataclass(frozen=True, kw_only=True)
class AvatarRequest:
    """Words (and sliders to start from) become a rigged, textured person."""

    prompt: str
    """What the person is like, in English: "a tall muscular man, smiling"."""
    body: str = "anny"
    """Body model."""
    encoder: str = "embedded"
    """"embedded", or an open_clip model "NAME/PRETRAINED", or a weights file as "NAME=FILE"."""
    seed: int = 0
    steps: int = 60
    """Gradient steps after the codebook search."""
    views: int = 3
    """Views that the encoder looks at in each step."""
    body_strength: float = 1.0
    """How far words move the body: 0 not at all, 1 as they say, 2 twice."""
    face_strength: float = 1.0
    """How far words move the face and its expression."""
    sliders: Mapping[str, float] = field(default_factory=dict)
    """Values to start from; the rest start at the model's defaults."""
    locked: tuple[str, ...] = ()
    """Sliders and colours ("skin_tone", "hair_colour" …) that keep their starting value."""
    look: Look = field(default_factory=Look)
    """Colours to start from; those that the words name are changed."""
    skeleton: Literal["mixamo", "anny", "own"] = "mixamo"
    """"own" keeps the bones and the rest pose of the body model."""
    rest_pose: Literal["t", "a"] = "t"
    clip: Literal["none", "rom"] = "none"
    """"rom" adds the range-of-motion clip: every joint through its range, every face key once."""
    texture_size: int = 1024
    preview_size: int = 512
    """Height of the four pictures."""


@dataclass(frozen=True, kw_only=True)
class ShapeRequest:
    """Sliders without words become a rigged, textured person."""

    body: str = "anny"
    """Body model."""
    sliders: Mapping[str, float] = field(default_factory=dict)
    """Slider values; the rest stay at the model's defaults."""
    look: Look = field(default_factory=Look)
    skeleton: Literal["mixamo", "anny", "own"] = "mixamo"
    """"own" keeps the bones and the rest pose of the body model."""
    rest_pose: Literal["t", "a"] = "t"
    clip: Literal["none", "rom"] = "none"
    """"rom" adds the range-of-motion clip: every joint through its range, every face key once."""
    texture_size: int = 1024
    preview_size: int = 512
    """Height of the four pictures; 0 leaves them out."""
    seed: int = 0


@dataclass(frozen=True, kw_only=True)
class LiveShapeRequest:
    """A slider is being dragged: vertices and measurements only, newest request wins."""

    body: str = "anny"
    sliders: Mapping[str, float] = field(default_factory=dict)
    rest_pose: Literal["t", "a"] = "t"
    skeleton: Literal["mixamo", "anny", "own"] = "mixamo"
    """"own" keeps the bones and the rest pose of the body model."""
    measure: bool = True
    """Without measurements the mesh comes sooner; a panel need not show new ones in every step."""


@dataclass(frozen=True, kw_only=True, eq=False)
class CheckExportRequest:
    """An exported file is read back by an independent reader and compared with the avatar it came from."""

    file: np.ndarray = array("B", "uint8")
    """the bytes of the file"""
    format: Literal["fbx", "glb"] = "fbx"
    preset: str = "mixamo"
    avatar: Avatar


REQUESTS: dict[str, type] = {
    "avatar": AvatarRequest,
    "shape": ShapeRequest,
    "live_shape": LiveShapeRequest,
    "check_export": CheckExportRequest,
}
"""The name of a request on the wire -> its class. The worker finds the job by the same name."""
