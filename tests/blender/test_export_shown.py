"""What the scene shows at each frame, however it comes about, is what the file holds; the scene stays as it was."""

from __future__ import annotations

import bpy
import numpy as np
import pytest
from reading_back import check
from test_scene_export import addon_rooms
from toy_avatar import toy_avatar

__all__ = ["addon_rooms"]

FIRST, LAST = 101, 112
ARM, HAND, HEAD = "mixamorig:LeftArm", "mixamorig:LeftHand", "mixamorig:Head"


@pytest.fixture
def figure(addon_rooms):
    """A figure in a scene of 25 frames per second that begins at frame 101."""
    scene, _ = addon_rooms
    bpy.context.scene.render.fps = 25
    bpy.context.scene.frame_start, bpy.context.scene.frame_end = FIRST, LAST
    return scene.build_avatar(bpy.context, toy_avatar())


def rig_of(thing):
    from blender_addon.scene import armature_of

    return armature_of(thing)


def key(holder, path, values, frames=(FIRST, LAST)):
    for frame, value in zip(frames, values, strict=True):
        setattr(holder, path, value)
        holder.keyframe_insert(path, frame=frame)


def target(name, values=((0.9, -0.4, 1.2), (0.3, -0.6, 1.6))):
    thing = bpy.data.objects.new(name, None)
    bpy.context.scene.collection.objects.link(thing)
    key(thing, "location", values)
    return thing


def euler(thing, rig):
    rig.pose.bones[ARM].rotation_mode = "XYZ"
    key(rig.pose.bones[ARM], "rotation_euler", ((0, 0, 0), (0.4, 1.1, -0.3)))


def axis_angle(thing, rig):
    rig.pose.bones[ARM].rotation_mode = "AXIS_ANGLE"
    key(rig.pose.bones[ARM], "rotation_axis_angle", ((0, 0, 1, 0), (1.2, 0.6, 0, 0.8)))


def quaternion(thing, rig):
    key(rig.pose.bones[ARM], "rotation_quaternion", ((1, 0, 0, 0), (0.6, 0.8, 0, 0)))


def strips(thing, rig):
    quaternion(thing, rig)
    data = rig.animation_data
    action, data.action = data.action, None
    strip = data.nla_tracks.new().strips.new("one", FIRST, action)
    strip.frame_end = LAST
    thing.data.shape_keys.key_blocks["jawOpen"].value = 0.25


def inverse_kinematics(thing, rig):
    ik = rig.pose.bones["mixamorig:LeftForeArm"].constraints.new("IK")
    ik.target, ik.chain_count = target("goal"), 2


def constraint(thing, rig):
    rig.pose.bones[HEAD].constraints.new("DAMPED_TRACK").target = target("gaze")


def moved_away(thing, rig):
    """A bone that really leaves its place, and one that grows."""
    rig.pose.bones["mixamorig:LeftUpLeg"].constraints.new("COPY_LOCATION").target = target("goal")
    key(rig.pose.bones[HEAD], "scale", ((1, 1, 1), (1.4, 1.4, 1.4)))


def drivers(thing, rig):
    goal = target("goal")
    rig.pose.bones[ARM].rotation_mode = "XYZ"
    for holder, path, index in (
        (rig.pose.bones[ARM], "rotation_euler", 0),
        (thing.data.shape_keys.key_blocks["jawOpen"], "value", -1),
    ):
        driver = holder.driver_add(path, index).driver if index >= 0 else holder.driver_add(path).driver
        variable = driver.variables.new()
        variable.targets[0].id, variable.targets[0].data_path = goal, "location.x"
        driver.expression = variable.name


def drivers_of_the_frame(thing, rig):
    driver = thing.data.shape_keys.key_blocks["jawOpen"].driver_add("value").driver
    variable = driver.variables.new()
    variable.targets[0].id_type, variable.targets[0].id = "SCENE", bpy.context.scene
    variable.targets[0].data_path = "frame_current"
    driver.expression = f"({variable.name} - {FIRST}) / 20"


def walking(thing, rig):
    """The whole armature moves and turns."""
    key(rig, "location", ((1, 2, 0), (1, 0, 0)))
    key(rig, "rotation_euler", ((0, 0, 0.3), (0, 0, 0.9)))


def carried(thing, rig):
    rig.parent = target("horse")


def unlinked_bones(thing, rig):
    """Bones that do not follow their parents as other programs' do."""
    quaternion(thing, rig)
    rig.data.bones["mixamorig:LeftForeArm"].use_inherit_rotation = False
    rig.data.bones[HAND].use_local_location = False


def faces(thing, rig):
    key(thing.data.shape_keys.key_blocks["jawOpen"], "value", (0.0, 0.8))
    thing.data.shape_keys.key_blocks["mouthSmileLeft"].mute = True


WAYS = (
    euler,
    axis_angle,
    quaternion,
    strips,
    inverse_kinematics,
    constraint,
    moved_away,
    drivers,
    drivers_of_the_frame,
    walking,
    carried,
    unlinked_bones,
    faces,
)


def seen(thing):
    """(frames, vertices, 3) of the skin in the world as the scene itself shows it."""
    out = []
    for frame in range(FIRST, LAST + 1):
        bpy.context.scene.frame_set(frame)
        out.append(skin(thing))
    return np.array(out)


def skin(thing):
    shown = thing.evaluated_get(bpy.context.evaluated_depsgraph_get())
    points = np.empty(len(shown.data.vertices) * 3, np.float32)
    shown.data.vertices.foreach_get("co", points)
    matrix = np.array(shown.matrix_world)
    return points.reshape(-1, 3) @ matrix[:3, :3].T + matrix[:3, 3]


def read_back(file, fps, frames):
    """(frames, vertices, 3) of the file, opened in an empty scene of that rate."""
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    bpy.context.scene.render.fps = fps
    if file.suffix == ".fbx":
        bpy.ops.import_scene.fbx(filepath=str(file), anim_offset=0.0)
    else:
        bpy.ops.import_scene.gltf(filepath=str(file))
    (thing,) = (each for each in bpy.data.objects if each.type == "MESH" and each.vertex_groups)
    out = []
    for frame in range(frames):
        bpy.context.scene.frame_set(frame)
        out.append(skin(thing))
    return np.array(out)


@pytest.mark.parametrize("ending", ["fbx", "glb"])
@pytest.mark.parametrize("way", WAYS)
def test_a_file_shows_what_the_scene_shows(addon_rooms, figure, tmp_path, way, ending):
    _, export = addon_rooms
    rig = rig_of(figure)
    way(figure, rig)
    wanted = seen(figure)
    bpy.context.scene.frame_set(FIRST)
    stands = np.linalg.inv(np.array(rig.matrix_world))
    wanted = wanted @ stands[:3, :3].T + stands[:3, 3]
    file = export.export(figure, tmp_path / f"shown.{ending}")
    found = read_back(file, 25, LAST - FIRST + 1)
    assert np.ptp(wanted, axis=0).max() > 0.001, "something moves"
    assert nearest(found, wanted) < 2e-4


def nearest(found, wanted):
    """The largest distance of the skins in any frame; vertices that glTF split are found by the first one."""
    if found.shape != wanted.shape:
        pairs = np.argmin(np.linalg.norm(found[0][:, None] - wanted[0][None], axis=2), axis=1)
        wanted = wanted[:, pairs]
    return np.linalg.norm(found - wanted, axis=2).max()


@pytest.mark.parametrize("way", WAYS)
def test_the_check_agrees(addon, addon_rooms, figure, tmp_path, way):
    _, export = addon_rooms
    from blender_addon.export import export_file, scene_reader

    way(figure, rig_of(figure))
    shown = export.sample(figure)
    file = export.export_shown(figure, shown, tmp_path / "shown.glb")
    checks = check(scene_reader.read_avatar(figure, shown), file, export_file.poses(shown))
    assert set(checks.values()) == {"ok"}, checks


def test_what_does_not_move_gives_no_clip(addon_rooms, figure):
    _, export = addon_rooms
    rig = rig_of(figure)
    goal = bpy.data.objects.new("goal", None)
    goal.location = (1, -1, 1)
    bpy.context.scene.collection.objects.link(goal)
    rig.pose.bones[HEAD].constraints.new("DAMPED_TRACK").target = goal
    rig.parent = goal
    assert not len(export.sample(figure).poses)


def counts():
    kinds = ("actions", "armatures", "collections", "materials", "meshes", "objects", "scenes", "shape_keys", "images")
    return {kind: [block.name for block in getattr(bpy.data, kind)] for kind in kinds}


@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize("ending", ["fbx", "glb"])
def test_the_scene_stays_as_it_was_with_poses_that_are_not_keyed_yet(
    addon_rooms, figure, tmp_path, monkeypatch, ending, fails
):
    _, export = addon_rooms
    from blender_addon.export import write

    rig = rig_of(figure)
    strips(figure, rig)
    key(figure.data.shape_keys.key_blocks["jawOpen"], "value", (0, 1))
    scene = bpy.context.scene
    scene.frame_set(105, subframe=0.25)
    rig.pose.bones[ARM].rotation_quaternion = (0.8, 0.6, 0.0, 0.0)
    figure.data.shape_keys.key_blocks["jawOpen"].value = 0.125
    before = counts()
    if fails:
        monkeypatch.setattr(write, "run", lambda *_, **__: (_ for _ in ()).throw(RuntimeError("it broke")))
        with pytest.raises(RuntimeError, match="it broke"):
            export.export(figure, tmp_path / f"one.{ending}", "unreal")
    else:
        export.export(figure, tmp_path / f"one.{ending}", "unreal")
    assert counts() == before
    assert (scene.frame_current, scene.frame_subframe, scene.render.fps) == (105, 0.25, 25)
    assert (scene.frame_start, scene.frame_end) == (FIRST, LAST)
    assert tuple(rig.pose.bones[ARM].rotation_quaternion) == pytest.approx((0.8, 0.6, 0.0, 0.0))
    assert figure.data.shape_keys.key_blocks["jawOpen"].value == 0.125
    assert bpy.context.window.scene == scene and bpy.context.view_layer.objects.active == figure


@pytest.mark.parametrize("ending", ["fbx", "glb"])
@pytest.mark.parametrize("part", ["rig", "mesh"])
def test_an_export_out_of_edit_mode_has_what_was_edited(addon_rooms, figure, tmp_path, part, ending):
    _, export = addon_rooms
    rig = rig_of(figure)
    quaternion(figure, rig)
    bpy.context.view_layer.objects.active = rig if part == "rig" else figure
    bpy.ops.object.mode_set(mode="EDIT")
    if part == "rig":
        bone = rig.data.edit_bones.new("sword")
        bone.tail, bone.parent = (0, 0, 1), rig.data.edit_bones[HAND]
    file = export.export(figure, tmp_path / f"one.{ending}")
    assert (rig if part == "rig" else figure).mode == "EDIT"
    bpy.ops.object.mode_set(mode="OBJECT")
    assert (b"sword" in file.read_bytes()) == (part == "rig")
    assert len(export.sample(figure).poses) == LAST - FIRST + 1


def test_an_avatar_without_its_armature_is_told(panel, person, tmp_path):
    from blender_addon import api
    from blender_addon._shared.protocol.errors import BadRequest
    from blender_addon.state import avatars

    bpy.data.objects.remove(avatars.rig(person))
    with pytest.raises(BadRequest, match="lost its armature"):
        api.export(person, tmp_path / "one.fbx")
    assert not list(tmp_path.iterdir())
