# SPDX-License-Identifier: GPL-3.0-or-later
"""Skin that clothes hide is left out of files, unless the artist wants it in: it could only come through."""

from __future__ import annotations

import bmesh
import numpy as np

from ..scene import covered
from ..scene.objects import MeshObject


def left_out(thing: MeshObject) -> np.ndarray:
    """Ascending vertices of an avatar's mesh that do not go into a file."""
    known = getattr(thing, "galatea", None)  # which a Blender without the panel does not have
    if known is not None and known.hidden_skin:
        return np.zeros(0, np.int32)
    return covered.vertices(thing)


def cut(mesh: MeshObject, vertices: np.ndarray) -> None:
    """Take vertices and their faces out of a mesh that is a copy; the others keep their order, keys and weights."""
    if not len(vertices):
        return
    work = bmesh.new()
    try:
        work.from_mesh(mesh.data)
        work.verts.ensure_lookup_table()
        bmesh.ops.delete(work, geom=[work.verts[index] for index in vertices.tolist()], context="VERTS")
        work.to_mesh(mesh.data)
    finally:
        work.free()
