"""Poses in the scene: one of several is put on, keyed and drawn in the panel; a library of poses becomes assets."""

from __future__ import annotations

import importlib
import types
from typing import Any

import numpy as np
import pytest

bpy: Any = importlib.import_module("bpy")


@pytest.fixture
def rig(person):
    from blender_addon.scene import armature_of

    return armature_of(person)


def results(rig, count=3):
    """Poses whose bones are bent by 0, 90, … degrees about X."""
    from blender_addon._shared.protocol.changes import PosesResult
    from blender_addon._shared.protocol.results import Provenance
    from blender_addon.scene.armature import bone_names

    names = tuple(bone_names(rig))
    half = np.radians(90.0 * np.arange(count) / 2.0)
    rotations = np.zeros((count, len(names), 4), np.float32)
    rotations[..., 0], rotations[..., 1] = np.cos(half)[:, None], np.sin(half)[:, None]
    return PosesResult(
        provenance=Provenance(request={}, seed=0, models={}, versions={}),
        names=tuple(f"{n + 1} words" for n in range(count)),
        root_translation=np.tile(np.float32((0.0, 0.0, -0.25)), (count, 1)),
        rotations=rotations,
        bone_names=names,
        pictures={f"pose_{n + 1}": np.full((32, 16, 3), 40 * n, np.uint8) for n in range(count)},
    )


def angles(rig):
    return {round(np.degrees(bone.rotation_quaternion.angle)) for bone in rig.pose.bones}


def test_a_result_puts_its_first_pose_on_and_others_are_chosen(person, rig):
    from blender_addon.scene.changes import apply_change
    from blender_addon.state import found_poses

    result = results(rig)
    bpy.context.view_layer.objects.active = person
    assert apply_change(person, result) == "" and angles(rig) == {0}
    found_poses.keep(person.galatea.uid, result)
    assert bpy.ops.galatea.put_pose(index=2) == {"FINISHED"}
    assert angles(rig) == {90} and found_poses.shown(person.galatea.uid) == 1
    bpy.context.view_layer.update()
    root = next(bone for bone in rig.pose.bones if bone.parent is None)
    assert root.head.z - root.bone.head_local.z == pytest.approx(-0.25, abs=1e-5)
    assert rig.animation_data is None or rig.animation_data.action is None
    bpy.context.scene.frame_set(12)
    assert bpy.ops.galatea.put_pose(index=3, keyed=True) == {"FINISHED"}
    assert tuple(rig.animation_data.action.frame_range) == (12.0, 12.0)
    with pytest.raises(RuntimeError, match="not for the bones"):
        bpy.ops.galatea.put_pose(index=9)


def test_no_words_and_no_armature_are_told(person, rig):
    bpy.context.view_layer.objects.active = person
    with pytest.raises(RuntimeError, match="no words"):
        bpy.ops.galatea.pose(prompt="  ")
    for modifier in [each for each in person.modifiers if each.type == "ARMATURE"]:
        person.modifiers.remove(modifier)
    person.parent = None
    with pytest.raises(RuntimeError, match="no armature"):
        bpy.ops.galatea.pose(prompt="waving")
    with pytest.raises(RuntimeError, match="no armature"):
        bpy.ops.galatea.pose_library()


def test_the_library_is_twenty_assets_and_leaves_the_figure_alone(new_figure):
    from blender_addon.scene import armature_of

    thing = new_figure()
    rig = armature_of(thing)
    bpy.context.view_layer.objects.active = thing
    before = [tuple(bone.rotation_quaternion) for bone in rig.pose.bones]
    assert bpy.ops.galatea.pose_library() == {"FINISHED"}
    assert bpy.ops.galatea.pose_library() == {"FINISHED"}  # again: those of before go
    made = [each for each in bpy.data.actions if each.asset_data is not None]
    assert len(made) == 20 and {"T-pose", "Sit", "Run"} <= {each.name for each in made}
    assert [tuple(bone.rotation_quaternion) for bone in rig.pose.bones] == before
    assert rig.animation_data is None or rig.animation_data.action is None
    sit = bpy.data.actions["Sit"]
    data = rig.animation_data_create()
    data.action = sit
    if hasattr(data, "action_slot"):
        data.action_slot = sit.slots[0]
    bpy.context.scene.frame_set(1)
    bpy.context.view_layer.update()
    knee, hip = (rig.pose.bones[f"mixamorig:Left{part}"].head for part in ("Leg", "UpLeg"))
    assert abs(knee.z - hip.z) < 0.15 and knee.y < hip.y - 0.25  # the thigh lies, to the front


def test_the_panel_draws_words_and_candidates(person, rig):
    from blender_addon.panels import motion
    from blender_addon.state import found_poses

    found_poses.keep(person.galatea.uid, results(rig))
    drawn: list[str] = []

    class Layout(types.SimpleNamespace):
        def __getattr__(self, name):
            def call(*arguments, **named):
                drawn.append(" ".join(map(str, [name, *(arguments[1:2] if name == "prop" else arguments)])))
                return Layout()

            return call

    motion._draw_poses(bpy.context, Layout(), person)
    assert "prop pose_words" in drawn and drawn.count("operator galatea.put_pose") == 3
