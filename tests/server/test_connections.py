"""However many connect and say nothing: those who speak are heard, newcomers get in, and nothing spins."""

import logging
import select
import socket
import subprocess
import sys
import time

import psutil
import pytest
import zmq

from backend.protocol.client import Client
from backend.protocol.requests import AvatarRequest, ShapeRequest
from backend.server.connections import Connections
from backend.server.jobs import Queue
from backend.server.listen import arrived, router, send
from backend.server.local import local_server, wait_until_ready
from backend.server.options import ServerOptions
from backend.server.seldom import Seldom
from backend.server.worker_pool import WorkerPool


@pytest.fixture
def context():
    with zmq.Context() as made:
        yield made


def dealer(context, port):
    made = context.socket(zmq.DEALER)
    made.linger = 0
    made.connect(f"tcp://127.0.0.1:{port}")
    return made


def served(bound, connections, who, seconds=60.0):
    """Whether `who` gets an answer, from a loop as the server's."""
    who.send(b"ping")
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        connections.follow()
        for sender, frames in arrived(bound, connections):
            connections.know()
            send(bound, sender, frames)
        if who.poll(20):
            return who.recv() == b"ping"
    return False


def test_strangers_make_room_and_friends_stay(context):
    bound = router(context)
    port = bound.bind_to_random_port("tcp://127.0.0.1")
    connections = Connections(bound, 8)
    with dealer(context, port) as friend:
        assert served(bound, connections, friend)
        strangers = [socket.create_connection(("127.0.0.1", port)) for _ in range(40)]
        with dealer(context, port) as newcomer:
            assert served(bound, connections, newcomer) and served(bound, connections, friend)
        while len(connections._open) > 8:
            connections.follow()
        ended, end = set(), time.monotonic() + 60
        while len(ended) < 30 and time.monotonic() < end:
            readable, _, _ = select.select([s for s in strangers if s not in ended], [], [], 0.1)
            ended |= {stranger for stranger in readable if not stranger.recv(1000)}
        assert len(ended) >= 30
        for stranger in strangers:
            stranger.close()
    connections.close()
    bound.close()


def test_where_all_are_friends_nobody_is_cut_off_and_others_wait(context):
    bound = router(context)
    port = bound.bind_to_random_port("tcp://127.0.0.1")
    connections = Connections(bound, 8)
    friends = [dealer(context, port) for _ in range(8)]
    for friend in friends:
        assert served(bound, connections, friend)
    late = dealer(context, port)
    assert not served(bound, connections, late, seconds=0.3)
    assert all(served(bound, connections, friend) for friend in friends)
    for friend in friends[:3]:
        friend.close()
    assert served(bound, connections, late)
    for each in (late, *friends[3:]):
        each.close()
    connections.close()
    bound.close()


@pytest.mark.skipif(sys.platform == "win32", reason="limits file descriptors")
def test_a_server_with_few_descriptors_serves_on(tmp_path):
    code = (
        "import resource, sys\nresource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))\n"
        "from backend.server.serve import main\nmain()"
    )
    ready = tmp_path / "ready.json"
    options = ["--state", str(tmp_path), "--port", "0", "--ready-file", str(ready), "--exit-with-parent"]
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", code, *options], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    with process:
        told = wait_until_ready(ready, process)
        with Client(told["address"], told["token"]) as old:
            old.handshake()
            port = int(told["address"].rpartition(":")[2])
            strangers = [socket.create_connection(("127.0.0.1", port)) for _ in range(150)]
            assert old.handshake(60).capabilities
            with Client(told["address"], told["token"]) as new:
                assert new.handshake(60).capabilities
            known = psutil.Process(process.pid)
            before, spun = sum(known.cpu_times()[:2]), time.process_time()
            while time.process_time() - spun < 0.5:  # as much as one who spins would get beside others
                pass
            assert sum(known.cpu_times()[:2]) - before < 0.25, "it spins"
            assert old.poll(0) == []
            for stranger in strangers:
                stranger.close()
        process.stdin.close()
        assert process.wait(60) == 0


def test_a_worker_is_let_in_however_many_knock(tmp_path):
    with local_server(state=tmp_path, job_table="toy_jobs:JOBS") as server, server.client() as client:
        client.wait(client.submit(AvatarRequest(prompt="hello")), timeout=60)
        known = psutil.Process(server.process.pid)
        clients = int(server.address.rpartition(":")[2])
        (door,) = {c.laddr.port for c in known.net_connections() if c.status == "LISTEN"} - {clients}
        strangers = [socket.create_connection(("127.0.0.1", door)) for _ in range(60)]
        assert client.wait(client.submit(ShapeRequest()), timeout=60).checks["pid"]
        assert client.wait(client.submit(AvatarRequest(prompt="hello")), timeout=60).checks["runs"] == "2"
        for stranger in strangers:
            stranger.close()


def test_junk_at_the_workers_door_is_one_line_in_the_log(context, tmp_path, caplog):
    pool = WorkerPool(context, Queue(), tmp_path, ServerOptions(), None)
    port = int(pool._address.rpartition(":")[2])
    with dealer(context, port) as junk, caplog.at_level(logging.INFO):
        for i in range(200):
            junk.send(b"junk %d" % i)
        heard = 0
        while heard < 4:  # 64 messages at a time
            pool.socket.poll(1000)
            pool.hear()
            heard += 1
    assert len([r for r in caplog.records if "no worker" in r.getMessage()]) == 1
    pool.close()


def test_what_is_left_out_of_the_log_is_counted(caplog, monkeypatch):
    log = Seldom(logging.getLogger("galatea.test"))
    for i in range(5):
        log.warning("it failed: %d", i)
    log.warning("something else")
    clock = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: clock + 100)
    log.warning("it failed: %d", 5)
    told = [r.getMessage() for r in caplog.records]
    assert told == ["it failed: 0", "something else", "it failed: 5 (4 more of this kind since the last line)"]
