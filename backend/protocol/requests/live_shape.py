"""Sliders move a mesh that is already there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..measures import measures
from ..word_values import word_values
from .figure import Figure
from .look import Worn


@dataclass(frozen=True, kw_only=True)
class LiveShapeRequest:
    """A slider is being dragged: vertices and measurements only, newest request wins."""

    sliders: Mapping[str, float] = field(default_factory=dict)
    figure: Figure = field(default_factory=Figure)
    """Its body, skeleton and rest pose count."""
    measures: Mapping[str, float] = measures()
    """What the body shall measure: height, waist, hips, chest (metres), mass (kg), bmi …"""
    locked: tuple[str, ...] = field(default=(), metadata={"left_out_empty": True})
    """Sliders that stay as they are where measures and words move others: the one under the hand, and those that are
    held."""
    words: Mapping[str, float] = word_values()
    """Where word sliders shall stand, as fat=-0.3 "broad shoulders"=0.6: 0 as the body is, -1 and 1 the ends of the
    word's range. Sliders that are not locked move as little as gives it; a word at 0 is held."""
    words_held: tuple[str, ...] = field(default=(), metadata={"left_out_empty": True})
    """Words that stay where they are while others move; all others of their mappers stay as nearly as can be."""
    words_around: Mapping[str, float] = field(default_factory=dict, metadata={"left_out_empty": True})
    """The sliders of the body on which word sliders stand at 0, where that is not the one that the request gives."""
    words_read: tuple[str, ...] = field(default=(), metadata={"left_out_empty": True})
    """Words of which the answer shall tell where they stand."""
    worn: tuple[Worn, ...] = ()
    """What the figure wears, as its look names it; what is not named of it goes along with the body near it."""
    measure: bool = True
    """Without measurements the mesh comes sooner; a panel need not show new ones in every step."""
