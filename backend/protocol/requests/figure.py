"""The form of a figure, which every request for a person has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .fields import one_of, within


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What every request for a person says of its form; whoever changes a person hands it on whole."""

    body: str = "anny"
    """Body model."""
    skeleton: str = "standard"
    """"standard" is what other programs know best: Mixamo's for a person, a head's for a head; "mixamo", "anny" … where
    the body model can have it; "own" keeps the bones and the rest pose of the body model."""
    rest_pose: Literal["t", "a"] = "t"
    clip: Literal["none", "rom"] = "none"
    """"rom" adds the range-of-motion clip: every joint through its range, every face key once."""
    texture_size: int = one_of(1024, 256, 512, 1024, 2048, 4096)
    """Pixels of the albedo's side."""
    preview_size: int = within(512, 0, 2048)
    """Height of the four pictures; 0 leaves them out."""
    seed: int = within(0, 0, 2**63 - 1)
