"""Exports by Blender's exporters, put beside the avatar by readers of the project's own in the backend's Python."""

import bpy
import pytest
from reading_back import check
from toy_avatar import toy_avatar


@pytest.fixture
def addon_rooms():
    import build_addon

    build_addon.copy_shared(build_addon.ADDON)
    from blender_addon import export, scene

    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    return scene, export


@pytest.mark.parametrize("preset", ["mixamo", "unity", "unreal", "blender"])
def test_fbx_of_every_preset_reads_back(addon_rooms, tmp_path, preset):
    scene, export = addon_rooms
    avatar = toy_avatar()
    thing = scene.build_avatar(bpy.context, avatar)
    file = export.export(thing, tmp_path / f"{preset}.fbx", preset)
    checks = check(avatar, file, preset=preset)
    assert set(checks.values()) == {"ok"}, checks
    assert scene.armature_of(thing).name == "Avatar Rig"


@pytest.mark.parametrize("ending", ["fbx", "glb"])
def test_the_clip_reads_back_also_from_a_scene_that_starts_at_frame_one(addon_rooms, tmp_path, ending):
    scene, export = addon_rooms
    avatar = toy_avatar("a", motion=True)
    bpy.context.scene.render.fps = 30
    bpy.context.scene.frame_start, bpy.context.scene.frame_end = 1, 20
    thing = scene.build_avatar(bpy.context, avatar)
    checks = check(avatar, export.export(thing, tmp_path / f"clip.{ending}"))
    assert set(checks.values()) == {"ok"}, checks
    assert (bpy.context.scene.frame_start, bpy.context.scene.frame_end) == (1, 20)


def test_an_export_leaves_selection_and_mode_and_takes_only_the_avatar(addon_rooms, tmp_path):
    scene, export = addon_rooms
    avatar = toy_avatar()
    thing = scene.build_avatar(bpy.context, avatar)
    scene.armature_of(thing).pose.bones["mixamorig:LeftArm"].rotation_quaternion = (0.8, 0.6, 0.0, 0.0)
    other = scene.build_avatar(bpy.context, toy_avatar(seed=5))
    rig = scene.armature_of(other)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="POSE")
    checks = check(avatar, export.export(thing, tmp_path / "one.fbx"))
    assert set(checks.values()) == {"ok"}, checks
    assert scene.armature_of(thing).data.pose_position == "POSE"
    assert rig.mode == "POSE" and set(bpy.context.selected_objects) == {other, rig}
    bpy.ops.object.mode_set(mode="OBJECT")


def test_the_saved_blend_holds_the_avatar(addon_rooms, tmp_path):
    scene, export = addon_rooms
    thing = scene.build_avatar(bpy.context, toy_avatar())
    scene.armature_of(thing).pose.bones["mixamorig:LeftArm"].rotation_quaternion = (0.8, 0.6, 0.0, 0.0)
    file = export.export(thing, tmp_path / "one.blend")
    bpy.ops.wm.open_mainfile(filepath=str(file))
    again = bpy.data.objects["Avatar"]
    assert scene.armature_of(again).data.pose_position == "POSE"
    assert tuple(scene.armature_of(again).pose.bones["mixamorig:LeftArm"].rotation_quaternion)[1] == pytest.approx(0.6)
    assert len(again.data.shape_keys.key_blocks) == 53
    assert scene.armature_of(again).data.bones["mixamorig:Hips"]
    assert bpy.data.images[0].packed_file


def test_wrong_endings_presets_and_folders_are_refused_and_leave_nothing(addon_rooms, tmp_path):
    scene, export = addon_rooms
    thing = scene.build_avatar(bpy.context, toy_avatar())
    with pytest.raises(ValueError, match="must end in"):
        export.export(thing, tmp_path / "one.obj")
    with pytest.raises(ValueError, match="no preset"):
        export.export(thing, tmp_path / "one.fbx", "maya")
    with pytest.raises((OSError, RuntimeError)):
        export.export(thing, tmp_path / "missing" / "one.fbx")
    bpy.data.objects.remove(scene.armature_of(thing))
    with pytest.raises(ValueError, match="armature"):
        export.export(thing, tmp_path / "one.fbx")
    assert list(tmp_path.iterdir()) == []
