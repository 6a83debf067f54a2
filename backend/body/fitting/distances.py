"""How near a fitted body is to a surface: distances both ways, and where they are large."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backend.body.data import RigData
from backend.body.fitting.surface import Surface

POINTS = 20_000
BEYOND = 0.1
"""metres; what lies farther is told apart: it is not of the figure, or the figure has nothing there"""


@dataclass(frozen=True)
class Agreement:
    """Millimetres, each (mean, 95 %, worst).

    to_surface: from the body's vertices to the surface, without those that lie over a hole of it; to_body: from places
    all over the surface to the body; seen: share of the body's vertices that have the surface near them and no hole
    away: (V,) metres from each vertex to the surface; no number over a hole
    parts: bone -> mean millimetres of the vertices that hang on it most, the farthest first
    """

    to_surface: tuple[float, float, float]
    to_body: tuple[float, float, float]
    seen: float
    away: np.ndarray
    parts: dict[str, float]


def agreement(surface: Surface, vertices: np.ndarray, triangles: np.ndarray, rig: RigData) -> Agreement:
    """vertices: (V, 3) metres of the body as it stands in the surface; triangles: (F, 3) of the body."""
    figure = Surface(vertices, triangles)
    near = surface.nearest(vertices, figure.vertex_normals)
    away = np.linalg.norm(near.places - vertices, axis=1)
    over_hole = ~near.whole & (away > 0.002)
    away[over_hole] = np.nan
    points = surface.vertices if len(surface.vertices) < POINTS else surface.scattered(POINTS)[0]
    back = np.linalg.norm(figure.nearest(points).places - points, axis=1)
    seen = ~over_hole & (away < BEYOND)
    known = away[~np.isnan(away)]
    leader = rig.weight_indices.cpu().numpy()[np.arange(len(vertices)), rig.weight_values.cpu().numpy().argmax(axis=1)]
    parts = {}
    for bone in np.unique(leader):
        own = away[(leader == bone) & ~np.isnan(away)]
        if len(own):
            parts[rig.bone_names[bone]] = round(float(own.mean() * 1000), 2)
    ordered = dict(sorted(parts.items(), key=lambda item: -item[1]))
    return Agreement(_three(known), _three(back), float(seen.mean()), away, ordered)


def _three(metres: np.ndarray) -> tuple[float, float, float]:
    if not len(metres):
        return float("inf"), float("inf"), float("inf")
    mean, high, worst = metres.mean(), np.quantile(metres, 0.95), metres.max()
    return round(float(mean * 1000), 3), round(float(high * 1000), 3), round(float(worst * 1000), 3)
