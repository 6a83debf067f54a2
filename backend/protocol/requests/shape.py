"""Sliders become a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .base import Base, base
from .figure import Figure
from .look import Look


@dataclass(frozen=True, kw_only=True)
class ShapeRequest:
    """Sliders without words become a rigged, textured person."""

    sliders: Mapping[str, float] = field(default_factory=dict)
    """Slider values; the rest stay at the model's defaults."""
    look: Look = field(default_factory=Look)
    figure: Figure = field(default_factory=Figure)
    base: Base | None = base()
    """An avatar to start from: its avatar.npz, or the job that gave it. What is not changed of it is kept."""
