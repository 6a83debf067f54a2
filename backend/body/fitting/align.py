"""How a surface lies: which of its axes is up, which way it faces, in which unit it is, by comparison with a figure."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.spatial import KDTree

from backend.body.fitting.rigid import laid_on

UNITS = {"m": 1.0, "cm": 0.01, "mm": 0.001, "dm": 0.1, "inch": 0.0254, "foot": 0.3048}
"""metres in each, the likelier first"""
SIZES = {"person": (0.45, 2.3), "head": (0.17, 0.55)}
"""metres from end to end that a figure of a form may have"""
AXES = {"x": (1, 0, 0), "-x": (-1, 0, 0), "y": (0, 1, 0), "-y": (0, -1, 0), "z": (0, 0, 1), "-z": (0, 0, -1)}
POINTS = 1500
CLOSE = 1.06
"""times the distance of the best: what is as near as that might be meant as well"""


@dataclass(frozen=True)
class Lie:
    """turn: (3, 3) from the surface's axes to the world's; up, front: names of its axes; start: of the figure that it
    is most like; doubtful: another (up, front) that is about as near, "" where none is."""

    turn: np.ndarray
    up: str
    front: str
    start: str
    doubtful: str = ""


def unit_of(size: float, form: str) -> str:
    """The unit in which a figure of this size (its longest side) is likely; "" where none is."""
    least, most = SIZES[form]
    return next((name for name, metres in UNITS.items() if least <= size * metres <= most), "")


def turn_of(up: str, front: str) -> np.ndarray:
    """(3, 3) from axes of which `up` is up and `front` is where the figure faces, to the world's.

    Raises ValueError where both lie along one line.
    """
    above, before = np.array(AXES[up], float), np.array(AXES[front], float)
    if abs(above @ before) > 0.5:
        raise ValueError(f"{up} and {front} lie along one line")
    return np.stack([np.cross(-before, above), -before, above])


def lie_of(points: np.ndarray, figures: Mapping[str, np.ndarray], up: str = "", front: str = "") -> Lie:
    """points: (N, 3) of the surface, of a figure's size; figures: name of a pose -> (V, 3) of the figure in it.

    up, front: where they are known. What is meant is the turn after which both are nearest to each other.
    """
    rng = np.random.default_rng(0)
    points = points[rng.permutation(len(points))[:POINTS]]
    trees = {name: (own := _middled(vertices), KDTree(own)) for name, vertices in figures.items()}
    sides = [(a, b) for a, b in itertools.permutations(AXES, 2) if a.strip("-") != b.strip("-")]
    asked = [pair for pair in sides if up in ("", pair[0]) and front in ("", pair[1])]
    rough = []
    for pair in asked:
        turned = _middled(points @ turn_of(*pair).T)
        own_tree = KDTree(turned)
        for name, (own, tree) in trees.items():
            rough.append((_apart(turned, own_tree, own, tree), pair, name))
    rough.sort(key=lambda one: one[0])
    settled = []
    for _, pair, name in rough[:10]:
        own, tree = trees[name]
        turned = _settled(_middled(points @ turn_of(*pair).T), own, tree)
        settled.append((_apart(turned, KDTree(turned), own, tree), pair, name))
    settled.sort(key=lambda one: one[0])
    best, pair, name = settled[0]
    other = next((f"{p[0]} up, facing {p[1]}" for far, p, _ in settled if p != pair and far < CLOSE * best), "")
    return Lie(turn_of(*pair), *pair, start=name, doubtful=other)


def _middled(points: np.ndarray) -> np.ndarray:
    low, high = np.quantile(points, (0.005, 0.995), axis=0)
    return points - (low + high) / 2


def _apart(points: np.ndarray, tree: KDTree, own: np.ndarray, own_tree: KDTree) -> float:
    there, back = own_tree.query(points)[0], tree.query(own[:: max(1, len(own) // POINTS)])[0]
    return float(np.sqrt((there**2).mean()) + np.sqrt((back**2).mean()))


def _settled(points: np.ndarray, own: np.ndarray, tree: KDTree, steps: int = 8) -> np.ndarray:
    """Points moved as one body until they lie on `own` as near as they do nearby."""
    for _ in range(steps):
        _, index = tree.query(points)
        points = laid_on(points, own[index])
    return points
