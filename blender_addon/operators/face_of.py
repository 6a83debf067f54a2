# SPDX-License-Identifier: GPL-3.0-or-later
"""The mesh whose face an operator is about, and its take."""

from __future__ import annotations

from typing import Any, cast

import bpy

from .._shared.protocol.errors import BadRequest
from .._shared.rigging.faces.face_take import FaceTake, from_npz
from ..scene import face_action
from ..scene.objects import MeshObject
from ..state import avatars, export_reports, properties
from ..state.avatar_object import AvatarObject


def mesh_of(context: bpy.types.Context) -> AvatarObject:
    """The selected figure, else the active mesh. Raises BadRequest where it has no shape keys, or cannot be changed."""
    thing: Any = avatars.active(context) or context.active_object
    if thing is not None and thing.type == "ARMATURE":
        thing = next((each for each in thing.children if each.type == "MESH" and each.data.shape_keys), thing)
    if thing is None or thing.type != "MESH":
        raise BadRequest("No mesh is selected.", "Click on a figure, or on a mesh with shape keys.")
    if cast(MeshObject, thing).data.shape_keys is None:
        raise BadRequest(f"{thing.name} has no shape keys.", "Select the mesh whose keys move the face.")
    avatars.must_be_local(thing)
    return thing


def with_take(context: bpy.types.Context) -> AvatarObject:
    thing = mesh_of(context)
    if face_action.on(thing) is None:
        raise BadRequest(f"{thing.name} plays no take of a face.", "Import one first, or choose one of its list.")
    return thing


def take_of(thing: AvatarObject) -> FaceTake:
    made = face_action.on(thing)
    assert made is not None
    return from_npz(face_action.raw_of(made))


def done(context: bpy.types.Context, thing: AvatarObject, notes: list[str]) -> None:
    if thing.galatea.uid:
        export_reports.outdate(thing.galatea.uid)
    properties.panel(context).note = " ".join(notes)
