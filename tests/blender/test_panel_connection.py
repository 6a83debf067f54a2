"""An address where nobody is, a token that is wrong, and a backend that falls silent."""

from __future__ import annotations

import signal

import bpy
import pytest
from conftest import backend_process, turn
from panel_helpers import drawn, everyone, passing, refused, shape, under_way
from patience import impatient_after_fate


def test_nobody_answers(addon):
    from blender_addon.session import connection as module
    from blender_addon.session import session

    module.ANSWER_WITHIN_S, before = 0.3, module.ANSWER_WITHIN_S
    try:
        assert "Nobody answers" in refused(bpy.ops.galatea.connect, address="tcp://127.0.0.1:9")
    finally:
        module.ANSWER_WITHIN_S = before
    assert session.state == "OFF"


def test_a_wrong_token_is_said_so(addon, backend):
    message = refused(bpy.ops.galatea.connect, address=backend[0], token="wrong")
    assert "token" in message.lower()


@pytest.mark.parametrize("address", ["nonsense", "tcp://", "http://127.0.0.1:1"])
def test_an_address_that_is_none(addon, address):
    assert refused(bpy.ops.galatea.connect, address=address)


def test_beyond_this_computer_needs_leave_to_go_online(addon):
    if bpy.app.online_access:
        pytest.skip("this Blender may go online")
    assert "offline" in refused(bpy.ops.galatea.connect, address="tcp://192.0.2.1:5571")


def test_a_drag_waits_while_the_backend_is_silent(panel, monkeypatch):
    from blender_addon.jobs import event_loop, live_edit
    from blender_addon.session import session
    from blender_addon.state import avatars

    pass_by = passing(monkeypatch, live_edit)
    bpy.ops.galatea.new_avatar()
    event_loop.advance()
    panel.sliders["height"].set_value(0.8)
    event_loop.advance()
    panel.sliders["height"].set_value(0.9)
    session.connection.state = "LOST"
    pass_by(live_edit.SETTLES_AFTER_S + 1)
    with monkeypatch.context() as patched:
        patched.setattr(session.connection, "poll", lambda timeout_ms=0: [])  # nothing comes, nor does it come back
        event_loop.advance()
        assert session.state == "LOST" and live_edit.active()
        assert not under_way(live_edit.SettledShape), "nothing is sent to who does not answer"
    turn(lambda: not live_edit.active())
    assert avatars.values(avatars.active())["height"] == pytest.approx(0.9)
    assert not panel.problem.message


def test_a_backend_that_hangs_is_missed_and_found_again(addon, tmp_path):
    from blender_addon import api
    from blender_addon.panels.backend import draw_connection
    from blender_addon.session import session

    with backend_process(tmp_path) as (address, token, process):
        api.connect(address, token)
        process.send_signal(signal.SIGSTOP)
        try:
            turn(lambda: session.state == "LOST")
            shown = drawn(draw_connection)
            assert "does not answer" in shown.texts[0] and "press Disconnect" in " ".join(shown.texts)
            assert [name for name, _ in shown.buttons] == ["galatea.disconnect"]
        finally:
            process.send_signal(signal.SIGCONT)
        turn(lambda: session.state == "READY")
        session.connection.close()


@pytest.mark.parametrize("fate", ["orphaned", "frozen"])
def test_a_script_is_told_that_its_backend_died_or_hangs_over_its_job(addon, tmp_path, monkeypatch, fate):
    from blender_addon import api
    from blender_addon._shared.protocol import client
    from blender_addon._shared.protocol.errors import JobFailed
    from blender_addon.session import session

    bpy.ops.wm.read_homefile(use_empty=True)
    with backend_process(tmp_path) as (address, token, process):
        api.connect(address, token)
        person = api.new_avatar()
        before = shape(person)
        with monkeypatch.context() as patch, pytest.raises(JobFailed, match="went away") as caught:
            impatient_after_fate(patch, client, tmp_path)
            api.change(person, fate)
        assert everyone() == [person] and (shape(person) == before).all()
        process.kill()
    with backend_process(tmp_path) as (address, token, _):
        api.connect(address, token)
        assert f"galatea resume {person.galatea.job}" in caught.value.hint
        with client.Client(address, token) as other:
            assert {job.job_id: job.resumable for job in other.jobs()}[person.galatea.job]
        session.connection.close()


def test_a_backend_that_dies_is_missed_and_found_again(addon, tmp_path):
    """The avatar stays; the panel says LOST; a new backend at another address is taken at once."""
    from blender_addon import api
    from blender_addon.jobs import event_loop
    from blender_addon.session import session
    from blender_addon.state import avatars

    bpy.ops.wm.read_homefile(use_empty=True)
    with backend_process(tmp_path) as (address, token, process):
        api.connect(address, token)
        event_loop.advance()
        bpy.ops.galatea.new_avatar()
        process.kill()
        turn(lambda: session.state == "LOST")
        assert "does not answer" in refused(bpy.ops.galatea.set_sliders, values='{"height": 0.7}')
    assert len(list(avatars.everyone())) == 1
    with backend_process(tmp_path) as (address, token, _):
        api.connect(address, token)
        bpy.ops.galatea.set_sliders(values='{"height": 0.7}')
        assert avatars.values(avatars.active())["height"] == pytest.approx(0.7)
        session.connection.close()
