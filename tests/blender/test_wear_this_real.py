"""Wear this with the real body: what was made around a posed figure elsewhere fits it, and follows its sliders."""

from __future__ import annotations

import bpy
import numpy as np
import pytest


@pytest.fixture
def figure(new_figure):
    from blender_addon._shared.protocol.requests import Look, Worn

    return new_figure(look=Look(worn=(Worn(slot="top", piece="t_shirt"),), unsaid="bare"))


def seen(thing):
    """(V, 3) metres in the world, as it is posed."""
    shown = thing.evaluated_get(bpy.context.evaluated_depsgraph_get())
    mesh = shown.to_mesh()
    points = np.array([shown.matrix_world @ vertex.co for vertex in mesh.vertices])
    shown.to_mesh_clear()
    return points


def test_what_was_made_around_a_posed_figure_is_worn_as_it_was_and_follows_the_sliders(figure):
    from blender_addon import api, scene
    from blender_addon.state import avatars

    rig = avatars.rig(figure)
    rig.location, rig.rotation_euler = (2.0, 1.0, 0.5), (0.0, 0.0, 0.8)
    rig.pose.bones["mixamorig:LeftArm"].rotation_quaternion = (0.9, 0.0, 0.0, 0.436)
    bpy.context.view_layer.update()
    shirt = scene.parts.of(figure)["T-shirt"]
    graph = bpy.context.evaluated_depsgraph_get()
    data = bpy.data.meshes.new_from_object(shirt.evaluated_get(graph))
    made = bpy.data.objects.new("My Shirt", data)
    bpy.context.scene.collection.objects.link(made)
    made.matrix_world = shirt.matrix_world
    before = seen(made)
    assert api.wear_this(figure, made, slot="top") == "my_shirt"
    assert set(scene.parts.of(figure)) == {"My Shirt"}
    worn = scene.parts.of(figure)["My Shirt"]
    away = np.linalg.norm(seen(worn) - before, axis=1)
    assert np.quantile(away, 0.95) < 0.01 and np.median(away) < 0.003
    wide = np.ptp(seen(worn)[:, :2], axis=0)
    api.set_sliders(figure, weight=1.0)
    assert (np.ptp(seen(scene.parts.of(figure)["My Shirt"])[:, :2], axis=0) > wide).any()
    other = api.new_avatar(preview_size=0, texture_size=256, sliders={"age": 0.2})
    api.wear(other, "my_shirt")
    assert "My Shirt" in scene.parts.of(other)


def test_a_figure_on_soles_is_known_again_after_its_file_was_reopened(figure, real, tmp_path):
    """It stands higher than on its feet, and nobody sculpted it."""
    from conftest import turn

    from blender_addon import api
    from blender_addon.jobs import base_avatars, plain_bodies
    from blender_addon.session import session
    from blender_addon.state import avatars, properties
    from blender_addon.state.memory import memory

    barefoot = seen(figure)[:, 2].min()
    api.wear(figure, "boots")
    assert seen(figure)[:, 2].min() > barefoot + 0.005
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "a.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "a.blend"))
    memory.of(base_avatars.BaseAvatars).known.clear()
    (thing,) = avatars.everyone()
    assert plain_bodies.look_at(thing)
    turn(lambda: not session.connection.jobs)
    assert base_avatars.is_known(thing) and base_avatars.sculpt_of(thing) is None
    assert "sculpted" not in properties.panel().note
