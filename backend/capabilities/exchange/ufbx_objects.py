"""Objects of ufbx, kept as long as the process lives: its binding frees a scene under what still points into it."""

from __future__ import annotations

from typing import Any

_KEPT: list[Any] = []


def keep(thing: Any) -> Any:
    _KEPT.append(thing)
    return thing


def every(things: Any) -> list[Any]:
    """Every item of a list of the scene; iterating over the list itself is what crashes."""
    things = keep(things)
    return [keep(things[index]) for index in range(len(things))]
