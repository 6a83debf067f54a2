"""Controls on an avatar: they come and go without a trace, limbs switch without a jump, files hold what they do."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mathutils import Euler, Matrix
from reading_back import check
from test_scene_export import addon_rooms
from toy_avatar import toy_avatar

bpy: Any = importlib.import_module("bpy")

__all__ = ["addon_rooms"]
NEAR = 1e-3
"""metres, and shares of a turn"""


@pytest.fixture
def figure(addon_rooms):
    scene, _ = addon_rooms
    thing = scene.build_avatar(bpy.context, toy_avatar(motion=True))
    return thing, scene.armature_of(thing)


@pytest.fixture
def controls(figure):
    """Controls on a figure without a clip."""
    from blender_addon.scene import control_rig

    thing, rig = figure
    rig.animation_data.action = thing.data.shape_keys.animation_data.action = None
    for bone in rig.pose.bones:
        bone.matrix_basis = Matrix.Identity(4)
    return control_rig.add(thing, rig, bpy.context.view_layer)


def poses(rig, frame=None):
    """(J, 4, 4) as the scene shows our bones."""
    if frame is not None:
        bpy.context.scene.frame_set(frame)
    bpy.context.view_layer.update()
    seen = rig.evaluated_get(bpy.context.evaluated_depsgraph_get())
    return np.array([np.array(seen.pose.bones[bone.name].matrix) for bone in rig.data.bones])


def place(rig, bone):
    return poses(rig)[list(rig.data.bones.keys()).index(bone)][:3, 3]


def state(thing, rig):
    """All that controls could leave behind or change."""
    keys = thing.data.shape_keys
    blocks = {name: len(getattr(bpy.data, name)) for name in ("objects", "armatures", "meshes", "actions")}
    bones = [
        (bone.name, len(bone.constraints), bone.rotation_mode, *np.array(bone.matrix_basis).ravel().tolist())
        for bone in rig.pose.bones
    ]
    drivers = len(keys.animation_data.drivers) if keys.animation_data else 0
    values = [block.value for block in keys.key_blocks]
    groups = [(each.name, each.is_visible, len(each.bones)) for each in rig.data.collections]
    chosen = (sorted(each.name for each in bpy.context.selected_objects), bpy.context.view_layer.objects.active.name)
    rest = np.array([bone.matrix_local for bone in rig.data.bones]).tolist()
    return blocks, bones, drivers, values, groups, chosen, rest, rig.animation_data.action.name


def turn(controls, name, *angles):
    bone = controls.pose.bones[name]
    bone.rotation_mode = "QUATERNION"
    bone.rotation_quaternion = Euler(angles or (0.0, 0.0, 0.0)).to_quaternion()


def switch(controls, value):
    for name in ("hand_ik.L", "hand_ik.R", "foot_ik.L", "foot_ik.R"):
        controls.pose.bones[name]["ik"] = value
    controls.update_tag()


def test_adding_moves_nothing_and_removing_leaves_nothing(figure):
    from blender_addon._shared.protocol.errors import BadRequest
    from blender_addon.scene import control_rig

    thing, rig = figure
    shown = poses(rig, 0)
    before = state(thing, rig)
    made = control_rig.add(thing, rig, bpy.context.view_layer)
    assert np.abs(poses(rig, 0) - shown).max() < 1e-4  # the clip begins at rest
    assert not [name for name in rig.data.bones if "ik" in name.name]
    with pytest.raises(BadRequest, match="has a control rig"):
        control_rig.add(thing, rig, bpy.context.view_layer)
    made.pose.bones["hips"].location = (0.1, 0.0, 0.0)
    control_rig.remove(thing, rig)
    assert state(thing, rig) == before and np.abs(poses(rig, 0) - shown).max() < 1e-6
    with pytest.raises(BadRequest, match="no control rig"):
        control_rig.remove(thing, rig)


def test_limbs_switch_both_ways_without_a_jump(controls, figure):
    from blender_addon.scene import control_rig_pose

    _, rig = figure
    controls.pose.bones["hips"].location = (0.03, -0.1, 0.02)
    for mark in (".L", ".R"):
        turn(controls, f"upper_arm_fk{mark}", 0.3, 0.2, 0.5)
        turn(controls, f"forearm_fk{mark}", 0.0, 0.4, 1.2 if mark == ".L" else -1.2)
        turn(controls, f"hand_fk{mark}", 0.4, 0.1, 0.2)
        turn(controls, f"thigh_fk{mark}", 0.8, 0.2, 0.1)
        turn(controls, f"shin_fk{mark}", -1.1, 0.0, 0.0)
        turn(controls, f"foot_fk{mark}", 0.3, 0.1, 0.0)
    switch(controls, 0.0)
    shown, layer = poses(rig), bpy.context.view_layer
    limbs = [(kind, side) for kind in ("arm", "leg") for side in ("Left", "Right")]
    for limb in limbs:
        control_rig_pose.snap(controls, *limb, True, layer)
    assert np.abs(poses(rig) - shown).max() < NEAR
    for mark in (".L", ".R"):
        turn(controls, f"upper_arm_fk{mark}")
        turn(controls, f"thigh_fk{mark}")
    assert np.abs(poses(rig) - shown).max() < NEAR  # turning is off
    for limb in limbs:
        control_rig_pose.snap(controls, *limb, False, layer)
    assert np.abs(poses(rig) - shown).max() < NEAR
    assert controls.pose.bones["hand_ik.L"]["ik"] == 0.0


def test_handles_pull_poles_aim_feet_roll_fingers_curl_eyes_look(controls, figure):
    thing, rig = figure
    switch(controls, 1.0)
    controls.pose.bones["hips"].location = (0.0, -0.15, 0.0)
    controls.pose.bones["hand_ik.L"].location = (0.0, -0.2, 0.0)
    shown = poses(rig)
    names = list(rig.data.bones.keys())
    foot, knee = (shown[names.index(f"mixamorig:Left{bone}")][:3, 3] for bone in ("Foot", "Leg"))
    hips_before = np.array(rig.data.bones["mixamorig:LeftFoot"].head_local)
    assert np.abs(foot - hips_before).max() < NEAR and knee[1] < foot[1] - 0.1  # the foot stands, the knee goes forward
    hand = shown[names.index("mixamorig:LeftHand")][:3, 3]
    assert np.abs(hand - np.array(controls.pose.bones["hand_ik.L"].head)).max() < NEAR
    elbow = place(rig, "mixamorig:LeftForeArm")
    controls.pose.bones["elbow_ik.L"].location = (0.0, -0.3, -1.0)
    assert place(rig, "mixamorig:LeftForeArm")[2] < elbow[2] - 0.05
    ball, ankle = place(rig, "mixamorig:LeftToeBase"), place(rig, "mixamorig:LeftFoot")
    turn(controls, "foot_roll.L", 0.5, 0.0, 0.0)
    assert np.abs(place(rig, "mixamorig:LeftToeBase") - ball).max() < NEAR
    assert place(rig, "mixamorig:LeftFoot")[2] > ankle[2] + 0.02
    tip = place(rig, "mixamorig:LeftHandIndex4")
    turn(controls, "fist.L", 0.6, 0.0, 0.0)
    assert np.linalg.norm(place(rig, "mixamorig:LeftHandIndex4") - tip) > 0.02
    controls.pose.bones["look"].location = (0.2, 0.0, 0.1)
    bpy.context.view_layer.update()
    keys = thing.data.shape_keys.key_blocks
    assert keys["eyeLookOutLeft"].value > 0.3 and keys["eyeLookInRight"].value > 0.3
    assert keys["eyeLookUpLeft"].value > 0.1 and keys["eyeLookInLeft"].value == 0.0


def test_the_left_hand_pasted_flipped_is_the_right_hand(controls, figure):
    _, rig = figure
    bpy.context.view_layer.objects.active = controls
    bpy.ops.object.mode_set(mode="POSE")
    controls.pose.bones["hand_ik.L"].location = (0.05, -0.2, 0.1)
    controls.pose.bones["elbow_ik.L"].location = (0.0, 0.1, -0.2)
    turn(controls, "thigh_fk.L", 0.5, 0.2, 0.1)
    turn(controls, "index_2.L", 0.5, 0.0, 0.0)
    switch(controls, 1.0)
    controls.pose.bones["foot_ik.L"]["ik"] = controls.pose.bones["foot_ik.R"]["ik"] = 0.0
    bpy.ops.pose.select_all(action="SELECT")
    bpy.ops.pose.copy()
    bpy.ops.pose.paste(flipped=True, selected_mask=False)
    flipped = poses(rig)
    bpy.ops.pose.copy()
    bpy.ops.pose.paste(flipped=True)
    shown = poses(rig)
    bpy.ops.object.mode_set(mode="OBJECT")
    names = list(rig.data.bones.keys())
    mirror = np.diag((-1.0, 1.0, 1.0, 1.0))
    for name in names:
        if "Left" in name:
            other = names.index(name.replace("Left", "Right"))
            assert np.abs(mirror @ shown[names.index(name)] @ mirror - flipped[other]).max() < 3e-3, name
    assert np.abs(flipped - shown).max() > 0.1


@pytest.mark.parametrize("ending", ["fbx", "glb"])
def test_keys_on_handles_are_in_files_bone_by_bone(addon, addon_rooms, controls, figure, tmp_path, ending):
    from blender_addon.export import export_file, scene_reader

    _, export = addon_rooms
    thing, rig = figure
    switch(controls, 1.0)
    for frame, way in ((1, (0.0, 0.0, 0.0)), (9, (0.1, -0.25, 0.1))):
        controls.pose.bones["hand_ik.L"].location = way
        controls.pose.bones["hand_ik.L"].keyframe_insert("location", frame=frame)
        controls.pose.bones["hips"].location = (0.0, way[1] / 2, 0.0)
        controls.pose.bones["hips"].keyframe_insert("location", frame=frame)
    shown = export.sample(thing)
    file = export.export_shown(thing, shown, tmp_path / f"pulled.{ending}", "mixamo")
    checks = check(scene_reader.read_avatar(thing, shown), file, export_file.poses(shown))
    assert set(checks.values()) == {"ok"}, checks
    assert shown.poses.shape[0] == 9 and shown.bone_names == tuple(rig.data.bones.keys())
    ankle = shown.bone_names.index("mixamorig:LeftFoot")
    assert np.ptp(shown.poses[:, ankle, :3, 3], axis=0).max() < NEAR  # pulled feet stand while the hips sink


def test_a_clip_comes_onto_the_controls_and_goes_on_underneath(figure):
    from blender_addon.scene import control_rig, control_rig_pose

    thing, rig = figure
    scene = bpy.context.scene
    looked_at = range(600, 700, 9)
    before = np.array([poses(rig, frame) for frame in looked_at])
    made = control_rig.add(thing, rig, bpy.context.view_layer)
    control_rig.hold(rig, False)
    assert np.abs(np.array([poses(rig, frame) for frame in looked_at]) - before).max() < 1e-6
    control_rig_pose.bake(rig, made, scene, 600, 700, "rom")
    for value in (0.0, 1.0):
        switch(made, value)
        assert np.abs(np.array([poses(rig, frame) for frame in looked_at]) - before).max() < NEAR
    assert control_rig.is_holding(rig) and rig.animation_data.action is not None


def test_controls_stand_where_the_joints_of_a_changed_figure_are(addon_rooms, controls, figure):
    scene, _ = addon_rooms
    thing, rig = figure
    scene.update_avatar(thing, toy_avatar(scale=1.3))
    for control, bone in (("hand_ik.L", "LeftHand"), ("ORG-foot.R", "RightFoot"), ("index_2.L", "LeftHandIndex2")):
        ours = np.array(rig.data.bones[f"mixamorig:{bone}"].head_local)
        assert np.abs(np.array(controls.data.bones[control].head_local) - ours).max() < 1e-5
    at_rest = np.array([bone.matrix_local for bone in rig.data.bones])
    switch(controls, 1.0)
    assert np.abs(poses(rig) - at_rest).max() < NEAR


def test_rigify_takes_over_and_goes_without_a_trace():
    """In a process of its own, because Rigify leaves much of itself in one."""
    script = Path(__file__).with_name("rigify_alone.py")
    done = subprocess.run([sys.executable, "-P", str(script)], capture_output=True, text=True, timeout=300, check=False)
    assert done.stdout.strip().endswith("as it was"), done.stdout + done.stderr
