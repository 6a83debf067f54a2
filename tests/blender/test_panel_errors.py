"""Bad input and bad days: each gets one sentence, one piece of advice, and costs nothing that was made."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import types

import bpy
import pytest
from conftest import BACKEND_PYTHON, ROOT, backend_process, turn


def refused(call, **arguments):
    """The message of an operator that fails."""
    with pytest.raises(RuntimeError) as caught:
        call(**arguments)
    return str(caught.value)


def test_no_words(panel):
    assert "no words" in refused(bpy.ops.galatea.generate, prompt="   ")
    assert panel.problem.hint


def test_too_many_words(panel):
    assert "10000 characters" in refused(bpy.ops.galatea.generate, prompt="x" * 10000)


def test_words_in_another_script_reach_the_backend(panel):
    bpy.ops.galatea.generate(prompt="высокий мужчина 背の高い男")
    assert not panel.problem.message


@pytest.mark.parametrize("values", ['{"height": NaN}', '{"height": "x"}', "height", "[1]"])
def test_sliders_that_are_none(panel, values):
    bpy.ops.galatea.new_avatar()
    assert "slider" in refused(bpy.ops.galatea.set_sliders, values=values)


def test_nothing_selected(panel):
    assert "No avatar" in refused(bpy.ops.galatea.randomise)
    assert "No avatar" in refused(bpy.ops.galatea.export, file="/nowhere/a.fbx")


@pytest.mark.parametrize("file", ["a.obj", "/proc/none/a.fbx", "//a.fbx"])
def test_files_that_cannot_be(panel, tmp_path, file):
    bpy.ops.galatea.new_avatar()
    message = refused(bpy.ops.galatea.export, file=str(tmp_path / file) if file == "a.obj" else file)
    assert message and panel.problem.hint
    assert not list(tmp_path.iterdir())


def test_an_error_of_the_backend_is_shown_with_its_hint(panel):
    assert "not there" in refused(bpy.ops.galatea.generate, prompt="trouble")
    assert panel.problem.hint == "Fetch it with: galatea models"
    assert "Traceback" not in panel.problem.message
    bpy.ops.galatea.dismiss()
    assert not panel.problem.message


def test_a_worker_that_dies_costs_only_its_job(panel):
    from blender_addon import avatars

    bpy.ops.galatea.new_avatar()
    refused(bpy.ops.galatea.generate, prompt="crash", make_new=True)
    bpy.ops.galatea.set_sliders(values='{"height": 0.8}')
    assert avatars.values(avatars.active())["height"] == pytest.approx(0.8)


def test_a_result_that_cannot_be_put_in_costs_no_other(panel, monkeypatch):
    from blender_addon import arrivals, avatars, link, work

    first, _ = work.from_sliders(), work.from_sliders(sliders={"height": 0.7})
    take = arrivals.take

    def broken(job, event):
        if job.job_id == first.job_id:
            raise RuntimeError("the data is odd")
        return take(job, event)

    monkeypatch.setattr(arrivals, "take", broken)
    time.sleep(0.5)  # both answers wait for the same turn
    turn(lambda: not link.connection.jobs)
    assert [avatars.values(person)["height"] for person in avatars.everyone()] == [pytest.approx(0.7)]
    assert "the data is odd" in panel.problem.message


def test_a_script_is_told_that_its_result_cannot_be_put_in(panel, monkeypatch):
    from blender_addon import api, arrivals

    def broken(*_):
        raise RuntimeError("the data is odd")

    monkeypatch.setattr(arrivals, "build_avatar", broken)
    with pytest.raises(RuntimeError, match="the data is odd"):
        api.new_avatar()
    assert "the data is odd" in panel.problem.message


def test_a_drag_waits_while_the_backend_is_silent(panel):
    from blender_addon import avatars, dragging, link, pump

    bpy.ops.galatea.new_avatar()
    pump.advance()
    panel.sliders["height"].set_value(0.8)
    pump.advance()
    panel.sliders["height"].set_value(0.9)
    link.connection.state = "LOST"
    time.sleep(dragging.SETTLES_AFTER_S + 0.1)
    pump.advance()
    assert panel.state == "LOST" and dragging.active()
    turn(lambda: not dragging.active())
    assert avatars.values(avatars.active())["height"] == pytest.approx(0.9)
    assert not panel.problem.message


def test_a_job_that_could_not_be_cancelled_can_still_be(panel):
    from blender_addon import link, work
    from blender_addon._shared.protocol.errors import ConnectionFailed

    job = work.from_words("a slow man")
    link.connection.state = "LOST"
    with pytest.raises(ConnectionFailed):
        link.connection.cancel(job.job_id)
    assert not job.cancelling
    link.connection.state = "READY"
    link.connection.cancel(job.job_id)
    turn(lambda: not link.connection.jobs)


def test_a_script_is_told_to_leave_edit_mode(panel):
    from blender_addon import api, avatars, link, work
    from blender_addon._shared.protocol.errors import BadRequest

    person = api.new_avatar()
    bpy.ops.object.mode_set(mode="EDIT")
    for call in (api.new_avatar, lambda: api.generate("a tall man"), lambda: api.set_sliders(person, height=0.8)):
        with pytest.raises(BadRequest, match="Edit or Sculpt Mode"):
            call()
        assert not link.connection.jobs, "nothing is begun that cannot be put in"
    with pytest.raises(BadRequest, match="waits"):
        api._result(work.from_sliders(person, {"height": 0.8}))
    bpy.ops.object.mode_set(mode="OBJECT")
    turn(lambda: avatars.values(person)["height"] == pytest.approx(0.8))


class Buttons:
    """Stands in for a layout, and notes the buttons that are drawn."""

    def __init__(self):
        self.drawn = {}

    def operator(self, name, **_):
        return self.drawn.setdefault(name, types.SimpleNamespace())

    def box(self, **_):
        return self

    column = row = label = box


def buttons():
    from blender_addon.panels.base import draw_problem

    layout = Buttons()
    draw_problem(layout, bpy.context)
    return layout.drawn


def test_a_failed_job_is_resumed_by_the_button_beside_its_error(panel):
    from blender_addon import avatars, work
    from blender_addon.link import connection

    job = work.from_words("stumble tall")
    turn(lambda: not connection.jobs)
    assert panel.problem.message and not list(avatars.everyone())
    assert buttons()["galatea.resume"].job == job.job_id
    bpy.ops.galatea.resume(job=job.job_id)
    assert avatars.values(avatars.active())["height"] == pytest.approx(0.9)
    assert avatars.active().galatea.prompt == "stumble tall"
    assert not panel.problem.message and not buttons()


def test_a_failed_job_is_resumed_for_its_avatar_by_a_script(panel):
    from blender_addon import api, avatars

    person = api.new_avatar()
    refused(bpy.ops.galatea.generate, prompt="stumble tall")
    assert "galatea.resume" in buttons()
    assert api.resume(panel.problem.job) == person
    assert avatars.values(person)["height"] == pytest.approx(0.9)
    assert [avatars.active()] == list(avatars.everyone())


def test_an_error_of_no_job_has_no_button_to_resume(panel):
    refused(bpy.ops.galatea.generate, prompt="stumble tall")
    assert "no words" in refused(bpy.ops.galatea.generate, prompt=" ")
    assert "galatea.resume" not in buttons()
    assert "Nothing failed" in refused(bpy.ops.galatea.resume)


def test_a_job_that_its_backend_did_not_survive_is_resumed_by_the_next(addon, tmp_path):
    from blender_addon import api, avatars, link, properties, pump, work

    bpy.ops.wm.read_homefile(use_empty=True)
    with backend_process(tmp_path) as (address, token, process):
        api.connect(address, token)
        person = api.new_avatar()
        job = work.from_words("a slow tall man", person)
        turn(lambda: job.fraction > 0)
        process.kill()
        process.wait()
    with backend_process(tmp_path) as (address, token, _):
        api.connect(address, token)
        pump.advance()
        turn(lambda: not link.connection.jobs)
        assert properties.panel().problem.job == job.job_id
        bpy.ops.galatea.resume()
        assert avatars.values(person)["height"] == pytest.approx(0.9)
        link.connection.close()


def test_nobody_answers(addon):
    from blender_addon import connection as module
    from blender_addon import link

    module.ANSWER_WITHIN_S, before = 0.3, module.ANSWER_WITHIN_S
    try:
        assert "Nobody answers" in refused(bpy.ops.galatea.connect, address="tcp://127.0.0.1:9")
    finally:
        module.ANSWER_WITHIN_S = before
    assert link.state() == "OFF"


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


def test_no_backend_on_this_computer(addon, monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.delenv("GALATEA_BACKEND", raising=False)
    monkeypatch.setenv("GALATEA_STATE", "/nonexistent")
    message = refused(bpy.ops.galatea.start_backend)
    assert "not found" in message
    assert "make setup" in message and "pip install" not in message


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["--preset", "maya", "--out", "a.fbx"], "mixamo"),
        (["--out", "missing/a.fbx"], "no folder"),
        (["--out", "a.obj"], "must end in"),
        (["--out", "folder.fbx"], "is a folder"),
    ],
)
def test_a_command_line_that_cannot_work_is_refused_before_any_work(addon, monkeypatch, capsys, tmp_path, wrong, said):
    from blender_addon import api, commands

    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.fbx").mkdir()
    monkeypatch.setattr(api, "connect", lambda *_: pytest.fail("no work may begin"))
    assert commands.main(["avatar", "a man", *wrong]) == 2
    assert said in capsys.readouterr().err


def test_a_backend_that_is_no_backend(addon, monkeypatch, tmp_path):
    program = tmp_path / "galatea"
    program.write_text("#!/bin/sh\necho it is broken\nexit 3\n")
    os.chmod(program, 0o755)
    monkeypatch.setenv("GALATEA_BACKEND", str(program))
    assert "it is broken" in refused(bpy.ops.galatea.start_backend)


@pytest.fixture
def program(monkeypatch, tmp_path):
    """The backend's program, at a free port and with a state of its own."""
    file = tmp_path / "galatea"
    file.write_text(
        f"#!/bin/sh\nshift\ncd {ROOT}\nexec {BACKEND_PYTHON} -m backend.server.server --port 0 --state {tmp_path} $*\n"
    )
    os.chmod(file, 0o755)
    monkeypatch.setenv("GALATEA_BACKEND", str(file))
    monkeypatch.setenv("GALATEA_STATE", str(tmp_path))
    return file


@pytest.fixture
def kept(addon):
    """Preferences that let the backend outlive Blender."""
    from blender_addon import preferences

    preferences.get().stop_with_blender = False
    yield
    preferences.get().stop_with_blender = True


def test_a_backend_that_is_to_outlive_blender_goes_on_at_exit(program, kept):
    from blender_addon import link

    bpy.ops.galatea.start_backend()
    process = link._launcher._process
    try:
        link.end()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1)
    finally:
        process.terminate()
        assert process.wait(20) == 0
    link.step()


def test_stop_ends_also_a_backend_that_is_to_outlive_blender(program, kept):
    from blender_addon import link

    bpy.ops.galatea.start_backend()
    process = link._launcher._process
    bpy.ops.galatea.stop_backend()
    link.end()
    assert process.poll() is not None


def test_the_backend_is_started_and_stopped_here(program):
    from blender_addon import link, properties

    bpy.ops.galatea.start_backend()
    assert properties.panel().state == "READY" and link.ours()
    process = link._launcher._process
    bpy.ops.galatea.stop_backend()
    assert properties.panel().state == "OFF" and not link.ours()
    link.end()
    assert process.poll() is not None


@pytest.fixture
def at_port(program, monkeypatch):
    """Makes the address that a backend usually has another one."""
    from blender_addon import connection as module
    from blender_addon import link

    def put(address):
        monkeypatch.setattr(link, "DEFAULT_ADDRESS", address)
        program.write_text(program.read_text().replace("--port 0", f"--port {address.rsplit(':')[-1]}"))

    monkeypatch.setattr(module, "ANSWER_WITHIN_S", 0.5)
    yield put
    link.stop()
    link.end()


def test_a_port_taken_by_another_program_is_left_to_it(at_port):
    from blender_addon import link, properties

    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"tcp://127.0.0.1:{other.getsockname()[1]}"
        at_port(address)
        bpy.ops.galatea.start_backend()
        assert properties.panel().state == "READY" and link.ours()
        assert link.connection.address != address
        assert "port is taken" in properties.panel().note


def test_a_port_taken_by_somebody_elses_backend_is_left_to_it(at_port, backend):
    from blender_addon import link, properties

    at_port(backend[0])
    bpy.ops.galatea.start_backend()
    assert properties.panel().state == "READY" and link.ours()
    assert link.connection.address != backend[0]


def test_a_backend_of_this_user_that_already_runs_is_joined(at_port, backend, tmp_path):
    from blender_addon import link, properties

    at_port(backend[0])
    (tmp_path / "token").write_text(backend[1])
    bpy.ops.galatea.start_backend()
    assert properties.panel().state == "READY" and not link.ours()
    assert link.connection.address == backend[0]


@pytest.mark.parametrize("ran_before", [True, False])
def test_why_a_backend_does_not_start_is_told_where_none_runs(at_port, program, tmp_path, ran_before):
    from blender_addon import link

    at_port("tcp://127.0.0.1:9")
    if ran_before:
        (tmp_path / "token").write_text("0" * 32)
    said = '{"error": {"code": "connection_failed", "message": "The cable is cut.", "hint": "Mend it."}}'
    program.write_text(f"#!/bin/sh\nprintf '{said}' > $3\n")
    assert "The cable is cut" in refused(bpy.ops.galatea.start_backend)
    assert link.state() == "OFF"


def test_a_backend_that_hangs_is_missed_and_found_again(addon, tmp_path):
    from blender_addon import api, link

    with backend_process(tmp_path) as (address, token, process):
        api.connect(address, token)
        process.send_signal(signal.SIGSTOP)
        try:
            turn(lambda: link.state() == "LOST", 12)
        finally:
            process.send_signal(signal.SIGCONT)
        turn(lambda: link.state() == "READY", 12)
        link.connection.close()


def test_a_backend_that_dies_is_missed_and_found_again(addon, tmp_path):
    """The avatar stays; the panel says LOST; a new backend at another address is taken at once."""
    from blender_addon import api, avatars, link, pump

    bpy.ops.wm.read_homefile(use_empty=True)
    with backend_process(tmp_path) as (address, token, process):
        api.connect(address, token)
        pump.advance()
        bpy.ops.galatea.new_avatar()
        process.kill()
        turn(lambda: link.state() == "LOST", 12)
        assert "does not answer" in refused(bpy.ops.galatea.set_sliders, values='{"height": 0.7}')
    assert len(list(avatars.everyone())) == 1
    with backend_process(tmp_path) as (address, token, _):
        api.connect(address, token)
        bpy.ops.galatea.set_sliders(values='{"height": 0.7}')
        assert avatars.values(avatars.active())["height"] == pytest.approx(0.7)
        link.connection.close()
