"""What the requests have in common: the form and the look of a figure, and fields that say what they may hold."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Literal

Colour = tuple[float, float, float]


def sentence(most: int) -> Any:
    """A required field of words, at most so many characters; on the command line it stands without its name."""
    return field(metadata={"characters": most, "positional": True})


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
    skeleton: str = "standard"
    """"standard" is what other programs know best: Mixamo's for a person, a head's for a head; "mixamo", "anny" … where
    the body model can have it; "own" keeps the bones and the rest pose of the body model."""
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
