# SPDX-License-Identifier: GPL-3.0-or-later
"""Body models as artists read them, and what became of the last that were added or removed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .memory import memory

FIRST = "anny"
"""the body that every backend has"""
_TITLES = {"smpl": "SMPL", "smplx": "SMPL-X", "flame": "FLAME", "smal": "SMAL", "ict": "ICT"}


@dataclass
class Changes:
    told: list[str] = field(default_factory=list)
    """a sentence each"""


def label(name: str) -> str:
    """ "flame-2023-open" -> "FLAME 2023 Open"."""
    return " ".join(_TITLES.get(part, part.capitalize()) for part in name.split("-"))


def labels(names: Iterable[str]) -> str:
    return ", ".join(map(label, names))


def say(sentences: list[str]) -> None:
    memory.of(Changes).told = sentences


def told() -> list[str]:
    return memory.of(Changes).told
