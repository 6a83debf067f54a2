"""Outlines of the body, and surfaces that are stretched over it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.spatial import ConvexHull

from ...wear.bind import nearest_places
from .reference import Reference, vertex_normals


def xyz(x: Any, y: Any, z: Any) -> np.ndarray:
    return np.array((x, y, z), float)


def triangles_of(reference: Reference, vertices: np.ndarray) -> np.ndarray:
    """(F, 3) of the skin whose corners are all among `vertices`, numbers in the base mesh."""
    return reference.triangles[np.isin(reference.triangles, vertices).all(axis=1)]


def moved_by(reference: Reference, *bones: str, least: float = 0.5) -> np.ndarray:
    """Numbers in the base mesh of the skin that these bones of the Mixamo skeleton move by `least` or more together;
    "Spine" alone is that bone, "Spine*" all whose names begin so."""
    return reference.ids[np.flatnonzero(_weight(reference, bones)[: len(reference.ids)] >= least)]


def _weight(reference: Reference, bones: Sequence[str]) -> np.ndarray:
    rig = reference.body.rigs["mixamo"]
    names = [name.removeprefix("mixamorig:") for name in rig.bone_names]
    chosen = [
        k for k, name in enumerate(names) for bone in bones
        if name == bone or (bone.endswith("*") and name.startswith(bone[:-1]))
    ]  # fmt: skip
    return rig.weights.numpy()[:, chosen].sum(axis=1)


def ring(
    reference: Reference,
    triangles: np.ndarray,
    centre: Sequence[float] | np.ndarray,
    normal: Sequence[float] | np.ndarray,
    start: Sequence[float],
    count: int,
    clearance: float = 0.0,
    by: str = "angle",
) -> np.ndarray:
    """(count, 3) points around the body where a plane cuts it, convex and `clearance` metres off, counter-clockwise
    about `normal` from the direction `start`; evenly by angle about `centre`, or by "arc"."""
    origin, up = np.asarray(centre, float), np.asarray(normal, float) / np.linalg.norm(normal)
    ahead = np.asarray(start, float) - np.dot(start, up) * up
    ahead /= np.linalg.norm(ahead)
    axes = np.stack([ahead, np.cross(up, ahead)])
    flat = outset((cut(reference.base, triangles, origin, up) - origin) @ axes.T, clearance)
    return origin + around(flat, count, by) @ axes


def cut(base: np.ndarray, triangles: np.ndarray, origin: np.ndarray, normal: np.ndarray) -> np.ndarray:
    """(N, 3) where the edges of triangles cross a plane."""
    height = (base - origin) @ normal
    found = []
    for a, b in ((0, 1), (1, 2), (2, 0)):
        one, two = triangles[:, a], triangles[:, b]
        across = (height[one] > 0) != (height[two] > 0)
        one, two = one[across], two[across]
        share = (height[one] / (height[one] - height[two]))[:, None]
        found.append(base[one] * (1 - share) + base[two] * share)
    return np.concatenate(found)


def outset(points: np.ndarray, distance: float) -> np.ndarray:
    """(N, 2) counter-clockwise corners of the convex hull of points (M, 2) with discs of that radius."""
    if distance:
        turn = np.arange(24) * (2 * np.pi / 24)
        disc = distance * np.stack([np.cos(turn), np.sin(turn)], axis=1)
        points = (points[ConvexHull(points).vertices][:, None] + disc).reshape(-1, 2)
    return points[ConvexHull(points).vertices]


def around(outline: np.ndarray, count: int, by: str = "angle") -> np.ndarray:
    """(count, 2) along a convex outline around the origin, from its +X side on."""
    closed = np.concatenate([outline, outline[:1]])
    fine = np.concatenate([np.linspace(a, b, 40, endpoint=False) for a, b in pairwise(closed)])
    angle = np.arctan2(fine[:, 1], fine[:, 0]) % (2 * np.pi)
    fine = fine[np.argsort(angle)]
    angle = np.sort(angle)
    if by == "angle":
        turn = np.arange(count) * (2 * np.pi / count)
        radius = np.interp(turn, angle, np.linalg.norm(fine, axis=1), period=2 * np.pi)
        return radius[:, None] * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    start = np.array((np.interp(0, angle, np.linalg.norm(fine, axis=1), period=2 * np.pi), 0.0))
    loop = np.concatenate([start[None], fine, start[None]])
    length = np.append(0, np.cumsum(np.linalg.norm(np.diff(loop, axis=0), axis=1)))
    at = np.linspace(0, length[-1], count, endpoint=False)
    return np.stack([np.interp(at, length, loop[:, k]) for k in range(2)], axis=1)


def taut(
    reference: Reference,
    points: np.ndarray,
    triangles: np.ndarray,
    clearance: float | np.ndarray,
    held: np.ndarray,
    *,
    closed: bool = True,
    rounds: int = 40,
    pull: float = 0.5,
) -> np.ndarray:
    """A sheet (R, C, 3) drawn tight over the body, nowhere nearer than `clearance` (R, C); `held` (R, C) bool stays."""
    base = np.nan_to_num(reference.base)
    normals = vertex_normals(base, triangles)
    found = points.copy()
    gap = np.broadcast_to(np.asarray(clearance, float), points.shape[:2])
    for _ in range(rounds):
        smooth = _smoothed(found, closed)
        found = np.where(held[..., None], found, found + pull * (smooth - found))
        found = np.where(held[..., None], found, pushed_out(base, triangles, normals, found, gap))
    return found


def pushed_out(
    base: np.ndarray, triangles: np.ndarray, normals: np.ndarray, points: np.ndarray, gap: np.ndarray
) -> np.ndarray:
    """Points (…, 3) that are nearer to the surface than `gap` (…), or inside, moved to it."""
    flat = points.reshape(-1, 3)
    indices, weights, places = nearest_places(flat, base, triangles)
    out = np.einsum("nk,nkd->nd", weights, normals[indices])
    out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)
    lack = gap.reshape(-1) - np.einsum("nd,nd->n", flat - places, out)
    return (flat + np.maximum(lack, 0)[:, None] * out).reshape(points.shape)


def _smoothed(points: np.ndarray, closed: bool) -> np.ndarray:
    up = np.concatenate([points[1:], points[-1:]])
    down = np.concatenate([points[:1], points[:-1]])
    if closed:
        right, left = np.roll(points, -1, axis=1), np.roll(points, 1, axis=1)
    else:
        right = np.concatenate([points[:, 1:], points[:, -1:]], axis=1)
        left = np.concatenate([points[:, :1], points[:, :-1]], axis=1)
    return (up + down + left + right) / 4


def hugging(reference: Reference, triangles: np.ndarray, loop: np.ndarray, gap: float) -> np.ndarray:
    """A level loop (N, 3) drawn in where it stands farther than `gap` metres off the skin."""
    away = loop - nearest_places(loop, np.nan_to_num(reference.base), triangles)[2]
    away[:, 2] = 0
    far = np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-9)
    return loop - away / far * np.maximum(far - gap, 0)


def along(path: np.ndarray, share: np.ndarray | Sequence[float]) -> np.ndarray:
    """(K, …) of a path (N, …) at these shares of its index, 0 to 1."""
    place = np.asarray(share, float) * (len(path) - 1)
    low = np.minimum(place.astype(int), len(path) - 2)
    part = (place - low).reshape(-1, *([1] * (path.ndim - 1)))
    return path[low] * (1 - part) + path[low + 1] * part


def smoothstep(value: np.ndarray | float, low: float, high: float) -> np.ndarray:
    share = np.clip((np.asarray(value, float) - low) / (high - low), 0, 1)
    return share * share * (3 - 2 * share)


def slab(grid: np.ndarray, thick: float) -> np.ndarray:
    """(R + 2, 2 C, 3) a closed sheet: an open one (R, C, 3) with its inside, `thick` metres behind it."""
    across, upward = np.gradient(grid, axis=1), np.gradient(grid, axis=0)
    out = np.cross(across, upward)
    out /= np.maximum(np.linalg.norm(out, axis=2, keepdims=True), 1e-9)
    inside = grid - thick * out
    both = np.concatenate([grid, inside[:, ::-1]], axis=1)
    half = (grid + inside) / 2
    ends = np.concatenate([half, half[:, ::-1]], axis=1)
    push = 0.4 * thick * upward / np.maximum(np.linalg.norm(upward, axis=2, keepdims=True), 1e-9)
    push = np.concatenate([push, push[:, ::-1]], axis=1)
    return np.concatenate([(ends - push)[:1], both, (ends + push)[-1:]])


def tube(path: np.ndarray, radius: float | np.ndarray, sides: int = 8, closed: bool = False) -> np.ndarray:
    """(N, sides, 3) around a path (N, 3), rows along it (one more where it is closed); the sheet is closed.

    radius: one, (N,), or (N, 2) along the path's own two sides."""
    if closed:
        path = np.concatenate([path, path[:1]])
    ahead = np.gradient(path, axis=0)
    if closed:
        ahead[0] = ahead[-1] = path[1] - path[-2]
    ahead /= np.maximum(np.linalg.norm(ahead, axis=1, keepdims=True), 1e-9)
    side = np.cross(ahead[0], (0, 0, 1.0) if abs(ahead[0, 2]) < 0.9 else (0, 1.0, 0))
    sides_of = []
    for direction in ahead:
        side = side - np.dot(side, direction) * direction
        side /= np.linalg.norm(side)
        sides_of.append(side)
    one = np.array(sides_of)
    two = np.cross(ahead, one)
    radius = np.asarray(radius, float)
    if closed and radius.ndim:
        radius = np.concatenate([radius, radius[:1]])
    wide = np.broadcast_to(radius if radius.ndim == 2 else np.reshape(radius, (-1, 1)), (len(path), 2))
    turn = np.arange(sides) * (2 * np.pi / sides)
    return path[:, None] + (
        np.cos(turn)[None, :, None] * (wide[:, :1] * one)[:, None]
        + np.sin(turn)[None, :, None] * (wide[:, 1:] * two)[:, None]
    )
