"""A recorded motion on a skeleton of its own, whatever program it comes from, and where it brings bones and joints.

World frame as everywhere: Z up, the figure faces -Y, metres, quaternions wxyz. Sizes: N frames, J bones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from .motion import posed_matrices
from .rotations import conjugate, multiply, quaternions_from_matrices


@dataclass(frozen=True, eq=False)
class Bones:
    """A skeleton as it stands at rest."""

    names: tuple[str, ...]
    parents: np.ndarray
    """(J,) int, -1 for a root; a parent comes before its children"""
    rest: np.ndarray
    """(J, 4, 4) float64 bone to world; the axes may be any"""
    tails: np.ndarray
    """(J, 3) float64 metres: where each bone ends"""

    @property
    def heads(self) -> np.ndarray:
        """(J, 3)"""
        return self.rest[:, :3, 3]

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Name -> index."""
        return {name: index for index, name in enumerate(self.names)}

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """(J) indices of the bones that hang on each."""
        out: list[list[int]] = [[] for _ in self.names]
        for index, parent in enumerate(self.parents.tolist()):
            if parent >= 0:
                out[parent].append(index)
        return tuple(map(tuple, out))

    @cached_property
    def lines(self) -> tuple[frozenset[int], ...]:
        """(J) the bones from the root to each, itself among them."""
        return tuple(frozenset(self.above(index)) for index in range(len(self.names)))

    def above(self, index: int) -> list[int]:
        """The bones from the root to `index`, itself among them."""
        chain = [index]
        while self.parents[chain[-1]] >= 0:
            chain.append(int(self.parents[chain[-1]]))
        return chain[::-1]


@dataclass(frozen=True, eq=False)
class Take:
    """A motion: rotations (N, J, 4) relative to each bone's orientation at rest, travel (N, 3) added to the root's."""

    name: str
    fps: float
    bones: Bones
    rotations: np.ndarray
    travel: np.ndarray

    @property
    def frames(self) -> int:
        return len(self.rotations)

    def posed(self) -> np.ndarray:
        """(N, J, 4, 4) bone to world."""
        return posed_matrices(self.bones.parents, self.bones.rest, self.rotations, self.travel)

    def cut(self, start: int, stop: int) -> Take:
        return replace(self, rotations=self.rotations[start:stop], travel=self.travel[start:stop])


def pose_rotations(bones: Bones, world: np.ndarray) -> np.ndarray:
    """Rotations (N, J, 4), each relative to the bone's orientation at rest, of bones that stand as `world` (N, J, 3, 3)
    in the world."""
    rest = bones.rest[:, :3, :3]
    at_rest = np.array([rest[j] if parent < 0 else rest[parent].T @ rest[j] for j, parent in enumerate(bones.parents)])
    parents = np.maximum(bones.parents, 0)
    above = np.where((bones.parents < 0)[None, :, None, None], np.eye(3), world[:, parents])
    local = np.swapaxes(above, -1, -2) @ world
    return quaternions_from_matrices(np.swapaxes(at_rest, -1, -2) @ local)


def mixed(a: np.ndarray, b: np.ndarray, share: np.ndarray | float) -> np.ndarray:
    """Unit quaternions (..., 4) on the shortest way from a at share 0 to b at share 1 (spherical interpolation)."""
    turn = multiply(conjugate(a), b)
    turn = np.where(turn[..., :1] < 0.0, -turn, turn)
    sine = np.linalg.norm(turn[..., 1:], axis=-1, keepdims=True)
    half = np.arctan2(sine, turn[..., :1]) * np.asarray(share, np.float64)[..., None]
    axis = turn[..., 1:] / np.where(sine > 1e-12, sine, 1.0)
    return multiply(a, np.concatenate((np.cos(half), np.sin(half) * axis), axis=-1))


def resampled(take: Take, fps: float) -> Take:
    """The same motion with another number of frames a second; the first frame stays."""
    if abs(fps / take.fps - 1.0) < 1e-6 or take.frames < 2:
        return replace(take, fps=fps)
    count = max(int(np.floor((take.frames - 1) * fps / take.fps + 1e-6)) + 1, 2)
    return replace(at_frames(take, np.arange(count) * (take.fps / fps)), fps=fps)


def at_frames(take: Take, times: np.ndarray) -> Take:
    """The take as it stands at `times` (M,), counted in its frames, which may lie between two."""
    times = np.clip(times, 0.0, take.frames - 1)
    low = np.minimum(np.floor(times).astype(int), max(take.frames - 2, 0))
    high = np.minimum(low + 1, take.frames - 1)
    share = times - low
    return replace(
        take,
        rotations=mixed(take.rotations[low], take.rotations[high], share[:, None]),
        travel=take.travel[low] + (take.travel[high] - take.travel[low]) * share[:, None],
    )


def turned(take: Take, turn: np.ndarray, scale: float) -> Take:
    """The take in another frame: turn (3, 3) and scale of the whole world, as from Y up and centimetres."""
    rest = np.tile(np.eye(4), (len(take.bones.names), 1, 1))
    rest[:, :3, :3] = turn @ take.bones.rest[:, :3, :3]
    rest[:, :3, 3] = take.bones.heads @ turn.T * scale
    bones = replace(take.bones, rest=rest, tails=take.bones.tails @ turn.T * scale)
    return replace(take, bones=bones, travel=take.travel @ turn.T * scale)


def deltas(take: Take) -> tuple[np.ndarray, np.ndarray]:
    """How each bone is turned in the world from where it stands at rest (N, J, 3, 3), and its head (N, J, 3)."""
    posed = take.posed()
    return posed[..., :3, :3] @ np.swapaxes(take.bones.rest[:, :3, :3], -1, -2), posed[..., :3, 3]
