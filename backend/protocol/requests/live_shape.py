"""Sliders move a mesh that is already there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..measures import measures
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
    """Sliders that stay as they are where measures move others: the one under the hand, and those that are held."""
    worn: tuple[Worn, ...] = ()
    """What the figure wears, as its look names it; what is not named of it goes along with the body near it."""
    measure: bool = True
    """Without measurements the mesh comes sooner; a panel need not show new ones in every step."""
