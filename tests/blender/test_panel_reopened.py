"""What was sculpted of an avatar in a session of before goes on in the next, though that has not seen it made."""

from __future__ import annotations

import bpy
import numpy as np
import pytest
from conftest import turn
from panel_helpers import drag, restart, under_way, vertices
from test_changes import apply, backend, tiny  # noqa: F401 - fixtures
from test_panel_sculpt import dent, is_kept, sculpt, settled


@pytest.fixture
def reopened(panel, person, backend, tmp_path):  # noqa: F811
    """A function that saves the file and opens it in a session that knows nothing; gives the panel and the avatar."""

    def again():
        from blender_addon.jobs import base_avatars, plain_bodies
        from blender_addon.state import avatars
        from blender_addon.state.memory import memory

        bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "kept.blend"))
        memory.of(base_avatars.BaseAvatars).known.clear()
        memory._parts.pop(plain_bodies.PlainBodies, None)
        restart(*backend[:2], file=tmp_path / "kept.blend")
        from blender_addon.state import properties

        (thing,) = avatars.everyone()
        turn(lambda: properties.panel().uid == thing.galatea.uid)
        return properties.panel(), thing

    return again


def plain_jobs():
    from blender_addon.jobs import plain_bodies

    return under_way(plain_bodies.PlainBody)


def test_the_first_drag_keeps_it_and_the_next(person, reopened):
    sculpt(person)
    panel, thing = reopened()
    panel.sliders["height"].set_value(0.8)
    turn(lambda: np.abs(dent(thing, 0.8)[4:]).max() < 1e-3)
    assert is_kept(dent(thing, 0.8)), "the live mesh"
    turn(lambda: settled(thing, 0.8))
    assert is_kept(dent(thing, 0.8)), "and the one after it"
    drag(panel, "height", 0.3)
    assert is_kept(dent(thing, 0.3)) and not panel.note and not panel.problem.message


def test_it_is_known_before_the_first_drag_which_waits_for_nothing(person, reopened):
    from blender_addon.jobs import base_avatars, event_loop, live_edit, plain_bodies

    sculpt(person)
    panel, thing = reopened()
    event_loop.tick()
    assert len(plain_jobs()) == 1
    turn(lambda: not plain_jobs())
    assert is_kept(base_avatars.sculpt_of(thing)) and not panel.note
    event_loop.tick()
    panel.sliders["height"].set_value(0.8)
    event_loop.advance()
    assert [type(job.handler) for job in under_way(live_edit.LiveShape, plain_bodies.PlainBody)] == [
        live_edit.LiveShape
    ]


@pytest.mark.parametrize("look", (False, True))
def test_words_and_colours_keep_it(person, reopened, look):
    sculpt(person)
    panel, thing = reopened()
    if look:
        panel.look.skin_tone = 0.9
        turn(lambda: thing.galatea.look.skin_tone == pytest.approx(0.9))
        assert is_kept(dent(thing, 0.5))
    else:
        bpy.ops.galatea.change(prompt="a tall man")
        assert is_kept(dent(thing, 0.9))
    drag(panel, "height", 0.3)
    assert is_kept(dent(thing, 0.3))


def test_a_script_that_waits_is_given_its_avatar_with_it(person, reopened):
    from blender_addon import api

    sculpt(person)
    _, thing = reopened()
    assert api.change(thing, "a tall man") == thing
    assert is_kept(dent(thing, 0.9))


def test_words_that_were_asked_for_in_the_session_of_before_keep_it(panel, person, reopened):
    from blender_addon.jobs import generating

    job = generating.from_words("a slow tall man", person)
    sculpt(person)
    assert job.request.base is None
    panel, thing = reopened()
    turn(lambda: settled(thing, 0.9))
    assert is_kept(dent(thing, 0.9))
    drag(panel, "height", 0.3)
    assert is_kept(dent(thing, 0.3))


def test_an_avatar_that_nobody_sculpted_is_not_taken_for_one(reopened):
    from blender_addon.jobs import base_avatars

    panel, thing = reopened()
    drag(panel, "height", 0.8)
    assert base_avatars.sculpt_of(thing) is None and np.abs(dent(thing, 0.8)).max() < 1e-5 and not panel.note


def put(thing, moved):
    thing.data.shape_keys.key_blocks[0].points.foreach_set("co", moved.reshape(-1))
    thing.data.vertices.foreach_set("co", moved.reshape(-1))


def test_a_body_that_is_made_otherwise_today_keeps_its_shape_and_that_is_told(person, reopened):
    from blender_addon.jobs import event_loop

    other = 0.002 * np.sin(np.arange(vertices(person).size).reshape(-1, 3) + 1).astype(np.float32)
    put(person, vertices(person) + other)
    panel, thing = reopened()
    event_loop.tick()
    turn(lambda: not plain_jobs())
    assert "another version" in panel.note and "2.0 mm" in panel.note and "new avatar" in panel.note
    drag(panel, "height", 0.8)
    assert np.allclose(dent(thing, 0.8), other, atol=1e-5)


def test_feet_that_were_sculpted_do_not_lift_the_figure_for_ever(person, reopened):
    """The backend sets a figure on its lowest vertex: where that was pulled down, everything else stands higher."""
    moved = vertices(person)
    lowest = moved[:, 2].argmin()
    moved += np.float32((0, 0, 0.03))
    moved[lowest, 2] = vertices(person)[:, 2].min()
    put(person, moved)
    panel, thing = reopened()
    drag(panel, "height", 0.8)
    found = dent(thing, 0.8)
    assert found[lowest, 2] == pytest.approx(-0.03, abs=1e-4)
    assert np.abs(np.delete(found, lowest, axis=0)).max() < 1e-4 and not panel.note


def test_where_nobody_can_tell_that_is_said_and_undo_brings_it_back(person, reopened):
    from blender_addon._shared.protocol.events import Failed
    from blender_addon.jobs import event_loop
    from blender_addon.session import session

    sculpt(person)
    panel, thing = reopened()
    event_loop.tick()
    (job,) = plain_jobs()
    session.connection.forget(job.job_id)
    event_loop.dispatch(job, Failed(job_id=job.job_id, code="job_failed", message="No.", hint="No.", resumable=False))
    assert not panel.problem.message and not panel.note, "nothing is lost yet"
    drag(panel, "height", 0.8)
    assert "could not tell what was sculpted" in panel.note and "Undo" in panel.note and thing.name in panel.note


def test_what_jobs_had_made_in_the_session_of_before_does_not_go_silently(tiny, panel, person, reopened):  # noqa: F811
    apply(tiny, "stain", person)
    panel, _ = reopened()
    drag(panel, "height", 0.8)
    assert "before this file was opened" in panel.note and "Undo" in panel.note
    panel.note = ""
    drag(panel, "height", 0.3)
    assert not panel.note, "once"


def test_what_a_job_gives_an_avatar_that_is_not_known_says_that_it_goes(tiny, panel, person, reopened):  # noqa: F811
    panel, thing = reopened()
    apply(tiny, "stain", thing)
    assert "This texture goes when" in panel.note
    drag(panel, "height", 0.8)
    apply(tiny, "stain", thing)
    assert "goes when" not in panel.note
