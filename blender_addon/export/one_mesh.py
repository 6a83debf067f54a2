# SPDX-License-Identifier: GPL-3.0-or-later
"""A staged figure and what it wears as one mesh with a material for each, for programs that want no more than one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import bpy
import numpy as np

from .._shared.protocol.results import BODY
from ..scene.mesh import UV_LAYER
from ..scene.objects import MeshObject

WHOSE = "galatea_whose"
"""on the one mesh: JSON, for each of its materials the name of the part whose it is"""


def join(made: list[Any], scene: bpy.types.Scene, mesh: MeshObject, worn: Mapping[str, MeshObject]) -> None:
    """Parts become part of the body, with their weights, face keys and materials; all are copies, on one armature."""
    whose, seen = [], set[bpy.types.ID]()
    for name, part in {BODY: mesh, **worn}.items():
        _own_materials(made, part, seen)
        whose += [name] * len(part.data.materials)
    made[:] = [block for block in made if block not in worn.values()]
    chosen = [mesh, *worn.values()]
    for each in chosen:
        _one_uv_layer(each.data)
    about = {"object": mesh, "active_object": mesh, "selected_objects": chosen, "selected_editable_objects": chosen}
    with bpy.context.temp_override(scene=scene, view_layer=scene.view_layers[0], **about):
        bpy.ops.object.join()
    mesh[WHOSE] = json.dumps(whose)


def _one_uv_layer(data: bpy.types.Mesh) -> None:
    """The one in use, under the name that all have: joining keeps those apart that are called differently."""
    if (used := data.uv_layers.active) is None:
        return
    kept = used.name
    for other in [layer.name for layer in data.uv_layers if layer.name != kept]:
        data.uv_layers.remove(data.uv_layers[other])
    data.uv_layers[0].name = UV_LAYER


def _own_materials(made: list[Any], mesh: MeshObject, seen: set[bpy.types.ID]) -> None:
    """Those that its faces show and nobody else does: joining makes one of two that are the same."""
    slots = mesh.data.materials
    faces = np.empty(len(mesh.data.polygons), np.int32)
    mesh.data.polygons.foreach_get("material_index", faces)
    used, places = np.unique(faces.clip(0, max(len(slots) - 1, 0)), return_inverse=True)
    shown = [slots[int(index)] if len(slots) else None for index in used]
    slots.clear()
    for material in shown:
        if material is None:
            material = bpy.data.materials.new(mesh.name)
            made.append(material)
        elif material in seen:
            material = material.copy()
            made.append(material)
        seen.add(material)
        slots.append(material)
    mesh.data.polygons.foreach_set("material_index", places.reshape(-1).astype(np.int32))
