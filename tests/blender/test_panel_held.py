"""Numbers that are kept whatever else is moved: in a drag, in the file, through undo, for words and dice."""

from __future__ import annotations

import bpy
import pytest
from conftest import turn
from panel_helpers import drag, drawn, refused, under_way


def settled():
    from blender_addon.jobs import live_edit
    from blender_addon.state import measurement_goals

    turn(lambda: measurement_goals.searching() or live_edit.active())
    turn(lambda: not measurement_goals.searching() and not live_edit.active())


def measured(person):
    from blender_addon.state import avatars

    return avatars.measurements(person.galatea.measurements)


def test_what_is_kept_stays_while_a_slider_is_dragged_and_the_panel_follows(panel, person):
    from blender_addon.state import avatars

    before = measured(person)
    bpy.ops.galatea.hold_measure(name="weight")
    panel.sliders["weight"].set_value(0.9)
    settled()
    assert measured(person)["mass"] != pytest.approx(before["mass"], abs=1), "the slider under the hand comes first"
    drag(panel, "weight", 0.5)
    bpy.ops.galatea.hold_measure(name="bmi")
    bpy.ops.galatea.hold_measure(name="weight", held=False)
    drag(panel, "height", 0.8)
    now = measured(person)
    assert now["height"] == pytest.approx(1.7 * 1.3, abs=0.005)
    assert now["bmi"] == pytest.approx(before["bmi"], rel=0.005)
    assert avatars.values(person)["weight"] == pytest.approx(panel.sliders["weight"].get_value(), abs=1e-4)


def test_a_drag_that_comes_back_leaves_the_sliders_where_they_were(panel, person):
    from blender_addon.state import avatars

    before = avatars.values(person)
    bpy.ops.galatea.hold_measure(name="bmi")
    from blender_addon.jobs import live_edit

    for height in (0.55, 0.6, 0.65, 0.55, 0.5):
        panel.sliders["height"].set_value(height)
        turn(live_edit.active)
        turn(lambda: not under_way(live_edit.LiveShape))
    turn(lambda: not live_edit.active())
    after = avatars.values(person)
    assert all(after[name] == pytest.approx(value, abs=1e-3) for name, value in before.items())


def test_a_typed_number_is_met_while_another_is_kept(panel, person):
    kept = measured(person)["mass"]
    bpy.ops.galatea.hold_measure(name="weight")
    panel.height = 190
    settled()
    assert measured(person)["height"] == pytest.approx(1.9, abs=0.005)
    assert measured(person)["mass"] == pytest.approx(kept, rel=0.005)


def test_a_number_that_cannot_be_kept_is_told_once_and_forgotten_when_it_can(panel, person):
    panel.waist = 60
    settled()
    assert panel.note == "Waist: 80.0 cm is the nearest with the other sliders"
    panel.height = 180
    settled()
    assert not panel.note


def test_a_number_that_was_typed_is_met_though_a_slider_is_moved_before_the_answer(panel, person):
    from blender_addon.jobs import event_loop
    from blender_addon.state import avatars

    panel.height = 190
    event_loop.tick()
    panel.sliders["gender"].set_value(0.8)
    settled()
    assert measured(person)["height"] == pytest.approx(1.9, abs=0.005)
    assert avatars.values(person)["gender"] == pytest.approx(0.8)
    drag(panel, "height", 0.4)
    assert measured(person)["height"] == pytest.approx(1.7 * 0.9, abs=0.005), "what was typed is no lock"


def test_two_of_height_weight_and_index_give_the_third(panel, person):
    for name in ("height", "weight"):
        bpy.ops.galatea.hold_measure(name=name)
    assert "unlock one" in refused(bpy.ops.galatea.hold_measure, name="bmi") or panel.problem.hint


def test_a_typed_kept_number_is_kept_at_its_new_size(panel, person):
    from blender_addon.state import avatars

    bpy.ops.galatea.hold_measure(name="height")
    bpy.ops.galatea.set_measure(name="height", value=185)
    assert avatars.held(person)["height"] == pytest.approx(1.85)
    assert measured(person)["height"] == pytest.approx(1.85, abs=0.005)


def test_words_dice_and_scripts_keep_it_too(panel, person):
    from blender_addon import api
    from blender_addon.jobs import generating

    height = measured(person)["height"]
    api.keep_measure(person, "height")
    api.set_sliders(person, {"weight": 0.8})
    assert measured(person)["height"] == pytest.approx(height, abs=0.005)
    bpy.ops.galatea.randomise(amount=0.3, seed=7)
    assert measured(person)["height"] == pytest.approx(height, abs=0.005)
    job = generating.from_words("a tall man", person)
    assert job.request.measures == pytest.approx({"height": height})
    turn(lambda: not under_way())


def test_it_is_in_the_file_and_undone(panel, person, tmp_path):
    from blender_addon.jobs import event_loop
    from blender_addon.state import avatars

    bpy.ops.galatea.hold_measure(name="waist")
    held = avatars.held(person)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "held.blend"))
    bpy.ops.wm.read_homefile(use_empty=True)
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "held.blend"))
    event_loop.advance()
    again = next(avatars.everyone())
    assert avatars.held(again) == pytest.approx(held) and held
    bpy.ops.galatea.hold_measure(name="waist", held=False)
    assert not avatars.held(again)


def test_the_panel_shows_a_row_and_a_lock_for_each_number_in_the_scenes_units(panel, person):
    from blender_addon.panels.body import draw_metrics
    from blender_addon.state import avatars

    def draw(layout, context):
        draw_metrics(layout, avatars.active(), panel)

    shown = drawn(draw)
    for label in ("Height, cm", "Weight, kg", "Waist, cm", "Hips, cm", "Chest, cm", "BMI"):
        assert label in shown.texts
    metric = panel.height
    bpy.context.scene.unit_settings.system = "IMPERIAL"
    shown = drawn(draw)
    assert "Height, in" in shown.texts and "Weight, lb" in shown.texts
    assert panel.height == pytest.approx(metric / 2.54, abs=0.01)
    panel.height = 72
    settled()
    assert measured(person)["height"] == pytest.approx(72 * 0.0254, abs=0.005)


def test_a_real_body_keeps_its_waist_and_weight_while_it_grows(new_figure):
    from blender_addon import api
    from blender_addon.state import avatars, properties

    thing = new_figure()
    before = measured(thing)
    api.keep_measure(thing, "waist", "weight")
    bpy.ops.galatea.lock(names="skin_tone, worn:hair, jawOpen, measure-hips-circ-incr")
    api.set_sliders(thing, {"gender": 0.4})
    assert measured(thing)["waist"] == pytest.approx(before["waist"], abs=0.005)
    panel = properties.panel()
    panel.height = 100 * before["height"] + 5
    settled()
    now = measured(thing)
    assert now["height"] == pytest.approx(before["height"] + 0.05, abs=0.005)
    assert now["waist"] == pytest.approx(before["waist"], abs=0.005)
    assert now["mass"] == pytest.approx(before["mass"], rel=0.005)
    drag(panel, "muscle", 0.7)
    now = measured(thing)
    assert now["waist"] == pytest.approx(before["waist"], abs=0.005)
    assert now["mass"] == pytest.approx(before["mass"], rel=0.005)
    assert avatars.values(thing)["muscle"] == pytest.approx(0.7, abs=1e-4)


def test_a_head_has_the_numbers_of_a_head(new_figure):
    from blender_addon import api
    from blender_addon.panels.body import draw_metrics
    from blender_addon.state import properties

    thing = new_figure(body="toy-flame")
    shown = drawn(lambda layout, context: draw_metrics(layout, thing, properties.panel()))
    assert {"Height, cm", "Width, cm", "Depth, cm"} <= set(shown.texts) and "Waist, cm" not in shown.texts
    api.set_measure(thing, width=15.5)
    assert measured(thing)["width"] == pytest.approx(0.155, abs=0.005)
