"""Words become a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..measures import measures
from .base import Base, base
from .fields import sentence, within
from .figure import Figure
from .look import Look

MAX_PROMPT_CHARACTERS = 1000


@dataclass(frozen=True, kw_only=True)
class AvatarRequest:
    """Words (and sliders to start from) become a rigged, textured person."""

    prompt: str = sentence(MAX_PROMPT_CHARACTERS)
    """What the person is like, in English: "a tall muscular man, smiling"."""
    encoder: str = "embedded"
    """"embedded", or an open_clip model "NAME/PRETRAINED", or a weights file as "NAME=FILE"."""
    steps: int = within(60, 0, 2000)
    """Gradient steps after the codebook search."""
    views: int = within(3, 1, 8)
    """Views that the encoder looks at in each step."""
    body_strength: float = within(1.0, 0, 4)
    """How far words move the body: 0 not at all, 1 as they say, 2 twice."""
    face_strength: float = within(1.0, 0, 4)
    """How far words move the face and its expression."""
    sliders: Mapping[str, float] = field(default_factory=dict)
    """Values to start from; the rest, and what the words speak of, start at the model's defaults."""
    locked: tuple[str, ...] = ()
    """Sliders and what of the look ("skin_tone", "skin", "worn:hair" …) keep their starting value."""
    measures: Mapping[str, float] = measures()
    """What the body shall measure whatever the words say, as height=180cm waist=82cm weight=75kg; on the wire metres,
    kg, kg / m²."""
    look: Look = field(default_factory=Look)
    """Colours to start from; those that the words name are changed."""
    figure: Figure = field(default_factory=Figure)
    base: Base | None = base()
    """An avatar to start from: its avatar.npz, or the job that gave it. What is not changed of it is kept."""
