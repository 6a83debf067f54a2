"""Who has a folder is told by the operating system: not by ids, which others have too, and not by clocks."""

import json
import os
import queue
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from backend.protocol.client import Client
from backend.protocol.errors import ConnectionFailed
from backend.server import folders
from backend.server.folders import JobFolders
from backend.server.local import local_server, wait_until_ready
from backend.server.lock import OWNER, Hold, Taken, is_held, is_left, owner_of
from backend.server.options import ServerOptions
from backend.server.server import Server

HOLDER = (
    "import sys\nfrom pathlib import Path\nfrom backend.server.lock import Hold, Taken\n"
    "try:\n    hold = Hold(Path(sys.argv[1]), wait_s=0)\n"
    "except Taken:\n    sys.exit(3)\n"
    "print('has it', flush=True)\nsys.stdin.read()\n"
)


def holder(folder):
    command = [sys.executable, "-P", "-c", HOLDER, str(folder)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_a_folder_is_free_again_when_its_owner_ends_however_it_ends(tmp_path):
    assert not is_held(tmp_path)
    for end in (lambda process: process.stdin.close(), lambda process: process.kill()):
        with holder(tmp_path) as process:
            assert process.stdout.readline() == "has it\n"
            assert is_held(tmp_path)
            with pytest.raises(Taken, match=f"Process {process.pid} has"):
                Hold(tmp_path, wait_s=0)
            end(process)
            process.wait(60)
        assert not is_held(tmp_path)
    with Hold(tmp_path):
        assert is_held(tmp_path)
    assert not is_held(tmp_path)


def test_of_many_that_start_at_once_exactly_one_has_the_folder(tmp_path):
    processes = [holder(tmp_path) for _ in range(6)]
    lines = [process.stdout.readline() for process in processes]
    assert lines.count("has it\n") == 1
    for process in processes:
        with process:
            process.stdin.close()
    assert sorted(process.returncode for process in processes) == [0] + [3] * 5


@pytest.mark.parametrize(
    "note",
    [
        {"pid": 1, "host": "another-container", "boot": "b"},
        {"pid": os.getpid(), "started": psutil.Process().create_time()},
        {"pid": None, "host": [], "boot": {}},
        [],
    ],
)
def test_the_note_of_an_owner_is_for_people_and_decides_nothing(tmp_path, note):
    (tmp_path / OWNER).write_text(json.dumps(note))
    with Hold(tmp_path):
        assert json.loads((tmp_path / OWNER).read_text())["pid"] == os.getpid()
    with holder(tmp_path) as process:
        process.stdout.readline()
        (tmp_path / OWNER).write_text(json.dumps(note))
        with pytest.raises(Taken):
            Hold(tmp_path, wait_s=0)
        process.stdin.close()


def test_the_owner_on_another_machine_is_named(tmp_path):
    (tmp_path / OWNER).write_text(json.dumps({"pid": 7, "host": "render-box", "boot": "x"}))
    assert owner_of(tmp_path) == "Process 7 on render-box"
    (tmp_path / OWNER).write_text(json.dumps({"pid": 7, "host": os.uname().nodename, "boot": "last week"}))
    assert owner_of(tmp_path) == "Another process", "ids of before the machine started anew are nobody's"


def test_a_folder_that_is_deleted_and_made_again_is_a_new_one(tmp_path):
    folder = tmp_path / "x"
    folder.mkdir()
    Hold(folder).remove()
    assert not folder.exists()
    folder.mkdir()
    with Hold(folder):
        assert is_held(folder)


@pytest.mark.skipif(os.name != "posix", reason="stops a process")
def test_a_server_that_stands_still_keeps_its_jobs(tmp_path):
    with local_server(state=tmp_path, job_table="toy_jobs:JOBS") as server:
        server.process.send_signal(signal.SIGSTOP)
        (tmp_path / "jobs" / OWNER).unlink()
        try:
            with pytest.raises(ConnectionFailed, match="already runs"):
                JobFolders(tmp_path / "jobs", 50)
        finally:
            server.process.send_signal(signal.SIGCONT)


def test_of_many_servers_that_start_at_once_one_runs_and_clients_find_its_token(tmp_path, monkeypatch):
    monkeypatch.delenv("GALATEA_TOKEN", raising=False)
    command = [sys.executable, "-P", "-m", "backend.server.serve", "--state", str(tmp_path), "--port", "0"]
    started = []
    for i in range(4):
        ready = tmp_path / f"ready{i}.json"
        more = ["--ready-file", str(ready), "--exit-with-parent"]
        process = subprocess.Popen([*command, *more], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
        started.append((process, ready))
    winners = []
    for process, ready in started:
        try:
            winners.append(wait_until_ready(ready, process))
        except ConnectionFailed as error:
            assert "already runs" in str(error)
            assert process.wait(60) == 2
    (winner,) = winners
    with Client(winner["address"], (tmp_path / "token").read_text()) as client:
        assert client.handshake().capabilities
    for process, _ in started:
        with process:
            process.stdin.close()


def test_a_server_waits_for_one_that_ends_and_for_no_other(tmp_path, monkeypatch):
    waits = queue.Queue()

    def watched(folder, *wait_s):
        waits.put(wait_s)
        return Hold(folder, *wait_s)

    first = JobFolders(tmp_path, 50)
    monkeypatch.setattr(folders, "Hold", watched)
    with pytest.raises(ConnectionFailed, match="already runs"):
        JobFolders(tmp_path, 50)
    assert waits.get() == ()
    first.leave()
    with ThreadPoolExecutor() as pool:
        second = pool.submit(JobFolders, tmp_path, 50)
        assert waits.get(timeout=60) == () and waits.get(timeout=60) == (folders.LEAVES_S,)
        first.release()
        second.result(timeout=60).release()


def test_a_server_that_ends_says_so_before_it_ends_its_workers(tmp_path, monkeypatch):
    server = Server(ServerOptions(port=0, state=tmp_path))
    end_workers, told = server.pool.close, []
    monkeypatch.setattr(server.pool, "close", lambda: (told.append(is_left(tmp_path / "jobs")), end_workers()))
    assert not is_left(tmp_path / "jobs")
    server.close()
    assert told == [True] and not is_held(tmp_path / "jobs")
