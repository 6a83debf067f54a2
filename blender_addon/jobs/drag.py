# SPDX-License-Identifier: GPL-3.0-or-later
"""One avatar whose sliders differ from its mesh."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .._shared.protocol.requests import Figure, Look


@dataclass
class Drag:
    """One avatar whose sliders differ from its mesh."""

    figure: Figure
    values: dict[str, float]
    look: Look
    changed: float
    defaults: dict[str, float]
    face: dict[str, float] = field(default_factory=dict)
    """the face keys as they were before, where words may move them"""
    words: dict[str, float] = field(default_factory=dict)
    """where the word sliders shall stand that the hand has moved"""
    words_asked: dict[str, float] = field(default_factory=dict)
    """as they were sent last"""
    measures: dict[str, float] = field(default_factory=dict)
    """what the body shall measure meanwhile: metres, kg, kg/m2"""
    in_hand: set[str] = field(default_factory=set)
    """the sliders that the artist moved, which stay where they are while measures are met"""
    solved: dict[str, float] = field(default_factory=dict)
    """the sliders that the last answer moved so that measures are met and words stand where they shall; `values` has
    them as they were before"""
    asked: dict[str, float] = field(default_factory=dict)
    """the measures that were sent last"""
    answered: dict[str, float] = field(default_factory=dict)
    """the measures of the last answer"""
    live: dict[str, float] = field(default_factory=dict)
    """the slider values that were sent last as a live request"""
    measured: float = 0.0
    """when measurements were last asked for"""
    sent: float = 0.0
    """when the last live request was sent"""
    moved: float = 0.0
    """when the mesh last followed"""
    settled: str = ""
    """the shape job that is to make it whole"""
    sculpt: np.ndarray | None = None
    """(V, 3) metres: what goes on of the avatar's shape, whatever its sliders say"""
    begun: bool = False
    """whether it is known what goes on, so that the mesh may follow"""
    late: np.ndarray | None = None
    """(V, 3) metres: what of the sculpt was done since the drag began"""
    shown: np.ndarray | None = None
    """(V, 3) metres: where the last live answer put the mesh, before the first where it stood"""

    def go_on(self) -> None:
        """What the last answer has moved stays there, and something else is moved from there."""
        self.values, self.solved, self.in_hand = self.values | self.solved, {}, set()


@dataclass
class LiveEdits:
    """The avatars that are being dragged."""

    drags: dict[str, Drag] = field(default_factory=dict)
    """by uid"""
    touched: bool = True
    """whether a slider of the panel was moved since it was last compared with its avatar"""
    asked: dict[str, list[str]] = field(default_factory=dict)
    """by uid the live jobs that were asked for and may be under way"""
    takes_ms: float = 0.0
    """from a live request to its answer, as it was lately"""
