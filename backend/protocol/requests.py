"""One frozen dataclass per capability: the wire schema, the command line, the batch line and the stamp on the object.

Everything that influences a result is in its request, so that any result can be made again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

import numpy as np

from .results import Avatar, array

Colour = tuple[float, float, float]
Preset = Literal["mixamo", "unity", "unreal", "blender"]
"""The program that a file is for."""
MAX_PROMPT_CHARACTERS = 1000


def within(default: Any, low: float, high: float) -> Any:
    """A field whose number, or whose every number, lies from `low` to `high`; the only place that says so."""
    return field(default=default, metadata={"range": (low, high)})


def one_of(default: int, *choices: int) -> Any:
    """A number field with a few allowed values."""
    return field(default=default, metadata={"choices": choices})


def range_of(cls: type, name: str) -> tuple[Any, Any]:
    """Smallest and largest value of a field made by `within`. Raises KeyError for any other."""
    return next(f.metadata for f in fields(cls) if f.name == name)["range"]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What every request for a person says of its form; whoever changes a person hands it on whole."""

    body: str = "anny"
    """Body model."""
    skeleton: Literal["mixamo", "anny", "own"] = "mixamo"
    """"own" keeps the bones and the rest pose of the body model."""
    rest_pose: Literal["t", "a"] = "t"
    clip: Literal["none", "rom"] = "none"
    """"rom" adds the range-of-motion clip: every joint through its range, every face key once."""
    texture_size: int = one_of(1024, 256, 512, 1024, 2048, 4096)
    """Pixels of the albedo's side."""
    preview_size: int = within(512, 0, 2048)
    """Height of the four pictures; 0 leaves them out."""
    seed: int = within(0, 0, 2**63 - 1)


@dataclass(frozen=True, kw_only=True)
class Look:
    """Colours of the albedo texture: sRGB, 0 to 1."""

    skin_tone: float = within(0.25, 0, 1)
    """0 lightest to 1 darkest skin."""
    hair_colour: Colour = within((0.16, 0.10, 0.07), 0, 1)
    eye_colour: Colour = within((0.30, 0.20, 0.11), 0, 1)
    suit_colour: Colour = within((0.20, 0.24, 0.32), 0, 1)
    """The bodysuit that every figure wears."""


@dataclass(frozen=True, kw_only=True)
class AvatarRequest:
    """Words (and sliders to start from) become a rigged, textured person."""

    prompt: str
    """What the person is like, in English: "a tall muscular man, smiling"."""
    encoder: str = "embedded"
    """"embedded", or an open_clip model "NAME/PRETRAINED", or a weights file as "NAME=FILE"."""
    steps: int = within(60, 0, 2000)
    """Gradient steps after the codebook search."""
    views: int = within(3, 1, 8)
    """Views that the encoder looks at in each step."""
    body_strength: float = within(1.0, 0, 4)
    """How far words move the body: 0 not at all, 1 as they say, 2 twice."""
    face_strength: float = within(1.0, 0, 4)
    """How far words move the face and its expression."""
    sliders: Mapping[str, float] = field(default_factory=dict)
    """Values to start from; the rest, and what the words speak of, start at the model's defaults."""
    locked: tuple[str, ...] = ()
    """Sliders and colours ("skin_tone", "hair_colour" …) that keep their starting value."""
    look: Look = field(default_factory=Look)
    """Colours to start from; those that the words name are changed."""
    figure: Figure = field(default_factory=Figure)


@dataclass(frozen=True, kw_only=True)
class ShapeRequest:
    """Sliders without words become a rigged, textured person."""

    sliders: Mapping[str, float] = field(default_factory=dict)
    """Slider values; the rest stay at the model's defaults."""
    look: Look = field(default_factory=Look)
    figure: Figure = field(default_factory=Figure)


@dataclass(frozen=True, kw_only=True)
class LiveShapeRequest:
    """A slider is being dragged: vertices and measurements only, newest request wins."""

    sliders: Mapping[str, float] = field(default_factory=dict)
    figure: Figure = field(default_factory=Figure)
    """Its body, skeleton and rest pose count."""
    measure: bool = True
    """Without measurements the mesh comes sooner; a panel need not show new ones in every step."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Poses:
    """How a figure stood at some frames of its clip, whatever moved it."""

    frames: np.ndarray = array("S", "int32")
    """from 0 on"""
    matrices: np.ndarray = array("S J 4 4", "float32")
    """bone to world"""


@dataclass(frozen=True, kw_only=True, eq=False)
class CheckExportRequest:
    """An exported file is read back by an independent reader and compared with the avatar it came from."""

    file: np.ndarray = array("B", "uint8")
    """the bytes of the file"""
    format: Literal["fbx", "glb"] = "fbx"
    preset: Preset = "mixamo"
    avatar: Avatar
    poses: Poses | None = None
    """what is compared with the clip of the file; without them, the avatar's own motion"""


REQUESTS: dict[str, type] = {
    "avatar": AvatarRequest,
    "shape": ShapeRequest,
    "live_shape": LiveShapeRequest,
    "check_export": CheckExportRequest,
}
"""The name of a request on the wire -> its class. The worker finds the job by the same name."""
