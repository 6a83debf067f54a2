"""Meshes as the viewport shows them, and an empty scene to put them into."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np


def co(points: Any) -> np.ndarray:
    """(N, 3) of vertices or of a shape key's points."""
    out = np.empty(len(points) * 3, np.float32)
    points.foreach_get("co", out)
    return out.reshape(-1, 3)


def shown(thing: Any) -> np.ndarray:
    """(N, 3) vertices after shape keys and modifiers."""
    bpy.context.view_layer.update()
    posed = thing.evaluated_get(bpy.context.evaluated_depsgraph_get())
    mesh = posed.to_mesh()
    out = co(mesh.vertices)
    posed.to_mesh_clear()
    return out
