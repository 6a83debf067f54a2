"""Copies of an avatar, however they were made: a change of one leaves the others as they are."""

from __future__ import annotations

import bpy
import numpy as np
import pytest
from cutting import cut_off
from test_scene import co, scene
from test_scene_artist import painted, pixels
from toy_avatar import toy_avatar

__all__ = ["scene"]


def copied(scene, person, *, rig=True, linked=False):
    """The copy that Blender's own operator makes."""
    for other in bpy.context.selected_objects:
        other.select_set(False)
    person.select_set(True)
    scene.armature_of(person).select_set(rig)
    bpy.context.view_layer.objects.active = person
    bpy.ops.object.duplicate(linked=linked)
    return bpy.context.view_layer.objects.active


def heads(scene, thing):
    return np.array([bone.head_local for bone in scene.armature_of(thing).data.bones])


@pytest.mark.parametrize("linked", [False, True])
@pytest.mark.parametrize("rig", [False, True])
@pytest.mark.parametrize("elder", [False, True])
def test_each_has_its_own_mesh_bones_and_skin(scene, rig, linked, elder):
    person = scene.build_avatar(bpy.context, toy_avatar())
    twin = copied(scene, person, rig=rig, linked=linked)
    assert twin != person
    changed, other = (person, twin) if elder else (twin, person)
    before = co(other.data.vertices), heads(scene, other), pixels(other)
    first = scene.armature_of(person)
    avatar = painted(200)
    wider = avatar.mesh.vertices * np.float32(1.1)
    scene.update_vertices(changed, wider)
    assert np.array_equal(co(other.data.vertices), before[0])
    scene.update_avatar(changed, toy_avatar(scale=1.3))
    scene.update_avatar(changed, painted(200))
    scene.update_avatar(changed, toy_avatar(scale=1.3))
    after = co(other.data.vertices), heads(scene, other), pixels(other)
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))
    assert np.allclose(co(changed.data.vertices), toy_avatar(scale=1.3).mesh.vertices)
    assert scene.armature_of(person) == first != scene.armature_of(twin)
    assert twin.parent in (scene.armature_of(twin), first) and (rig or twin.parent != first)


def test_undo_of_a_linked_copys_change_restores_both(scene):
    person = scene.build_avatar(bpy.context, toy_avatar())
    names = [person.name, copied(scene, person, linked=True).name]
    bpy.ops.ed.undo_push(message="copied")
    before = co(person.data.vertices)
    scene.update_vertices(bpy.data.objects[names[1]], before * np.float32(1.1))
    scene.update_avatar(bpy.data.objects[names[1]], toy_avatar(scale=1.3))
    bpy.ops.ed.undo_push(message="changed")
    bpy.ops.ed.undo()
    assert all(np.array_equal(co(bpy.data.objects[name].data.vertices), before) for name in names)
    bpy.ops.ed.redo()
    first, second = (co(bpy.data.objects[name].data.vertices) for name in names)
    assert np.array_equal(first, before) and np.ptp(second[:, 2]) > np.ptp(before[:, 2]) * 1.2


def test_a_piece_that_was_cut_off_goes_on_sharing_the_armature(scene):
    person = scene.build_avatar(bpy.context, toy_avatar())
    rig, piece = scene.armature_of(person), cut_off(person)
    scene.update_avatar(person, toy_avatar(scale=1.3))
    assert scene.armature_of(person) == scene.armature_of(piece) == rig
    assert piece.data.materials[0] == person.data.materials[0]
