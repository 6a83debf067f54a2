"""What there is to wear."""

from __future__ import annotations

from dataclasses import dataclass

from .fields import within


@dataclass(frozen=True, kw_only=True)
class WardrobeRequest:
    """Every piece of the wardrobe, those that the user added too, with a small picture."""

    picture_size: int = within(64, 0, 256)
    """Pixels of their sides; 0 leaves them out."""
