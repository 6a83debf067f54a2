"""Where a person's waist, hips and chest are, found on any mesh from its form and its joints (measure.py uses them)."""

from __future__ import annotations

import numpy as np

from backend.body.measure import GIRTHS

ARMS = ("collar", "shoulder", "elbow", "wrist", "hand", "thumb", "index", "middle", "ring", "pinky")
"""parts of the names of joints that move what no tape around the torso takes in"""
BUTTOCKS, NIPPLES = (0.42, 0.58), (0.68, 0.79)
"""between which shares of the height the rearmost and the foremost place are looked for"""
BETWEEN, ASIDE, REACH = 0.03, 0.01, 0.12
"""shares of the height: from hips or chest to where a waist may be; from the middle to a side; how far a level may come
to lie from where it is on the template"""
LEVELS, ON_LEVEL = 40, 16
DIRECTIONS = 36


def torso_landmarks(
    template: np.ndarray, faces: np.ndarray, weights: np.ndarray, names: tuple[str, ...]
) -> dict[str, np.ndarray]:
    """For each of GIRTHS that the mesh has a place for: "<girth>_level" (L,), "<girth>_edges" (E, 2), int64 vertices.

    template: (V, 3) metres, Z up, facing -Y, arms away from the torso; faces: (F, 3); weights: (V, J) of joints `names`
    """
    arms = [k for k, name in enumerate(names) if any(part in name for part in ARMS)]
    torso = weights[:, arms].sum(axis=1) < 0.5
    height = float(np.ptp(template[:, 2]))
    share = (template[:, 2] - template[:, 2].min()) / height
    edges = _edges(faces, torso)
    hips = _farthest(template, torso, share, BUTTOCKS, 1.0, height)
    chest = _farthest(template, torso, share, NIPPLES, -1.0, height)
    levels = {"hips": hips, "chest": chest}
    if len(hips) and len(chest):
        low, high = share[hips].mean() + BETWEEN, share[chest].mean() - BETWEEN
        levels["waist"] = _narrowest(template, torso, share, edges, low, high)
    out = {}
    for name in GIRTHS:
        level = levels.get(name, np.zeros(0, np.int64))
        near = np.abs(share[edges] - share[level].mean()).max(axis=1) < REACH if len(level) else np.zeros(0, bool)
        if near.any():
            out[f"{name}_level"], out[f"{name}_edges"] = level, edges[near]
    return out


def _edges(faces: np.ndarray, torso: np.ndarray) -> np.ndarray:
    """(E, 2) each edge of the torso once."""
    pairs = np.sort(faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1)
    pairs = np.unique(pairs, axis=0).astype(np.int64)
    return pairs[torso[pairs].all(axis=1)]


def _farthest(
    points: np.ndarray, torso: np.ndarray, share: np.ndarray, between: tuple[float, float], way: float, height: float
) -> np.ndarray:
    """The vertices of each side that reach farthest to the back (way 1) or the front (-1), four or fewer."""
    found = []
    for side in (1.0, -1.0):
        there = torso & (share > between[0]) & (share < between[1]) & (side * points[:, 0] > ASIDE * height)
        own = np.flatnonzero(there)
        found.append(own[np.argsort(-way * points[own, 1], kind="stable")[:4]])
    both = np.concatenate(found) if all(map(len, found)) else np.zeros(0, np.int64)
    return np.sort(both).astype(np.int64)


def _narrowest(
    points: np.ndarray, torso: np.ndarray, share: np.ndarray, edges: np.ndarray, low: float, high: float
) -> np.ndarray:
    """The vertices nearest to the level between two shares of the height where a tape is shortest."""
    if high <= low:
        return np.zeros(0, np.int64)
    levels = np.linspace(low, high, LEVELS)
    best = levels[int(np.argmin([_tape(points, share, edges, level) for level in levels]))]
    own = np.flatnonzero(torso)
    return np.sort(own[np.argsort(np.abs(share[own] - best), kind="stable")[:ON_LEVEL]]).astype(np.int64)


def _tape(points: np.ndarray, share: np.ndarray, edges: np.ndarray, level: float) -> float:
    """Metres around the edges that cross a level, as convex as a tape lies; infinity where none does."""
    first, second = share[edges[:, 0]], share[edges[:, 1]]
    crossing = (first > level) != (second > level)
    if not crossing.any():
        return float("inf")
    along = ((level - first) / np.where(crossing, second - first, 1.0))[crossing, None]
    start, end = points[edges[crossing, 0], :2], points[edges[crossing, 1], :2]
    angles = np.arange(DIRECTIONS) * (2 * np.pi / DIRECTIONS)
    reach = (start + along * (end - start)) @ np.stack([np.cos(angles), np.sin(angles)])
    return float(reach.max(axis=0).mean() * 2 * np.pi)
