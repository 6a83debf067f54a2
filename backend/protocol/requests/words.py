"""What words say of a body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .base import Base, base
from .figure import Figure


@dataclass(frozen=True, kw_only=True)
class WordsRequest:
    """The word sliders of a body, where they stand, and how far each can be trusted."""

    words: tuple[str, ...] = ()
    """Which; any word can be one ("fierce", "face:elegant"). Without any, all that come with the body."""
    sliders: Mapping[str, float] = field(default_factory=dict)
    """The body's sliders; the rest stay at the model's defaults."""
    words_around: Mapping[str, float] = field(default_factory=dict, metadata={"left_out_empty": True})
    """The sliders of the body on which word sliders stand at 0, where that is not the default one."""
    figure: Figure = field(default_factory=Figure)
    """Its body counts."""
    base: Base | None = base()
    """An avatar whose sliders are the body's: its avatar.npz, or the job that gave it."""
