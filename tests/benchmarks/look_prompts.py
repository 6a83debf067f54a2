"""Prompts of the looks benches, and whether a look has what they ask for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assets import asset
from backend.protocol.requests import Look


@dataclass(frozen=True)
class LookPrompt:
    """wanted: what must be worn, as the head of looks.tsv tells. seen: whether tables written by hand have all its
    words."""

    text: str
    seen: bool
    sex: str
    wanted: tuple[str, ...]

    def missing(self, look: Look) -> list[str]:
        return [want for want in self.wanted if not is_worn(look, want)]


def prompts() -> list[LookPrompt]:
    """Those of looks.tsv."""
    return [LookPrompt(text, seen == "1", sex, tuple(wanted.split())) for text, seen, sex, wanted in rows("looks")]


def is_worn(look: Look, want: str) -> bool:
    """Whether a look has one thing that is wanted."""
    slot, _, pieces = want.partition(":")
    if slot == "skin":
        return bool(getattr(look.skin, pieces))
    piece = next((worn.piece for worn in look.worn if worn.slot == slot), "")
    return (piece or "-") in pieces.split("|")


def rows(name: str) -> Iterator[list[str]]:
    """The lines of a table of assets/bench."""
    for line in asset("bench", f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")
