"""Sliders that are dragged: live, one undo step, and whole again whatever comes between."""

from __future__ import annotations

import bpy
import numpy as np
import pytest
from conftest import turn
from panel_helpers import drag, height, passing, shape, under_way, until_here


def test_dragging_moves_the_mesh_live_and_the_rig_when_it_ends(panel, person):
    from blender_addon.jobs import live_edit
    from blender_addon.state import avatars

    before, bone = height(person), avatars.rig(person).data.bones["mixamorig:Head"].head_local.z
    panel.sliders["height"].set_value(0.9)
    turn(lambda: height(person) > before * 1.2)
    assert avatars.rig(person).data.bones["mixamorig:Head"].head_local.z == pytest.approx(bone)
    assert avatars.values(person)["height"] == pytest.approx(0.5), "the object's values change with its result"
    turn(lambda: not live_edit.active())
    assert avatars.rig(person).data.bones["mixamorig:Head"].head_local.z > bone * 1.2
    assert avatars.values(person)["height"] == pytest.approx(0.9)
    assert avatars.measurements(person.galatea.measurements)["height"] == pytest.approx(1.7 * 1.4)


def test_the_backend_is_ready_before_the_first_slider(panel, monkeypatch):
    """Its worker for sliders takes seconds to start, so it is started as soon as there is something to move."""
    from blender_addon.jobs import event_loop, warm_up
    from blender_addon.session import session
    from blender_addon.state import avatars
    from blender_addon.state.memory import memory

    memory.of(warm_up.WarmedUp).instance = ""

    def warmed():
        return [job.request.figure.body for job in under_way(warm_up.WarmUp)]

    event_loop.tick()
    assert not warmed(), "nothing to move"
    bpy.ops.galatea.new_avatar()
    person = avatars.active()
    before = height(person)
    event_loop.tick()
    assert warmed() == [person.galatea.body]
    bpy.ops.galatea.cancel()
    turn(lambda: not session.connection.jobs)
    event_loop.tick()
    assert not warmed(), "once is enough"
    assert height(person) == before and not panel.problem.message and "Cancelled" not in panel.note


def test_a_drag_and_words_hand_on_all_that_the_avatar_was_made_as(panel):
    """Texture size and seed are in no slider, so nobody would miss them before looking at the picture."""
    from blender_addon import api
    from blender_addon.jobs import generating, live_edit
    from blender_addon.state import avatars

    person = api.new_avatar(texture_size=4096, skeleton="anny", rest_pose="a", clip="rom", seed=2**40)
    turn(lambda: panel.uid == person.galatea.uid)
    panel.sliders["height"].set_value(0.9)
    asked = []

    def settled():
        asked.extend(job.request for job in under_way(live_edit.LiveShape, live_edit.SettledShape))
        return {type(request).__name__ for request in asked} == {"LiveShapeRequest", "ShapeRequest"}

    turn(settled)
    turn(lambda: not live_edit.active())
    asked.append(generating.from_words("a tall man", person).request)
    assert {type(request).__name__ for request in asked} == {"LiveShapeRequest", "ShapeRequest", "AvatarRequest"}
    for request in asked:
        figure = request.figure
        assert (figure.texture_size, figure.seed, figure.clip) == (4096, 2**40, "rom")
        assert (figure.skeleton, figure.rest_pose) == ("anny", "a")
    assert avatars.figure(person).texture_size == 4096


def test_the_panel_offers_what_a_request_allows(panel):
    from blender_addon._shared.protocol.requests import AvatarRequest, range_of

    operator = bpy.ops.galatea.generate.get_rna_type().properties
    for name in ("steps", "body_strength", "face_strength"):
        for offered in (panel.bl_rna.properties[name], operator[name]):
            assert (offered.hard_min, offered.hard_max) == range_of(AvatarRequest, name)


def test_a_backend_that_cannot_be_made_ready_is_not_told_before_a_slider_moves(panel, person):
    from blender_addon.jobs import event_loop, warm_up
    from blender_addon.session import session
    from blender_addon.state import avatars

    avatars.active().galatea.body = "robot"
    event_loop.tick()
    assert len(under_way(warm_up.WarmUp)) == 1
    turn(lambda: not session.connection.jobs)
    assert not panel.problem.message


def test_the_newest_of_many_slider_steps_wins(panel, person):
    from blender_addon.jobs import event_loop, live_edit
    from blender_addon.state import avatars

    for step in range(60):
        panel.sliders["height"].set_value(0.2 + step / 100)
        event_loop.advance()
    turn(lambda: not live_edit.active())
    assert avatars.values(person)["height"] == pytest.approx(0.79)
    assert not panel.problem.message


def test_a_slider_moved_after_the_pause_is_not_put_back_by_the_result_of_the_pause(panel, person):
    from blender_addon.jobs import live_edit
    from blender_addon.state import avatars

    panel.sliders["height"].set_value(0.9)
    turn(lambda: under_way(live_edit.SettledShape))
    until_here(*under_way(live_edit.SettledShape))
    panel.sliders["height"].set_value(0.3)
    turn(lambda: not live_edit.active())
    assert panel.sliders["height"].get_value() == pytest.approx(0.3)
    assert avatars.values(person)["height"] == pytest.approx(0.3)


def test_going_on_stops_the_job_of_the_pause(panel, person, monkeypatch):
    """Or the next live answer would wait until a rig is made that nobody wants any more."""
    from blender_addon.jobs import event_loop, live_edit
    from blender_addon.session import session
    from blender_addon.state import avatars

    asked = []
    cancel = session.connection.cancel
    monkeypatch.setattr(session.connection, "cancel", lambda job_id: (asked.append(job_id), cancel(job_id)))
    panel.sliders["height"].set_value(0.9)
    turn(lambda: under_way(live_edit.SettledShape))
    overtaken = [job.job_id for job in under_way(live_edit.SettledShape)]
    panel.sliders["height"].set_value(0.3)
    live_edit.notice()
    assert asked == overtaken
    event_loop.advance()
    turn(lambda: not live_edit.active())
    assert avatars.values(person)["height"] == pytest.approx(0.3)
    assert not panel.problem.message


def test_a_pause_begins_when_the_mesh_has_followed(panel, person, monkeypatch):
    from blender_addon.jobs import event_loop, live_edit
    from blender_addon.session import session

    pass_by = passing(monkeypatch, live_edit)
    panel.sliders["height"].set_value(0.9)
    event_loop.advance()
    assert len(under_way(live_edit.LiveShape)) == 1
    with monkeypatch.context() as patched:
        patched.setattr(session.connection, "poll", lambda timeout_ms=0: [])
        for _ in range(3):
            pass_by(live_edit.SETTLES_AFTER_S + 1)
            event_loop.advance()
        assert len(under_way(live_edit.LiveShape)) == 1, "the answer is not here yet"
        assert not under_way(live_edit.SettledShape)
    turn(lambda: under_way(live_edit.SettledShape))
    turn(lambda: not live_edit.active())


def test_a_drag_is_one_undo_step(panel, person):
    from blender_addon.state import avatars

    bpy.ops.ed.undo_push(message="start")
    uid, before = person.galatea.uid, height(person)
    drag(panel, "height", 0.9)
    bpy.ops.ed.undo()
    turn(lambda: panel.sliders["height"].get_value() == pytest.approx(0.5), 2)
    person = avatars.find(uid)
    assert height(person) == pytest.approx(before)
    assert avatars.values(person)["height"] == pytest.approx(0.5)
    bpy.ops.ed.redo()
    turn(lambda: panel.sliders["height"].get_value() == pytest.approx(0.9), 2)
    assert height(avatars.find(uid)) > before * 1.2


def test_a_drag_left_for_another_avatar_still_ends_on_its_own(panel, person):
    from blender_addon.jobs import event_loop, live_edit
    from blender_addon.state import avatars

    bpy.ops.galatea.new_avatar(sliders='{"height": 0.2}')
    other = avatars.active()
    event_loop.advance()
    panel.sliders["height"].set_value(0.3)
    event_loop.advance()
    bpy.context.view_layer.objects.active = person
    turn(lambda: not live_edit.active())
    assert avatars.values(other)["height"] == pytest.approx(0.3)
    assert avatars.values(person)["height"] == pytest.approx(0.5)


@pytest.fixture
def half_dragged(panel, person):
    """(avatar, its shape before): the mesh has followed the slider, keys and rig have not."""
    person.data.shape_keys.key_blocks["mouthSmileLeft"].value = 0.5
    before = shape(person)
    panel.sliders["height"].set_value(0.9)
    turn(lambda: height(person) > before[2::3].max() * 1.2)
    return person, before


def stands_as_before(person, before):
    from blender_addon.jobs import live_edit
    from blender_addon.state import properties

    assert not live_edit.active() and not [a for a in person.data.attributes if "galatea" in a.name]
    np.testing.assert_allclose(shape(person), before, atol=1e-5)
    assert properties.panel().sliders["height"].get_value() == pytest.approx(0.5)


def test_a_disconnection_in_a_drag_puts_the_mesh_back(panel, half_dragged):
    from blender_addon.jobs import event_loop

    bpy.ops.galatea.disconnect()
    event_loop.advance()
    stands_as_before(*half_dragged)


def test_a_drag_whose_end_fails_puts_the_mesh_back(panel, half_dragged):
    from blender_addon.jobs import live_edit

    panel.sliders["weight"].set_value(1.0)
    turn(lambda: not live_edit.active())
    assert panel.problem.message
    stands_as_before(*half_dragged)
    assert panel.sliders["weight"].get_value() == pytest.approx(0.5)


def test_a_file_saved_in_a_drag_opens_with_mesh_and_rig_in_agreement(panel, half_dragged, tmp_path):
    from blender_addon.jobs import event_loop
    from blender_addon.state import avatars

    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "half.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "half.blend"))
    event_loop.advance()
    stands_as_before(next(avatars.everyone()), half_dragged[1])


def test_undo_in_a_drag_leaves_mesh_and_rig_in_agreement(panel, person):
    from blender_addon.jobs import event_loop
    from blender_addon.state import avatars

    before, uid = shape(person), person.galatea.uid
    bpy.ops.ed.undo_push(message="start")
    bpy.context.scene.frame_end = 77
    bpy.ops.ed.undo_push(message="something else")
    panel.sliders["height"].set_value(0.9)
    turn(lambda: height(person) > before[2::3].max() * 1.2)
    bpy.ops.ed.undo()
    event_loop.advance()
    stands_as_before(avatars.find(uid), before)


def test_a_drag_goes_on_over_another_connection(panel, person, backend):
    from blender_addon import api
    from blender_addon.jobs import event_loop, live_edit
    from blender_addon.state import avatars

    panel.sliders["height"].set_value(0.9)
    turn(lambda: under_way(live_edit.SettledShape))
    api.connect(*backend[:2])
    event_loop.advance()
    turn(lambda: not live_edit.active())
    assert avatars.values(person)["height"] == pytest.approx(0.9)


def test_deleting_the_avatar_in_a_drag_does_no_harm(panel, person):
    from blender_addon.jobs import event_loop, live_edit

    panel.sliders["height"].set_value(0.3)
    event_loop.advance()
    bpy.data.objects.remove(person)
    turn(lambda: not live_edit.active())
    assert not panel.problem.message


def test_the_face_as_it_stands_survives_a_drag_of_the_body(panel, person):
    from blender_addon.state import avatars

    bpy.ops.galatea.expression(name="smile")
    before = avatars.expression(person)
    drag(panel, "height", 0.7)
    assert avatars.expression(person) == pytest.approx(before)


def test_no_duplicate_requests_when_nothing_changes(panel, person):
    from blender_addon.jobs import event_loop
    from blender_addon.session import session

    for _ in range(20):
        event_loop.advance(timeout_ms=1)
    assert not session.connection.jobs


def test_a_drag_whose_end_is_cancelled_puts_the_mesh_back(panel, half_dragged):
    from blender_addon._shared.protocol.events import Cancelled
    from blender_addon.jobs import event_loop, live_edit
    from blender_addon.session import session
    from blender_addon.state.memory import memory

    person, before = half_dragged
    uid, drags = person.galatea.uid, memory.of(live_edit.LiveEdits).drags
    turn(lambda: drags[uid].settled)
    job = session.connection.jobs[drags[uid].settled]
    session.connection.forget(job.job_id)  # what else comes of it
    event_loop.dispatch(job, Cancelled(job_id=job.job_id))
    stands_as_before(person, before)
