"""Other scenes, view layers, files and modes: a result goes where it was asked for and breaks nothing on the way."""

from __future__ import annotations

import dataclasses
import types

import bpy
import pytest
from conftest import turn
from panel_helpers import drag, drawn, everyone, height, refused, shape


def linked_from(file, link=True):
    """Everything in a file comes into a new one; gives the avatar."""
    from blender_addon.jobs import event_loop

    bpy.ops.wm.save_as_mainfile(filepath=str(file))
    bpy.ops.wm.read_homefile(use_empty=True)
    with bpy.data.libraries.load(str(file), link=link) as (there, here):
        here.objects = list(there.objects)
    for thing in here.objects:
        bpy.context.collection.objects.link(thing)
    thing = next(thing for thing in here.objects if thing.type == "MESH")
    bpy.context.view_layer.objects.active = thing
    event_loop.advance()
    return thing


@pytest.mark.parametrize("override", [False, True])
def test_an_avatar_from_another_file_is_shown_and_not_changed(panel, person, tmp_path, override):
    from blender_addon.jobs import event_loop, live_edit
    from blender_addon.panels.base import draw_nobody, shown_avatar
    from blender_addon.state import avatars, properties

    thing = linked_from(tmp_path / "library.blend")
    if override:
        thing = thing.override_hierarchy_create(bpy.context.scene, bpy.context.view_layer)
        bpy.context.view_layer.objects.active = thing
        event_loop.advance()
    before = shape(thing)
    properties.panel().sliders["height"].set_value(0.9)
    for _ in range(5):
        event_loop.advance()
    assert not live_edit.active() and (shape(thing) == before).all()
    for call, arguments in (
        (bpy.ops.galatea.change, {"prompt": "a tall man"}),
        (bpy.ops.galatea.set_sliders, {"values": '{"height": 0.9}'}),
        (bpy.ops.galatea.expression, {"name": "smile"}),
        (bpy.ops.galatea.lock, {"names": "age"}),
    ):
        assert "linked from another file" in refused(call, **arguments)
    assert shown_avatar(bpy.context) is None
    assert "Make Local" in " ".join(drawn(draw_nobody).texts)
    bpy.ops.galatea.export(file=str(tmp_path / "one.fbx"))
    assert not everyone() and avatars.active() == thing


def test_an_avatar_made_local_is_changed_again(panel, person, tmp_path):
    from blender_addon.jobs import event_loop
    from blender_addon.state import avatars, properties

    linked_from(tmp_path / "library.blend")
    for thing in bpy.context.view_layer.objects:
        thing.select_set(True)
    bpy.ops.object.make_local(type="SELECT_OBDATA_MATERIAL")
    event_loop.advance()
    drag(properties.panel(), "height", 0.9)
    assert avatars.values(avatars.active())["height"] == pytest.approx(0.9)


def test_an_appended_avatar_is_one_of_this_file(panel, person, tmp_path):
    from blender_addon.state import avatars, properties

    thing = linked_from(tmp_path / "library.blend", link=False)
    drag(properties.panel(), "height", 0.9)
    assert avatars.values(thing)["height"] == pytest.approx(0.9)


def test_a_new_avatar_goes_into_the_scene_in_which_it_was_asked_for(panel):
    from blender_addon.jobs import generating
    from blender_addon.session import session
    from blender_addon.state import avatars

    first, second = bpy.context.scene, bpy.data.scenes.new("second")
    first.cursor.location = (1, 2, 3)
    generating.from_words("a slow tall man")
    bpy.context.window.scene = second
    turn(lambda: not session.connection.jobs)
    (person,) = everyone()
    assert not second.objects and person.name in first.objects
    assert tuple(avatars.rig(person).location) == (1, 2, 3) and first.name in panel.note


def test_an_avatar_in_another_scene_is_changed_there(panel, person):
    from blender_addon.jobs import generating
    from blender_addon.session import session
    from blender_addon.state import avatars

    generating.from_words("a slow tall man", person)
    bpy.context.window.scene = bpy.data.scenes.new("second")
    turn(lambda: not session.connection.jobs)
    assert avatars.values(person)["height"] == pytest.approx(0.9) and not panel.problem.message


def test_the_timer_sees_the_view_layer_of_the_window(panel, person):
    from blender_addon.jobs import event_loop
    from blender_addon.state import avatars

    first, second = bpy.context.view_layer, bpy.context.scene.view_layers.new("second")
    bpy.context.window.view_layer = second
    first.objects.active, second.objects.active = None, person
    with bpy.context.temp_override(window=None):
        assert avatars.active() is None
        event_loop.tick()
    assert panel.uid == person.galatea.uid


def test_a_new_avatar_waits_until_the_artist_leaves_pose_mode(panel, person):
    from blender_addon.jobs import event_loop, generating
    from blender_addon.session import session
    from blender_addon.state import avatars

    rig = avatars.rig(person)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="POSE")
    generating.from_words("a tall man")
    turn(lambda: not session.connection.jobs)
    assert rig.mode == "POSE" and len(everyone()) == 1 and "Leave Pose Mode" in panel.note
    bpy.ops.object.mode_set(mode="OBJECT")
    event_loop.advance()
    assert len(everyone()) == 2


@pytest.mark.parametrize("mode", ["EDIT", "SCULPT", "TEXTURE_PAINT"])
def test_a_result_comes_while_another_object_is_worked_on_as_one_undo_step(panel, person, mode):
    from blender_addon.jobs import generating
    from blender_addon.session import session
    from blender_addon.state import avatars

    uid = person.galatea.uid
    bpy.ops.mesh.primitive_cube_add()
    generating.from_words("a tall man", person)
    bpy.ops.object.mode_set(mode=mode)
    bpy.ops.ed.undo_push(message="worked")
    turn(lambda: not session.connection.jobs)

    def now():
        return round(avatars.values(avatars.find(uid))["height"], 2), bpy.context.object.mode

    assert now() == (0.9, mode)
    bpy.ops.ed.undo()
    assert now() == (0.5, mode)
    bpy.ops.ed.redo()
    assert now() == (0.9, mode)
    bpy.ops.object.mode_set(mode="OBJECT")


def test_nothing_changes_while_a_picture_is_rendered(panel, person, monkeypatch):
    from blender_addon.jobs import event_loop, generating, held_results
    from blender_addon.session import session
    from blender_addon.state import avatars

    rendering = [True]
    app = types.SimpleNamespace(is_job_running=lambda kind: rendering[0])
    there = types.SimpleNamespace(app=app, context=bpy.context, data=bpy.data, ops=bpy.ops)
    monkeypatch.setattr(held_results, "bpy", there)
    generating.from_words("a tall man", person)
    turn(lambda: not session.connection.jobs)
    assert avatars.values(person)["height"] == pytest.approx(0.5) and "Wait for the render" in panel.note
    rendering[0] = False
    event_loop.advance()
    assert avatars.values(person)["height"] == pytest.approx(0.9)


def test_a_mesh_that_was_joined_with_another_is_made_whole_and_the_artist_told(panel, person):
    from blender_addon.state import avatars

    bpy.ops.ed.undo_push(message="start")
    uid = person.galatea.uid
    bpy.ops.mesh.primitive_cube_add()
    person.select_set(True)
    bpy.context.view_layer.objects.active = person
    bpy.ops.object.join()
    bpy.ops.ed.undo_push(message="joined")
    joined = len(person.data.vertices)
    drag(panel, "height", 0.9)
    assert len(person.data.vertices) == joined - 8 and not panel.problem.message
    assert "whole again" in panel.note
    bpy.ops.ed.undo()
    assert len(avatars.find(uid).data.vertices) == joined


def test_a_drag_does_not_go_on_in_a_file_that_is_opened(panel, person, tmp_path):
    from blender_addon.jobs import live_edit

    bpy.ops.object.mode_set(mode="EDIT")
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "saved.blend"))
    bpy.ops.object.mode_set(mode="OBJECT")
    panel.sliders["height"].set_value(0.9)
    turn(live_edit.active)
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "saved.blend"))
    assert not live_edit.active()
    bpy.ops.object.mode_set(mode="OBJECT")


def test_a_copy_made_in_a_drag_is_what_its_sliders_say(panel, person):
    from blender_addon.jobs import event_loop, live_edit
    from blender_addon.state import avatars

    before = height(person)
    panel.sliders["height"].set_value(0.9)
    turn(lambda: height(person) > before * 1.2)
    bpy.ops.object.duplicate()
    twin = avatars.active()
    event_loop.advance()
    assert height(twin) == pytest.approx(before) and avatars.values(twin)["height"] == pytest.approx(0.5)
    turn(lambda: not live_edit.active())
    assert avatars.values(person)["height"] == pytest.approx(0.9)


def test_a_slider_keeps_the_seed_of_the_skin(panel, person):
    from blender_addon.state import avatars

    bpy.ops.galatea.change(prompt="a tall man", seed=5)
    drag(panel, "height", 0.3)
    assert avatars.figure(person).seed == 5


def test_colours_are_set_by_a_script(panel, person):
    from blender_addon import api
    from blender_addon.state import looks

    before = looks.look_of(person.galatea.look)
    bpy.ops.galatea.set_look(skin_tone=0.75, hair_colour=(0.5, 0.25, 0.0))
    wanted = dataclasses.replace(before, skin_tone=0.75, hair_colour=(0.5, 0.25, 0.0))
    assert looks.look_of(person.galatea.look) == looks.look_of(panel.look) == wanted
    api.set_look(person, before)
    assert looks.look_of(person.galatea.look) == before
    assert "No colour" in refused(bpy.ops.galatea.set_look)
