"""Strands that grow from the scalp along a field of directions and lie on the head."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .head import Head, Solid

Field = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]
"""Places (N, 3) from between the eyes, how far each strand has grown (N,) 0 to 1, roots (N, 3) -> directions (N, 3)."""

STEPS = 32


def grow(
    head: Head,
    roots: np.ndarray,
    lengths: np.ndarray,
    field: Field,
    lift: Callable[[np.ndarray], np.ndarray] | np.ndarray,
    *,
    keeps: float = 0.5,
    clings: float = 0.6,
    body: bool = False,
) -> np.ndarray:
    """(N, STEPS + 1, 3) metres. lift: how far from the skin the strands lie, by share of their length (STEPS + 1,), or
    each its own (N, STEPS + 1); keeps: how much a strand goes on as it went; clings: how much it is drawn to its height
    over the skin where it is higher."""
    share = np.linspace(0, 1, STEPS + 1)
    heights = np.broadcast_to(lift(share) if callable(lift) else lift, (len(roots), STEPS + 1))
    out, normals = head.skull.distance(roots)
    points = roots + normals * (heights[:, :1] - out[:, None])
    origin = head.local(roots)
    step = (lengths / STEPS)[:, None]
    way = unit(field(origin, np.zeros(len(roots)), origin))
    path = [points]
    solid = head.skin if body else head.skull
    for k in range(1, STEPS + 1):
        wanted = unit(field(head.local(points), np.full(len(roots), share[k]), origin))
        moved = points + step * unit(keeps * way + (1 - keeps) * wanted)
        out, normals = solid.distance(moved)
        target = heights[:, k]
        short = target - out
        moved = moved + normals * np.where(short > 0, short, clings * np.maximum(short, -0.01))[:, None]
        way = unit(moved - points)
        points = points + step * way
        path.append(points)
    return np.stack(path, axis=1)


def resampled(
    paths: np.ndarray,
    count: int,
    end: np.ndarray | None = None,
    start: float = 0.0,
    early: np.ndarray | float = 1.0,
) -> np.ndarray:
    """(N, count, 3) points evenly from `start` to `end`, counted in points of the path; the closer together at the
    start the more `early`, (N,) or one number, is above 1."""
    n, steps = paths.shape[:2]
    end = np.full(n, steps - 1.0) if end is None else end
    at = start + (end - start)[:, None] * np.linspace(0, 1, count) ** np.broadcast_to(early, n)[:, None]
    low = np.clip(np.floor(at).astype(int), 0, steps - 2)
    rest = (at - low)[..., None]
    rows = np.arange(n)[:, None]
    return paths[rows, low] * (1 - rest) + paths[rows, low + 1] * rest


def pushed_out(solid: Solid, points: np.ndarray, least: float | np.ndarray) -> np.ndarray:
    """Points (…, 3) that are at least so far from a surface."""
    flat = points.reshape(-1, 3).copy()
    least = np.broadcast_to(least, points.shape[:-1]).reshape(-1)
    for _ in range(3):
        out, normals = solid.distance(flat)
        flat += normals * np.maximum(least - out, 0)[:, None]
    return flat.reshape(points.shape)


def rooted(head: Head, paths: np.ndarray, depth: float = 0.0006) -> np.ndarray:
    """The same with their first points under the skin, so that no strip begins with a visible edge."""
    out, normals = head.skull.distance(paths[:, 0])
    paths = paths.copy()
    paths[:, 0] -= normals * (out + depth)[:, None]
    return paths


def smoothed(paths: np.ndarray, rounds: int) -> np.ndarray:
    """Paths (N, K, 3) with kinks taken out; ends stay."""
    for _ in range(rounds):
        inner = 0.5 * paths[:, 1:-1] + 0.25 * (paths[:, :-2] + paths[:, 2:])
        paths = np.concatenate([paths[:, :1], inner, paths[:, -1:]], axis=1)
    return paths


def unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
