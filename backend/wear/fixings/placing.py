"""A piece that small things are fixed to: places on it by name, along lines, evenly apart, and shapes put there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..piece import Piece
from ..piece_places import Places
from ..regions import Form, form_of, part_at
from ..surface import triangles_of
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

    def on_chest(self, z: float) -> int:
        """The vertex in front in the middle at that height, or just below the upper border of a piece that is lower."""
        return self.before(0.0, min(z, float(self.form.high[2]) - 0.03))

    def half_up(self, x: float = 0.0) -> int:
        """The vertex in front half way up the piece, as on a belt."""
        return self.before(x, float(self.form.high[2] + self.form.low[2]) / 2)

    def column(self, apart: float) -> list[int]:
        """Vertices down the middle of the front."""
        low, top = max(float(self.form.low[2]) + 0.06, 0.02), min(0.50, float(self.form.high[2]) - 0.05)
        return [self.before(0.0, z) for z in np.arange(top, low, -apart)]

    def insteps(self) -> list[int]:
        """Of a left and a right shoe the vertex in the middle of the instep."""
        found, level = [], self.form.low[1] + 0.11
        for side in (1.0, -1.0):
            own = self.at.points[:, 0] * side > 0
            middle = float(np.median(self.at.points[own & (self.at.points[:, 1] < level + 0.03), 0]))
            upper = own & (self.at.normals[:, 2] > 0.2)
            found.append(self.nearest((middle, level, 0.0), (1.0, 1.0, 0.05), upper))
        return found

    def toes(self) -> list[int]:
        """Of a left and a right shoe the vertex above the toes."""
        found = []
        for side in (1.0, -1.0):
            own = (self.at.points[:, 0] * side > 0) & (self.at.normals[:, 2] > 0.2)
            found.append(self.nearest((0, self.form.low[1] + 0.02, 0.0), (0.0, 1.0, 0.05), own))
        return found

    def on_hat(self, side: float = 0.0) -> int:
        """The vertex before, or beside, the crown in the middle of its band."""
        form = self.form
        wanted = (side * form.crown, form.middle - (0.0 if side else form.crown), form.sill + 0.024)
        return self.nearest(wanted, (1, 1, 1), np.abs(self.at.normals[:, 2]) < 0.75)


def host_of(piece: Piece, places: Places) -> Host:
    """places: of all vertices of the piece"""
    return Host(places, triangles_of(piece.faces), piece.faces, form_of(piece, places))


@dataclass(frozen=True, eq=False)
class Fixing:
    shape: Shape
    """in the body's own axes"""
    origins: np.ndarray
    """(P, 3) metres: where it stands on the cloth, of a tube where each of its P rings does"""


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
    return Fixing((points @ np.stack([np.cross(up, out), up, out]) + origin + raised * out, faces, uvs), origin[None])


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
