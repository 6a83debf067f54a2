"""Several clips of a figure in one file, each read back; who carries the way over the ground; other frame rates."""

from __future__ import annotations

import dataclasses
import importlib
from typing import Any

import numpy as np
import pytest
from corrected_avatar import corrected
from reading_back import check, contents_of, wrong
from test_export_layout import HIPS, walking
from test_scene_export import addon_rooms
from toy_avatar import toy_avatar

from backend.figure.root_motion import as_carried
from backend.figure.twist_bones import with_twist_bones
from backend.protocol.results import Motion
from rigging.rotations import quaternions_from_axis

__all__ = ["addon_rooms"]
bpy: Any = importlib.import_module("bpy")

NAMES = ("stroll", "leap")


@pytest.fixture
def figure(addon, addon_rooms):
    """A figure on which one clip plays and another, shorter one waits; the artist has turned the head unkeyed."""
    from blender_addon.scene import clip, clips

    scene, export = addon_rooms
    bpy.context.scene.render.fps = 30
    avatar = walking(frames=12)
    thing = scene.build_avatar(bpy.context, dataclasses.replace(avatar, motion=None))
    rig = scene.armature_of(thing)
    other = dataclasses.replace(walking(seed=1, frames=7).motion, name="leap")
    other.shape_key_curves[3:, avatar.shape_keys.names.index("jawOpen")] = 0.7
    names = avatar.rig.bone_names, avatar.shape_keys.names
    for motion in (other, avatar.motion):
        clips.put_by(thing, rig)
        clip.write_motion(bpy.context.scene, thing, rig, motion, *names)
    bpy.context.scene.frame_set(3)
    rig.pose.bones["mixamorig:Head"].rotation_quaternion = (0.8, 0.0, 0.6, 0.0)
    bpy.context.view_layer.update()
    return export, thing, rig, {"stroll": avatar.motion, "leap": other}


def state(thing, rig):
    data = rig.animation_data
    keys = thing.data.shape_keys.animation_data
    return (
        data.action, keys.action, [(t.name, t.mute, [s.action for s in t.strips]) for t in data.nla_tracks],
        [tuple(bone.rotation_quaternion) for bone in rig.pose.bones], len(bpy.data.actions), len(bpy.data.objects),
        len(bpy.data.meshes), len(bpy.data.armatures), len(bpy.data.scenes), bpy.context.scene.frame_current,
    )  # fmt: skip


def read_back(thing, clips, path, one, **asked):
    """Checks of a file with these clips: the first as the avatar's own."""
    from blender_addon.export import export_file, scene_reader

    further = [(scene_reader.motion_of(each), export_file.poses(each)) for each in clips[1:]]
    return check(scene_reader.read_avatar(thing, clips[0]), path, export_file.poses(clips[0]), further=further, **asked)


@pytest.mark.parametrize(("ending", "carried"), [("fbx", "hips"), ("fbx", "root"), ("glb", "root"), ("glb", "none")])
def test_all_clips_go_into_one_file_and_each_is_as_it_plays(figure, tmp_path, ending, carried):
    export, thing, rig, motions = figure
    before = state(thing, rig)
    clips = export.sample_all(thing, 0.0, carried)
    path = export.export_shown(thing, export.one_after_the_other(clips), tmp_path / f"all.{ending}", "unreal")
    assert state(thing, rig) == before
    assert [each.name for each in clips] == list(NAMES)
    for each in clips:
        assert len(each.poses) == len(motions[each.name].rotations)
    if carried == "hips":
        assert np.abs(clips[1].moved.rotations - motions["leap"].rotations).max() < 1e-5
    checks = read_back(thing, clips, path, True, preset="unreal", root_motion=carried)
    assert wrong(checks) == {} and "leap: poses" in checks and ("root_motion" in checks) == (carried != "hips")
    found = contents_of(path)
    assert found.layout.clips == NAMES
    assert np.allclose(found.clip_seconds, (0.0, 11 / 30, 0.0, 6 / 30), atol=1e-4)
    roots = [node.name for node in found.layout.nodes if node.kind == "bone" and node.parent in ("", "Armature")]
    assert roots == ["root" if carried == "root" else HIPS]
    # the clips told apart: what is meant by one is not what the other has
    swapped = wrong(read_back(thing, (clips[0], dataclasses.replace(clips[0], name="leap")), path, True,
                              preset="unreal", root_motion=carried))  # fmt: skip
    assert {"leap: clip", "leap: poses"} <= set(swapped)


def test_the_root_bone_goes_where_the_hips_go_and_turns_with_them(figure):
    export, thing, _, _ = figure
    plain, rooted = export.sample(thing), export.sample(thing, 0.0, "root")
    assert rooted.bone_names[0] == "root" and rooted.parents[1] == 0
    assert np.abs(rooted.poses[:, 1:] - plain.poses).max() < 1e-9
    root, hips = rooted.poses[:, 0, :3, 3], plain.poses[:, 0, :3, 3]
    assert np.abs(root[:, 2]).max() < 1e-9 and np.linalg.norm(root[-1] - root[0]) > 0.5
    apart = np.linalg.norm(root[:, :2] - hips[:, :2], axis=1)
    assert apart.max() < 0.2
    stays = export.sample(thing, 0.0, "none").poses[:, 0, :3, 3]
    assert np.linalg.norm(stays[-1, :2] - stays[0, :2]) < 0.1 and np.abs(stays[:, 2] - hips[:, 2]).max() < 1e-9


def test_a_file_has_the_frames_a_second_that_are_asked_for(figure, tmp_path):
    export, thing, _, _ = figure
    fps = 120.0
    clips = export.sample_all(thing, fps)
    path = export.export_shown(thing, export.one_after_the_other(clips), tmp_path / "fast.fbx")
    assert wrong(read_back(thing, clips, path, True)) == {}
    assert [len(each.poses) for each in clips] == [int(np.ceil(n / 30 * fps)) + 1 for n in (11, 6)]
    whole = export.sample_all(thing)
    assert np.abs(clips[0].poses[0] - whole[0].poses[0]).max() < 1e-6
    assert np.abs(clips[1].poses[-1] - whole[1].poses[-1]).max() < 1e-6


@pytest.fixture(scope="module")
def twisting():
    """The toy with corrective shapes of which two are of twists, whose left arm twists in its clip."""
    avatar = corrected(toy_avatar())
    turns = np.zeros((9, len(avatar.rig.bone_names), 4), np.float32)
    turns[..., 0] = 1.0
    angles = np.linspace(0.0, 1.4, 9)
    for bone, axis, share in (
        ("LeftArm", "y", -0.5),
        ("LeftForeArm", "y", 0.5),
        ("LeftHand", "y", 1.0),
        ("Hips", "z", 1),
    ):
        turns[:, avatar.rig.bone_names.index(f"mixamorig:{bone}")] = quaternions_from_axis(axis, share * angles)
    return dataclasses.replace(avatar, motion=Motion(
        name="wave", fps=30.0, root_translation=np.linspace((0, 0, 0), (0.2, -0.9, 0), 9, dtype=np.float32),
        rotations=turns, shape_key_curves=np.tile(avatar.shape_keys.values, (9, 1)),
    ))  # fmt: skip


@pytest.mark.parametrize(("ending", "carried"), [("fbx", "hips"), ("fbx", "root"), ("glb", "root")])
def test_twist_bones_are_in_the_file_alone_keyed_with_the_clip(addon, addon_rooms, twisting, tmp_path, ending, carried):
    """Their skin hangs on them, their clip turns them, and no corrective shape mends what they do not wring."""
    from blender_addon.export import export_file, scene_reader

    scene, export = addon_rooms
    bpy.context.scene.render.fps = 30
    thing = scene.build_avatar(bpy.context, twisting)
    before = (len(bpy.data.armatures), len(thing.vertex_groups), len(thing.data.shape_keys.key_blocks))
    shown = export.sample(thing, 0.0, carried, True)
    path = export.export_shown(thing, shown, tmp_path / f"twists.{ending}", "unreal")
    assert before == (len(bpy.data.armatures), len(thing.vertex_groups), len(thing.data.shape_keys.key_blocks))
    assert len(scene.armature_of(thing).data.bones) == len(twisting.rig.bone_names)
    here, asked = scene_reader.read_avatar(thing, shown), {"preset": "unreal", "root_motion": carried}
    checks = check(here, path, export_file.poses(shown), twist_bones=True, **asked)
    assert wrong(checks) == {} and checks["twist_bones"] == "ok"
    assert {"arm bent", "leg forward"} <= set(here.shape_keys.names) and "arm twisted in" not in here.shape_keys.names
    found = contents_of(path)
    parents = dict(zip(found.bone_names, found.bone_parents, strict=True))
    assert parents["lowerarm_twist_03_l"] == "mixamorig:LeftForeArm" and len(parents) == 87 + (carried == "root")
    turned = {channel.node for channel in found.layout.channels if channel.kind == "rotation"}
    assert {"lowerarm_twist_03_l", "upperarm_twist_02_l"} <= turned and "calf_twist_01_l" not in turned
    hung = {found.bone_names[bone] for bone in found.weight_bones}
    assert {"lowerarm_twist_01_r", "upperarm_twist_01_l", "thigh_twist_02_r", "calf_twist_02_l"} <= hung
    # of the backend's own reckoning: the same bones, weights, keys and poses
    meant, poses = as_carried(with_twist_bones(twisting), carried)
    assert wrong(check(meant, path, poses, twist_bones=True, **asked)) == {}
    assert "twist_bones" in wrong(check(*as_carried(twisting, carried)[:1], path, twist_bones=True, **asked))
    with pytest.raises(ValueError, match="Mixamo moves no twist bones; Unreal and Blender do"):
        export.export_shown(thing, shown, tmp_path / "mixamo.fbx")
