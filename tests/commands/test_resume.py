"""A job that a command could not end is kept, the way on is told, and going on needs nothing but that line."""

import errno
import json
import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from patience import impatient_after_fate

from backend import blender
from backend.cli import main
from backend.commands import kept, make
from backend.commands.jobs import plain
from backend.protocol import client
from backend.protocol.avatar_file import load_avatar
from backend.protocol.errors import BadRequest, ConnectionFailed, JobFailed
from backend.protocol.requests import AvatarRequest
from backend.server import local
from backend.server.local import local_server
from backend.server.lock import Hold

pytestmark = pytest.mark.usefixtures("toys", "no_blender")

FILES = {"avatar.fbx", "avatar.npz", "preview.png", "request.json", "report.json"}


def way_on(told):
    (line,) = re.findall(r"Go on with: galatea (.*)", told)
    return shlex.split(line)


def kept_folders(tmp_path):
    assert kept.commands_folder() == tmp_path / "state" / "commands"
    return kept.folders_of_commands()


def names(folder):
    return {path.name for path in folder.iterdir()}


def test_a_command_that_succeeds_leaves_its_files_and_nothing_else(tmp_path):
    out = tmp_path / "out"
    assert main(["avatar", "figure", "--out", str(out)]) == 0
    assert names(out) == FILES
    assert not kept_folders(tmp_path)


def test_a_worker_that_dies_is_told_and_the_line_in_the_error_goes_on(capsys, tmp_path):
    out = tmp_path / "the out"
    assert main(["avatar", "reborn", "--out", str(out), "--preset", "unity"]) == 1
    told = capsys.readouterr().err
    assert told.count("error:") == 1 and "killed by the system" in told
    line = way_on(told)
    assert line[2:] == ["--out", str(out), "--preset", "unity"]
    (folder,) = kept_folders(tmp_path)
    assert (folder / "jobs" / line[1] / "stage.txt").read_text() == "saved"
    assert main(line) == 0
    assert names(out) == FILES and load_avatar(out / "avatar.npz")
    assert not kept_folders(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="sends SIGKILL and SIGSTOP")
@pytest.mark.parametrize("fate", ["orphaned", "frozen"])
def test_a_backend_of_its_own_that_dies_or_hangs_is_told_and_the_line_goes_on(capsys, tmp_path, monkeypatch, fate):
    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        impatient_after_fate(patch, client, tmp_path)
        patch.setattr(local, "STOP_S", 0.5)
        assert main(["avatar", fate, "--out", str(out)]) == 1
    told = capsys.readouterr().err
    assert told.count("error:") == 1 and "died or hangs" in told
    assert main(way_on(told)) == 0
    assert names(out) == FILES and not kept_folders(tmp_path)


def toy_command(*arguments, **variables):
    """The program in a process of its own, with toys for jobs."""
    code = (
        "import signal, sys\nfrom functools import partial\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell's background ignores it
        "from backend.cli import main\nfrom backend.commands import connect\n"
        "connect.local_server = partial(connect.local_server, job_table='toy_jobs:COMMANDS')\n"
        f"sys.exit(main({list(arguments)!r}))"
    )
    line, environment = [sys.executable, "-P", "-c", code], {**os.environ, **variables}
    return subprocess.Popen(line, stderr=subprocess.PIPE, text=True, start_new_session=True, env=environment)


@pytest.mark.skipif(os.name != "posix", reason="sends SIGINT to a group of processes")
def test_ctrl_c_keeps_the_job(tmp_path):
    with toy_command("avatar", "sleep 60", "--out", str(tmp_path / "out")) as command:
        assert "sleeping" in command.stderr.readline()
        os.killpg(command.pid, signal.SIGINT)
        told = command.stderr.read()
        assert command.wait(20) == 130
    (folder,) = kept_folders(tmp_path)
    state = json.loads((folder / "jobs" / way_on(told)[1] / "state.json").read_bytes())
    assert state["state"] == "cancelled", "not merely interrupted by the end of its backend"


@pytest.mark.skipif(os.name != "posix", reason="sends signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_is_told_to_end_leaves_nothing_but_its_job(tmp_path, number):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with toy_command("avatar", "sleep 60", "--out", str(tmp_path / "out"), TMPDIR=str(temporary)) as command:
        assert "sleeping" in command.stderr.readline()
        command.send_signal(number)
        told = command.stderr.read()
        assert command.wait(20) == 128 + number
    assert number.name in told and "Traceback" not in told and not names(temporary)
    (folder,) = kept_folders(tmp_path)
    assert (folder / "jobs" / way_on(told)[1]).is_dir()


@pytest.mark.skipif(os.name != "posix", reason="sends signals")
def test_a_command_that_is_told_to_end_ends_its_blender_too(tmp_path):
    out, started = tmp_path / "out", tmp_path / "started"
    os.mkfifo(started)
    stand_in = tmp_path / "blender"
    probed = 'case "$1" in --version) echo "Blender 4.5.0"; exit;; esac'
    stand_in.write_text(f"#!/bin/sh\n{probed}\ntouch half\nexec 3>{started}\necho started >&3\nsleep 60 &\nwait\n")
    stand_in.chmod(0o755)
    with toy_command("avatar", "figure", "--out", str(out), "--blender", str(stand_in)) as command:
        with started.open() as alive:
            assert alive.readline() == "started\n"
            command.terminate()
            assert alive.read() == "", "and it ends when nobody is left who could write"
        told = command.stderr.read()
        assert command.wait(20) == 128 + signal.SIGTERM
    assert names(out) == FILES - {"avatar.fbx"} and way_on(told)


def test_a_disk_that_fills_while_writing_is_told_and_the_result_can_be_had_again(capsys, monkeypatch, tmp_path):
    def full(path, avatar):
        raise OSError(errno.ENOSPC, "No space left on device")

    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(make, "save_avatar", full)
        assert main(["avatar", "figure", "--out", str(out)]) == 1
    told = capsys.readouterr().err
    assert told.count("error:") == 1 and "no space left" in told and str(out) in told
    assert main(way_on(told)) == 0
    assert names(out) == FILES


@pytest.mark.parametrize(("writer", "number"), [("write_json", errno.EIO), ("write_picture", errno.EROFS)])
def test_no_failing_write_is_a_traceback(capsys, monkeypatch, tmp_path, writer, number):
    def fail(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(make, writer, fail)
    assert main(["avatar", "figure", "--out", str(tmp_path / "out")]) == 1
    told = capsys.readouterr().err
    assert told.count("error:") == 1 and os.strerror(number) in told and way_on(told)


def test_a_wrong_request_is_not_kept(capsys, tmp_path):
    assert main(["avatar", "refused", "--out", str(tmp_path / "out")]) == 2
    assert "Go on with" not in capsys.readouterr().err and not kept_folders(tmp_path)


def test_a_job_of_the_usual_backend_goes_on_without_it(capsys, tmp_path):
    state = tmp_path / "state"
    with local_server(state=state, job_table="toy_jobs:COMMANDS") as server:
        token = tmp_path / "token"
        token.write_text(server.token)
        there = ["--address", server.address, "--token", str(token)]
        assert main(["avatar", "reborn", "--out", str(tmp_path / "out"), *there]) == 1
    told = capsys.readouterr().err
    line = way_on(told)
    assert line[line.index("--address") + 1] == server.address
    assert main([*line[:2], "--out", str(tmp_path / "out")]) == 0
    assert (state / "jobs" / line[1]).is_dir(), "what the usual backend keeps is its own"


def test_two_commands_at_once_do_not_meet(tmp_path):
    with kept.own_folder() as one, kept.own_folder() as other:
        assert one != other and one.is_dir() and other.is_dir()
    assert not kept_folders(tmp_path)


def left_behind(folder, error):
    """The folder of a command that was killed, with a job that failed."""
    job = folder / "jobs" / ("0" * 32)
    job.mkdir(parents=True)
    (job / "state.json").write_text(json.dumps({"error": error}))


def test_what_can_go_on_is_never_deleted_and_the_rest_is_swept_away(tmp_path):
    root = kept.commands_folder()
    promised = [f"kept{number}" for number in range(15)]
    for name in promised:
        left_behind(root / name, {"code": "job_failed"})
    left_behind(root / "refused", {"code": "bad_request"})
    (root / "nothing" / "jobs").mkdir(parents=True)
    left_behind(root / "works", {"code": "bad_request"})
    with Hold(root / "works"), kept.own_folder() as own:
        assert {folder.name for folder in kept.folders_of_commands()} == {*promised, "works", own.name}
    with kept.own_folder() as own:
        assert {folder.name for folder in kept.folders_of_commands()} == {*promised, own.name}


def test_the_clock_decides_nothing(tmp_path):
    root = kept.commands_folder()
    left_behind(root / "promised", None)
    with kept.own_folder() as own:
        os.utime(own, (0, 0))
        with kept.own_folder():
            assert own.is_dir() and (root / "promised").is_dir()


def test_a_job_that_another_command_works_on_is_told(tmp_path):
    folder = kept.commands_folder() / "x"
    left_behind(folder, None)
    told = f"Process {os.getpid()} works on this job"
    with Hold(folder), pytest.raises(ConnectionFailed, match=told), kept.until_done(folder):
        pass
    assert folder.is_dir()


def test_a_state_folder_that_cannot_be_written_names_the_way_out(capsys, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("GALATEA_STATE", str(tmp_path / "file" / "state"))
    assert main(["avatar", "figure", "--out", str(tmp_path / "out")]) == 1
    assert "GALATEA_STATE" in capsys.readouterr().err


def test_what_was_not_available_is_not_asked_for_again(capsys, monkeypatch, tmp_path):
    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(make, "find_blender", blender.find_blender)
        assert main(["avatar", "figure", "--out", str(out), "--blender", str(tmp_path / "none")]) == 3
    line = way_on(capsys.readouterr().err)
    assert line[2:] == ["--out", str(out)]
    assert main(line) == 0 and names(out) == FILES


def test_the_line_that_goes_on_is_read_as_it_was_meant():
    output = make.Output(out=Path("a folder"), server_key="-k e'y", token=Path("t"))
    line = output.resume_line("0" * 32)
    assert shlex.split(line)[3:] == ["--token", "t", "--server-key=-k e'y", "--out", "a folder"]
    line = make.Output(out=Path("a"), one_mesh=True).resume_line("0" * 32)
    assert shlex.split(line)[3:] == ["--out", "a", "--one-mesh"]


@pytest.mark.skipif(os.name != "posix", reason="sends SIGKILL to a group of processes")
def test_a_job_of_a_killed_command_is_listed_and_goes_on(capsys, tmp_path):
    code = (
        "import sys\nfrom functools import partial\n"
        "from backend.cli import main\nfrom backend.commands import connect\n"
        "connect.local_server = partial(connect.local_server, job_table='toy_jobs:COMMANDS')\n"
        f"sys.exit(main(['avatar', 'orphan', '--out', {str(tmp_path / 'out')!r}]))"
    )
    command = subprocess.Popen([sys.executable, "-P", "-c", code], stderr=subprocess.PIPE, text=True)
    with command:
        assert "waiting" in command.stderr.readline()
        assert main(["jobs"]) == 0
        job, _, _, state, kind, title, *_ = capsys.readouterr().out.split()
        assert (state, kind, title) == ("running", "avatar", "orphan")
        assert main(["resume", job, "--out", str(tmp_path / "out")]) == 1
        assert f"process {command.pid} works on this job" in capsys.readouterr().err.lower()
        command.kill()
    assert len(kept_folders(tmp_path)) == 1
    assert main(["resume", job, "--out", str(tmp_path / "out")]) == 0
    assert names(tmp_path / "out") == FILES and not kept_folders(tmp_path)


def test_what_a_killed_command_left_is_listed_as_interrupted(capsys, tmp_path):
    state = kept.commands_folder() / "x"
    with local_server(state=state, job_table="toy_jobs:COMMANDS") as server, server.client() as client:
        job = client.submit(AvatarRequest(prompt="sleep 60"))
        while client.jobs()[0].state != "running":
            client.poll(50)
        server.process.kill()
    assert main(["jobs"]) == 0
    assert capsys.readouterr().out.split()[::3][:2] == [job, "interrupted"]


def test_jobs_are_listed_and_forgotten_without_a_backend_that_runs(capsys, tmp_path):
    assert main(["jobs"]) == 1
    assert "galatea serve" in capsys.readouterr().err
    state = tmp_path / "state"
    with local_server(state=state, job_table="toy_jobs:COMMANDS") as server, server.client() as client:
        done = client.submit(AvatarRequest(prompt="figure"))
        client.wait(done, timeout=60)
        failed = client.submit(AvatarRequest(prompt="crash"))
        with pytest.raises(JobFailed):
            client.wait(failed, timeout=60)
    left_behind(kept.commands_folder() / "x", None)
    assert main(["jobs"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [failed, done, "0" * 32]
    assert [line.split()[3] for line in lines] == ["failed", "done", "damaged"]
    assert main(["jobs", "--forget", "all"]) == 0
    capsys.readouterr()
    assert main(["jobs"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [done]
    assert main(["jobs", "--forget", failed]) == 2
    assert "no job" in capsys.readouterr().err
    assert main(["jobs", "--forget", done]) == 0 and not (state / "jobs" / done).exists()


def test_a_list_of_jobs_does_nothing_to_a_terminal():
    assert plain("a\x1b[31m man,\n\tsmiling \u202e") == "a [31m man, smiling"


def test_a_job_that_is_nowhere_is_told(capsys, tmp_path):
    assert main(["resume", "0" * 32, "--out", str(tmp_path / "out")]) == 2
    assert "There is no job" in capsys.readouterr().err
    assert main(["resume", "../../etc", "--out", str(tmp_path / "out")]) == 2
    with pytest.raises(BadRequest):
        kept.folder_with("../x")
