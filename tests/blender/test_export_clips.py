"""Several clips of a figure in one file, each read back; who carries the way over the ground; other frame rates."""

from __future__ import annotations

import dataclasses
import importlib
from typing import Any

import numpy as np
import pytest
from reading_back import check, contents_of, wrong
from test_export_layout import HIPS, walking
from test_scene_export import addon_rooms

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
