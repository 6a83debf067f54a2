"""A clip of ours that comes and goes leaves an avatar exactly as it was, and the scene's frames too."""

from __future__ import annotations

import bpy
import pytest

BONES = ("mixamorig:Spine1", "mixamorig:LeftArm", "mixamorig:Hips", "mixamorig:Head")


def state(thing):
    """Everything that a clip could move, to the last bit."""
    from blender_addon.state import avatars

    rig, scene = avatars.rig(thing), bpy.context.scene
    owners = (rig, thing.data.shape_keys)
    animated = [owner.animation_data for owner in owners]
    bones = {
        bone.name: (
            bone.rotation_mode,
            *(tuple(getattr(bone, channel)) for channel in ("location", "rotation_quaternion", "rotation_euler")),
            *(tuple(getattr(bone, channel)) for channel in ("rotation_axis_angle", "scale")),
        )
        for bone in rig.pose.bones
    }
    played = [
        data and (data.action, getattr(data, "action_slot", None), data.action_blend_type, data.action_influence)
        for data in animated
    ]
    face = {block.name: block.value for block in thing.data.shape_keys.key_blocks}
    return bones, face, played, (scene.frame_start, scene.frame_end), sorted(a.name for a in bpy.data.actions)


def pose(thing):
    from blender_addon.state import avatars

    rig = avatars.rig(thing)
    spine, arm, hips, head = (rig.pose.bones[name] for name in BONES)
    spine.rotation_quaternion = (0.9, 0.1, 0.2, 0.3)
    arm.rotation_mode, arm.rotation_euler = "XZY", (0.1, 0.2, 0.3)
    head.rotation_mode, head.rotation_axis_angle = "AXIS_ANGLE", (0.7, 0.0, 0.6, 0.8)
    hips.location, hips.scale = (0.1, 0.2, 0.3), (1.0, 1.1, 1.0)
    for name, value in (("jawOpen", 1 / 3), ("mouthSmileLeft", 0.0123456)):
        thing.data.shape_keys.key_blocks[name].value = value


def nothing(thing):
    pass


def key(thing):
    """The artist's own actions, played at half strength."""
    from blender_addon.state import avatars

    rig = avatars.rig(thing)
    for frame in (3, 30):
        rig.pose.bones[BONES[0]].keyframe_insert("rotation_quaternion", frame=frame)
        thing.data.shape_keys.key_blocks["jawOpen"].keyframe_insert("value", frame=frame)
    rig.animation_data.action_influence, rig.animation_data.action_blend_type = 0.5, "COMBINE"


@pytest.mark.parametrize("own", [nothing, key])
@pytest.mark.parametrize("frame", [1, 11])
def test_adding_and_removing_gives_back_exactly_what_was_there(panel, person, own, frame):
    pose(person)
    own(person)
    before = state(person)
    bpy.ops.galatea.clip(name="rom")
    bpy.context.scene.frame_set(frame)
    assert state(person)[0] != before[0] and state(person)[2] != before[2]
    bpy.ops.galatea.clip(name="none")
    assert state(person) == before


def test_sliders_and_the_scenes_frames_in_between_change_nothing_of_that(panel, person):
    scene = bpy.context.scene
    scene.frame_start, scene.frame_end = 5, 9
    pose(person)
    before = state(person)
    bpy.ops.galatea.clip(name="rom")
    assert (scene.frame_start, scene.frame_end) == (5, 9), "nothing is set unasked"
    bpy.ops.galatea.clip_frames()
    assert (scene.frame_start, scene.frame_end) == (0, 16)
    scene.frame_set(7)
    bpy.ops.galatea.set_sliders(values='{"height": 0.8}')
    assert (scene.frame_start, scene.frame_end) == (0, 16)
    bpy.ops.galatea.clip(name="none")
    assert state(person) == before


def test_frames_that_the_artist_set_since_stay(panel, person):
    scene = bpy.context.scene
    bpy.ops.galatea.clip(name="rom")
    bpy.ops.galatea.clip_frames()
    scene.frame_end = 77
    bpy.ops.galatea.clip(name="none")
    assert (scene.frame_start, scene.frame_end) == (0, 77)


def test_a_face_that_is_set_while_the_clip_plays_is_the_face_afterwards(panel, person):
    bpy.ops.galatea.clip(name="rom")
    bpy.context.scene.frame_set(11)
    from blender_addon import api

    api.expression(person, jawOpen=0.75)
    bpy.context.scene.frame_set(3)
    bpy.ops.galatea.clip(name="none")
    assert person.data.shape_keys.key_blocks["jawOpen"].value == 0.75


def test_the_clip_goes_back_after_the_file_was_closed_and_bones_were_renamed(panel, person, tmp_path):
    from blender_addon.state import avatars

    pose(person)
    before = state(person)
    bpy.ops.galatea.clip(name="rom")
    avatars.rig(person).pose.bones[BONES[0]].name = "mine"
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "one.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "one.blend"))
    again = next(avatars.everyone())
    bpy.context.scene.frame_set(9)
    bpy.ops.galatea.clip(name="none")
    avatars.rig(again).pose.bones["mine"].name = BONES[0]
    assert state(again) == before
