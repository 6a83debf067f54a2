"""An export holds the whole avatar wherever it is hidden, and leaves everything where it was."""

from __future__ import annotations

import bpy
import pytest
from reading_back import check
from test_scene_export import addon_rooms
from toy_avatar import toy_avatar

__all__ = ["addon_rooms"]


def hide(part, how):
    if how in ("hide_viewport", "hide_select"):
        setattr(part, how, True)
    elif how == "eye":
        part.hide_set(True)
    else:
        collection = bpy.data.collections.new("hidden")
        bpy.context.scene.collection.children.link(collection)
        bpy.context.scene.collection.objects.unlink(part)
        collection.objects.link(part)
        setattr(bpy.context.view_layer.layer_collection.children["hidden"], how.removeprefix("layer_"), True)


@pytest.mark.parametrize("how", ["eye", "hide_viewport", "hide_select", "exclude", "layer_hide_viewport"])
@pytest.mark.parametrize("which", ["mesh", "rig"])
def test_what_is_hidden_is_exported(addon_rooms, tmp_path, which, how):
    scene, export = addon_rooms
    avatar = toy_avatar()
    thing = scene.build_avatar(bpy.context, avatar)
    part = thing if which == "mesh" else scene.armature_of(thing)
    hide(part, how)
    before = state(part)
    for ending in ("fbx", "glb"):
        checks = check(avatar, export.export(thing, tmp_path / f"one.{ending}"))
        assert set(checks.values()) == {"ok"}, checks
    assert state(part) == before


def state(part):
    seen = part.name in bpy.context.view_layer.objects
    hidden = part.hide_viewport, part.hide_select, seen and part.hide_get(), seen and part.visible_get()
    return (*hidden, [collection.name for collection in part.users_collection])


def test_a_figure_goes_back_to_exactly_where_it_stood(panel, person, tmp_path):
    from blender_addon.state import avatars

    rig = avatars.rig(person)
    rig.location, rig.rotation_euler, rig.scale = (1, 2, 3), (0.1, 7, 9), (-1, 1, 1)
    bpy.ops.galatea.export(file=str(tmp_path / "one.fbx"))
    assert tuple(rig.rotation_euler) == pytest.approx((0.1, 7, 9))
    assert tuple(rig.scale) == (-1, 1, 1) and tuple(rig.location) == (1, 2, 3)


def test_in_a_blend_the_figure_stands_where_it_stood_and_what_was_hidden_is(panel, person, tmp_path):
    from blender_addon.state import avatars

    rig = avatars.rig(person)
    rig.location = (1, 2, 3)
    rig.hide_set(True)
    bpy.ops.galatea.export(file=str(tmp_path / "one.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "one.blend"))
    rig = avatars.rig(next(avatars.everyone()))
    assert tuple(rig.location) == (1, 2, 3) and rig.hide_get()
