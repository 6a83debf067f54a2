"""Several avatars, copies and files: each result finds the avatar and the file that it was asked for."""

from __future__ import annotations

import bpy
import numpy as np
import pytest
from conftest import turn
from panel_helpers import drag, height, vertices


def test_two_avatars_keep_their_own_values(panel, person):
    from blender_addon.jobs import event_loop
    from blender_addon.state import avatars

    bpy.ops.galatea.new_avatar(sliders='{"height": 0.2}')
    other = avatars.active()
    event_loop.advance()
    assert panel.sliders["height"].get_value() == pytest.approx(0.2)
    bpy.context.view_layer.objects.active = avatars.rig(person)
    event_loop.advance()
    assert panel.sliders["height"].get_value() == pytest.approx(0.5)
    drag(panel, "height", 0.7)
    assert avatars.values(other)["height"] == pytest.approx(0.2)


def test_a_copy_is_an_avatar_of_its_own(panel, person):
    from blender_addon.jobs import event_loop
    from blender_addon.state import avatars

    uid = person.galatea.uid
    avatars.rig(person).select_set(True)
    bpy.ops.object.duplicate()
    twin = avatars.active()
    assert twin != person
    event_loop.advance()
    assert person.galatea.uid == uid and twin.galatea.uid not in ("", uid)
    assert panel.uid == twin.galatea.uid
    drag(panel, "height", 0.9)
    assert avatars.values(twin)["height"] == pytest.approx(0.9)
    assert avatars.values(person)["height"] == pytest.approx(0.5)


def test_a_copy_of_the_mesh_alone_gets_an_armature_of_its_own_at_once(panel, person):
    """Or posing one would pose the other, until one of them is changed."""
    from blender_addon.jobs import event_loop
    from blender_addon.state import avatars

    rig = avatars.rig(person)
    twin = person.copy()
    twin.data = person.data.copy()
    bpy.context.collection.objects.link(twin)
    event_loop.advance()
    assert twin.galatea.uid != person.galatea.uid
    assert avatars.rig(person) == rig and avatars.rig(twin) not in (None, rig)
    assert [bone.name for bone in avatars.rig(twin).data.bones] == [bone.name for bone in rig.data.bones]


def test_a_copy_made_by_a_script_is_changed_itself(panel, person):
    from blender_addon import api
    from blender_addon.state import avatars

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
    from blender_addon.jobs import event_loop, generating
    from blender_addon.session import session
    from blender_addon.state import avatars

    generating.from_words("a slow tall man", person)
    bpy.data.objects.remove(person)
    turn(lambda: not session.connection.jobs)
    assert [item.title for item in panel.found] == ["a slow tall man"]
    bpy.ops.galatea.fetch_job(job=panel.found[0].name)
    event_loop.advance()
    assert avatars.values(avatars.active())["height"] == pytest.approx(0.9)
    assert not panel.found


def test_everything_is_kept_in_the_file(panel, person, tmp_path):
    from blender_addon.jobs import event_loop
    from blender_addon.state import avatars, properties

    bpy.ops.galatea.change(prompt="a tall man")
    bpy.ops.galatea.lock(names="age")
    uid, before = person.galatea.uid, vertices(person)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "saved.blend"))
    bpy.ops.wm.read_homefile(use_empty=True)
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "saved.blend"))
    event_loop.advance()
    person = avatars.find(uid)
    assert person.galatea.prompt == "a tall man" and avatars.locked(person) == ("age",)
    assert avatars.values(person)["height"] == pytest.approx(0.9)
    np.testing.assert_array_equal(vertices(person), before)
    assert properties.panel().sliders["height"].get_value() == pytest.approx(0.9)
    assert avatars.measurements(person.galatea.measurements)["mass"] == pytest.approx(70)


def test_a_new_avatar_is_not_forced_into_another_file(panel):
    from blender_addon.jobs import event_loop, generating
    from blender_addon.session import session
    from blender_addon.state import avatars, properties

    generating.from_words("a slow tall man")
    bpy.ops.wm.read_homefile(use_empty=True)
    turn(lambda: not session.connection.jobs)
    assert not list(avatars.everyone())
    found = properties.panel().found
    assert [item.title for item in found] == ["a slow tall man"]
    bpy.ops.galatea.fetch_job(job=found[0].name)
    event_loop.advance()
    assert avatars.values(avatars.active())["height"] == pytest.approx(0.9)
    assert not properties.panel().found


def test_a_job_goes_on_for_its_avatar_when_the_file_is_opened_again(panel, person, tmp_path):
    from blender_addon.jobs import generating
    from blender_addon.session import session
    from blender_addon.state import avatars, properties

    generating.from_words("a slow tall man", person)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "saved.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "saved.blend"))
    turn(lambda: not session.connection.jobs)
    assert avatars.values(next(avatars.everyone()))["height"] == pytest.approx(0.9)
    assert not properties.panel().found


def test_a_file_saved_during_a_job_finds_its_result_when_reopened(panel, person, tmp_path):
    from blender_addon.jobs import generating
    from blender_addon.session import session
    from blender_addon.state import avatars

    generating.from_words("a slow tall man", person)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "saved.blend"))
    session.connection.jobs.clear()
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "saved.blend"))
    turn(lambda: avatars.values(next(avatars.everyone()))["height"] == pytest.approx(0.9))


def test_an_avatars_job_is_heard_of_again_on_another_connection(panel, person, backend):
    from blender_addon import api
    from blender_addon.jobs import generating
    from blender_addon.session import session
    from blender_addon.state import avatars

    generating.from_words("a slow tall man", person)
    session.connection.close()
    api.connect(*backend[:2])
    turn(lambda: avatars.values(person)["height"] == pytest.approx(0.9))


def test_a_result_waits_until_the_artist_leaves_edit_mode(panel, person):
    from blender_addon.jobs import event_loop, generating
    from blender_addon.session import session
    from blender_addon.state import avatars

    generating.from_words("a tall man", person)
    bpy.ops.object.mode_set(mode="EDIT")
    turn(lambda: not session.connection.jobs)
    assert avatars.values(person)["height"] == pytest.approx(0.5)
    assert "Edit" in panel.note
    bpy.ops.object.mode_set(mode="OBJECT")
    event_loop.advance()
    assert avatars.values(person)["height"] == pytest.approx(0.9)
