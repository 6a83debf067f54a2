"""Sliders, dice, locks, expressions, colours, clips and export of the selected avatar."""

from __future__ import annotations

import bpy
import pytest
from conftest import turn
from panel_helpers import drag, drawn


def test_randomise_respects_locks_and_its_range(panel, person):
    from blender_addon.state import avatars

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
    from blender_addon.state import avatars

    bpy.context.scene.frame_end = 77
    bpy.ops.ed.undo_push(message="start")
    uid, before = person.galatea.uid, avatars.expression(person)
    bpy.ops.galatea.randomise(body=False, face=True, amount=0.5, seed=3)
    assert avatars.expression(person) != before
    bpy.ops.ed.undo()
    assert avatars.expression(avatars.find(uid)) == pytest.approx(before)
    assert bpy.context.scene.frame_end == 77, "undo took back one step, not two"


def test_reset_of_one_slider_leaves_the_others(panel, person):
    from blender_addon.state import avatars

    bpy.ops.galatea.set_sliders(values='{"height": 0.8, "muscle": 0.9}')
    bpy.ops.galatea.reset_sliders(name="height")
    assert avatars.values(person)["height"] == pytest.approx(panel.sliders["height"].default)
    assert avatars.values(person)["muscle"] == pytest.approx(0.9)


def test_every_slider_of_the_body_model_keeps_its_value_in_the_panel(panel, person):
    """Ranges other than 0..1 included: what the panel shows is what the avatar has, or a drag would start by itself."""
    from blender_addon.jobs import body_sliders, event_loop, live_edit
    from blender_addon.state import panel_sliders

    assert len(panel.sliders) > 200
    assert {item.group for item in panel.sliders} >= {"build", "Eyes", "Arms"}
    for item in panel.sliders:
        for value in (item.low, item.default, item.high):
            item.set_value(value)
            assert item.get_value() == pytest.approx(value, abs=1e-6)
    panel_sliders.show(panel, person, ())
    body_sliders.show(person)
    for _ in range(5):
        event_loop.advance()
    assert not live_edit.active()


def test_expressions_set_real_shape_keys_and_respect_locks(panel, person):
    keys = person.data.shape_keys.key_blocks
    keys["mouthSmileLeft"].value = 0.0
    bpy.ops.galatea.lock(names="mouthSmileRight")
    bpy.ops.galatea.expression(name="smile")
    assert keys["mouthSmileLeft"].value > 0.5 and keys["mouthSmileRight"].value == 0.0
    keys["mouthSmileLeft"].keyframe_insert("value", frame=1)
    bpy.ops.galatea.reset_face(keys="cheekSquintLeft")
    assert keys["cheekSquintLeft"].value == 0.0 and keys["mouthSmileLeft"].value > 0.5


def test_colours_reach_the_request_and_come_back(panel, person):
    from blender_addon.jobs import live_edit
    from blender_addon.state import looks

    panel.look.hair_colour = (0.8, 0.1, 0.2)
    turn(live_edit.active)
    turn(lambda: not live_edit.active())
    assert tuple(person.galatea.look.hair_colour) == pytest.approx((0.8, 0.1, 0.2), abs=1e-4)
    assert looks.look_of(person.galatea.look) == looks.look_of(panel.look)


def test_a_clip_stays_while_the_body_changes(panel, person):
    from blender_addon.state import avatars

    bpy.ops.galatea.clip(name="rom")
    assert avatars.rig(person).animation_data.action
    drag(panel, "height", 0.7)
    assert avatars.rig(person).animation_data.action
    bpy.ops.galatea.clip(name="none")
    assert avatars.rig(person).animation_data is None


def test_export_writes_and_tells_the_checks(panel, person, tmp_path):
    bpy.context.scene.cursor.location = (3, 0, 0)
    place = person.matrix_world.copy()
    bpy.ops.galatea.export(file=str(tmp_path / "a.fbx"), preset="unity")
    assert (tmp_path / "a.fbx").stat().st_size > 10_000
    (report,) = panel.reports
    assert report.name == person.galatea.uid and report.checks["bones"].found == "ok"
    assert person.matrix_world == place


def test_a_blend_is_written_and_not_sent_to_be_checked(panel, person, tmp_path):
    from blender_addon.jobs import event_loop
    from blender_addon.session import session

    bpy.ops.galatea.export(file=str(tmp_path / "a.BLEND"))
    event_loop.advance()
    assert (tmp_path / "a.BLEND").stat().st_size > 10_000
    assert not panel.reports[0].checks and not panel.problem.message and not session.connection.jobs
    assert "not read back" in panel.note


def test_each_avatar_has_the_report_of_its_own_export(panel, person, tmp_path):
    from blender_addon.panels.export import draw_report
    from blender_addon.state import avatars, export_reports

    bpy.ops.galatea.export(file=str(tmp_path / "one.fbx"))
    bpy.ops.galatea.new_avatar()
    assert export_reports.of(avatars.active().galatea.uid) is None

    def texts():
        report = export_reports.of(person.galatea.uid)
        return drawn(lambda layout, context: draw_report(layout, context, report)).texts

    assert "one.fbx" in texts() and not any("changed since" in text for text in texts())
    bpy.context.view_layer.objects.active = person
    bpy.ops.galatea.set_sliders(values='{"height": 0.8}')
    assert any("changed since" in text for text in texts())


def test_a_report_says_first_what_became_of_the_export(panel, person, tmp_path):
    from blender_addon.panels.export import draw_report
    from blender_addon.state import export_reports

    uid = person.galatea.uid
    for found, said in (
        ({}, "Written; not read back yet."),
        ({"file": "ok", "bones": "ok"}, "Written and read back, all 2 checks passed:"),
        ({"file": "ok", "bones": "3 bones missing"}, "Written; 1 of 2 checks failed:"),
    ):
        export_reports.begin(uid, str(tmp_path / "one.fbx"), ())
        export_reports.fill(uid, found)
        report = export_reports.of(uid)
        shown = drawn(lambda layout, context, report=report: draw_report(layout, context, report))
        assert shown.texts[:2] == ["one.fbx", said]


@pytest.mark.parametrize(
    ("file", "chosen", "name"),
    [
        ("a.fbx", "", "a.fbx"),
        ("a", "", "a.fbx"),
        ("a.obj", "", "a.obj"),
        ("a", "glb", "a.glb"),
        ("a.fbx", "glb", "a.glb"),
        ("a.BLEND", "blend", "a.BLEND"),
        ("Mr. Big", "glb", "Mr. Big.glb"),
        ("Mr. Big.fbx", "blend", "Mr. Big.blend"),
    ],
)
def test_the_format_is_a_choice_and_the_files_name_follows(addon, file, chosen, name):
    from blender_addon.operators.export import with_ending

    assert with_ending(file, chosen) == name


def test_format_and_file_in_the_panel_agree(panel):
    panel.file = "//hero.glb"
    assert panel.format == "glb"
    panel.format = "blend"
    assert panel.file == "//hero.blend"
    panel.file = "//Mr. Big"
    panel.format = "fbx"
    assert panel.file == "//Mr. Big"


def test_what_asks_the_backend_can_be_waited_for(addon):
    from blender_addon import operators
    from blender_addon.operators.base import AskingOperator

    asking = [operator for operator in operators.CLASSES if issubclass(operator, AskingOperator)]
    assert len(asking) > 5
    for operator in asking:
        name = operator.bl_idname.split(".")[1]
        assert "wait" in getattr(bpy.ops.galatea, name).get_rna_type().properties, name


def test_tooltips_speak_to_artists_and_end_with_the_python_line(addon):
    from blender_addon import operators

    for operator in operators.CLASSES:
        if not issubclass(operator, bpy.types.Operator):  # what takes files that are dropped has no tooltip
            continue
        name = operator.bl_idname.split(".")[1]
        told, python = operator.bl_description.split("\n\n")
        assert python.startswith(f"Python: bpy.ops.galatea.{name}(") and python.endswith(")"), operator
        assert "bpy" not in told and told.endswith(".") and len(told) > 15, operator
        assert getattr(bpy.ops.galatea, name).get_rna_type().description == operator.bl_description
