"""Sliders become a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..measures import measures
from ..word_values import word_values
from .base import Base, base
from .figure import Figure
from .look import Look


@dataclass(frozen=True, kw_only=True)
class ShapeRequest:
    """Sliders without words become a rigged, textured person."""

    sliders: Mapping[str, float] = field(default_factory=dict)
    """Slider values; the rest stay at the model's defaults."""
    measures: Mapping[str, float] = measures()
    """What the body shall measure, as height=180cm waist=82cm weight=75kg; on the wire metres, kg, kg / m². The sliders
    move as little as gives it."""
    locked: tuple[str, ...] = field(default=(), metadata={"left_out_empty": True})
    """Sliders that stay as they are where measures and words move others."""
    words: Mapping[str, float] = word_values()
    """Where word sliders shall stand, as fat=-0.3 "broad shoulders"=0.6: 0 as the body is, -1 and 1 the ends of the
    word's range. Sliders that are not locked move as little as gives it; a word at 0 is held."""
    words_held: tuple[str, ...] = field(default=(), metadata={"left_out_empty": True})
    """Words that stay where they are while others move; all others of their mappers stay as nearly as can be."""
    words_around: Mapping[str, float] = field(default_factory=dict, metadata={"left_out_empty": True})
    """The sliders of the body on which word sliders stand at 0, where that is not the one that the request gives."""
    look: Look = field(default_factory=Look)
    figure: Figure = field(default_factory=Figure)
    base: Base | None = base()
    """An avatar to start from: its avatar.npz, or the job that gave it. What is not changed of it is kept."""
