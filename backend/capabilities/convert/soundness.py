"""What a scan has beside one figure: a floor is cut off, a second figure is told, specks are left out."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from ...body.fitting import Surface
from ...protocol.errors import BadFile

FLOOR = 0.2
"""share of all area in one plane, with everything else on one side of it, that makes it a floor or a wall"""
SLAB = 0.006
"""of the longest side, how thick a plane is"""
GUESSES = 200
_SPECK = 2e-3
"""of all area"""
_LARGE = 0.05
"""of the area of the largest part"""
_ALIKE = 0.6
"""of the longest side of the largest figure, from which another one is a second figure"""
_GAP = 0.02
"""of the longest side: parts that are nearer are of one figure"""
_Box = tuple[np.ndarray, np.ndarray]
"""lowest and highest corner, (3,)"""


def one_figure(surface: Surface, name: str) -> tuple[Surface, list[str]]:
    """The surface without what is no part of the figure, and sentences that tell what was taken away; in any axes and
    unit. Raises BadFile where there are two figures in it."""
    told: list[str] = []
    without = _without_floor(surface)
    if without is not None:
        told.append("A flat ground or wall was cut off the scan.")
        surface = without
    if surface.is_cloud:
        return surface, told
    parts = _connected(surface)
    area = np.bincount(parts, surface.areas)
    _one(surface, parts, area, name)
    specks = area < _SPECK * area.sum()
    loose = specks[parts] & (_far(surface, parts, specks))
    if loose.any():
        told.append(f"{len(np.unique(parts[loose]))} loose specks of the scan were left out.")
        surface = _kept(surface, ~loose)
    return surface, told


def _without_floor(surface: Surface) -> Surface | None:
    points = surface.vertices if surface.is_cloud else surface.vertices[surface.triangles].mean(axis=1)
    weight = np.ones(len(points)) if surface.is_cloud else surface.areas
    size = np.ptp(surface.vertices, axis=0).max()
    rng = np.random.default_rng(0)
    some = rng.permutation(len(points))[:20_000]
    best, plane = 0.0, None
    for _ in range(GUESSES):
        a, b, c = points[rng.choice(some, 3)]
        normal = np.cross(b - a, c - a)
        length = np.linalg.norm(normal)
        if length < 1e-4 * size * size:
            continue
        normal /= length
        off = (points[some] - a) @ normal
        share = weight[some][np.abs(off) < SLAB * size].sum() / weight[some].sum()
        if share > best:
            best, plane = share, (a, normal)
    if plane is None or best < FLOOR:
        return None
    off = (points - plane[0]) @ plane[1]
    if not surface.is_cloud:
        flat = np.abs(surface.normals @ plane[1]) > 0.8
        if weight[(np.abs(off) < SLAB * size) & flat].sum() < FLOOR * weight.sum():
            return None
    rest = np.abs(off) >= 1.5 * SLAB * size
    above = weight[rest & (off > 0)].sum() / max(weight[rest].sum(), 1e-18)
    if not rest.any() or min(above, 1 - above) > 0.05:
        return None
    side = off > 0 if above > 0.5 else off < 0
    if surface.is_cloud:
        return Surface(surface.vertices[rest & side], surface.triangles)
    return _kept(surface, rest & side)


def _connected(surface: Surface) -> np.ndarray:
    """(F,) number of the connected part that each triangle is of; vertices in one place count as one."""
    size = np.ptp(surface.vertices, axis=0).max()
    _, place = np.unique(np.round(surface.vertices / (1e-6 * size)).astype(np.int64), axis=0, return_inverse=True)
    edges = place.ravel()[surface.triangles]
    a, b = np.concatenate([edges[:, :2], edges[:, 1:]]).T
    count = int(place.max()) + 1
    _, labels = connected_components(
        coo_array((np.ones(len(a), np.int8), (a, b)), shape=(count, count)), directed=False
    )
    _, numbers = np.unique(labels[edges[:, 0]], return_inverse=True)
    return numbers


def _one(surface: Surface, parts: np.ndarray, area: np.ndarray, name: str) -> None:
    """Raises BadFile where parts of about one size lie apart from each other."""
    boxes = []
    for part in np.flatnonzero(area > _LARGE * area.max()):
        corners = surface.vertices[surface.triangles[parts == part]].reshape(-1, 3)
        boxes.append((corners.min(axis=0), corners.max(axis=0)))
    groups = _grouped(boxes, _GAP * float(np.ptp(surface.vertices, axis=0).max()))
    sizes = [float((high - low).max()) for low, high in groups]
    alike = sum(size > _ALIKE * max(sizes) for size in sizes)
    if alike > 1:
        raise BadFile(f"{name} shows {alike} figures that stand apart.", "Cut it so that one person is in it.")


def _grouped(boxes: list[_Box], gap: float) -> list[_Box]:
    """Boxes that lie nearer to each other than `gap` become one."""
    out: list[_Box] = []
    for low, high in boxes:
        near = [box for box in out if (np.maximum(box[0], low) - np.minimum(box[1], high) <= gap).all()]
        out = [box for box in out if all(box is not other for other in near)]
        every = [*near, (low, high)]
        out.append((np.min([box[0] for box in every], axis=0), np.max([box[1] for box in every], axis=0)))
    return out


def _far(surface: Surface, parts: np.ndarray, specks: np.ndarray) -> np.ndarray:
    """(F,) bool: triangles outside the box of what is no speck."""
    body = surface.vertices[surface.triangles[~specks[parts]]].reshape(-1, 3)
    middles = surface.vertices[surface.triangles].mean(axis=1)
    return ((middles < body.min(axis=0)) | (middles > body.max(axis=0))).any(axis=1)


def _kept(surface: Surface, triangles: np.ndarray) -> Surface:
    """With these triangles (F,) alone, and the vertices that they have."""
    used, place = np.unique(surface.triangles[triangles], return_inverse=True)
    return Surface(surface.vertices[used], place.reshape(-1, 3).astype(np.int64))
