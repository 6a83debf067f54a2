"""Closed tubes of triangles along a line: what the stand-ins for real bodies are made of."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Ring = tuple[tuple[float, float, float], tuple[float, float]]
"""Centre in metres, and the two half axes of the ellipse around it."""


@dataclass(frozen=True)
class Tube:
    """A tube's part of a mesh."""

    vertices: np.ndarray
    """(V, 3) metres, ring after ring"""
    triangles: np.ndarray
    """(F, 3) int32 into `vertices`, outward, closed at both ends"""
    rings: tuple[np.ndarray, ...]
    """vertex numbers of each ring, starting at `first`"""


def tube(rings: Sequence[Ring], across: tuple[int, int], sides: int, first: int = 0) -> Tube:
    """A tube through rings that lie in the plane of the two axes `across` (0 x, 1 y, 2 z).

    Its vertex numbers begin at `first`; the half axes of a ring belong to the axes in their order.
    """
    angle = np.arange(sides) * (2 * math.pi / sides)
    points = np.zeros((len(rings), sides, 3))
    for row, (centre, half) in zip(points, rings, strict=True):
        row[:] = centre
        row[:, across[0]] += half[0] * np.cos(angle)
        row[:, across[1]] += half[1] * np.sin(angle)
    numbers = np.arange(len(rings) * sides).reshape(len(rings), sides)
    triangles = []
    for a, b in itertools.pairwise(numbers):
        for s in range(sides):
            n = (s + 1) % sides
            triangles += [(a[s], a[n], b[n]), (a[s], b[n], b[s])]
    for row, turn in ((numbers[0], -1), (numbers[-1], 1)):
        triangles += [(row[0], row[s], row[s + 1])[::turn] for s in range(1, sides - 1)]
    faces, vertices = np.array(triangles, np.int32), points.reshape(-1, 3)
    if _volume(vertices, faces) < 0:
        faces = faces[:, ::-1].copy()
    return Tube(vertices, faces + first, tuple(row + first for row in numbers))


def joined(parts: Sequence[Tube]) -> tuple[np.ndarray, np.ndarray]:
    """Vertices (V, 3) and triangles (F, 3) of tubes whose numbers follow one another."""
    return np.concatenate([part.vertices for part in parts]), np.concatenate([part.triangles for part in parts])


def _volume(vertices: np.ndarray, faces: np.ndarray) -> float:
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    return float(np.einsum("fi,fi->f", a, np.cross(b, c)).sum() / 6)
