"""Places on a piece where something small is fixed: by what they are near to, along lines, evenly apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..regions import Form, Places, part_at
from .shapes import Shape

UP, FRONT = np.array((0.0, 0.0, 1.0)), np.array((0.0, -1.0, 0.0))


@dataclass(frozen=True, eq=False)
class Host:
    """A piece of N vertices on a body of middle build."""

    at: Places
    triangles: np.ndarray
    faces: np.ndarray
    form: Form

    def inside(self, name: str) -> np.ndarray:
        """(N,) metres inside a part; everything where it has no such part."""
        found = part_at(name, self.at, self.form)
        return np.full(len(self.at.points), 1.0) if found is None else found

    def nearest(self, wanted: Sequence[float], weights: Sequence[float], among: np.ndarray | None = None) -> int:
        """The vertex nearest to a place; weights: how much x, y and z count; among: (N,) bool"""
        away = (((self.at.points - np.asarray(wanted)) * np.asarray(weights)) ** 2).sum(axis=1)
        if among is not None and among.any():
            away = np.where(among, away, np.inf)
        return int(np.argmin(away))

    def before(self, x: float, z: float) -> int:
        """The vertex in front at that place beside the middle and height."""
        return self.nearest((x, -0.5, z), (1.0, 0.15, 1.0), self.at.normals[:, 1] < -0.25)


@dataclass(frozen=True, eq=False)
class Fixing:
    shape: Shape
    """in the body's own axes"""
    origin: np.ndarray
    """(3,) metres: where it stands on the cloth"""
    rings: tuple[np.ndarray, ...] = ()
    """of a tube where each of its rings stands"""


def stood(shape: Shape, host: Host, vertex: int, up: np.ndarray = UP, raised: float = 0.0) -> Fixing:
    """A shape on a vertex, its z out of the cloth and its y up."""
    return placed(shape, host.at.points[vertex], host.at.normals[vertex], up, raised)


def placed(shape: Shape, origin: np.ndarray, out: np.ndarray, up: np.ndarray, raised: float = 0.0) -> Fixing:
    out = out / max(np.linalg.norm(out), 1e-9)
    up = up - out * (up @ out)
    if np.linalg.norm(up) < 0.1:
        up = FRONT - out * (FRONT @ out)
    up = up / np.linalg.norm(up)
    points, faces, uvs = shape
    return Fixing((points @ np.stack([np.cross(up, out), up, out]) + origin + raised * out, faces, uvs), origin)


def hung(shape: Shape, origin: np.ndarray, out: np.ndarray) -> Fixing:
    """A shape that hangs straight down, its z level and out of the cloth."""
    level = out * (1.0, 1.0, 0.0)
    level = level if np.linalg.norm(level) > 0.2 else FRONT
    return placed(shape, origin, level, UP, 0.002)


def thinned(points: np.ndarray, rows: np.ndarray, apart: float) -> Iterator[int]:
    """Of these vertices some that are at least so far apart."""
    taken: list[np.ndarray] = []
    for row in rows:
        if all(np.abs(points[row] - other).max() > 0.55 * apart and np.linalg.norm(points[row] - other) > apart
               for other in taken):  # fmt: skip
            taken.append(points[row])
            yield int(row)


def line(host: Host, values: np.ndarray, apart: float) -> list[tuple[np.ndarray, np.ndarray]]:
    """Places (3,) and ways out (3,) on the line where values (N,) change their sign, about so far apart."""
    faces = host.triangles
    edges = np.unique(np.sort(faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1), axis=0)
    first, second = values[edges[:, 0]], values[edges[:, 1]]
    crossed = np.isfinite(first) & np.isfinite(second) & ((first > 0) != (second > 0))
    edges, first, second = edges[crossed], first[crossed], second[crossed]
    share = (first / (first - second))[:, None]
    a, b = host.at.points[edges[:, 0]], host.at.points[edges[:, 1]]
    near = np.linalg.norm(b - a, axis=1) < 0.09
    places = (a + share * (b - a))[near]
    ways = (host.at.normals[edges[:, 0]] * (1 - share) + host.at.normals[edges[:, 1]] * share)[near]
    return along(places, ways, apart)


def along(places: np.ndarray, ways: np.ndarray, apart: float) -> list[tuple[np.ndarray, np.ndarray]]:
    """Evenly along the lines that places (K, 3) are scattered on: steps between neighbours are filled."""
    if not len(places):
        return []
    found: list[tuple[np.ndarray, np.ndarray]] = []
    left = np.ones(len(places), bool)
    here = int(np.argmin(places[:, 0]))
    left[here] = False
    while left.any():
        away = np.linalg.norm(places - places[here], axis=1)
        away[~left] = np.inf
        there = int(np.argmin(away))
        steps = max(1, round(away[there] / apart)) if away[there] < 0.07 else 1
        if away[there] >= 0.6 * apart:
            for k in range(steps):
                share = k / steps
                found.append((places[here] + share * (places[there] - places[here]), ways[here]))
            here = there
        left[there] = False
        if away[there] >= 0.07:
            here = there
    found.append((places[here], ways[here]))
    return found
