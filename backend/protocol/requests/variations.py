"""Several people around one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..measures import measures
from .fields import within


@dataclass(frozen=True, kw_only=True)
class VariationsRequest:
    """Roll the sliders of several people around those of one: no two alike, each with the weight of a person."""

    count: int = within(10, 1, 1000)
    """People."""
    sliders: Mapping[str, float] = field(default_factory=dict)
    """Where the one stands; the rest are at the model's defaults."""
    body: str = "anny"
    measures: Mapping[str, float] = measures()
    """What each of them shall measure: a weight among them is left as it is rolled."""
    locked: tuple[str, ...] = ()
    """Sliders that stay."""
    vary: Mapping[str, float] = field(default_factory=dict)
    """How far sliders move to either side, as a share of their whole way: by name, "body" for the usual ones, "details"
    for the small shapes. What is not named stays; where nothing is named, body and details move by 0.3."""
    key: str = ""
    """The dice are thrown from this text: the same key gives the same people, and more of them begin alike."""
