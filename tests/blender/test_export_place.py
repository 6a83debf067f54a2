"""A file holds the figure upright at the origin, as tall as the scene shows it, and what it cannot hold is told."""

from __future__ import annotations

import bpy
import numpy as np
import pytest
from mathutils import Euler, Matrix
from reading_back import check
from test_export_shown import key, skin
from test_scene_export import addon_rooms
from toy_avatar import toy_avatar, with_clip

__all__ = ["addon_rooms"]


def empty(name="somewhere", **values):
    thing = bpy.data.objects.new(name, None)
    bpy.context.scene.collection.objects.link(thing)
    for field, value in values.items():
        setattr(thing, field, value)
    return thing


def turned(rig):
    rig.location, rig.rotation_euler = (3.3, -2.1, 0.7), (0.3, -0.2, 2.1)


def scaled(rig):
    rig.scale = (1.2, 1.2, 1.2)


def scaled_and_turned(rig):
    turned(rig)
    rig.scale = (0.01, 0.01, 0.01)


def parented(rig):
    rig.parent = empty(location=(1, 2, 3), rotation_euler=(1, 0.4, 0.2), scale=(1.5, 1.5, 1.5))
    rig.location = (0.1, 0.2, 0.3)


def constrained(rig):
    goal = empty(location=(1, 2, 3), rotation_euler=(0, 0, 1), scale=(0.8, 0.8, 0.8))
    rig.constraints.new("COPY_TRANSFORMS").target = goal


def by_deltas(rig):
    rig.delta_location, rig.delta_scale = (1, 1, 1), (1.1, 1.1, 1.1)


def uneven(rig):
    rig.scale = (1.0, 1.0, 1.3)


def sheared(rig):
    rig.parent = empty(scale=(1.0, 1.0, 1.4))
    rig.rotation_euler = (0, 0.5, 0)


def mirrored(rig):
    rig.scale = (-1.0, 1.0, 1.0)


PLACES = {
    turned: "",
    scaled: "scaled by 1.2",
    scaled_and_turned: "scaled by 0.01",
    parented: "scaled by 1.5",
    constrained: "scaled by 0.8",
    by_deltas: "scaled by 1.1",
    uneven: "unevenly",
    sheared: "unevenly",
    mirrored: "mirrored",
}


def put(scene, how, clip):
    avatar = with_clip(toy_avatar(), frames=60) if clip else toy_avatar()
    thing = scene.build_avatar(bpy.context, avatar)
    rig = scene.armature_of(thing)
    how(rig)
    bpy.context.view_layer.update()
    return thing, rig


@pytest.mark.parametrize("ending", ["fbx", "glb"])
@pytest.mark.parametrize("clip", [False, True])
@pytest.mark.parametrize(("how", "told"), PLACES.items())
def test_file_check_and_message_agree(addon, addon_rooms, tmp_path, how, told, clip, ending):
    from blender_addon.export import export_file, scene_reader

    scene, export = addon_rooms
    bpy.context.scene.render.fps = 30
    thing, rig = put(scene, how, clip)
    up = np.array(rig.evaluated_get(bpy.context.evaluated_depsgraph_get()).matrix_world)[:3, 2]
    tall = np.ptp(toy_avatar().mesh.vertices[:, 2]) * np.linalg.norm(up)
    shown = export.sample(thing)
    avatar = scene_reader.read_avatar(thing, shown)
    assert np.ptp(avatar.mesh.vertices[:, 2]) == pytest.approx(tall, rel=1e-4)
    checks = check(avatar, export.export_shown(thing, shown, tmp_path / f"one.{ending}"), export_file.poses(shown))
    assert set(checks.values()) == {"ok"}, checks
    assert told in " ".join(shown.notes) and bool(told) == bool(shown.notes)


def test_a_scaled_file_is_what_the_scene_shows(addon_rooms, tmp_path):
    scene, export = addon_rooms
    bpy.context.scene.render.fps = 30
    thing, _ = put(scene, scaled, clip=True)
    bpy.context.scene.frame_set(30)
    wanted = skin(thing)
    file = export.export(thing, tmp_path / "one.fbx")
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    bpy.context.scene.render.fps = 30
    bpy.ops.import_scene.fbx(filepath=str(file), anim_offset=0.0)
    bpy.context.scene.frame_set(30)
    (found,) = (each for each in bpy.data.objects if each.type == "MESH")
    assert np.linalg.norm(skin(found) - wanted, axis=1).max() < 2e-4


def test_a_scale_that_changes_in_the_clip_is_told(addon_rooms):
    scene, export = addon_rooms
    thing, rig = put(scene, scaled, clip=True)
    key(rig, "scale", ((1.2, 1.2, 1.2), (2.4, 2.4, 2.4)), frames=(0, 20))
    assert "changes in the clip" in " ".join(export.sample(thing).notes)


def test_a_mesh_that_moves_away_from_its_armature_is_told(addon_rooms):
    scene, export = addon_rooms
    thing, _ = put(scene, turned, clip=True)
    key(thing, "location", ((0, 0, 0), (0, 0, 1)), frames=(0, 20))
    assert "moves against" in " ".join(export.sample(thing).notes)


def test_a_mesh_that_stands_beside_its_armature_is_exported_where_the_scene_shows_it(addon_rooms, tmp_path):
    scene, export = addon_rooms
    thing, rig = put(scene, turned, clip=False)
    thing.matrix_basis = Matrix.LocRotScale((0.1, -0.2, 0.05), Euler((0, 0, 0.2)), (1.0, 1.0, 1.1))
    bpy.context.view_layer.update()
    inside = np.linalg.inv(np.array(rig.matrix_world))
    wanted = skin(thing) @ inside[:3, :3].T + inside[:3, 3]
    file = export.export(thing, tmp_path / "one.fbx")
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    bpy.ops.import_scene.fbx(filepath=str(file))
    (found,) = (each for each in bpy.data.objects if each.type == "MESH")
    assert np.linalg.norm(skin(found) - wanted, axis=1).max() < 1e-4


def test_notes_reach_the_panel_and_scripts_and_go_with_the_next_export(panel, person, tmp_path):
    from blender_addon import api
    from blender_addon.state import avatars, export_reports

    avatars.rig(person).scale = (1.2, 1.2, 1.2)
    bpy.ops.galatea.export(file=str(tmp_path / "one.fbx"))
    report = export_reports.of(person.galatea.uid)
    assert "scaled by 1.2" in report.notes and all(check.found == "ok" for check in report.checks)
    with pytest.warns(UserWarning, match=r"scaled by 1\.2"):
        api.export(person, tmp_path / "one.glb")
    avatars.rig(person).scale = (1, 1, 1)
    bpy.ops.galatea.export(file=str(tmp_path / "one.fbx"))
    assert not export_reports.of(person.galatea.uid).notes


def test_poses_that_files_cannot_hold_are_told(addon_rooms):
    scene, export = addon_rooms
    thing, rig = put(scene, turned, clip=True)
    assert export.sample(thing).notes == ()
    key(rig.pose.bones["mixamorig:LeftArm"], "scale", ((1, 1, 1), (1, 2, 1)), frames=(0, 20))
    key(rig.pose.bones["mixamorig:LeftForeArm"], "rotation_quaternion", ((1, 0, 0, 0), (0.8, 0.6, 0, 0)), (0, 20))
    assert export.sample(thing).notes == ()
    rig.data.bones["mixamorig:LeftForeArm"].inherit_scale = "NONE"
    assert "stretched" in export.sample(thing).notes[0]
    rig.data.pose_position = "REST"
    assert "Rest Position" in export.sample(thing).notes[0]
