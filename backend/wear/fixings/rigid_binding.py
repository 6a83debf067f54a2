"""Rigid parts on the faces of a mesh: each stands on one place, turned as its face is, as large as that face is beside
what it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..columns import Mix, crosses, dots, units

_LEAST, _MOST = 0.6, 1.5
"""how much smaller and larger they are at most than they were made"""
_TINY = 1e-10
"""square metres, twice what a face has at least"""


@dataclass(frozen=True, eq=False)
class Rigid:
    """M vertices in A parts, on a mesh of N vertices."""

    corners: np.ndarray
    """(A, 3) vertices of the mesh"""
    shares: np.ndarray
    """(A, 3) of the corners"""
    part: np.ndarray
    """(M,) which part each vertex is of"""
    local: np.ndarray
    """(M, 3) metres in the axes of its part"""
    size: np.ndarray
    """(A,) metres that the face below is large where they were made"""

    def on(self, mesh: np.ndarray) -> np.ndarray:
        """(3, M) float32 metres; mesh: (3, N)"""
        place, along, across, out, size = _frames(mesh, self.corners, self.shares)
        scale = np.clip(size / self.size, _LEAST, _MOST)
        return self._mix(np.concatenate([place, along * scale, across * scale, out * scale], axis=1))

    @cached_property
    def _mix(self) -> Mix:
        """Of the places of all parts and their axes the vertices."""
        count = len(self.corners)
        at = self.part[:, None] + count * np.arange(4)
        return Mix(at, np.concatenate([np.ones((len(self.part), 1)), self.local], axis=1))

    def only(self, there: np.ndarray) -> Rigid:
        """Those of the parts where `there` (A,) is true."""
        rows = there[self.part]
        part = (np.cumsum(there) - 1)[self.part[rows]]
        return Rigid(self.corners[there], self.shares[there], part, self.local[rows], self.size[there])


def rigid(points: np.ndarray, part: np.ndarray, corners: np.ndarray, shares: np.ndarray, mesh: np.ndarray) -> Rigid:
    """Vertices (M, 3) as they stand on a mesh (3, N), each in the part (M,) whose face has these corners and shares."""
    place, along, across, out, size = _frames(mesh, corners, shares)
    away = points.T - place[:, part]
    local = np.stack([dots(away, axis[:, part]) for axis in (along, across, out)], axis=1)
    return Rigid(corners.astype(np.int32), shares.astype(np.float32), part, local.astype(np.float32), size)


def together(parts: Sequence[tuple[Rigid, int]]) -> Rigid | None:
    """What stands on several meshes as if these were one; of each the number of its mesh's first vertex. None of
    none."""
    if not parts:
        return None
    first = np.cumsum([0, *(len(one.corners) for one, _ in parts)])
    return Rigid(
        np.concatenate([one.corners + start for one, start in parts]),
        np.concatenate([one.shares for one, _ in parts]),
        np.concatenate([one.part + before for (one, _), before in zip(parts, first[:-1], strict=True)]),
        np.concatenate([one.local for one, _ in parts]),
        np.concatenate([one.size for one, _ in parts]),
    )


def _frames(
    mesh: np.ndarray, corners: np.ndarray, shares: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Of places on faces of a mesh (3, N) where they are, three axes of length 1, each (3, A), and (A,) how large the
    faces are, metres."""
    a, b, c = (mesh.take(corners[:, k], axis=1) for k in range(3))
    place = shares[:, 0] * a + shares[:, 1] * b + shares[:, 2] * c
    normal = crosses(b - a, c - a)
    size = np.sqrt(np.maximum(np.sqrt(dots(normal, normal)), _TINY))
    out, along = normal / size**2, units(b - a)
    return place, along, crosses(out, along), out, size
