"""Jobs that fail: the reason is told, other jobs go on, and what can be resumed is."""

from __future__ import annotations

import bpy
import pytest
from conftest import HOLD, backend_process, turn
from panel_helpers import drawn, everyone, refused, restart, shape, until_here


def test_an_error_of_the_backend_is_shown_with_its_hint(panel):
    assert "not there" in refused(bpy.ops.galatea.generate, prompt="trouble")
    assert panel.problem.hint == "Fetch it with: galatea models"
    assert "Traceback" not in panel.problem.message
    bpy.ops.galatea.dismiss()
    assert not panel.problem.message


def test_a_disk_that_is_full_on_the_backend_is_told_and_the_job_can_go_on(panel, person):
    from blender_addon.panels.base import draw_problem

    before = shape(person)
    assert "no space left on the disk" in refused(bpy.ops.galatea.generate, prompt="no space")
    assert "Free some space" in panel.problem.hint
    assert drawn(draw_problem).jobs("galatea.resume") == [panel.problem.job]
    assert everyone() == [person] and (shape(person) == before).all()


def test_a_worker_that_dies_costs_only_its_job(panel):
    from blender_addon.state import avatars

    bpy.ops.galatea.new_avatar()
    refused(bpy.ops.galatea.generate, prompt="crash")
    bpy.ops.galatea.set_sliders(values='{"height": 0.8}')
    assert avatars.values(avatars.active())["height"] == pytest.approx(0.8)


def test_a_result_that_cannot_be_put_in_costs_no_other(panel, monkeypatch):
    from blender_addon.jobs import apply_result, generating
    from blender_addon.session import session
    from blender_addon.state import avatars

    jobs = generating.from_sliders(), generating.from_sliders(sliders={"height": 0.7})
    build = apply_result.build_avatar

    def broken(context, avatar, name):
        if avatar.sliders["height"] == 0.5:
            raise RuntimeError("the data is odd")
        return build(context, avatar, name)

    monkeypatch.setattr(apply_result, "build_avatar", broken)
    until_here(*jobs)  # both answers wait for the same turn
    turn(lambda: not session.connection.jobs)
    assert [avatars.values(person)["height"] for person in avatars.everyone()] == [pytest.approx(0.7)]
    assert "the data is odd" in panel.problem.message


def test_a_script_is_told_that_its_result_cannot_be_put_in(panel, monkeypatch):
    from blender_addon import api
    from blender_addon.jobs import apply_result

    def broken(*_):
        raise RuntimeError("the data is odd")

    monkeypatch.setattr(apply_result, "build_avatar", broken)
    with pytest.raises(RuntimeError, match="the data is odd"):
        api.new_avatar()
    assert "the data is odd" in panel.problem.message


def test_a_job_that_could_not_be_cancelled_can_still_be(panel):
    from blender_addon._shared.protocol.errors import ConnectionFailed
    from blender_addon.jobs import generating
    from blender_addon.session import session

    job = generating.from_words("a slow man")
    session.connection.state = "LOST"
    with pytest.raises(ConnectionFailed):
        session.connection.cancel(job.job_id)
    assert not job.cancelling
    session.connection.state = "READY"
    session.connection.cancel(job.job_id)
    turn(lambda: not session.connection.jobs)


def test_a_failed_job_is_resumed_by_the_button_beside_its_error(panel):
    from blender_addon.jobs import generating
    from blender_addon.panels.base import draw_problem
    from blender_addon.session import session
    from blender_addon.state import avatars

    job = generating.from_words("stumble tall")
    turn(lambda: not session.connection.jobs)
    assert panel.problem.message and not list(avatars.everyone())
    assert drawn(draw_problem).jobs("galatea.resume") == [job.job_id]
    bpy.ops.galatea.resume(job=job.job_id)
    assert avatars.values(avatars.active())["height"] == pytest.approx(0.9)
    assert avatars.active().galatea.prompt == "stumble tall"
    assert not panel.problem.message and not drawn(draw_problem).buttons


def test_a_failed_job_is_resumed_for_its_avatar_by_a_script(panel):
    from blender_addon import api
    from blender_addon.panels.base import draw_problem
    from blender_addon.state import avatars

    person = api.new_avatar()
    refused(bpy.ops.galatea.change, prompt="stumble tall")
    assert drawn(draw_problem).jobs("galatea.resume") == [panel.problem.job]
    assert api.resume(panel.problem.job) == person
    assert avatars.values(person)["height"] == pytest.approx(0.9)
    assert [avatars.active()] == list(avatars.everyone())


def test_an_error_of_no_job_has_no_button_to_resume(panel):
    from blender_addon.panels.base import draw_problem

    refused(bpy.ops.galatea.generate, prompt="stumble tall")
    assert "no words" in refused(bpy.ops.galatea.generate, prompt=" ")
    assert not drawn(draw_problem).jobs("galatea.resume")
    assert "Nothing failed" in refused(bpy.ops.galatea.resume)


def test_a_job_that_its_backend_did_not_survive_is_resumed_by_the_next(addon, tmp_path):
    from blender_addon import api
    from blender_addon.jobs import event_loop, generating
    from blender_addon.session import session
    from blender_addon.state import avatars, properties

    bpy.ops.wm.read_homefile(use_empty=True)
    (tmp_path / HOLD).touch()
    with backend_process(tmp_path) as (address, token, process):
        api.connect(address, token)
        person = api.new_avatar()
        job = generating.from_words("a slow tall man", person)
        turn(lambda: job.fraction > 0)
        process.kill()
        process.wait()
    (tmp_path / HOLD).unlink()
    with backend_process(tmp_path) as (address, token, _):
        api.connect(address, token)
        event_loop.advance()
        turn(lambda: not session.connection.jobs)
        assert properties.panel().problem.job == job.job_id
        bpy.ops.galatea.resume()
        assert avatars.values(person)["height"] == pytest.approx(0.9)
        session.connection.close()


def test_what_failed_is_found_with_its_reason_and_resumed(panel, backend):
    from blender_addon.jobs import generating
    from blender_addon.panels.create import draw_found
    from blender_addon.state import avatars

    job = generating.from_words("stumble tall")
    turn(lambda: bool(panel.problem.message))
    bpy.ops.galatea.dismiss()
    panel = restart(*backend[:2])
    assert [item.title for item in panel.found] == ["stumble tall"]
    assert panel.found[0].message and panel.found[0].hint
    assert not panel.problem.message and not everyone()
    assert drawn(draw_found).jobs("galatea.resume") == [job.job_id]
    bpy.ops.galatea.resume(job=job.job_id)
    assert avatars.active().galatea.prompt == "stumble tall"
    assert not panel.found and not panel.problem.message


def test_what_failed_and_would_fail_again_is_told_and_not_resumed(panel, backend):
    from blender_addon.panels.create import draw_found

    refused(bpy.ops.galatea.generate, prompt="gibberish")
    bpy.ops.galatea.dismiss()
    panel = restart(*backend[:2])
    shown = drawn(draw_found)
    assert {"gibberish", "These are no words.", "Use others."} <= set(shown.texts)
    assert not shown.jobs("galatea.resume") and not shown.jobs("galatea.fetch_job")
    assert sorted(shown.jobs("galatea.dismiss_job")) == ["", panel.found[0].name]


def test_what_its_backend_did_not_survive_is_found_by_the_next(panel, tmp_path):
    from blender_addon.jobs import generating
    from blender_addon.session import session

    (tmp_path / HOLD).touch()
    with backend_process(tmp_path) as (address, token, process):
        restart(address, token)
        job = generating.from_words("a slow tall man")
        turn(lambda: job.fraction > 0)
        process.kill()
        process.wait()
    (tmp_path / HOLD).unlink()
    with backend_process(tmp_path) as (address, token, _):
        panel = restart(address, token)
        assert "stopped" in panel.found[0].message and panel.found[0].hint == "Resume it."
        bpy.ops.galatea.resume(job=job.job_id)
        assert [person.galatea.prompt for person in everyone()] == ["a slow tall man"]
        session.connection.close()


def test_a_result_that_is_gone_from_the_backend_is_told(panel, tmp_path):
    from blender_addon.session import session

    with backend_process(tmp_path) as (address, token, _):
        restart(address, token)
        bpy.ops.galatea.generate(prompt="a tall man")
        panel = restart(address, token)
        (tmp_path / "state" / "jobs" / panel.found[0].name / "result.frames").unlink()
        job = panel.found[0].name
        said = refused(bpy.ops.galatea.fetch_job, job=job)
        assert "are damaged" in said and "result.frames is gone" in said
        assert "Resume it" in panel.problem.hint and not everyone()
        bpy.ops.galatea.resume(job=job, wait=True)
        assert len(everyone()) == 1, "what it was asked for is still there"
        session.connection.close()
