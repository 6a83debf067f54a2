"""A backend that is started, stopped and outlives Blender, and the port that another has."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from types import SimpleNamespace

import bpy
import pytest
from conftest import BACKEND_PYTHON, ROOT, turn
from panel_helpers import drawn, refused


def test_no_backend_on_this_computer(addon, monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.delenv("GALATEA_BACKEND", raising=False)
    monkeypatch.setenv("GALATEA_STATE", "/nonexistent")
    message = refused(bpy.ops.galatea.start_backend)
    assert "not found" in message
    assert "Two steps" in message and "make setup" in message and "Choose Program" in message


def test_the_page_that_tells_how_comes_with_the_zip(addon):
    from blender_addon.operators.backend import HELP

    assert bpy.ops.galatea.how_to_backend() == {"FINISHED"}
    page = (HELP / "backend.html").read_text(encoding="utf-8")
    assert "make setup" in page and "Choose Program" in page and "galatea serve" in page and "http" not in page


def test_a_program_that_is_not_there(addon, monkeypatch):
    from blender_addon.state import preferences

    assert "make setup" in refused(bpy.ops.galatea.choose_program, filepath="/nowhere/galatea")
    assert not preferences.get().command
    monkeypatch.setenv("GALATEA_BACKEND", "/nowhere/galatea")
    assert "GALATEA_BACKEND, /nowhere/galatea" in refused(bpy.ops.galatea.start_backend)


def test_a_full_disk_is_told_before_the_backend_is_started(program, monkeypatch):
    from blender_addon.session import launcher, session

    monkeypatch.setattr(launcher.shutil, "disk_usage", lambda folder: SimpleNamespace(free=1 << 20))
    assert "Free some space" in refused(bpy.ops.galatea.start_backend)
    assert session.state == "OFF"


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
        f"#!/bin/sh\nshift\ncd {ROOT}\nexec {BACKEND_PYTHON} -P -m backend.server.serve"
        f" --port 0 --state {tmp_path} $*\n"
    )
    os.chmod(file, 0o755)
    monkeypatch.setenv("GALATEA_BACKEND", str(file))
    monkeypatch.setenv("GALATEA_STATE", str(tmp_path))
    return file


@pytest.fixture
def kept(addon):
    """Preferences that let the backend outlive Blender."""
    from blender_addon.state import preferences

    preferences.get().stop_with_blender = False
    yield
    preferences.get().stop_with_blender = True


def test_a_backend_that_is_to_outlive_blender_goes_on_at_exit(program, kept):
    from blender_addon.session import session

    bpy.ops.galatea.start_backend()
    process = session.launcher.process
    try:
        session.end()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1)
    finally:
        process.terminate()
        assert process.wait(20) == 0
    session.step()


def test_stop_ends_also_a_backend_that_is_to_outlive_blender(program, kept):
    from blender_addon.session import session

    bpy.ops.galatea.start_backend()
    process = session.launcher.process
    bpy.ops.galatea.stop_backend()
    session.end()
    assert process.poll() is not None


def test_the_backend_is_started_and_stopped_here(program):
    from blender_addon.session import session

    bpy.ops.galatea.start_backend()
    assert session.state == "READY" and session.owns_backend
    process = session.launcher.process
    bpy.ops.galatea.stop_backend()
    assert session.state == "OFF" and not session.owns_backend
    session.end()
    assert process.poll() is not None


@pytest.mark.parametrize("fate", [signal.SIGKILL, signal.SIGSTOP])
def test_a_backend_of_ours_that_dies_or_hangs_is_replaced_as_the_panel_says(program, monkeypatch, fate):
    from blender_addon._shared.protocol import client
    from blender_addon.panels.backend import draw_connection
    from blender_addon.session import backend as backend_room
    from blender_addon.session import launcher, session

    monkeypatch.setattr(launcher, "STOPS_WITHIN_S", 0.2)
    bpy.ops.galatea.start_backend()
    first = session.launcher.process
    first.send_signal(fate)
    with monkeypatch.context() as patch:
        patch.setattr(client, "DEAD_AFTER_S", 1.0)
        turn(lambda: session.state == "LOST")
    shown = drawn(draw_connection)
    assert "press Stop and start it again" in " ".join(shown.texts)
    assert [name for name, _ in shown.buttons] == ["galatea.stop_backend"]
    bpy.ops.galatea.stop_backend()
    gone_before = []

    class Watched(launcher.Launcher):
        def __init__(self, *arguments, **named):
            gone_before.append(first.poll() is not None)
            super().__init__(*arguments, **named)

    monkeypatch.setattr(backend_room, "Launcher", Watched)
    bpy.ops.galatea.start_backend()
    assert session.state == "READY" and gone_before == [True]
    session.end()


def test_a_program_that_starts_the_backend_as_another_process_is_ended_with_it(program):
    """As a script does that ends with no exec."""
    from blender_addon.session import session

    held = program.with_name("held")
    os.mkfifo(held)
    all_gone = os.open(held, os.O_RDONLY | os.O_NONBLOCK)
    program.write_text(program.read_text().replace("exec ", f"exec 9>{held}\n") + "exit 0\n")
    bpy.ops.galatea.start_backend()
    held.unlink()
    bpy.ops.galatea.stop_backend()
    bpy.ops.galatea.start_backend()
    assert session.state == "READY"
    os.set_blocking(all_gone, True)
    assert os.read(all_gone, 1) == b""  # comes when the last process of the first start is gone
    os.close(all_gone)
    bpy.ops.galatea.stop_backend()
    session.end()


@pytest.fixture
def at_port(program, monkeypatch):
    """Makes the address that a backend usually has another one."""
    from blender_addon.session import backend as backend_room
    from blender_addon.session import connection as module
    from blender_addon.session import session

    def put(address):
        monkeypatch.setattr(backend_room, "DEFAULT_ADDRESS", address)
        program.write_text(program.read_text().replace("--port 0", f"--port {address.rsplit(':')[-1]}"))

    monkeypatch.setattr(module, "ANSWER_WITHIN_S", 0.5)
    yield put
    session.stop()
    session.end()


def test_a_port_taken_by_another_program_is_left_to_it(at_port):
    from blender_addon.session import session
    from blender_addon.state import properties

    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"tcp://127.0.0.1:{other.getsockname()[1]}"
        at_port(address)
        bpy.ops.galatea.start_backend()
        assert session.state == "READY" and session.owns_backend
        assert session.connection.address != address
        assert "port is taken" in properties.panel().note


def test_a_port_taken_by_somebody_elses_backend_is_left_to_it(at_port, backend):
    from blender_addon.session import session

    at_port(backend[0])
    bpy.ops.galatea.start_backend()
    assert session.state == "READY" and session.owns_backend
    assert session.connection.address != backend[0]


def test_a_backend_of_this_user_that_already_runs_is_joined(at_port, backend, tmp_path):
    from blender_addon.session import session

    at_port(backend[0])
    (tmp_path / "token").write_text(backend[1])
    bpy.ops.galatea.start_backend()
    assert session.state == "READY" and not session.owns_backend
    assert session.connection.address == backend[0]


@pytest.mark.parametrize("ran_before", [True, False])
def test_why_a_backend_does_not_start_is_told_where_none_runs(at_port, program, tmp_path, ran_before):
    from blender_addon.session import session

    at_port("tcp://127.0.0.1:9")
    if ran_before:
        (tmp_path / "token").write_text("0" * 32)
    said = '{"error": {"code": "connection_failed", "message": "The cable is cut.", "hint": "Mend it."}}'
    program.write_text(f"#!/bin/sh\nprintf '{said}' > $3\n")
    assert "The cable is cut" in refused(bpy.ops.galatea.start_backend)
    assert session.state == "OFF"
