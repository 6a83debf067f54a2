# SPDX-License-Identifier: GPL-3.0-or-later
"""Bones and skin weights."""

from __future__ import annotations

from typing import cast

import bpy
import numpy as np
from mathutils import Matrix

from .._shared.protocol.results import Avatar, Rig, Skin
from .modes import in_edit_mode
from .objects import ArmatureObject, MeshObject
from .provenance import AVATAR_ID

SHORTEST = 0.001
"""metres; Blender deletes bones without length"""
BONES, TIPS = "Bones", "Tips"
"""The collections of our bones: those to pose, and those that move nothing and end beyond the skin. Both begin hidden,
because bones stick out of fingers and toes like claws; the object can be selected and moved all the same."""
_BONE = "galatea_bone"
"""on a pose bone of ours: the avatar's name for it, whatever the artist calls it"""


def armature_of(thing: bpy.types.Object) -> ArmatureObject | None:
    """The armature that moves a mesh: ours, else one that the artist put in its place."""
    worn = [cast(bpy.types.ArmatureModifier, m).object for m in thing.modifiers if m.type == "ARMATURE"]
    found = [cast(ArmatureObject, rig) for rig in worn if rig]
    return next((rig for rig in found if is_ours(rig)), found[0] if found else None)


def is_ours(rig: bpy.types.Object) -> bool:
    """Whether the armature came with an avatar; one of the artist's own is never changed."""
    return AVATAR_ID in rig


def new(rig: Rig, name: str, collection: bpy.types.Collection) -> ArmatureObject:
    """An armature object without bones, in `collection`."""
    data = bpy.data.armatures.new(f"{name} {rig.kind}")
    data.display_type = "STICK"
    thing = cast(ArmatureObject, bpy.data.objects.new(f"{name} Rig", data))
    thing.show_in_front = True
    collection.objects.link(thing)
    return thing


def write_bones(thing: ArmatureObject, avatar: Avatar, view_layer: bpy.types.ViewLayer) -> None:
    """Make our bones in the armature the avatar's; those that are there already are moved, so that their pose stays.

    Bones that the artist added or renamed stay as they are called.
    """
    rig, skins = avatar.rig, [part.skin for part in avatar.all_parts]
    weighted = {bone for skin in skins for bone in np.unique(skin.bone_indices[skin.weights > 0.0]).tolist()}
    before, names = set(thing.data.bones.keys()), bone_names(thing)
    with in_edit_mode(view_layer, thing):
        bones = thing.data.edit_bones
        for gone in names.keys() - set(rig.bone_names):
            bones.remove(bones[names.pop(gone)])
        for index, name in enumerate(rig.bone_names):
            bone = bones.get(names.get(name, name)) or bones.new(name)
            names[name] = bone.name
            bone.use_connect = False
            bone.parent = bones[names[rig.bone_names[rig.parents[index]]]] if rig.parents[index] >= 0 else None
            bone.head, bone.tail = (0.0, 0.0, 0.0), (0.0, max(float(rig.lengths[index]), SHORTEST), 0.0)
            bone.matrix = Matrix(rig.rest_matrices[index].astype(float).tolist())
            bone.use_deform = index in weighted
    for name, own in names.items():
        bone = thing.pose.bones[own]
        bone[_BONE] = name
        if own not in before:
            bone.rotation_mode = "QUATERNION"
    _collect(thing, {names[name]: index in weighted for index, name in enumerate(rig.bone_names)}, before)


def _collect(thing: ArmatureObject, weighted: dict[str, bool], before: set[str]) -> None:
    """New bones go into their collection; those that were there stay where the artist has them."""
    for name in sorted(weighted.keys() - before):
        bone = thing.data.bones[name]
        kind = TIPS if not weighted[name] and not bone.children and bone.parent else BONES
        collection = thing.data.collections.get(kind)
        if collection is None:
            collection = thing.data.collections.new(kind)
            collection.is_visible = False
        collection.assign(bone)


def bone_names(thing: bpy.types.Object) -> dict[str, str]:
    """The avatar's name of each bone of ours -> what it is called now."""
    names: dict[str, str] = {}
    for bone in thing.pose.bones if thing.pose else ():
        if (name := bone.get(_BONE)) and (name not in names or bone.name == name):  # a copied bone carries the mark too
            names[name] = bone.name
    return names


def write_weights(thing: MeshObject, armature: ArmatureObject, avatar_bones: tuple[str, ...], skin: Skin) -> None:
    """Vertex groups named as the bones, and the modifier that uses them."""
    worn = [cast(bpy.types.ArmatureModifier, m) for m in thing.modifiers if m.type == "ARMATURE"]
    modifiers = [m for m in worn if m.object in (armature, None)]
    modifier = next((m for m in modifiers if m.object), modifiers[0] if modifiers else None)
    modifier = modifier or cast(bpy.types.ArmatureModifier, thing.modifiers.new("Armature", "ARMATURE"))
    modifier.object = armature
    names = bone_names(armature)
    for name in names.values():
        if group := thing.vertex_groups.get(name):
            thing.vertex_groups.remove(group)
    for index, name in enumerate(avatar_bones):
        vertices, columns = np.nonzero((skin.bone_indices == index) & (skin.weights > 0.0))
        if len(vertices):
            add = thing.vertex_groups.new(name=names[name]).add
            for vertex, weight in zip(vertices.tolist(), skin.weights[vertices, columns].tolist(), strict=True):
                add([vertex], weight, "REPLACE")
