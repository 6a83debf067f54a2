# SPDX-License-Identifier: GPL-3.0-or-later
"""Vertices, polygons and UVs into a Blender mesh, in bulk."""

from __future__ import annotations

from typing import cast

import bpy
import numpy as np

from .._shared.protocol.results import Mesh
from .._shared.rigging.folds import folds
from .objects import MeshObject

UV_LAYER = "UVMap"


def new(source: Mesh, name: str, collection: bpy.types.Collection) -> MeshObject:
    """A mesh object in `collection`."""
    thing = cast(MeshObject, bpy.data.objects.new(name, bpy.data.meshes.new(name)))
    collection.objects.link(thing)
    write(thing.data, source)
    return thing


def write(data: bpy.types.Mesh, source: Mesh) -> None:
    """Replace the geometry of a mesh that has no shape keys; smooth shading, one UV layer."""
    data.clear_geometry()
    count, corners = source.faces.shape
    data.vertices.add(len(source.vertices))
    data.loops.add(count * corners)
    data.polygons.add(count)
    data.vertices.foreach_set("co", flat(source.vertices, np.float32))
    data.loops.foreach_set("vertex_index", flat(source.faces, np.int32))
    data.polygons.foreach_set("loop_start", np.arange(0, count * corners, corners, dtype=np.int32))
    write_uvs(data, source)
    data.update(calc_edges=True)
    data.shade_smooth()
    write_folds(data, source)


def write_folds(data: bpy.types.Mesh, source: Mesh) -> None:
    """Edges of teeth are sharp: blended with their backs, the light on them would come from below."""
    folded, _ = folds(source.vertices, source.faces)
    if not len(folded):
        return
    ends = np.empty(len(data.edges) * 2, np.int32)
    data.edges.foreach_get("vertices", ends)
    ends = np.sort(ends.reshape(-1, 2).astype(np.int64), axis=1)
    count = len(data.vertices)
    sharp = np.isin(ends[:, 0] * count + ends[:, 1], folded[:, 0] * count + folded[:, 1])
    data.edges.foreach_set("use_edge_sharp", sharp)


def write_uvs(data: bpy.types.Mesh, source: Mesh) -> None:
    """One UV layer, where there is none."""
    if not data.uv_layers:
        layer = data.uv_layers.new(name=UV_LAYER, do_init=False)
        layer.uv.foreach_set("vector", flat(source.uvs[source.uv_faces], np.float32))


def same_topology(data: bpy.types.Mesh, source: Mesh) -> bool:
    """Whether a mesh still has the vertices and corners of `source`, in their order."""
    if len(data.vertices) != len(source.vertices) or len(data.polygons) != len(source.faces):
        return False
    if len(data.loops) != source.faces.size:
        return False
    corners = np.empty(len(data.loops), np.int32)
    data.loops.foreach_get("vertex_index", corners)
    return bool(np.array_equal(corners, source.faces.reshape(-1)))


def flat(values: np.ndarray, dtype: type) -> np.ndarray:
    """One contiguous row, as foreach_set wants it."""
    return np.ascontiguousarray(values, dtype).reshape(-1)
