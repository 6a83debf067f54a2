# SPDX-License-Identifier: GPL-3.0-or-later
"""Avatar -> Blender data and back into place: the only writers of meshes, armatures, keys, materials and actions.

An avatar in a scene is a mesh object, skinned to an armature object that is its parent; what it wears are more of these
on the same armature. Every function takes and gives the body's mesh object. Names belong to the artist: they are given
once and never read.
"""

from __future__ import annotations

from collections.abc import Mapping

import bpy
import numpy as np

from .._shared.protocol.results import Avatar, Skin
from . import (
    action,
    armature,
    clip,
    control_rig,
    correctives,
    covered,
    current,
    material,
    mesh,
    parts,
    provenance,
    rate,
    shape_keys,
    sharing,
    word_keys,
)
from .modes import in_object_mode
from .objects import ArmatureObject, MeshObject
from .placing import free_place, unit_scale

__all__ = [
    "action",
    "armature_of",
    "build_avatar",
    "clip",
    "correctives",
    "covered",
    "free_place",
    "is_whole",
    "part_rigs",
    "parts",
    "provenance",
    "rate",
    "undo_drag",
    "unit_scale",
    "update_avatar",
    "update_vertices",
]

armature_of = armature.armature_of


def build_avatar(where: bpy.types.Context | bpy.types.Scene, avatar: Avatar, name: str = "Avatar") -> MeshObject:
    """Put an avatar into the scene, at the origin; returns its mesh object, active and selected with its armature.

    The mesh's own place is locked, because whoever moves it means the figure: only the armature has a place.
    `where` is a context (the avatar goes into its active collection, if that can be seen) or a scene.
    """
    scene, view_layer, collection = _places(where)
    with in_object_mode(view_layer):
        rig = armature.new(avatar.rig, name, collection)
        thing = mesh.new(avatar.mesh, name, collection)
        thing.parent = rig
        thing.lock_location = thing.lock_rotation = thing.lock_scale = (True, True, True)
        armature.write_bones(rig, avatar, view_layer)
        worn = _dress(scene, thing, rig, avatar)
        for other in view_layer.objects.selected:
            other.select_set(False, view_layer=view_layer)
        for part in (thing, rig, *worn):
            part.select_set(True, view_layer=view_layer)
        view_layer.objects.active = thing
    return thing


def update_avatar(thing: MeshObject, avatar: Avatar) -> MeshObject:
    """Make an avatar that is in the scene into another one, in place.

    Names, transforms, collections, materials that the artist put in the place of ours, pose and constraints of bones
    that go on existing: all stay. Where the artist deleted the armature, a new one is made; one of the artist's own in
    its place is left alone, with the weights for it. What a copy of the avatar shares with it is made its own first.
    """
    scene = next((s for s in bpy.data.scenes if s.objects.get(thing.name) == thing), current.scene())
    layers = [layer for layer in scene.view_layers if layer.objects.get(thing.name) == thing]
    view_layer = layers[0] if layers and current.view_layer() not in layers else current.layer_in_view()
    with in_object_mode(view_layer):
        sharing.own_mesh(thing)
        rig = armature_of(thing)
        if rig is None:
            rig = armature.new(avatar.rig, thing.name, thing.users_collection[0])
            rig.matrix_world = thing.matrix_world
            thing.parent = rig
            thing.matrix_world = rig.matrix_world
            provenance.stamp(rig, avatar)
        elif armature.is_ours(rig):
            rig = sharing.own_rig(thing, rig)
        if is_whole(thing, avatar):
            mesh.write_uvs(thing.data, avatar.mesh)
        else:
            thing.shape_key_clear()
            mesh.write(thing.data, avatar.mesh)
        if armature.is_ours(rig):
            armature.write_bones(rig, avatar, view_layer)
            _dress(scene, thing, rig, avatar)
            control_rig.fit(thing, rig, view_layer)
        else:
            _clothe(thing, avatar)
    return thing


def update_vertices(
    thing: MeshObject, vertices: np.ndarray, part_vertices: Mapping[str, np.ndarray] | None = None
) -> None:
    """Move the meshes while a slider is dragged: vertices (V, 3) float32 metres, in the rest pose.

    part_vertices: the same of parts by name; those that are not named go along with the body near them.
    Raises ValueError where the body has another number of vertices.
    """
    sharing.own_mesh(thing)
    worn = parts.of(thing)
    before = shape_keys.before_drag(thing) if worn else vertices
    shape_keys.update_vertices(thing, vertices)
    if worn:
        parts.update_vertices(worn, before, vertices, part_vertices or {})


def undo_drag(thing: MeshObject, sculpted: np.ndarray | None = None) -> None:
    """Put the meshes back to what they were before the drag; nothing where none is under way. sculpted: (V, 3) metres,
    what the artist did to the body meanwhile, which stays."""
    shape_keys.undo_drag(thing, sculpted)
    parts.undo_drag(thing)


def part_rigs(thing: MeshObject) -> None:
    """A copy of a figure gets an armature of its own, and what it wears goes with it."""
    sharing.part_rigs(thing)
    correctives.follow(thing)
    parts.follow_body(thing)


def is_whole(thing: MeshObject, avatar: Avatar) -> bool:
    """Whether nothing was cut off the avatar's mesh or joined to it."""
    return mesh.same_topology(thing.data, avatar.mesh)


def _dress(scene: bpy.types.Scene, thing: MeshObject, rig: ArmatureObject, avatar: Avatar) -> list[MeshObject]:
    """Everything that hangs on the geometry: weights, keys, material, parts, action, provenance; returns the parts."""
    skin = Skin(weights=avatar.rig.weights, bone_indices=avatar.rig.bone_indices)
    armature.write_weights(thing, rig, avatar.rig.bone_names, skin)
    shape_keys.write(thing, avatar.mesh.vertices, avatar.shape_keys)
    material.write(thing, avatar.textures)
    worn = parts.write(thing, rig, avatar)
    correctives.write(thing, rig, avatar, {part[sharing.PART]: part for part in worn})
    word_keys.dress(thing, rig)
    provenance.stamp(thing, avatar)
    clip.write(scene, thing, rig, avatar)
    provenance.stamp(rig, avatar)
    if not parts.gone(thing):
        covered.write(thing, avatar)
    return worn


def _clothe(thing: MeshObject, avatar: Avatar) -> None:
    """What belongs to the mesh alone."""
    shape_keys.write(thing, avatar.mesh.vertices, avatar.shape_keys)
    material.write(thing, avatar.textures)
    provenance.stamp(thing, avatar)


def _places(
    where: bpy.types.Context | bpy.types.Scene,
) -> tuple[bpy.types.Scene, bpy.types.ViewLayer, bpy.types.Collection]:
    if isinstance(where, bpy.types.Scene):
        return where, where.view_layers[0], where.collection
    scene, layer = current.scene(where), current.layer_in_view(where)
    chosen = layer.active_layer_collection
    if chosen and chosen.is_visible and not chosen.exclude and chosen.collection.is_editable:
        return scene, layer, chosen.collection
    return scene, layer, scene.collection
