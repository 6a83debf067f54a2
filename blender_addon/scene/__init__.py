# SPDX-License-Identifier: GPL-3.0-or-later
"""Avatar -> Blender data and back into place: the only writers of meshes, armatures, keys, materials and actions.

An avatar in a scene is a mesh object, skinned to an armature object that is its parent. Every function takes and gives
the mesh object. Names belong to the artist: they are given once and never read.
"""

from __future__ import annotations

import bpy

from .._shared.protocol.results import Avatar
from . import action, armature, material, mesh, provenance, shape_keys
from .modes import in_object_mode

__all__ = ["armature_of", "build_avatar", "undo_drag", "update_avatar", "update_vertices"]

undo_drag = shape_keys.undo_drag
update_vertices = shape_keys.update_vertices
armature_of = armature.armature_of


def build_avatar(where: bpy.types.Context | bpy.types.Scene, avatar: Avatar, name: str = "Avatar") -> bpy.types.Object:
    """Put an avatar into the scene, at the origin; returns its mesh object, selected and active.

    `where` is a context (the avatar goes into its active collection, if that can be seen) or a scene.
    """
    scene, view_layer, collection = _places(where)
    with in_object_mode(view_layer):
        rig = armature.new(avatar.rig, name, collection)
        thing = mesh.new(avatar.mesh, name, collection)
        thing.parent = rig
        armature.write_bones(rig, avatar.rig, view_layer)
        _dress(scene, thing, rig, avatar)
        for other in view_layer.objects.selected:
            other.select_set(False)
        thing.select_set(True)
        view_layer.objects.active = thing
    return thing


def update_avatar(thing: bpy.types.Object, avatar: Avatar) -> bpy.types.Object:
    """Make an avatar that is in the scene into another one, in place.

    Names, transforms, collections, materials that the artist put in the place of ours, pose and constraints of bones
    that go on existing: all stay. Where the artist deleted the armature, a new one is made.
    """
    scene = next((s for s in bpy.data.scenes if s.objects.get(thing.name) == thing), bpy.context.scene)
    layers = [layer for layer in scene.view_layers if layer.objects.get(thing.name) == thing]
    view_layer = bpy.context.view_layer if bpy.context.view_layer in layers or not layers else layers[0]
    with in_object_mode(view_layer):
        rig = armature_of(thing)
        if rig is None:
            rig = armature.new(avatar.rig, thing.name, thing.users_collection[0])
            rig.matrix_world = thing.matrix_world
            thing.parent = rig
            thing.matrix_world = rig.matrix_world
        if not mesh.same_topology(thing.data, avatar.mesh):
            thing.shape_key_clear()
            mesh.write(thing.data, avatar.mesh)
        armature.write_bones(rig, avatar.rig, view_layer)
        _dress(scene, thing, rig, avatar)
    return thing


def _dress(scene: bpy.types.Scene, thing: bpy.types.Object, rig: bpy.types.Object, avatar: Avatar) -> None:
    """Everything that hangs on the geometry: weights, keys, material, action, provenance."""
    armature.write_weights(thing, rig, avatar.rig)
    shape_keys.write(thing, avatar.mesh.vertices, avatar.shape_keys)
    material.write(thing, avatar.textures)
    action.write(scene, thing, rig, avatar)
    for part in (thing, rig):
        provenance.stamp(part, avatar)


def _places(
    where: bpy.types.Context | bpy.types.Scene,
) -> tuple[bpy.types.Scene, bpy.types.ViewLayer, bpy.types.Collection]:
    if isinstance(where, bpy.types.Scene):
        return where, where.view_layers[0], where.collection
    chosen = where.view_layer.active_layer_collection
    shown = chosen and chosen.is_visible and not chosen.exclude and chosen.collection.is_editable
    return where.scene, where.view_layer, chosen.collection if shown else where.scene.collection
