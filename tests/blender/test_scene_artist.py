"""What the artist did to an avatar survives an update of it, and undo takes the update back whole."""

from __future__ import annotations

import dataclasses

import bpy
import numpy as np
import pytest
from test_scene import co, scene, shown
from toy_avatar import toy_avatar, with_clip

__all__ = ["scene"]


@pytest.fixture
def person(scene):
    thing = scene.build_avatar(bpy.context, toy_avatar())
    bpy.ops.ed.undo_push(message="start")
    return thing


def painted(value):
    avatar = toy_avatar()
    albedo = np.full_like(avatar.textures["albedo"], value)
    albedo[..., 3] = 255
    return dataclasses.replace(avatar, textures={"albedo": albedo})


def node(thing):
    return next(n for n in thing.data.materials[0].node_tree.nodes if n.type == "TEX_IMAGE")


def pixels(thing):
    out = np.empty(len(node(thing).image.pixels), np.float32)
    node(thing).image.pixels.foreach_get(out)
    return out


def paint(thing, pixels):
    node(thing).image.pixels.foreach_set(pixels)
    node(thing).image.update()


def edit(rig):
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    return rig.data.edit_bones


def test_undo_and_redo_bring_the_colours_of_the_skin(scene, person):
    before = pixels(person)
    scene.update_avatar(person, painted(200))
    after = pixels(person)
    bpy.ops.ed.undo_push(message="other colours")
    bpy.ops.ed.undo()
    assert np.array_equal(pixels(bpy.data.objects["Avatar"]), before)
    bpy.ops.ed.redo()
    assert np.array_equal(pixels(bpy.data.objects["Avatar"]), after)


def test_a_texture_that_was_painted_on_is_kept_until_the_colours_change_and_undo_brings_it_back(scene, person):
    paint(person, np.full_like(pixels(person), 0.25))
    mine = pixels(person)
    bpy.ops.ed.undo_push(message="painted")
    scene.update_avatar(person, toy_avatar(scale=1.2))
    assert np.array_equal(pixels(person), mine)
    scene.update_avatar(person, painted(200))
    assert not np.array_equal(pixels(person), mine)
    bpy.ops.ed.undo_push(message="other colours")
    bpy.ops.ed.undo()
    assert np.array_equal(pixels(bpy.data.objects["Avatar"]), mine)


def test_new_colours_leave_no_image_behind(scene, person):
    for value in (10, 20, 30):
        scene.update_avatar(person, painted(value))
    assert [image.name for image in bpy.data.images] == [node(person).image.name]


def test_an_image_that_the_artist_put_in_stays(scene, person):
    mine = node(person).image = bpy.data.images.new("mine", 32, 32)
    before = pixels(person)
    scene.update_avatar(person, painted(200))
    assert node(person).image == mine and np.array_equal(pixels(person), before)


def test_bones_that_the_artist_added_stay(scene, person):
    rig = scene.armature_of(person)
    bones = edit(rig)
    bone = bones.new("sword")
    bone.tail, bone.parent = (0, 0, 1), bones["mixamorig:RightHand"]
    bpy.ops.object.mode_set(mode="OBJECT")
    scene.update_avatar(person, toy_avatar(scale=1.2))
    assert rig.data.bones["sword"].parent.name == "mixamorig:RightHand"
    assert len(rig.data.bones) == 66


def test_bones_that_the_artist_renamed_keep_their_names_and_move_the_mesh(scene, person):
    rig, avatar = scene.armature_of(person), with_clip(toy_avatar(scale=1.2), frames=20)
    for bone in rig.data.bones:
        bone.name = bone.name.replace("mixamorig:", "own ")
    scene.update_avatar(person, avatar)
    assert len(rig.data.bones) == 65 and all(bone.name.startswith("own ") for bone in rig.data.bones)
    assert {group.name for group in person.vertex_groups} <= set(rig.data.bones.keys())
    bpy.context.scene.frame_set(10)
    plain = scene.build_avatar(bpy.context, avatar)
    bpy.context.scene.frame_set(10)
    assert np.allclose(shown(person), shown(plain), atol=1e-5)


def test_how_a_bone_is_turned_stays(scene, person):
    head = scene.armature_of(person).pose.bones["mixamorig:Head"]
    assert head.rotation_mode == "QUATERNION"
    head.rotation_mode = "XYZ"
    scene.update_avatar(person, toy_avatar(scale=1.2))
    assert scene.armature_of(person).pose.bones["mixamorig:Head"].rotation_mode == "XYZ"


def test_an_armature_of_the_artists_own_is_left_alone(scene, person):
    own = bpy.data.objects.new("own", bpy.data.armatures.new("own"))
    bpy.context.collection.objects.link(own)
    edit(own).new("root").tail = (0, 0, 1)
    bpy.ops.object.mode_set(mode="OBJECT")
    person.modifiers["Armature"].object = own
    avatar = toy_avatar(seed=3, scale=1.2)
    scene.update_avatar(person, avatar)
    assert list(own.data.bones.keys()) == ["root"] and scene.armature_of(person) == own
    assert np.allclose(co(person.data.vertices), avatar.mesh.vertices)


def test_an_own_modifier_before_ours_keeps_its_armature(scene, person):
    own = bpy.data.objects.new("own", bpy.data.armatures.new("own"))
    rig = scene.armature_of(person)
    modifier = person.modifiers.new("mine", "ARMATURE")
    modifier.object = own
    person.modifiers.move(1, 0)
    scene.update_avatar(person, toy_avatar(scale=1.2))
    assert modifier.object == own and scene.armature_of(person) == rig
    assert len(person.modifiers) == 2


def test_the_artists_action_comes_back_when_a_clip_is_taken_off(scene, person):
    rig, keys = scene.armature_of(person), person.data.shape_keys
    rig.pose.bones["mixamorig:Head"].keyframe_insert("rotation_quaternion", frame=5)
    keys.key_blocks["jawOpen"].keyframe_insert("value", frame=5)
    mine = [owner.animation_data.action for owner in (rig, keys)]
    for _ in range(2):
        scene.update_avatar(person, with_clip(toy_avatar(), frames=20))
    assert rig.animation_data.action not in mine and all(action.users for action in mine)
    scene.update_avatar(person, toy_avatar())
    assert [owner.animation_data.action for owner in (rig, keys)] == mine
    assert getattr(rig.animation_data, "action_slot", True)
    assert len(bpy.data.actions) == 2


def test_uv_and_colour_layers_of_the_artist_stay(scene, person):
    person.data.uv_layers[0].name = "skin"
    person.data.uv_layers.new(name="second")
    person.data.color_attributes.new("mine", "FLOAT_COLOR", "POINT")
    scene.update_avatar(person, toy_avatar(scale=1.2))
    assert [layer.name for layer in person.data.uv_layers] == ["skin", "second"]
    assert "mine" in person.data.color_attributes


def test_lost_uvs_come_back(scene, person):
    person.data.uv_layers.remove(person.data.uv_layers[0])
    scene.update_avatar(person, toy_avatar(scale=1.2))
    assert len(person.data.uv_layers) == 1


@pytest.mark.parametrize("mode", ["OBJECT", "WEIGHT_PAINT"])
def test_an_armature_that_is_posed_beside_the_mesh_stays_so(scene, person, mode):
    rig = scene.armature_of(person)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="POSE")
    bpy.context.view_layer.objects.active = person
    if mode != "OBJECT":
        bpy.ops.object.mode_set(mode=mode)
    scene.update_avatar(person, toy_avatar(scale=1.2))
    assert (rig.mode, person.mode) == ("POSE", mode)
    assert bpy.context.view_layer.objects.active == person
