"""Cutting a piece off a figure, as an artist does in Edit Mode."""

from __future__ import annotations

import bpy


def cut_off(person: bpy.types.Object) -> bpy.types.Object:
    """The new object of a copy of the active figure's first face."""
    before = set(bpy.data.objects)
    bpy.ops.object.mode_set(mode="EDIT")
    bpy.ops.mesh.select_all(action="DESELECT")
    bpy.ops.object.mode_set(mode="OBJECT")
    for vertex in person.data.polygons[0].vertices:
        person.data.vertices[vertex].select = True
    person.data.polygons[0].select = True
    bpy.ops.object.mode_set(mode="EDIT")
    bpy.ops.mesh.duplicate()
    bpy.ops.mesh.separate(type="SELECTED")
    bpy.ops.object.mode_set(mode="OBJECT")
    (piece,) = set(bpy.data.objects) - before
    return piece
