"""A clip of a figure on its way through clean-up: what moves, on which body, with the face's curves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..motion import continuous
from ..take import Take, deltas, pose_rotations
from .body import Body
from .contacts import placed, standing


@dataclass(frozen=True, eq=False)
class Clip:
    take: Take
    body: Body
    curves: np.ndarray
    """(N, K) values of face keys; K may be 0"""
    key_names: tuple[str, ...] = ()

    @property
    def frames(self) -> int:
        return self.take.frames

    @property
    def fps(self) -> float:
        return self.take.fps

    def with_take(self, take: Take) -> Clip:
        return replace(self, take=take)

    @cached_property
    def deltas(self) -> tuple[np.ndarray, np.ndarray]:
        """How each bone is turned in the world from where it stands at rest (N, J, 3, 3), and its head (N, J, 3)."""
        found = deltas(self.take)
        for array in found:
            array.setflags(write=False)
        return found

    def soles(self) -> np.ndarray:
        """(N, 2, 3, 3) where heel, ball and tip of both feet are."""
        return placed(self.body.soles, self.body.bones.heads, *self.deltas)

    def stands(self, soles: np.ndarray) -> np.ndarray:
        """(N, 2) whether each foot stands."""
        return standing(soles, 0.0, self.body.leg, self.fps)

    def hips(self) -> np.ndarray:
        """(N, 3) where the hips are."""
        return self.take.travel + self.body.bones.heads[self.body.place["Hips"]]

    def of_world(self, turned: np.ndarray, hips: np.ndarray) -> Clip:
        """With bones turned as `turned` (N, J, 3, 3) from rest in the world, and hips at `hips` (N, 3)."""
        world = turned @ self.body.bones.rest[None, :, :3, :3]
        rotations = continuous(pose_rotations(self.body.bones, world))
        travel = hips - self.body.bones.heads[self.body.place["Hips"]]
        return self.with_take(replace(self.take, rotations=rotations, travel=travel))
