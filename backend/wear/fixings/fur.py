"""Rolls of fur along the borders of a piece."""

from __future__ import annotations

import numpy as np
from scipy.spatial import KDTree

from ..parts import parts_of
from . import shapes
from .placing import Fixing, Host

_STRIP = 0.035
"""metres from its borders that what is no strip reaches"""
_MEETS = 0.014
"""metres from another part of the piece within which a border is a seam"""
_RING = 8
"""vertices of one ring of a tube"""


def furred(host: Host, name: str) -> list[Fixing]:
    """Rolls of fur along the borders that a part has."""
    inside = host.inside(name)
    label = parts_of(host.faces, len(host.at.points))
    wide = np.zeros(label.max() + 1)
    np.maximum.at(wide, label, np.where(host.at.edge < 5.0, host.at.edge, 0.0))
    rng = np.random.default_rng(8)
    found = []
    for loop in _borders(host.faces):
        if wide[label[loop[0]]] < _STRIP:  # a drawstring, a flap
            continue
        own = label == label[loop[0]]
        others = KDTree(host.at.points[~own]) if (~own).any() else None
        meets = np.zeros(len(loop), bool) if others is None else others.query(host.at.points[loop])[0] < _MEETS
        whole = np.concatenate([loop, loop[:1]])
        there = (inside[whole] > 0) & ~np.concatenate([meets, meets[:1]])
        for run in np.split(np.arange(len(whole)), np.flatnonzero(np.diff(there.astype(int))) + 1):
            if not there[run[0]] or len(run) < 3:
                continue
            path, ways = _even(host.at.points[whole[run]], host.at.normals[whole[run]], 0.017)
            if len(path) < 4:
                continue
            radius = 0.024 * (1 + 0.13 * rng.standard_normal(len(path)))
            radius[[0, -1]] *= 0.4 if not there.all() else 1.0
            points, faces, uvs = shapes.tube(path + 0.008 * ways, radius, ways, _RING)
            points = points + 0.0022 * rng.standard_normal(points.shape)
            found.append(Fixing((points, faces, uvs), path))
    return found


def _even(path: np.ndarray, ways: np.ndarray, apart: float) -> tuple[np.ndarray, np.ndarray]:
    """A path in even steps."""
    length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    at = np.linspace(0, length[-1], max(2, round(length[-1] / apart)))
    return tuple(np.stack([np.interp(at, length, one[:, k]) for k in range(3)], axis=1) for one in (path, ways))  # pyright: ignore[reportReturnType]


def _borders(faces: np.ndarray) -> list[np.ndarray]:
    """The vertices of each border of a mesh, in order."""
    edges = np.stack([faces, np.roll(faces, -1, axis=1)], axis=-1).reshape(-1, 2)
    edges = edges[edges[:, 0] != edges[:, 1]]
    _, which, times = np.unique(np.sort(edges, axis=1), axis=0, return_index=True, return_counts=True)
    following = {int(a): int(b) for a, b in edges[which[times == 1]]}
    found = []
    while following:
        here = next(iter(following))
        loop = []
        while here in following:
            loop.append(here)
            here = following.pop(here)
        if len(loop) > 8:
            found.append(np.array(loop))
    return found
