# SPDX-License-Identifier: GPL-3.0-or-later
"""What copies of an avatar still share with it: an avatar that is about to change gets its own first.

Duplicate leaves materials and pictures shared, Linked Duplicate the mesh and the bones too, and an artist who copies
the mesh alone has two figures on one armature.
"""

from __future__ import annotations

from typing import cast

import bpy

from .armature import armature_of, is_ours
from .objects import ArmatureObject, MeshObject
from .provenance import AVATAR_ID

PART = "galatea_part"
"""on the object of a part: its name among the parts of its avatar"""


def twins(thing: MeshObject) -> list[MeshObject]:
    """Other avatars, or other copies of a part, with as many vertices.

    A piece that was cut off is none, so that it goes on sharing.
    """
    count = len(thing.data.vertices)
    meshes = [cast(MeshObject, other) for other in bpy.data.objects if other.type == "MESH"]
    return [
        other
        for other in meshes
        if other != thing
        and (AVATAR_ID in other or PART in other)
        and other.get(PART) == thing.get(PART)
        and other.is_editable
        and len(other.data.vertices) == count
    ]


def own_mesh(thing: MeshObject) -> None:
    """A mesh that no other object has."""
    if _is_shared(thing.data) and thing.mode == "OBJECT":
        thing.data = thing.data.copy()


def part_rigs(thing: MeshObject) -> None:
    """Whoever copied the mesh alone has two figures that one armature moves: each gets its own."""
    rig = armature_of(thing)
    if rig is not None and is_ours(rig) and any(armature_of(other) == rig for other in twins(thing)):
        own_rig(thing, rig)


def own_rig(thing: MeshObject, rig: ArmatureObject) -> ArmatureObject:
    """An armature that moves no other avatar; of those that share one, the eldest keeps it."""
    sharing = [other for other in twins(thing) if armature_of(other) == rig]
    eldest = min((thing, *sharing), key=lambda each: each.session_uid)
    for each in (thing, *sharing):
        if each != eldest:
            _copy_rig(each, rig)
    rig = armature_of(thing) or rig
    if _is_shared(rig.data):
        rig.data = rig.data.copy()
    return rig


def own_material(thing: MeshObject, material: bpy.types.Material) -> bpy.types.Material:
    """A material of this file that no other avatar wears."""
    worn = any(material in other.data.materials[:] for other in twins(thing) if other.data != thing.data)
    if material.is_editable and not worn:
        return material
    copy = material.copy()
    slots = thing.data.materials
    for index, worn in enumerate(slots):
        if worn == material:
            slots[index] = copy
    return copy


def _copy_rig(thing: MeshObject, rig: ArmatureObject) -> None:
    copy = cast(ArmatureObject, rig.copy())
    copy.data = rig.data.copy()
    for collection in thing.users_collection:
        collection.objects.link(copy)
    for moved in (thing, *_younger_parts(rig)):
        for modifier in moved.modifiers:
            if modifier.type == "ARMATURE" and (skin := cast(bpy.types.ArmatureModifier, modifier)).object == rig:
                skin.object = copy
        if moved.parent == rig:
            moved.parent = copy


def _younger_parts(rig: ArmatureObject) -> list[bpy.types.Object]:
    """Of parts that stand twice on one armature, those that are copies of the others."""
    parts = [other for other in bpy.data.objects if PART in other and armature_of(other) == rig]
    seen: set[str] = set()
    out = []
    for part in sorted(parts, key=lambda part: part.session_uid):
        if part[PART] in seen:
            out.append(part)
        seen.add(part[PART])
    return out


def _is_shared(data: bpy.types.ID) -> bool:
    return data.users - data.use_fake_user > 1
