"""What an artist does in the panel, done by its operators against a real server with quick jobs."""

from __future__ import annotations

import bpy
import numpy as np
import pytest
from conftest import turn


def vertices(thing):
    out = np.empty(len(thing.data.vertices) * 3, np.float32)
    thing.data.vertices.foreach_get("co", out)
    return out.reshape(-1, 3)


def height(thing):
    return float(np.ptp(vertices(thing)[:, 2]))


@pytest.fixture
def person(panel):
    from blender_addon import avatars, pump

    bpy.ops.galatea.new_avatar()
    pump.advance()
    return avatars.active()


def drag(panel, name, value):
    from blender_addon import dragging

    panel.sliders[name].set_value(value)
    turn(dragging.active)
    turn(lambda: not dragging.active())


def test_a_new_avatar_stands_at_the_cursor_rigged_and_selected(panel):
    from blender_addon import avatars

    bpy.context.scene.cursor.location = (1, 2, 0)
    bpy.ops.galatea.new_avatar(sliders='{"height": 0.75}')
    person = avatars.active()
    assert tuple(round(x, 5) for x in person.matrix_world.translation) == (1, 2, 0)
    assert len(avatars.rig(person).data.bones) == 65
    assert avatars.values(person)["height"] == pytest.approx(0.75)
    assert {item.name for item in panel.sliders} >= {"height", "age", "weight"}
    assert avatars.measurements(panel.measurements)["height"] == pytest.approx(1.7 * 1.25)


def test_dragging_moves_the_mesh_live_and_the_rig_when_it_ends(panel, person):
    from blender_addon import avatars, dragging

    before, bone = height(person), avatars.rig(person).data.bones["mixamorig:Head"].head_local.z
    panel.sliders["height"].set_value(0.9)
    turn(lambda: height(person) > before * 1.2)
    assert avatars.rig(person).data.bones["mixamorig:Head"].head_local.z == pytest.approx(bone)
    assert avatars.values(person)["height"] == pytest.approx(0.5), "the object's values change with its result"
    turn(lambda: not dragging.active())
    assert avatars.rig(person).data.bones["mixamorig:Head"].head_local.z > bone * 1.2
    assert avatars.values(person)["height"] == pytest.approx(0.9)
    assert avatars.measurements(person.galatea.measurements)["height"] == pytest.approx(1.7 * 1.4)


def test_the_newest_of_many_slider_steps_wins(panel, person):
    from blender_addon import avatars, dragging, pump

    for step in range(60):
        panel.sliders["height"].set_value(0.2 + step / 100)
        pump.advance()
    turn(lambda: not dragging.active())
    assert avatars.values(person)["height"] == pytest.approx(0.79)
    assert not panel.problem.message


def test_a_drag_is_one_undo_step(panel, person):
    from blender_addon import avatars

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


def test_words_change_the_selected_avatar_and_keep_what_is_locked(panel, person):
    from blender_addon import avatars

    bpy.ops.galatea.lock(names="jawOpen")
    bpy.ops.galatea.generate(prompt="a tall man")
    assert len(list(avatars.everyone())) == 1
    assert avatars.values(person)["height"] == pytest.approx(0.9)
    assert avatars.expression(person)["mouthSmileLeft"] == pytest.approx(1.0)
    assert avatars.expression(person)["jawOpen"] == 0.0
    bpy.ops.galatea.generate(prompt="a small man", make_new=True)
    assert len(list(avatars.everyone())) == 2
    assert avatars.values(person)["height"] == pytest.approx(0.9)


def test_words_change_colours_that_are_not_locked(panel, person):
    from blender_addon import avatars

    before = avatars.look(person.galatea.look).hair_colour
    bpy.ops.galatea.lock(names="hair_colour")
    bpy.ops.galatea.generate(prompt="a tall man with red hair")
    assert avatars.look(person.galatea.look).hair_colour == pytest.approx(before)
    bpy.ops.galatea.lock(names="hair_colour", locked=False)
    bpy.ops.galatea.generate(prompt="a tall man with red hair")
    assert avatars.look(person.galatea.look).hair_colour == pytest.approx((0.8, 0.1, 0.1))
    assert tuple(panel.look.hair_colour) == pytest.approx((0.8, 0.1, 0.1))


def test_words_for_the_face_leave_the_body(panel, person):
    from blender_addon import avatars

    bpy.ops.galatea.generate(prompt="tall smile", face_only=True)
    assert avatars.values(person)["height"] == pytest.approx(0.5)
    assert avatars.expression(person)["mouthSmileLeft"] == pytest.approx(1.0)


def test_unknown_words_are_named(panel):
    bpy.ops.galatea.generate(prompt="a frobnicated man")
    assert "frobnicated" in panel.note


def test_two_avatars_keep_their_own_values(panel, person):
    from blender_addon import avatars, pump

    bpy.ops.galatea.new_avatar(sliders='{"height": 0.2}')
    other = avatars.active()
    pump.advance()
    assert panel.sliders["height"].get_value() == pytest.approx(0.2)
    bpy.context.view_layer.objects.active = avatars.rig(person)
    pump.advance()
    assert panel.sliders["height"].get_value() == pytest.approx(0.5)
    drag(panel, "height", 0.7)
    assert avatars.values(other)["height"] == pytest.approx(0.2)


def test_a_drag_left_for_another_avatar_still_ends_on_its_own(panel, person):
    from blender_addon import avatars, dragging, pump

    bpy.ops.galatea.new_avatar(sliders='{"height": 0.2}')
    other = avatars.active()
    pump.advance()
    panel.sliders["height"].set_value(0.3)
    pump.advance()
    bpy.context.view_layer.objects.active = person
    turn(lambda: not dragging.active())
    assert avatars.values(other)["height"] == pytest.approx(0.3)
    assert avatars.values(person)["height"] == pytest.approx(0.5)


def test_a_copy_is_an_avatar_of_its_own(panel, person):
    from blender_addon import avatars, pump

    uid = person.galatea.uid
    avatars.rig(person).select_set(True)
    bpy.ops.object.duplicate()
    twin = avatars.active()
    assert twin != person
    pump.advance()
    assert person.galatea.uid == uid and twin.galatea.uid not in ("", uid)
    assert panel.uid == twin.galatea.uid
    drag(panel, "height", 0.9)
    assert avatars.values(twin)["height"] == pytest.approx(0.9)
    assert avatars.values(person)["height"] == pytest.approx(0.5)


def test_a_copy_made_by_a_script_is_changed_itself(panel, person):
    from blender_addon import api, avatars

    twin = person.copy()
    twin.data = person.data.copy()
    bpy.context.collection.objects.link(twin)
    api.set_sliders(twin, height=0.9)
    assert avatars.values(twin)["height"] == pytest.approx(0.9)
    assert avatars.values(person)["height"] == pytest.approx(0.5)


def test_renaming_does_no_harm(panel, person):
    person.name, person.data.name = "Somebody", "else"
    drag(panel, "height", 0.8)
    assert height(person) > 1.5


def test_deleting_the_avatar_keeps_the_result_for_later(panel, person):
    from blender_addon import avatars, pump, work
    from blender_addon.link import connection

    work.from_words("a slow tall man", person)
    bpy.data.objects.remove(person)
    turn(lambda: not connection.jobs)
    assert [item.title for item in panel.found] == ["a slow tall man"]
    bpy.ops.galatea.fetch_job(job=panel.found[0].name)
    pump.advance()
    assert avatars.values(avatars.active())["height"] == pytest.approx(0.9)
    assert not panel.found


def shape(person):
    """Basis, keys and rig: what must agree."""
    blocks = person.data.shape_keys.key_blocks
    keys = np.empty((len(blocks), len(person.data.vertices) * 3), np.float32)
    for row, block in zip(keys, blocks, strict=True):
        block.points.foreach_get("co", row)
    return np.concatenate([vertices(person).ravel(), keys.ravel(), rig_heads(person).ravel()])


def rig_heads(person):
    from blender_addon import avatars

    return np.array([bone.head_local for bone in avatars.rig(person).data.bones])


@pytest.fixture
def half_dragged(panel, person):
    """(avatar, its shape before): the mesh has followed the slider, keys and rig have not."""
    person.data.shape_keys.key_blocks["mouthSmileLeft"].value = 0.5
    before = shape(person)
    panel.sliders["height"].set_value(0.9)
    turn(lambda: height(person) > before[2::3].max() * 1.2)
    return person, before


def stands_as_before(person, before):
    from blender_addon import dragging, properties

    assert not dragging.active() and not [a for a in person.data.attributes if "galatea" in a.name]
    np.testing.assert_allclose(shape(person), before, atol=1e-5)
    assert properties.panel().sliders["height"].get_value() == pytest.approx(0.5)


def test_a_disconnection_in_a_drag_puts_the_mesh_back(panel, half_dragged):
    from blender_addon import pump

    bpy.ops.galatea.disconnect()
    pump.advance()
    stands_as_before(*half_dragged)


def test_a_drag_whose_end_fails_puts_the_mesh_back(panel, half_dragged):
    from blender_addon import dragging

    panel.sliders["weight"].set_value(1.0)
    turn(lambda: not dragging.active())
    assert panel.problem.message
    stands_as_before(*half_dragged)
    assert panel.sliders["weight"].get_value() == pytest.approx(0.5)


def test_a_file_saved_in_a_drag_opens_with_mesh_and_rig_in_agreement(panel, half_dragged, tmp_path):
    from blender_addon import avatars, pump

    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "half.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "half.blend"))
    pump.advance()
    stands_as_before(next(avatars.everyone()), half_dragged[1])


def test_undo_in_a_drag_leaves_mesh_and_rig_in_agreement(panel, person):
    from blender_addon import avatars, pump

    before, uid = shape(person), person.galatea.uid
    bpy.ops.ed.undo_push(message="start")
    bpy.context.scene.frame_end = 77
    bpy.ops.ed.undo_push(message="something else")
    panel.sliders["height"].set_value(0.9)
    turn(lambda: height(person) > before[2::3].max() * 1.2)
    bpy.ops.ed.undo()
    pump.advance()
    stands_as_before(avatars.find(uid), before)


def test_a_drag_goes_on_over_another_connection(panel, person, backend):
    from blender_addon import api, avatars, dragging, pump

    panel.sliders["height"].set_value(0.9)
    turn(lambda: any(drag.settled for drag in dragging._drags.values()))
    api.connect(*backend[:2])
    pump.advance()
    turn(lambda: not dragging.active())
    assert avatars.values(person)["height"] == pytest.approx(0.9)


def test_deleting_the_avatar_in_a_drag_does_no_harm(panel, person):
    from blender_addon import dragging, pump

    panel.sliders["height"].set_value(0.3)
    pump.advance()
    bpy.data.objects.remove(person)
    turn(lambda: not dragging.active())
    assert not panel.problem.message


def test_progress_preview_and_cancel(panel):
    from blender_addon import avatars, link, work

    job = work.from_words("a slow man")
    turn(lambda: any(item.fraction > 0 for item in panel.jobs))
    assert panel.jobs[0].stage == "searching"
    bpy.ops.galatea.cancel(job=job.job_id)
    turn(lambda: not link.connection.jobs, 3)
    assert not list(avatars.everyone())
    assert "Cancelled" in panel.note and not panel.problem.message


def test_an_avatar_at_work_takes_no_second_job_but_another_does(panel, person):
    from blender_addon import work
    from blender_addon._shared.protocol.errors import BadRequest
    from blender_addon.link import connection

    first = work.from_words("a slow man", person)
    with pytest.raises(BadRequest):
        work.from_words("a man", person)
    work.from_words("a man")
    connection.cancel(first.job_id)
    turn(lambda: not connection.jobs)


def test_everything_is_kept_in_the_file(panel, person, tmp_path):
    from blender_addon import avatars, properties, pump

    bpy.ops.galatea.generate(prompt="a tall man")
    bpy.ops.galatea.lock(names="age")
    uid, before = person.galatea.uid, vertices(person)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "saved.blend"))
    bpy.ops.wm.read_homefile(use_empty=True)
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "saved.blend"))
    pump.advance()
    person = avatars.find(uid)
    assert person.galatea.prompt == "a tall man" and avatars.locked(person) == ("age",)
    assert avatars.values(person)["height"] == pytest.approx(0.9)
    np.testing.assert_array_equal(vertices(person), before)
    assert properties.panel().sliders["height"].get_value() == pytest.approx(0.9)
    assert avatars.measurements(person.galatea.measurements)["mass"] == pytest.approx(70)


def test_a_new_avatar_is_not_forced_into_another_file(panel):
    from blender_addon import avatars, link, properties, pump, work

    work.from_words("a slow tall man")
    bpy.ops.wm.read_homefile(use_empty=True)
    turn(lambda: not link.connection.jobs)
    assert not list(avatars.everyone())
    found = properties.panel().found
    assert [item.title for item in found] == ["a slow tall man"]
    bpy.ops.galatea.fetch_job(job=found[0].name)
    pump.advance()
    assert avatars.values(avatars.active())["height"] == pytest.approx(0.9)
    assert not properties.panel().found


def test_a_job_goes_on_for_its_avatar_when_the_file_is_opened_again(panel, person, tmp_path):
    from blender_addon import avatars, link, properties, work

    work.from_words("a slow tall man", person)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "saved.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "saved.blend"))
    turn(lambda: not link.connection.jobs)
    assert avatars.values(next(avatars.everyone()))["height"] == pytest.approx(0.9)
    assert not properties.panel().found


def test_a_file_saved_during_a_job_finds_its_result_when_reopened(panel, person, tmp_path):
    from blender_addon import avatars, link, work

    work.from_words("a slow tall man", person)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "saved.blend"))
    link.connection.jobs.clear()
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "saved.blend"))
    turn(lambda: avatars.values(next(avatars.everyone()))["height"] == pytest.approx(0.9))


def test_an_avatars_job_is_heard_of_again_on_another_connection(panel, person, backend):
    from blender_addon import api, avatars, link, work

    work.from_words("a slow tall man", person)
    link.connection.close()
    api.connect(*backend[:2])
    turn(lambda: avatars.values(person)["height"] == pytest.approx(0.9))


def test_a_result_waits_until_the_artist_leaves_edit_mode(panel, person):
    from blender_addon import avatars, link, pump, work

    work.from_words("a tall man", person)
    bpy.ops.object.mode_set(mode="EDIT")
    turn(lambda: not link.connection.jobs)
    assert avatars.values(person)["height"] == pytest.approx(0.5)
    assert "Edit" in properties_note()
    bpy.ops.object.mode_set(mode="OBJECT")
    pump.advance()
    assert avatars.values(person)["height"] == pytest.approx(0.9)


def properties_note():
    from blender_addon import properties

    return properties.panel().note


def test_randomise_respects_locks_and_its_range(panel, person):
    from blender_addon import avatars

    bpy.ops.galatea.lock(names="height, age")
    before = avatars.values(person)
    bpy.ops.galatea.randomise(amount=0.2, seed=5)
    after = avatars.values(person)
    assert after["height"] == before["height"] and after["age"] == before["age"]
    moved = [abs(after[name] - before[name]) for name in after if name not in ("height", "age")]
    assert 0 < max(moved) <= 0.2 + 1e-6
    rolled = []
    for _ in range(2):
        bpy.ops.galatea.reset_sliders()
        bpy.ops.galatea.randomise(amount=0.2, seed=5)
        rolled.append(avatars.values(person))
    assert rolled[0] == pytest.approx(rolled[1])


def test_randomising_the_expression_alone_is_one_undo_step(panel, person):
    from blender_addon import avatars

    bpy.context.scene.frame_end = 77
    bpy.ops.ed.undo_push(message="start")
    uid, before = person.galatea.uid, avatars.expression(person)
    bpy.ops.galatea.randomise(body=False, face=True, amount=0.5, seed=3)
    assert avatars.expression(person) != before
    bpy.ops.ed.undo()
    assert avatars.expression(avatars.find(uid)) == pytest.approx(before)
    assert bpy.context.scene.frame_end == 77, "undo took back one step, not two"


def test_every_tooltip_tells_the_python_line(addon):
    from blender_addon import operators

    for operator in operators.CLASSES:
        name, tip = operator.bl_idname.split(".")[1], operator.__doc__
        assert f"Python: bpy.ops.galatea.{name}(" in tip, operator


def test_reset_of_one_slider_leaves_the_others(panel, person):
    from blender_addon import avatars

    bpy.ops.galatea.set_sliders(values='{"height": 0.8, "muscle": 0.9}')
    bpy.ops.galatea.reset_sliders(name="height")
    assert avatars.values(person)["height"] == pytest.approx(panel.sliders["height"].default)
    assert avatars.values(person)["muscle"] == pytest.approx(0.9)


def test_every_slider_of_the_body_model_keeps_its_value_in_the_panel(panel, person):
    """Ranges other than 0..1 included: what the panel shows is what the avatar has, or a drag would start by itself."""
    from blender_addon import dragging, editing, pump

    assert len(panel.sliders) > 200
    assert {item.group for item in panel.sliders} >= {"build", "Eyes", "Arms"}
    for item in panel.sliders:
        for value in (item.low, item.default, item.high):
            item.set_value(value)
            assert item.get_value() == pytest.approx(value, abs=1e-6)
    editing.show(person, editing.catalogue(None))
    editing.show(person, editing.catalogue(pump.link.connection.body("anny")))
    for _ in range(5):
        pump.advance()
    assert not dragging.active()


def test_expressions_set_real_shape_keys_and_respect_locks(panel, person):
    keys = person.data.shape_keys.key_blocks
    keys["mouthSmileLeft"].value = 0.0
    bpy.ops.galatea.lock(names="mouthSmileRight")
    bpy.ops.galatea.expression(name="smile")
    assert keys["mouthSmileLeft"].value > 0.5 and keys["mouthSmileRight"].value == 0.0
    keys["mouthSmileLeft"].keyframe_insert("value", frame=1)
    bpy.ops.galatea.reset_face(keys="cheekSquintLeft")
    assert keys["cheekSquintLeft"].value == 0.0 and keys["mouthSmileLeft"].value > 0.5


def test_the_face_as_it_stands_survives_a_drag_of_the_body(panel, person):
    from blender_addon import avatars

    bpy.ops.galatea.expression(name="smile")
    before = avatars.expression(person)
    drag(panel, "height", 0.7)
    assert avatars.expression(person) == pytest.approx(before)


def test_colours_reach_the_request_and_come_back(panel, person):
    from blender_addon import avatars, dragging

    panel.look.hair_colour = (0.8, 0.1, 0.2)
    turn(dragging.active)
    turn(lambda: not dragging.active())
    assert tuple(person.galatea.look.hair_colour) == pytest.approx((0.8, 0.1, 0.2), abs=1e-4)
    assert avatars.look(person.galatea.look) == avatars.look(panel.look)


def test_a_clip_stays_while_the_body_changes(panel, person):
    from blender_addon import avatars

    bpy.ops.galatea.clip(name="rom")
    assert avatars.rig(person).animation_data.action
    drag(panel, "height", 0.7)
    assert avatars.rig(person).animation_data.action
    bpy.ops.galatea.clip(name="none")
    assert not avatars.rig(person).animation_data.action


def test_export_writes_and_tells_the_checks(panel, person, tmp_path):
    bpy.context.scene.cursor.location = (3, 0, 0)
    place = person.matrix_world.copy()
    bpy.ops.galatea.export(file=str(tmp_path / "a.fbx"), preset="unity")
    assert (tmp_path / "a.fbx").stat().st_size > 10_000
    assert panel.checks["bones"].found == "ok"
    assert person.matrix_world == place


def test_a_blend_is_written_and_not_sent_to_be_checked(panel, person, tmp_path):
    from blender_addon import link, pump

    bpy.ops.galatea.export(file=str(tmp_path / "a.BLEND"))
    pump.advance()
    assert (tmp_path / "a.BLEND").stat().st_size > 10_000
    assert not panel.checks and not panel.problem.message and not link.connection.jobs
    assert "not read back" in panel.note


def test_no_duplicate_requests_when_nothing_changes(panel, person):
    from blender_addon import link, pump

    for _ in range(20):
        pump.advance(timeout_ms=1)
    assert not link.connection.jobs
