"""A clip has whole frames from zero on, at any rate and from any frame of the scene."""

from __future__ import annotations

import dataclasses

import bpy
import numpy as np
import pytest
from reading_back import check
from test_scene_export import addon_rooms
from toy_avatar import toy_avatar, with_clip

__all__ = ["addon_rooms"]

RATES = {
    "12": (12, 1.0),
    "23.976": (24, 1.001),
    "24": (24, 1.0),
    "24 of 30": (30, 1.25),
    "29.97": (30, 1.001),
    "60": (60, 1.0),
    "120": (120, 1.0),
    "7.5": (15, 2.0),
}


def figure(scene, rate, frames):
    bpy.context.scene.render.fps, bpy.context.scene.render.fps_base = rate
    return scene.build_avatar(bpy.context, with_clip(toy_avatar(), frames=frames))


@pytest.mark.parametrize("ending", ["fbx", "glb"])
@pytest.mark.parametrize("rate", RATES.values(), ids=RATES.keys())
def test_a_clip_of_thirty_frames_a_second_in_a_scene_of_another_rate(addon, addon_rooms, tmp_path, rate, ending):
    """Its keys lie between the scene's frames; its last frame is the first whole one after its end."""
    from blender_addon.export import export_file, scene_reader

    scene, export = addon_rooms
    thing = figure(scene, rate, frames=50)
    shown = export.sample(thing)
    assert shown.fps == pytest.approx(rate[0] / rate[1])
    assert len(shown.poses) - 1 == int(np.ceil(49 / 30 * shown.fps - 1e-4))
    assert np.abs(shown.poses[-1] - shown.poses[0]).max() > 0.01
    checks = check(
        scene_reader.read_avatar(thing, shown),
        export.export_shown(thing, shown, tmp_path / f"clip.{ending}"),
        export_file.poses(shown),
    )
    assert set(checks.values()) == {"ok"}, checks


@pytest.mark.parametrize("ending", ["fbx", "glb"])
@pytest.mark.parametrize("start", [-40, 1, 101])
def test_an_action_that_starts_anywhere_gives_a_clip_that_starts_at_zero(addon, addon_rooms, tmp_path, start, ending):
    from blender_addon.export import export_file, scene_reader
    from blender_addon.scene.action import curves_of

    scene, export = addon_rooms
    thing = figure(scene, (30, 1.0), frames=40)
    bpy.context.scene.frame_start, bpy.context.scene.frame_end = 1, 250
    avatar = scene_reader.read_avatar(thing, export.sample(thing))
    for owner in (scene.armature_of(thing), thing.data.shape_keys):
        for curve in curves_of(owner.animation_data):
            for point in curve.keyframe_points:
                point.co.x += start
            curve.update()
    shown = export.sample(thing)
    file = export.export_shown(thing, shown, tmp_path / f"clip.{ending}")
    for wanted in (scene_reader.read_avatar(thing, shown), avatar):
        checks = check(wanted, file, export_file.poses(shown))
        assert set(checks.values()) == {"ok"}, checks


def test_a_clip_at_the_scenes_own_rate_has_as_many_frames_as_before(addon_rooms):
    from blender_addon.export import frames

    scene, _ = addon_rooms
    avatar = with_clip(toy_avatar())
    for rate in RATES.values():
        own = dataclasses.replace(avatar, motion=dataclasses.replace(avatar.motion, fps=rate[0] / rate[1]))
        scene.rate.write(bpy.context.scene, own.motion.fps)
        thing = scene.build_avatar(bpy.context, own)
        found = frames.find(bpy.context.scene, thing, scene.armature_of(thing)).frames
        assert found == range(len(avatar.motion.rotations))


def test_the_action_in_the_scene_ends_on_a_whole_frame_too(addon_rooms):
    """Blender's own glTF export, and other programs' of the .blend, cut what comes after the last whole frame."""
    scene, _ = addon_rooms
    for rate in RATES.values():
        thing = figure(scene, rate, frames=50)
        first, last = scene.armature_of(thing).animation_data.action.frame_range
        assert first == 0 and last == int(np.ceil(49 / 30 * rate[0] / rate[1] - 1e-3))


def test_a_stray_key_far_away_is_told_before_anything_is_sampled(addon_rooms, tmp_path):
    scene, export = addon_rooms
    thing = figure(scene, (30, 1.0), frames=20)
    rig = scene.armature_of(thing)
    rig.keyframe_insert("location", frame=900_000)
    with pytest.raises(ValueError, match="to 900,000, and at most 36,000"):
        export.export(thing, tmp_path / "one.fbx")
    action = rig.animation_data.action
    action.use_frame_range, action.frame_start, action.frame_end = True, 3, 9
    assert len(export.sample(thing).poses) == 20, "the face has its own action"
    thing.data.shape_keys.animation_data_clear()
    assert len(export.sample(thing).poses) == 7
