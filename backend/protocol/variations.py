"""What comes of a VariationsRequest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class VariationsResult:
    """Answer to VariationsRequest."""

    people: tuple[Mapping[str, float], ...]
    """the sliders of each: those of the one, and all that were rolled"""
