"""Scalar fields over points in space: soft steps, distances to lines, seamless noise."""

from __future__ import annotations

from itertools import pairwise

import numpy as np


def soft_step(low: float, high: float, x: np.ndarray) -> np.ndarray:
    """0 below `low`, 1 above `high`, smooth between; `low` may be the larger one."""
    t = np.clip((x - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def bump(x: np.ndarray, centre: float, half_width: float) -> np.ndarray:
    """1 at the centre, 0 outside the half width."""
    return soft_step(half_width, 0, np.abs(x - centre))


def gaussian(points: np.ndarray, centre: np.ndarray, radius: float) -> np.ndarray:
    """points: (..., 3); radius: metres at which the value is exp(-1)."""
    return np.exp(-(((points - centre) / radius) ** 2).sum(-1))


def polyline_distance(points: np.ndarray, line: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """points: (N, D); line: (K, D). Distance to the line, and the place along it from 0 to 1."""
    steps = np.linalg.norm(np.diff(line, axis=0), axis=1)
    ends = np.concatenate([[0], np.cumsum(steps)]) / steps.sum()
    best = np.full(len(points), np.inf)
    along = np.zeros(len(points))
    for a, b, start, end in zip(line[:-1], line[1:], ends[:-1], ends[1:], strict=True):
        direction = b - a
        t = np.clip((points - a) @ direction / max(direction @ direction, 1e-18), 0, 1)
        distance = np.linalg.norm(points - a - t[:, None] * direction, axis=1)
        closer = distance < best
        best = np.where(closer, distance, best)
        along = np.where(closer, start + t * (end - start), along)
    return best, along


def polygon_distance(points: np.ndarray, polygon: np.ndarray) -> np.ndarray:
    """Signed distance in the plane, positive inside. points: (N, 2); polygon: (K, 2), closed by itself."""
    closed = np.concatenate([polygon, polygon[:1]])
    distance, _ = polyline_distance(points, closed)
    inside = np.zeros(len(points), bool)
    for (x0, y0), (x1, y1) in pairwise(closed):
        if y0 != y1:
            crosses = (y0 > points[:, 1]) != (y1 > points[:, 1])
            inside ^= crosses & (points[:, 0] < (x1 - x0) * (points[:, 1] - y0) / (y1 - y0) + x0)
    return np.where(inside, distance, -distance)


def smooth_curve(points: np.ndarray, samples: int = 8) -> np.ndarray:
    """Catmull-Rom curve through (K, D) points."""
    padded = np.concatenate([points[:1] * 2 - points[1:2], points, points[-1:] * 2 - points[-2:-1]])
    t = np.linspace(0, 1, samples, endpoint=False)[:, None]
    pieces = [
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(padded[:-3], padded[1:-2], padded[2:-1], padded[3:], strict=True)
    ]
    return np.concatenate([*pieces, points[-1:]])


def noise(points: np.ndarray, seed: int) -> np.ndarray:
    """Value noise, one cell per unit, about -1 to 1. points: (..., 3)."""
    table = np.random.default_rng(seed).uniform(-1, 1, 4096).astype(np.float32)
    base = np.floor(points).astype(np.int64)
    t = points - base
    t = t * t * (3 - 2 * t)
    out = np.zeros(points.shape[:-1])
    for corner in range(8):
        offset = np.array([corner & 1, corner >> 1 & 1, corner >> 2 & 1])
        cell = base + offset
        key = (cell[..., 0] * 73856093 ^ cell[..., 1] * 19349663 ^ cell[..., 2] * 83492791) & 4095
        out += table[key] * np.where(offset, t, 1 - t).prod(-1)
    return out


def layered_noise(points: np.ndarray, seed: int, octaves: int = 3) -> np.ndarray:
    """Sum of noise at doubled frequencies and halved heights, about -1 to 1."""
    total = sum(noise(points * 2.0**k + 17.3 * k, seed + k) * 0.5**k for k in range(octaves))
    return np.asarray(total) / (2 - 0.5 ** (octaves - 1)) * 1.6
