"""A script of movement as the model of motion is told it: windows with words and numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch

from ....motion.bearing import Borne
from ....motion.canvas import Window, spans
from ....motion.features import FPS
from ....motion.nets import PATCH
from ....motion.path import NUMBERS
from ....words.moving.script import Part, Script, numbers_of
from ....words.moving.tables import numbers_of_actions

PER_SECOND = FPS / PATCH
"""tokens"""
SHORTEST = 4
"""tokens of a part"""


@dataclass(frozen=True, eq=False)
class Plan:
    script: Script
    lengths: tuple[int, ...]
    """tokens of each part"""
    before: int
    """tokens that are there already"""
    windows: tuple[Window, ...]

    @property
    def tokens(self) -> int:
        return self.before + sum(self.lengths)

    def frames_of(self, part: int) -> slice:
        """Of the features of the whole."""
        start = self.before + sum(self.lengths[:part])
        return slice(start * PATCH, (start + self.lengths[part]) * PATCH)


def planned(script: Script, embed: Callable[[str], torch.Tensor], before: int = 0, loop: bool = False) -> Plan:
    """embed: words of a part -> (E,). before: tokens of a motion that is gone on with."""
    lengths = tuple(max(SHORTEST, round(part.seconds * PER_SECOND)) for part in script.parts)
    words = [embed(_without(part.words, part.gesture)) for part in script.parts]
    windows = []
    for span in spans(lengths, before, loop):
        numbers, told = wanted(script.parts[span.part], span.count / PER_SECOND)
        windows.append(Window(span.first, span.count, words[span.part], numbers, told))
    return Plan(script, lengths, before, tuple(windows))


def _without(words: str, gesture: str) -> str:
    """What a hand does meanwhile is another motion: `layered`."""
    return " ".join(word for word in words.split() if word not in gesture.split())


def wanted(part: Part, seconds: float) -> tuple[torch.Tensor, torch.Tensor]:
    """(K,) the numbers that so many seconds of a part should have, and (K,) 1 for those that are told."""
    found = numbers_of(part, seconds, numbers_of_actions())
    told = torch.tensor([float(name in found) for name in NUMBERS])
    return torch.tensor([found.get(name, 0.0) for name in NUMBERS]), told


def bearings(plan: Plan) -> list[Borne]:
    """How the body is borne in each part."""
    return [
        Borne(plan.frames_of(at), part.bearing, part.kind == "way", part.weak[:1] or "r")
        for at, part in enumerate(plan.script.parts)
    ]
