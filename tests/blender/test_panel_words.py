"""People from nothing and from words, made by the operators against a real server with quick jobs."""

from __future__ import annotations

import bpy
import pytest
from conftest import turn
from panel_helpers import in_panel, refused


def test_a_new_avatar_stands_at_the_cursor_rigged_and_selected(panel):
    from blender_addon.state import avatars

    bpy.context.scene.cursor.location = (1, 2, 0)
    bpy.ops.galatea.new_avatar(sliders='{"height": 0.75}')
    person = avatars.active()
    assert tuple(round(x, 5) for x in person.matrix_world.translation) == (1, 2, 0)
    assert len(avatars.rig(person).data.bones) == 65
    assert avatars.values(person)["height"] == pytest.approx(0.75)
    assert {item.name for item in panel.sliders} >= {"height", "age", "weight"}
    assert avatars.measurements(panel.measurements)["height"] == pytest.approx(1.7 * 1.25)


def test_words_change_the_selected_avatar_and_keep_what_is_locked(panel, person):
    from blender_addon.state import avatars

    bpy.ops.galatea.lock(names="jawOpen")
    bpy.ops.galatea.change(prompt="a tall man")
    assert len(list(avatars.everyone())) == 1
    assert avatars.values(person)["height"] == pytest.approx(0.9)
    assert avatars.expression(person)["mouthSmileLeft"] == pytest.approx(1.0)
    assert avatars.expression(person)["jawOpen"] == 0.0
    assert (person.name, avatars.rig(person).name) == ("Tall Man", "Tall Man Rig")
    bpy.ops.galatea.generate(prompt="a small man")
    assert len(list(avatars.everyone())) == 2
    assert avatars.values(person)["height"] == pytest.approx(0.9)


def test_words_change_colours_that_are_not_locked(panel, person):
    from blender_addon.state import looks

    before = looks.look_of(person.galatea.look).hair_colour
    bpy.ops.galatea.lock(names="hair_colour")
    bpy.ops.galatea.change(prompt="a tall man with red hair")
    assert looks.look_of(person.galatea.look).hair_colour == pytest.approx(before)
    bpy.ops.galatea.lock(names="hair_colour", locked=False)
    bpy.ops.galatea.change(prompt="a tall man with red hair")
    assert looks.look_of(person.galatea.look).hair_colour == pytest.approx((0.8, 0.1, 0.1))
    assert tuple(panel.look.hair_colour) == pytest.approx((0.8, 0.1, 0.1))


def test_words_for_the_face_leave_the_body(panel, person):
    from blender_addon.state import avatars

    bpy.ops.galatea.change(prompt="tall smile", face_only=True)
    assert avatars.values(person)["height"] == pytest.approx(0.5)
    assert avatars.expression(person)["mouthSmileLeft"] == pytest.approx(1.0)


def test_unknown_words_are_named(panel):
    bpy.ops.galatea.generate(prompt="a frobnicated man with glasses")
    assert "hardly knows: frobnicated" in panel.note and "cannot show this yet: glasses" in panel.note


def test_progress_preview_and_cancel(panel, hold):
    from blender_addon.jobs import generating
    from blender_addon.session import session
    from blender_addon.state import avatars

    job = generating.from_words("a slow man")
    turn(lambda: any(item.fraction > 0 for item in in_panel()))
    assert in_panel()[0].stage == "searching"
    bpy.ops.galatea.cancel(job=job.job_id)
    turn(lambda: not session.connection.jobs)
    assert not list(avatars.everyone())
    assert "Cancelled" in panel.note and not panel.problem.message


def test_an_avatar_at_work_takes_no_second_job_but_another_does(panel, person):
    from blender_addon._shared.protocol.errors import BadRequest
    from blender_addon.jobs import generating
    from blender_addon.session import session

    first = generating.from_words("a slow man", person)
    with pytest.raises(BadRequest):
        generating.from_words("a man", person)
    generating.from_words("a man")
    session.connection.cancel(first.job_id)
    turn(lambda: not session.connection.jobs)


def test_generate_makes_another_person_and_change_asks_for_one(panel, person):
    from blender_addon.state import avatars

    before = avatars.values(person)
    bpy.ops.galatea.generate(prompt="a tall man")
    assert len(list(avatars.everyone())) == 2 and avatars.values(person) == before
    assert avatars.active().name == "Tall Man"
    bpy.context.view_layer.objects.active = None
    assert "No avatar is selected" in refused(bpy.ops.galatea.change, prompt="a tall man")


def test_a_name_that_the_artist_gave_stays_when_words_change_the_figure(panel, person):
    person.name = "Hero"
    bpy.ops.galatea.change(prompt="a tall man")
    assert person.name == "Hero"
