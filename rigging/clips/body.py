"""A skeleton of a person that moves: which of its bones is which joint, and what is always the same of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..t_pose import t_pose
from ..take import Bones
from .contacts import SIDES, Soles, soles_of


@dataclass(frozen=True, eq=False)
class Body:
    """J bones. What is told of them is measured once."""

    bones: Bones
    place: Mapping[str, int]
    """joint as in Unity's humanoid -> bone"""

    @cached_property
    def to_t_pose(self) -> np.ndarray:
        """(J, 3, 3) how each bone turns from its rest into the T-pose"""
        return t_pose(self.bones, self.place)

    @cached_property
    def leg(self) -> float:
        """metres from hip to ankle, the mean of both"""
        heads = self.bones.heads
        legs = [[heads[self.place[s + p]] for p in ("UpperLeg", "LowerLeg", "Foot")] for s in SIDES]
        return float(np.mean([np.linalg.norm(np.diff(np.array(leg), axis=0), axis=1).sum() for leg in legs]))

    @cached_property
    def soles(self) -> Soles:
        return soles_of(self.bones, self.place)

    def between(self, upper: int, lower: int, end: int) -> list[tuple[int, int]]:
        """The bones of a limb above its end, and which of its two parts each goes along with."""
        lines = enumerate(self.bones.lines)
        return [(bone, lower if lower in line else upper) for bone, line in lines if upper in line and end not in line]


def body_of(bones: Bones, joints: Mapping[str, str]) -> Body:
    return Body(bones, {joint: bones.place[name] for joint, name in joints.items()})
