"""Whether a surface is a mesh of the body itself, so that it is known which vertex is which."""

from __future__ import annotations

import numpy as np

from ...body import BodyData
from ...body.fitting import Surface
from ...wear.binding import BASE_VERTICES

SAME = 0.98
"""share of the triangles that are of one of the body's faces"""


def registered_vertices(body: BodyData, surface: Surface) -> np.ndarray | None:
    """(V,) int64 vertex of the surface of each of the body's, None where the surface is another mesh."""
    if not surface.is_cloud and len(surface.vertices) == body.vertex_count:
        own = np.arange(body.vertex_count)
        return own if _are_faces(surface.triangles, body.polygons) else None
    base = body.tables.get("base_vertices")
    if base is not None and not surface.is_cloud and len(surface.vertices) == BASE_VERTICES:
        numbers = base.cpu().numpy()
        on_body = np.isin(surface.triangles, numbers).all(axis=1)
        return numbers if _are_faces(surface.triangles[on_body], numbers[body.polygons]) else None
    return None


def _are_faces(triangles: np.ndarray, polygons: np.ndarray) -> bool:
    """Whether triangles (F, 3) are halves of polygons (P, 3|4), however these were cut."""
    corners = [(0, 1, 2)] if polygons.shape[1] == 3 else [(0, 1, 2), (0, 2, 3), (1, 2, 3), (0, 1, 3)]
    known = np.concatenate([_keys(polygons[:, list(three)]) for three in corners])
    found = np.isin(_keys(triangles), known)
    return len(triangles) >= len(polygons) * 0.5 and float(found.mean()) >= SAME


def _keys(triangles: np.ndarray) -> np.ndarray:
    a, b, c = np.sort(triangles.astype(np.int64), axis=1).T
    return (a << 42) | (b << 21) | c
