# SPDX-License-Identifier: GPL-3.0-or-later
"""A mesh of the artist's as it is seen: with its modifiers, where it stands in the world, in arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np

from .._shared.protocol.errors import BadRequest
from . import current
from .objects import MeshObject


@dataclass(frozen=True, eq=False)
class Seen:
    """vertices: (M, 3) float64 metres in the world; faces, uv_faces: (G, 3|4) int32, counter-clockwise seen from
    outside; uvs: (U, 2) float32, one of zeros where the mesh has none; slots: (G,) the material of each face."""

    vertices: np.ndarray
    faces: np.ndarray
    uvs: np.ndarray
    uv_faces: np.ndarray
    slots: np.ndarray


def read(thing: MeshObject, layer: bpy.types.ViewLayer) -> Seen:
    """layer: one that is up to date. Raises BadRequest where nothing of it is left to be seen."""
    evaluated = thing.evaluated_get(current.depsgraph(layer))
    data = evaluated.to_mesh()
    try:
        corners, faces, slots = _faces(data)
        vertices, uvs = _numbers(data.vertices, "co", np.float32, 3), _uvs(data)
    finally:
        evaluated.to_mesh_clear()
    if not len(faces):
        raise BadRequest(
            f"{thing.name} has no faces, so it has no surface.",
            "Choose a mesh with faces, and look whether its modifiers leave any.",
        )
    matrix = np.array(evaluated.matrix_world, np.float64)
    if np.linalg.det(matrix[:3, :3]) < 0:  # mirrored, which turns its faces inside out
        corners, faces = corners[:, ::-1], faces[:, ::-1]
    used, places = np.unique(faces, return_inverse=True)
    seen, uv_faces = np.zeros((1, 2), np.float32), np.zeros_like(faces)
    if uvs is not None:
        seen, at = np.unique(uvs[corners.reshape(-1)], axis=0, return_inverse=True)
        uv_faces = at.reshape(faces.shape)
    return Seen(
        vertices=vertices[used] @ matrix[:3, :3].T + matrix[:3, 3],
        faces=places.reshape(faces.shape).astype(np.int32),
        uvs=seen.astype(np.float32),
        uv_faces=uv_faces.astype(np.int32),
        slots=slots,
    )


def _faces(data: bpy.types.Mesh) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Corners and vertices (G, 3|4) of the faces, and the material of each: as they are where all have four corners,
    else in triangles. Those without an area of their own are left out."""
    of_corner = _numbers(data.loops, "vertex_index", np.int32)
    slots = _numbers(data.polygons, "material_index", np.int32)
    if len(data.polygons) and (_numbers(data.polygons, "loop_total", np.int32) == 4).all():
        corners = np.arange(len(of_corner), dtype=np.int32).reshape(-1, 4)
        if not _flat(of_corner[corners]).any():
            return corners, of_corner[corners], slots
    data.calc_loop_triangles()
    corners = _numbers(data.loop_triangles, "loops", np.int32, 3)
    slots = slots[_numbers(data.loop_triangles, "polygon_index", np.int32)]
    kept = ~_flat(of_corner[corners])
    return corners[kept], of_corner[corners[kept]], slots[kept]


def _flat(faces: np.ndarray) -> np.ndarray:
    """(G,) which faces have a vertex twice."""
    ordered = np.sort(faces, axis=1)
    return (ordered[:, 1:] == ordered[:, :-1]).any(axis=1)


def _uvs(data: bpy.types.Mesh) -> np.ndarray | None:
    """(L, 2) of each corner, of the layer that is rendered."""
    layers = data.uv_layers
    layer = next((each for each in layers if each.active_render), layers.active)
    return _numbers(layer.uv, "vector", np.float32, 2) if layer else None


def _numbers(rows: Any, name: str, dtype: type, columns: int = 1) -> np.ndarray:
    out = np.empty(len(rows) * columns, dtype)
    rows.foreach_get(name, out)
    return out.reshape(-1, columns) if columns > 1 else out
