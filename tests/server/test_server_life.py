import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
import uuid

import psutil
import pytest
import zmq

from backend.cli import main
from backend.protocol import client as client_module
from backend.protocol.client import Client
from backend.protocol.codec import PROTOCOL
from backend.protocol.errors import (
    BadFile,
    BadRequest,
    ConnectionFailed,
    GalateaError,
    NotAvailable,
    ResourceExhausted,
    VersionMismatch,
)
from backend.protocol.folders import state_folder
from backend.protocol.message import pack, unpack
from backend.protocol.places import is_loopback_host, read_token
from backend.protocol.proof import backend_keys, prove
from backend.protocol.requests import AvatarRequest, LiveShapeRequest
from backend.protocol.table import CAPABILITIES
from backend.server.keys import make_keys, own_token, server_keys
from backend.server.listen import listen
from backend.server.local import local_server
from backend.server.options import ServerOptions, parse_options
from backend.server.serve import serve

TOYS = {"job_table": "toy_jobs:JOBS"}


def avatar(prompt):
    return AvatarRequest(prompt=prompt)


def until_accepted(client, *job_ids):
    waiting = set(job_ids)
    while waiting:
        waiting -= {e.job_id for e in client.poll(100)}


def gone(pid, seconds=60.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


def test_the_handshake_says_who_is_there(client):
    welcome = client.handshake()
    assert welcome.protocol == PROTOCOL and welcome.capabilities == tuple(CAPABILITIES)
    assert welcome.memory_mb["total"] >= welcome.memory_mb["free"] > 0
    assert welcome.device == "cpu" or welcome.device.startswith("cuda")
    for model in welcome.models:
        assert model.available != bool(model.message) and (model.licence or not model.available)


def test_server_and_client_never_load_torch():
    names = "backend.server.server, backend.server.local, backend.protocol.client"
    code = f"import sys, {names}; sys.exit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-P", "-c", code], check=True)


def test_a_wrong_token_gets_one_clear_error(server):
    with Client(server.address, "x" * 32) as stranger, pytest.raises(ConnectionFailed, match="token"):
        stranger.handshake()


def test_a_client_of_another_version_gets_one_clear_sentence(server):
    with zmq.Context() as context, context.socket(zmq.DEALER) as socket:
        socket.linger = 0
        prove(socket, server.address, server.token)
        socket.connect(server.address)
        socket.send_multipart([b"galatea/99", *pack({"type": "hello"})[1:]])
        assert socket.poll(60_000)
        content = unpack(socket.recv_multipart()).json()
    assert content["code"] == "version_mismatch" and "protocol 99" in content["message"] and content["hint"]


def fake_backend(token):
    """A ROUTER that knows the token and answers nothing."""
    context = zmq.Context()
    socket = context.socket(zmq.ROUTER)
    socket.linger = 0
    socket.curve_server = True
    socket.curve_publickey, socket.curve_secretkey = backend_keys(token)
    return context, socket, f"tcp://127.0.0.1:{socket.bind_to_random_port('tcp://127.0.0.1')}"


def test_a_server_of_another_version_is_noticed():
    context, socket, address = fake_backend("t")
    with context, socket, Client(address, "t") as client:
        identity = socket.recv_multipart()[0]
        socket.send_multipart([identity, b"galatea/9", b"{}", b"null"])
        with pytest.raises(VersionMismatch, match="protocol 9"):
            client.handshake()


def test_a_backend_that_hangs_is_noticed(monkeypatch):
    monkeypatch.setattr(client_module, "DEAD_AFTER_S", 0.4)
    context, socket, address = fake_backend("t")
    with context, socket, Client(address, "t") as client:
        assert client.alive
        job = client.submit(avatar("hello"))
        with pytest.raises(ConnectionFailed, match="does not answer"):
            client.wait(job)
        assert not client.alive


def test_a_backend_that_is_not_there_is_told():
    with Client("tcp://127.0.0.1:9", "t") as client, pytest.raises(ConnectionFailed) as caught:
        client.handshake(timeout=0.3)
    assert "galatea serve" in caught.value.hint


@pytest.mark.parametrize("address", ["nonsense", "tcp://", "http://127.0.0.1:80", ""])
def test_an_address_that_is_none_is_told(address):
    with pytest.raises(ConnectionFailed):
        Client(address, "t")


def test_a_port_in_use_is_told(server):
    port = server.address.rpartition(":")[2]
    with pytest.raises(ConnectionFailed, match=f"Port {port} is in use"), local_server(port=port):
        pass


@pytest.mark.parametrize("host", ["0.0.0.0", "*", "192.168.1.5", "::", "example.org"])
def test_other_addresses_need_keys(tmp_path, host):
    assert not is_loopback_host(host)
    with zmq.Context() as context:
        with pytest.raises(BadRequest, match="unencrypted"):
            listen(context, ServerOptions(host=host, state=tmp_path), "x" * 32)
        with pytest.raises(NotAvailable, match="galatea keys"):
            listen(context, ServerOptions(host=host, state=tmp_path, curve=True), "x" * 32)


def test_a_server_without_keys_for_other_machines_does_not_start():
    with pytest.raises(BadRequest, match="unencrypted"), local_server(host="0.0.0.0"):
        pass


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost", "::1"])
def test_loopback_addresses_need_none(host):
    assert is_loopback_host(host)


def has_ipv6():
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_ipv6(), reason="no IPv6 on this machine")
def test_a_server_at_an_ipv6_address_is_reached_where_it_says(tmp_path):
    with local_server(state=tmp_path, host="::1", **TOYS) as server:
        assert server.address.startswith("tcp://[::1]:")
        with server.client() as client:
            assert client.wait(client.submit(avatar("hello")), timeout=60).checks["prompt"] == "hello"


def test_an_ipv6_address_without_brackets_is_told_how_to_write_it():
    with pytest.raises(ConnectionFailed, match="brackets"):
        Client("tcp://::1:5571", "x" * 32)


def test_with_keys_only_who_knows_them_is_heard(tmp_path):
    keys, other = make_keys(tmp_path), make_keys(tmp_path / "other")
    assert server_keys(tmp_path) == keys
    assert stat.S_IMODE((tmp_path / "server_keys.json").stat().st_mode) == 0o600
    with local_server(state=tmp_path, host="0.0.0.0", curve=True, **TOYS) as server:
        address = server.address.replace("0.0.0.0", "127.0.0.1")
        with Client(address, server.token, server_key=keys.public) as friend:
            assert friend.wait(friend.submit(avatar("hello")), timeout=60).checks["prompt"] == "hello"
        for key in ("", other.public):
            with Client(address, server.token, server_key=key) as stranger, pytest.raises(ConnectionFailed):
                stranger.handshake(timeout=0.5)
        with Client(address, "x" * 32, server_key=keys.public) as stranger, pytest.raises(ConnectionFailed):
            stranger.handshake()


def test_broken_keys_are_told(tmp_path):
    (tmp_path / "server_keys.json").write_text('{"public": "x", "secret": "y"}')
    with pytest.raises(BadFile, match="not a file of keys"):
        server_keys(tmp_path)
    (tmp_path / "server_keys.json").write_text("{}")
    with pytest.raises(BadFile):
        server_keys(tmp_path)


def test_the_token_is_made_once_and_only_the_user_reads_it(tmp_path, monkeypatch):
    monkeypatch.setenv("GALATEA_STATE", str(tmp_path))
    assert state_folder() == tmp_path
    with pytest.raises(ConnectionFailed):
        read_token()
    token = own_token(tmp_path)
    assert len(token) > 30 and own_token(tmp_path) == token == read_token()
    (tmp_path / "token").write_text(token, encoding="utf-8-sig")
    assert own_token(tmp_path) == token == read_token()
    (tmp_path / "token").chmod(0o644)
    own_token(tmp_path)
    assert stat.S_IMODE((tmp_path / "token").stat().st_mode) == 0o600
    (tmp_path / "token").write_text("short")
    with pytest.raises(BadRequest):
        own_token(tmp_path)


def test_options_are_parsed(tmp_path):
    options = parse_options(["--port", "0", "--idle-s", "2.5", "--state", str(tmp_path), "--curve"])
    assert (options.port, options.idle_s, options.jobs_folder, options.curve) == (0, 2.5, tmp_path / "jobs", True)


@pytest.mark.parametrize(
    "option", ["--port=70000", "--port=-1", "--threads=-1", "--keep-jobs=-1", "--model-memory-mb=-1", "--idle-s=nan"]
)
def test_options_that_make_no_sense_start_no_server(option, tmp_path, capfd, monkeypatch):
    """At both doors: `galatea serve`, and the process that commands start."""
    monkeypatch.setattr(os, "umask", lambda mask: 0)  # which a server sets for its whole process
    for door in (lambda *words: serve(parse_options(list(words))), lambda *words: main(["serve", *words])):
        ready = tmp_path / "ready.json"
        assert door(option, "--state", str(tmp_path / "state"), "--ready-file", str(ready)) == 2
        name = option[2:].partition("=")[0].replace("-", "_")
        assert f"error: {name} is" in capfd.readouterr().err and json.loads(ready.read_bytes())["error"]["hint"]
        assert not (tmp_path / "state").exists()
        ready.unlink()


def test_an_idle_worker_gives_its_memory_back():
    with local_server(idle_s=0.3, **TOYS) as server, server.client() as client:
        pid = int(client.wait(client.submit(avatar("hello")), timeout=60).checks["pid"])
        assert gone(pid)
        again = client.wait(client.submit(avatar("hello")), timeout=60).checks
        assert int(again["pid"]) != pid and again["runs"] == "1"


def test_workers_end_with_a_killed_server_and_the_next_one_finds_the_jobs(tmp_path):
    with local_server(state=tmp_path, **TOYS) as server, server.client() as client:
        done = client.submit(avatar("hello"))
        pid = int(client.wait(done, timeout=60).checks["pid"])
        lost = client.submit(avatar("sleep 60"))
        waiting = client.submit(avatar("hello"))
        until_accepted(client, lost, waiting)
        server.process.kill()
        assert gone(pid), "a worker must not outlive its server"
    with local_server(state=tmp_path, **TOYS) as server, server.client() as client:
        assert client.wait(done, timeout=60).checks["prompt"] == "hello"
        assert {j.job_id: j.state for j in client.jobs()} == {done: "done", lost: "interrupted", waiting: "interrupted"}
        with pytest.raises(GalateaError, match="backend stopped"):
            client.wait(lost, timeout=60)
        assert client.wait(client.resume(waiting), timeout=60).checks["prompt"] == "hello"


def test_a_client_lives_through_a_restart_of_the_server(tmp_path):
    with local_server(state=tmp_path, **TOYS) as server:
        client = server.client()
        client.handshake()
        job = client.submit(avatar("sleep 60"))
        live = client.submit(LiveShapeRequest(sliders={"height": 1.0, "sleep": 2.0}))
        until_accepted(client, job)
        server.process.kill()
        server.process.wait()
        port = server.address.rpartition(":")[2]
        token = server.token
    env = {**os.environ, "GALATEA_TOKEN": token}
    command = [sys.executable, "-P", "-m", "backend.server.serve", "--port", port, "--state", str(tmp_path)]
    second = subprocess.Popen([*command, "--job-table", TOYS["job_table"]], env=env, stderr=subprocess.DEVNULL)
    try:
        with client:
            with pytest.raises(GalateaError, match="backend stopped"):
                client.wait(job, timeout=60)
            assert client.wait(live, timeout=60).vertices[0, 0] == 1.0, "it is sent again: nothing of it is kept"
            assert client.wait(client.submit(avatar("hello")), timeout=60).checks["prompt"] == "hello"
    finally:
        second.send_signal(signal.SIGTERM)
        assert second.wait(60) == 0


def test_a_stopped_server_keeps_what_was_not_finished(tmp_path):
    with local_server(state=tmp_path, **TOYS) as server, server.client() as client:
        job = client.submit(avatar("sleep 60"))
        until_accepted(client, job)
        client.shutdown()
        with pytest.raises(GalateaError, match="was stopped"):
            client.wait(job, timeout=60)
        assert server.process.wait(60) == 0
    state = json.loads((tmp_path / "jobs" / job / "state.json").read_bytes())
    assert state["state"] == "interrupted"
    assert json.loads((tmp_path / "jobs" / job / "request.json").read_bytes())["prompt"] == "sleep 60"


def test_two_servers_do_not_share_their_jobs(tmp_path):
    with (
        local_server(state=tmp_path, **TOYS),
        pytest.raises(ConnectionFailed, match="already runs"),
        local_server(state=tmp_path, **TOYS),
    ):
        pass


def test_a_server_ends_with_the_program_that_owns_it(tmp_path):
    code = (
        "import sys, time\nfrom backend.server.local import local_server\n"
        f"with local_server(state={str(tmp_path)!r}, job_table='toy_jobs:JOBS') as s:\n"
        "    print(s.process.pid, flush=True)\n    time.sleep(60)\n"
    )
    owner = subprocess.Popen([sys.executable, "-P", "-c", code], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    with owner:
        pid = int(owner.stdout.readline())
        owner.kill()
    assert gone(pid)


def test_a_jobs_folder_that_vanishes_fails_the_job_not_the_server(tmp_path):
    with local_server(state=tmp_path, **TOYS) as server, server.client() as client:
        client.handshake()
        (tmp_path / "jobs").rename(tmp_path / "elsewhere")
        with pytest.raises(ResourceExhausted, match="Writing"):
            client.wait(client.submit(avatar("hello")), timeout=60)
        (tmp_path / "elsewhere").rename(tmp_path / "jobs")
        assert client.wait(client.submit(avatar("hello")), timeout=60).checks["prompt"] == "hello"


def test_who_does_not_read_for_a_while_still_hears_how_a_job_ended(server, client):
    with zmq.Context() as context, context.socket(zmq.DEALER) as sleeper:
        sleeper.linger, sleeper.rcvhwm, sleeper.rcvbuf = 0, 1, 4096
        prove(sleeper, server.address, server.token)
        sleeper.connect(server.address)
        for _ in range(600):
            sleeper.send_multipart(pack({"type": "hello"}))
        jobs = [uuid.uuid4().hex for _ in range(5)]
        for job in jobs:
            header = {"type": "submit", "job": job, "request": "avatar"}
            sleeper.send_multipart(pack(header, avatar("hello")))
        while not {j.job_id for j in client.jobs() if j.state == "done"}.issuperset(jobs):
            time.sleep(0.05)
        kinds = []
        while kinds.count("done") < len(jobs) and sleeper.poll(60_000):
            kinds.append(unpack(sleeper.recv_multipart()).type)
    assert kinds.count("done") == len(jobs)
    assert kinds.count("welcome") < 600, "the pipe was not full: this test tests nothing"
