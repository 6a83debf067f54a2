"""Fields of requests that say what they may hold."""

from __future__ import annotations

from dataclasses import field, fields
from typing import Any

Colour = tuple[float, float, float]


def sentence(most: int, example: str = "a tall muscular man, smiling") -> Any:
    """A required field of words, at most so many characters; on the command line it stands without its name.
    example: of what may be said."""
    return field(metadata={"characters": most, "positional": True, "example": example})


def within(default: Any, low: float, high: float) -> Any:
    """A field whose number, or whose every number, lies from `low` to `high`; the only place that says so."""
    return field(default=default, metadata={"range": (low, high)})


def one_of(default: int, *choices: int) -> Any:
    """A number field with a few allowed values."""
    return field(default=default, metadata={"choices": choices})


def range_of(cls: type, name: str) -> tuple[Any, Any]:
    """Smallest and largest value of a field made by `within`. Raises KeyError for any other."""
    return next(f.metadata for f in fields(cls) if f.name == name)["range"]
