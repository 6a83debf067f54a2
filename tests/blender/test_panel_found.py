"""Work that outlived Blender: found again on its backend, fetched or resumed when asked, and offered once."""

from __future__ import annotations

import bpy
import pytest
from conftest import turn
from panel_helpers import drawn, everyone, in_panel, refused, restart


def titles(panel):
    return [item.title for item in panel.found]


@pytest.fixture
def begun(panel, hold):
    """A new person from words, being made."""
    from blender_addon.jobs import generating

    job = generating.from_words("a slow tall man")
    turn(lambda: job.fraction > 0)
    return job.job_id


@pytest.fixture
def done(panel, backend):
    """A person from words that was made while no Blender was there."""
    from blender_addon._shared.protocol.client import Client
    from blender_addon._shared.protocol.requests import AvatarRequest

    with Client(*backend[:2]) as client:
        job_id = client.submit(AvatarRequest(prompt="a tall man"))
        client.wait(job_id, timeout=60)
    return job_id


def test_what_runs_is_found_followed_and_fetched_once_it_is_done(panel, backend, begun, hold):
    from blender_addon.panels.base import job_of
    from blender_addon.state import avatars

    panel = restart(*backend[:2])
    turn(lambda: [job.job_id for job in in_panel()] == [begun] and in_panel()[0].fraction > 0)
    assert in_panel()[0].title == "a slow tall man" and in_panel()[0].stage == "searching"
    assert job_of("") is None, "it does not stand in the way of new work"
    hold.unlink()
    turn(lambda: titles(panel) == ["a slow tall man"])
    assert not in_panel() and not everyone(), "nothing comes into the scene unasked"
    bpy.ops.galatea.fetch_job(job=begun)
    assert avatars.values(avatars.active())["height"] == pytest.approx(0.9)
    assert not panel.found


def test_what_runs_is_found_and_cancelled(panel, backend, begun):
    panel = restart(*backend[:2])
    turn(lambda: len(in_panel()) == 1)
    bpy.ops.galatea.cancel(job=begun)
    turn(lambda: not in_panel())
    assert "Cancelled: a slow tall man" in panel.note
    panel = restart(*backend[:2])
    assert not panel.found and not in_panel() and not panel.problem.message


def test_cancelling_all_spares_what_was_not_begun_here(panel, backend, begun, hold):
    from blender_addon.jobs import generating
    from blender_addon.session import session

    panel = restart(*backend[:2])
    generating.from_words("a slow small man")
    bpy.ops.galatea.cancel()
    assert not session.connection.jobs[begun].cancelling
    hold.unlink()
    turn(lambda: titles(panel) == ["a slow tall man"] and not session.connection.jobs)


def test_what_runs_can_be_fetched_before_it_is_done(panel, backend, begun, hold, monkeypatch):
    from blender_addon import api
    from blender_addon.jobs import generating

    def fetched(job, fetch=generating.fetch):
        asked = fetch(job)
        hold.unlink()
        return asked

    monkeypatch.setattr(generating, "fetch", fetched)
    panel = restart(*backend[:2])
    person = api.fetch(begun)
    assert person.galatea.prompt == "a slow tall man" and everyone() == [person]
    assert not panel.found


def test_what_is_being_fetched_or_resumed_is_off_the_list_before_it_is_here(panel, backend, done):
    """Or a second press on its button would ask for it again."""
    from blender_addon.jobs import generating

    refused(bpy.ops.galatea.generate, prompt="stumble tall")
    broken = panel.problem.job
    bpy.ops.galatea.dismiss()
    panel = restart(*backend[:2])
    assert sorted(titles(panel)) == ["a tall man", "stumble tall"]
    generating.fetch(done)
    assert titles(panel) == ["stumble tall"] and not everyone()
    generating.resume(broken)
    assert titles(panel) == [] and not everyone()
    turn(lambda: len(everyone()) == 2)
    assert not panel.found and not panel.problem.message


def test_what_is_done_is_found_and_fetched_in_one_undo_step(panel, backend, done):
    from blender_addon.state import avatars

    panel = restart(*backend[:2])
    assert titles(panel) == ["a tall man"] and not everyone()
    bpy.context.scene.cursor.location = (1, 2, 0)
    bpy.context.scene.frame_end = 77
    bpy.ops.ed.undo_push(message="start")
    bpy.ops.galatea.fetch_job(job=done)
    person = avatars.active()
    assert person.galatea.prompt == "a tall man"
    assert tuple(round(x, 5) for x in person.matrix_world.translation) == (1, 2, 0)
    assert not panel.found
    bpy.ops.ed.undo()
    assert not everyone() and bpy.context.scene.frame_end == 77
    bpy.ops.ed.redo()
    assert len(everyone()) == 1


def test_what_has_arrived_is_not_offered_again_in_its_file(panel, backend, done, tmp_path):
    file = tmp_path / "saved.blend"
    panel = restart(*backend[:2])
    bpy.ops.galatea.fetch_job(job=done)
    bpy.ops.galatea.generate(prompt="a small man")
    bpy.data.objects.remove(everyone()[0])
    bpy.ops.wm.save_as_mainfile(filepath=str(file))
    panel = restart(*backend[:2], file=file)
    assert len(everyone()) == 1 and not panel.found, "not even what was deleted there"


def test_what_was_never_saved_is_offered_to_the_next_file(panel, backend):
    bpy.ops.galatea.generate(prompt="a small man")
    panel = restart(*backend[:2])
    assert titles(panel) == ["a small man"]


def test_another_file_shows_what_is_not_in_it(panel, backend, done, tmp_path):
    file = tmp_path / "saved.blend"
    restart(*backend[:2])
    bpy.ops.galatea.fetch_job(job=done)
    bpy.ops.wm.save_as_mainfile(filepath=str(file))
    bpy.ops.wm.read_homefile(use_empty=True)
    turn(lambda: titles(panel_now()) == ["a tall man"])
    bpy.ops.wm.open_mainfile(filepath=str(file))
    turn(lambda: not panel_now().found)


def panel_now():
    from blender_addon.state import properties

    return properties.panel()


def test_sliders_and_drags_leave_nothing_to_find(panel, backend):
    bpy.ops.galatea.new_avatar()
    bpy.ops.galatea.set_sliders(values='{"height": 0.8}')
    panel = restart(*backend[:2])
    assert not panel.found and not in_panel()


def test_what_is_followed_goes_to_its_avatar_once_its_file_is_opened(panel, backend, tmp_path, hold):
    from blender_addon.jobs import generating, recovered_jobs
    from blender_addon.session import session
    from blender_addon.state import avatars

    bpy.ops.galatea.new_avatar()
    generating.from_words("a slow tall man", avatars.active())
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "saved.blend"))
    restart(*backend[:2])
    turn(lambda: [type(job.handler) for job in in_panel()] == [recovered_jobs.RunningJob])
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "saved.blend"))
    hold.unlink()
    turn(lambda: not session.connection.jobs)
    assert [avatars.values(person)["height"] for person in everyone()] == [pytest.approx(0.9)]
    assert not panel_now().found


def test_what_cannot_be_fetched_for_want_of_a_backend_stays_on_the_list(panel, backend, done):
    from blender_addon._shared.protocol.errors import ConnectionFailed
    from blender_addon.jobs import generating
    from blender_addon.session import session

    panel = restart(*backend[:2])
    session.connection.state = "LOST"
    with pytest.raises(ConnectionFailed):
        generating.fetch(done)
    assert titles(panel) == ["a tall man"]


def test_what_is_dismissed_stays_away(panel, backend, done):
    panel = restart(*backend[:2])
    bpy.ops.galatea.dismiss_job(job=done)
    assert not panel.found
    panel = restart(*backend[:2])
    assert not panel.found and not everyone()


def test_what_runs_is_dismissed_and_goes_on(panel, backend, begun, hold):
    from blender_addon._shared.protocol.client import Client

    panel = restart(*backend[:2])
    turn(lambda: len(in_panel()) == 1)
    bpy.ops.galatea.dismiss_job(job=begun)
    assert not in_panel()
    hold.unlink()
    with Client(*backend[:2]) as client:
        client.wait(begun, timeout=60)
    panel = restart(*backend[:2])
    assert not panel.found and not in_panel()


def test_a_long_list_is_one_line_with_a_count_and_is_dismissed_at_once(panel, backend):
    from blender_addon.jobs.recovered_jobs import PICTURED, newest
    from blender_addon.panels.found import draw_found

    for number in range(PICTURED + 2):
        bpy.ops.galatea.generate(prompt=f"man {number}")
    panel = restart(*backend[:2])
    assert len(panel.found) == PICTURED + 2
    shown = drawn(draw_found)
    assert shown.texts[:2] == [f"Recovered: {PICTURED + 2}", f"man {PICTURED + 1}"] and "Older: 2" in shown.texts
    assert len(shown.jobs("galatea.fetch_job")) == PICTURED + 2
    assert newest() == [item.name for item in panel.found[:PICTURED]]
    bpy.ops.galatea.dismiss_job()
    assert not panel.found and not drawn(draw_found).texts


def test_the_newest_are_seen_and_go_on_waiting(panel, backend, monkeypatch):
    from blender_addon._shared.protocol.client import Client
    from blender_addon.jobs import recovered_jobs
    from blender_addon.session import session
    from blender_addon.state import preview_icons

    for number in range(recovered_jobs.PICTURED + 1):
        bpy.ops.galatea.generate(prompt=f"man {number}")
    panel = restart(*backend[:2])
    kept = {}
    monkeypatch.setattr(preview_icons, "keep", kept.__setitem__)
    wanted = recovered_jobs.newest()
    for _ in wanted:
        recovered_jobs.ask_for_pictures()
        turn(lambda: not session.connection.jobs)
    recovered_jobs.ask_for_pictures()
    assert not session.connection.jobs and list(kept) == wanted
    assert all(picture.shape == (64, 256, 3) for picture in kept.values())
    assert len(panel.found) == recovered_jobs.PICTURED + 1 and not everyone(), (
        "nothing came into the scene or off the list"
    )
    with Client(*backend[:2]) as client:
        assert {info.state for info in client.jobs() if info.job_id in wanted} == {"done"}


def test_a_picture_that_cannot_be_had_is_no_trouble_of_the_artist(panel):
    from blender_addon.jobs.recovered_jobs import PicturedJob
    from blender_addon.session import session

    panel.note = "before"
    job = session.connection.look("0" * 32, PicturedJob())
    turn(lambda: job.job_id not in session.connection.jobs)
    assert not panel.problem.message and panel.note == "before"
