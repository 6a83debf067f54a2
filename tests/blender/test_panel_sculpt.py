"""What an artist or a job changed of an avatar goes on when its sliders are dragged and when words change it."""

from __future__ import annotations

import dataclasses

import bpy
import numpy as np
import pytest
from conftest import turn
from panel_helpers import drag, vertices
from test_changes import apply, backend, tiny  # noqa: F401 - fixtures
from toy_avatar import toy_avatar

DENT = 0.1


def sculpt(thing):
    """A few vertices are moved aside, as in Sculpt Mode."""
    moved = vertices(thing)
    moved[:4, 0] += DENT
    thing.data.shape_keys.key_blocks[0].points.foreach_set("co", moved.reshape(-1))
    thing.data.vertices.foreach_set("co", moved.reshape(-1))
    thing.data.update()


def dent(thing, height):
    """What of the mesh its sliders do not give."""
    return vertices(thing) - toy_avatar(scale=0.5 + height).mesh.vertices


def is_kept(found):
    return np.abs(found[:4, 0] - DENT).max() < 1e-3 and np.abs(found[4:]).max() < 1e-3


def test_a_drag_keeps_what_was_sculpted_while_and_after_it(panel, person):
    sculpt(person)
    panel.sliders["height"].set_value(0.8)
    turn(lambda: np.abs(dent(person, 0.8)[4:]).max() < 1e-3)
    assert is_kept(dent(person, 0.8)), "the live mesh"
    for height in (0.8, 0.3):
        drag(panel, "height", height) if height != 0.8 else turn(lambda: settled(person, 0.8))
        assert is_kept(dent(person, height)), "and the one after it"


def settled(person, height):
    from blender_addon.jobs import live_edit
    from blender_addon.state import avatars

    return not live_edit.active() and avatars.values(person)["height"] == pytest.approx(height)


def test_words_keep_it_too(panel, person):
    sculpt(person)
    bpy.ops.galatea.change(prompt="a tall man")
    assert is_kept(dent(person, 0.9))


def test_a_drag_of_an_avatar_that_nobody_changed_starts_from_none(panel, person, monkeypatch):
    from blender_addon.session import session

    sent, submit = [], session.connection.submit

    def noting(request, *rest, **named):
        sent.append(request)
        return submit(request, *rest, **named)

    monkeypatch.setattr(session.connection, "submit", noting)
    drag(panel, "height", 0.8)
    assert sent and all(getattr(request, "base", None) is None for request in sent)


def test_an_avatar_of_before_undo_is_not_taken_for_a_sculpt(panel, person):
    from blender_addon.jobs import base_avatars

    before = vertices(person)
    drag(panel, "height", 0.8)
    assert base_avatars.sculpt_of(person) is None
    for item in person.galatea.values:  # as undo brings them back
        if item.name == "height":
            item.value = 0.5
    person.data.shape_keys.key_blocks[0].points.foreach_set("co", before.reshape(-1))
    assert base_avatars.sculpt_of(person) is None


def test_a_texture_and_a_motion_that_jobs_gave_outlive_a_drag(tiny, panel, person):  # noqa: F811
    from blender_addon import scene

    apply(tiny, "stain", person)
    apply(tiny, "wave", person)
    drag(panel, "height", 0.8)
    (image,) = {node.image for node in person.active_material.node_tree.nodes if node.type == "TEX_IMAGE"}
    assert tuple(image.size) == (16, 16) and scene.clip.frames_of(person) is not None


def image_size(thing):
    (image,) = {node.image for node in thing.active_material.node_tree.nodes if node.type == "TEX_IMAGE"}
    return tuple(image.size)


@pytest.mark.parametrize("copied", (False, True))
def test_what_a_job_gave_one_figure_is_not_given_to_another_of_the_same_request(tiny, panel, person, copied):  # noqa: F811
    from blender_addon.jobs import event_loop
    from blender_addon.state import avatars

    bpy.ops.object.duplicate() if copied else bpy.ops.galatea.new_avatar()
    other = avatars.active()
    event_loop.advance()
    assert other != person and panel.uid == other.galatea.uid
    size = image_size(other)
    apply(tiny, "stain", person)
    drag(panel, "height", 0.8)
    assert image_size(person) == (16, 16) and image_size(other) == size


def test_what_a_job_gave_and_undo_took_back_does_not_return_with_a_drag(tiny, panel, person):  # noqa: F811
    before, material = person["galatea_avatar_id"], person.active_material
    person.data.materials[0] = material.copy()
    apply(tiny, "stain", person)
    person["galatea_avatar_id"], person.data.materials[0] = before, material  # as undo brings them back
    size = image_size(person)
    drag(panel, "height", 0.8)
    assert image_size(person) == size != (16, 16)


def test_a_motion_that_a_job_gave_can_be_taken_off(tiny, panel, person):  # noqa: F811
    from blender_addon import scene

    apply(tiny, "wave", person)
    apply(tiny, "stain", person)
    bpy.ops.galatea.clip(name="none")
    assert scene.clip.frames_of(person) is None and image_size(person) == (16, 16)
    drag(panel, "height", 0.8)
    assert scene.clip.frames_of(person) is None and image_size(person) == (16, 16)


def turned(person, bone):
    """How far a bone has turned from its rest in the middle of the wave; the scene has its rate."""
    from blender_addon import scene

    bpy.context.scene.frame_set(2)
    return abs(scene.armature_of(person).pose.bones[bone].matrix_basis.to_quaternion().angle)


@pytest.mark.parametrize("bones", (("mixamorig:LeftArm",), ("mixamorig:Head", "mixamorig:Hips")))
def test_a_motion_of_some_bones_outlives_a_drag(tiny, panel, person, bones):  # noqa: F811
    bpy.context.scene.render.fps = 24
    apply(tiny, "wave", person, bones=bones, rise=float("mixamorig:Hips" in bones))
    panel.note = ""
    for height in (0.8, 0.3):
        assert turned(person, bones[0]) == pytest.approx(2 * np.arccos(0.6), abs=1e-4)
        assert turned(person, "mixamorig:RightArm") == pytest.approx(0.0, abs=1e-4)
        drag(panel, "height", height)
    assert not panel.note


def test_a_motion_that_cannot_go_on_says_so_when_it_comes(tiny, panel, person):  # noqa: F811
    apply(tiny, "wave", person, bones=("mixamorig:LeftArm",))
    assert "This motion goes when the sliders" in panel.note and "Undo" in panel.note


def test_a_motion_of_a_key_of_the_artist_is_put_in(tiny, panel, person):  # noqa: F811
    from blender_addon import scene

    person.shape_key_add(name="mine")
    apply(tiny, "wave", person, keys=("mine",))
    assert scene.clip.frames_of(person) == (0, 4) and not panel.problem.message


def test_a_figure_that_a_job_changed_is_exported_with_its_id(tiny, panel, person, tmp_path):  # noqa: F811
    from blender_addon import api

    apply(tiny, "stain", person)
    for ending in ("glb", "fbx"):
        assert set(api.export(person, tmp_path / f"man.{ending}").values()) == {"ok"}


def test_a_figure_that_is_there_is_remembered_longer_than_many_that_are_gone(panel, person):
    from blender_addon.jobs import base_avatars
    from blender_addon.state.memory import memory

    sculpt(person)
    known = memory.of(base_avatars.BaseAvatars).known
    avatar = known[person["galatea_avatar_id"]].avatar
    for number in range(1, base_avatars.MOST + 4):
        base_avatars.remember(dataclasses.replace(avatar, avatar_id=f"{number:032x}"))
    assert len(known) == base_avatars.MOST + 1
    drag(panel, "height", 0.8)
    assert is_kept(dent(person, 0.8))


def test_what_is_sculpted_while_words_are_thought_about_is_kept(panel, person):
    from blender_addon.jobs import generating
    from blender_addon.session import session

    job = generating.from_words("a tall man", person)
    sculpt(person)
    turn(lambda: job.job_id not in session.connection.jobs)
    assert is_kept(dent(person, 0.9))
    drag(panel, "height", 0.3)
    assert is_kept(dent(person, 0.3)), "once, and not twice"


def test_what_is_sculpted_while_a_drag_waits_for_its_end_is_kept(panel, person):
    from blender_addon.jobs import live_edit
    from blender_addon.state.memory import memory

    panel.sliders["height"].set_value(0.8)
    turn(lambda: any(drag.settled for drag in memory.of(live_edit.LiveEdits).drags.values()))
    sculpt(person)
    turn(lambda: settled(person, 0.8))
    assert is_kept(dent(person, 0.8))
    drag(panel, "height", 0.3)
    assert is_kept(dent(person, 0.3)), "once, and not twice"


def test_a_sculpt_is_not_kept_twice_over_another_connection(panel, person, backend):  # noqa: F811
    from blender_addon import api
    from blender_addon._shared.protocol.client import Client
    from blender_addon.jobs import generating
    from blender_addon.session import session

    sculpt(person)
    job = generating.from_words("a tall man", person)
    with Client(*backend[:2]) as other:
        while job.job_id not in {info.job_id for info in other.jobs()}:
            pass
    session.connection.close()
    api.connect(*backend[:2])
    turn(lambda: settled(person, 0.9))
    assert is_kept(dent(person, 0.9))


def test_a_resumed_job_goes_on_with_what_the_backend_was_told_of_the_sculpt(panel, person, monkeypatch):
    from blender_addon.jobs import generating
    from blender_addon.session import session
    from blender_addon.session.job import Job
    from blender_addon.state.memory import memory

    sculpt(person)
    job = generating.from_words("a tall man", person)
    turn(lambda: job.job_id not in session.connection.jobs)
    assert not panel.problem.message and is_kept(dent(person, 0.9))
    memory.of(generating.BrokenJobs).known[job.job_id] = job
    resumed = Job(job.job_id, job.handler, job.uid, job.title, job.request)
    monkeypatch.setattr(session.connection, "resume", lambda *_, **__: resumed)
    assert generating.resume(job.job_id).sculpt is job.sculpt is not None


def test_strokes_between_two_live_answers_are_not_lost(panel, person):
    """The mesh follows, the artist sculpts, and goes on dragging before the drag is settled."""
    from blender_addon.jobs import live_edit

    panel.sliders["height"].set_value(0.7)
    turn(lambda: np.abs(dent(person, 0.7)).max() < 1e-3)
    sculpt(person)
    panel.sliders["height"].set_value(0.8)
    turn(lambda: np.abs(dent(person, 0.8)[4:]).max() < 1e-3)
    assert is_kept(dent(person, 0.8)), "the live mesh"
    turn(lambda: settled(person, 0.8))
    assert is_kept(dent(person, 0.8)), "and the one after it"
    panel.sliders["height"].set_value(0.3)
    turn(lambda: np.abs(dent(person, 0.3)[4:]).max() < 1e-3)
    moved = vertices(person)
    moved[4:8, 0] += DENT
    person.data.shape_keys.key_blocks[0].points.foreach_set("co", moved.reshape(-1))
    live_edit.give_up(person.galatea.uid)
    found = dent(person, 0.8)
    assert np.abs(found[:8, 0] - DENT).max() < 1e-3 and np.abs(found[8:]).max() < 1e-3, "nor with a drag given up"
