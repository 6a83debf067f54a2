"""Results that are no whole avatars go from a backend into the avatar that they are for, each as one step to undo."""

from __future__ import annotations

import dataclasses

import bpy
import numpy as np
import pytest
from conftest import backend_process, turn


@pytest.fixture(scope="module")
def backend(tmp_path_factory):
    with backend_process(tmp_path_factory.mktemp("changes"), "change_jobs:JOBS") as running:
        yield running


@pytest.fixture
def tiny(panel):
    """The lines of the tiny capabilities stand in the extension's table."""
    import tiny_changes

    from blender_addon._shared.protocol import table

    with table.added(table.Capability(**dataclasses.asdict(line)) for line in tiny_changes.LINES):
        yield tiny_changes


@pytest.fixture
def steps(monkeypatch):
    """The steps that can be undone, as they are pushed."""
    from blender_addon.state import undo

    told = []
    monkeypatch.setattr(undo, "push_step", told.append)
    return told


def asked(tiny, kind, person, **more):
    from blender_addon import scene
    from blender_addon.jobs import apply_change
    from blender_addon.state import avatars

    names = tuple(scene.armature.bone_names(scene.armature_of(person)))
    told = {"avatar_id": person["galatea_avatar_id"], "bones": names, "vertices": len(person.data.vertices), **more}
    request = getattr(tiny, f"{kind.title()}Request")(**told)
    job = apply_change.ask(request, person, kind)
    assert avatars.find(person.galatea.uid) == person
    return job


def apply(tiny, kind, person, **more):
    from blender_addon.session import session

    job = asked(tiny, kind, person, **more)
    turn(lambda: job.job_id not in session.connection.jobs)


def shown(thing, frame):
    bpy.context.scene.frame_set(frame)
    posed = thing.evaluated_get(bpy.context.evaluated_depsgraph_get())
    out = np.empty(len(thing.data.vertices) * 3, np.float32)
    posed.data.vertices.foreach_get("co", out)
    return out.reshape(-1, 3)


def test_a_motion_is_a_clip_of_the_avatar(tiny, panel, person, steps):
    from blender_addon import scene

    bpy.context.scene.render.fps = 24
    apply(tiny, "wave", person, keys=("jawOpen",))
    rig = scene.armature_of(person)
    assert steps == ["Galatea: wave"] and panel.note == "Only a wave." and not panel.problem.message
    assert scene.clip.frames_of(person) == (0, 4)
    bpy.context.scene.frame_set(2)
    root = next(bone for bone in rig.pose.bones if bone.parent is None)
    assert np.allclose(root.rotation_quaternion, (0.6, 0.8, 0, 0), atol=1e-6)
    assert np.allclose(root.matrix.translation - root.bone.head_local, (0, 0, 0.5), atol=1e-5)
    assert person.data.shape_keys.key_blocks["jawOpen"].value == pytest.approx(0.5)


def test_a_texture_takes_the_place_of_the_albedo(tiny, panel, person, steps):
    apply(tiny, "stain", person)
    (image,) = {node.image for node in person.active_material.node_tree.nodes if node.type == "TEX_IMAGE"}
    pixels = np.empty(len(image.pixels), np.float32)
    image.pixels.foreach_get(pixels)
    assert tuple(image.size) == (16, 16) and (pixels.reshape(-1, 4) == (0, 1, 0, 1)).all()
    assert steps == ["Galatea: stain"]


def test_where_the_artist_has_another_material_it_stays_and_that_is_told(tiny, panel, person, steps):
    own = bpy.data.materials.new("mine")
    person.data.materials[0] = own
    apply(tiny, "stain", person)
    assert person.active_material == own and "Not shown" in panel.note and "albedo" in panel.note


def test_slider_values_make_the_mesh_that_they_say(tiny, panel, person, steps):
    from blender_addon.session import session
    from blender_addon.state import avatars

    before = shown(person, 0)
    apply(tiny, "stretch", person, height=0.9)
    turn(lambda: not session.connection.jobs)
    assert avatars.values(person)["height"] == pytest.approx(0.9)
    assert shown(person, 0)[:, 2].max() > before[:, 2].max() + 0.3 and len(steps) == 1


def test_parameters_stand_on_the_avatar(tiny, panel, person, steps):
    from blender_addon.scene import changes

    apply(tiny, "guess", person)
    told = changes.parameters(person)
    assert told["betas"].shape == (10,) and told["pose"].shape == (2, 3) and told["betas"][-1] == 1.0
    assert steps == ["Galatea: guess"]


def test_a_moving_mesh_moves_between_its_frames_and_its_face_goes_along(tiny, panel, person, steps):
    bpy.context.scene.render.fps = 48
    jaw = len(person.data.shape_keys.key_blocks)
    apply(tiny, "ripple", person)
    heights = [shown(person, frame)[:, 2] for frame in (-5, 0, 1, 2, 4, 9)]
    assert [float(z.mean()) for z in heights] == pytest.approx([0, 0, 0.5, 1, 2, 2], abs=1e-5)
    assert all(np.ptp(z) < 1e-5 for z in heights) and steps == ["Galatea: ripple"]
    apply(tiny, "ripple", person)
    assert len(person.data.shape_keys.key_blocks) == jaw + 3, "it took the place of the one before"


def test_what_does_not_fit_is_told_and_changes_nothing(tiny, panel, person, steps):
    from blender_addon.state import properties

    count = len(person.data.shape_keys.key_blocks)
    for kind, more in (("wave", {"bones": ("wing",)}), ("wave", {"keys": ("tail",)}), ("ripple", {"vertices": 3})):
        properties.forget_problem()
        apply(tiny, kind, person, **more)
        assert panel.problem.message and panel.problem.hint and len(person.data.shape_keys.key_blocks) == count
    assert not steps


def test_a_change_waits_until_the_artist_has_left_edit_mode(tiny, panel, person, steps):
    from blender_addon.jobs import held_results

    bpy.context.view_layer.objects.active = person
    bpy.ops.object.mode_set(mode="EDIT")
    job = asked(tiny, "guess", person)
    turn(lambda: held_results.waits(job))
    assert "galatea_parameters" not in person and "Leave Edit" in panel.note
    bpy.ops.object.mode_set(mode="OBJECT")
    turn(lambda: "galatea_parameters" in person)
    assert steps == ["Galatea: guess"]


def test_what_was_finished_while_blender_was_closed_goes_into_its_avatar(tiny, panel, person, backend, tmp_path):
    """The file remembers the job that works for the avatar."""
    from panel_helpers import restart

    from blender_addon.session import session
    from blender_addon.state import avatars

    uid = person.galatea.uid
    asked(tiny, "stain", person)
    file = tmp_path / "a.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(file))
    restart(*backend[:2], file=file)
    turn(lambda: not session.connection.jobs)
    person = avatars.find(uid)
    (image,) = {node.image for node in person.active_material.node_tree.nodes if node.type == "TEX_IMAGE"}
    assert tuple(image.size) == (16, 16) and person.galatea.job == ""
