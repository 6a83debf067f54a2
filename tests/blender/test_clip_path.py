"""The way of a clip as a curve of the scene: drawn, shaped, followed, forgotten."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest
from bvh_text import bvh_text
from test_motion import backend, brought, places, select
from walking import walk

__all__ = ["backend"]
bpy: Any = importlib.import_module("bpy")
HIPS, TOE = "mixamorig:Hips", "mixamorig:LeftToeBase"


def test_a_clip_follows_the_curve_that_was_drawn_of_it_however_that_is_shaped(panel, person, tmp_path):
    from blender_addon import scene
    from blender_addon.jobs import clip_paths
    from blender_addon.scene import clips, ground_curve
    from blender_addon.scene.action import curves_of

    rig: Any = scene.armature_of(person)
    rig.location, rig.rotation_euler = (3.0, 1.0, 0.0), (0.0, 0.0, 0.5)
    bpy.context.view_layer.update()
    with pytest.raises(RuntimeError, match="No clip"):
        bpy.ops.galatea.draw_path()
    path = tmp_path / "walk.bvh"
    path.write_text(bvh_text(walk(60)))
    brought(str(path), steps="lock")
    before = places(rig, HIPS, TOE)
    curves = len(curves_of(rig.animation_data))
    bpy.ops.galatea.draw_path()
    drawn = ground_curve.of(rig.animation_data.action)
    assert bpy.context.view_layer.objects.active == drawn and not ground_curve.is_behind(drawn)
    ends = [drawn.matrix_world @ drawn.data.splines[0].bezier_points[n].co for n in (0, -1)]
    for end, place in zip(ends, before[[0, -1], 0], strict=True):
        assert np.linalg.norm(np.array(end)[:2] - place[:2]) < 0.25
    # the artist pulls the end aside; the loop of the panel has the clip follow it
    drawn.data.splines[0].bezier_points[-1].co.x += 1.0
    bpy.context.view_layer.update()
    assert ground_curve.is_behind(drawn)
    clip_paths.step(now=True)
    assert not ground_curve.is_behind(drawn)
    after = places(rig, HIPS, TOE)
    end = np.array(drawn.matrix_world @ drawn.data.splines[0].bezier_points[-1].co)
    assert np.linalg.norm(after[-1, 0, :2] - end[:2]) < 0.15 and np.linalg.norm(after[-1, 0] - before[-1, 0]) > 0.7
    assert np.abs(after[:, 1, 2].min() - before[:, 1, 2].min()) < 0.01
    made = rig.animation_data.action
    assert len(curves_of(rig.animation_data)) <= curves + 3 * 4
    # what the switches say stays
    bpy.ops.galatea.clip_in_place(on=True)
    drawn.data.splines[0].bezier_points[-1].co.x -= 0.3
    bpy.context.view_layer.update()
    bpy.ops.galatea.follow_path()
    assert clips.in_place(rig)
    bpy.ops.galatea.clip_in_place(on=False)
    select(person)
    bpy.ops.galatea.forget_path()
    assert ground_curve.of(made) is None and np.abs(places(rig, HIPS, TOE) - before).max() < 1e-4
    assert not [each for each in bpy.data.actions if "before its path" in each.name]
    with pytest.raises(RuntimeError, match="no path"):
        bpy.ops.galatea.follow_path()
