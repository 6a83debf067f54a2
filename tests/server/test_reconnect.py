"""A connection that breaks or freezes costs no client its answer."""

import numpy as np
import pytest
from proxy import Proxy
from random_avatar import random_avatar

from backend.protocol import client as client_module
from backend.protocol.client import Client
from backend.protocol.errors import BadRequest, ConnectionFailed, JobCancelled
from backend.protocol.events import Accepted, Done, Progress
from backend.protocol.requests import AvatarRequest, CheckExportRequest, LiveShapeRequest


def avatar(prompt):
    return AvatarRequest(prompt=prompt)


@pytest.fixture
def proxy(server):
    with Proxy(server.address) as between:
        yield between


@pytest.fixture
def client(proxy, server):
    with Client(proxy.address, server.token) as connected:
        connected.handshake()
        yield connected


def until(client, kind, job):
    while not any(isinstance(event, kind) and event.job_id == job for event in client.poll(100)):
        pass


def until_done_on(server, job):
    with server.client() as other:
        other.wait(job, timeout=60)


@pytest.mark.parametrize("how", ["cut", "freeze"])
def test_a_job_that_ends_while_the_connection_is_broken_is_heard_of(how, proxy, server, client, gate):
    number, open_gate = gate
    job = client.submit(avatar(f"gate {number}"))
    until(client, Progress, job)
    getattr(proxy, how)()
    open_gate()
    until_done_on(server, job)
    assert client.wait(job, timeout=60).checks["prompt"] == f"gate {number}"
    assert proxy.connections > 1


@pytest.mark.parametrize("how", ["cut", "freeze"])
def test_what_was_asked_when_the_connection_broke_is_asked_again(how, proxy, client):
    getattr(proxy, how)()
    job = client.submit(avatar("hello"))
    live = client.submit(LiveShapeRequest(sliders={"height": 2.0}))
    assert client.wait(live, timeout=60).vertices[0, 0] == 2.0
    assert client.wait(job, timeout=60).checks["prompt"] == "hello"
    assert [info.state for info in client.jobs() if info.job_id == job] == ["done"]


def test_a_job_that_is_sent_twice_runs_once(proxy, server, client):
    job = client.submit(avatar("hello"))
    until_done_on(server, job)
    proxy.cut()
    first = client.wait(job, timeout=60)
    with server.client() as other:
        assert other.wait(job, timeout=60).checks["runs"] == first.checks["runs"]


def test_a_handshake_is_answered_through_a_new_connection(proxy, client):
    proxy.cut()
    assert client.handshake(timeout=60).capabilities


def test_a_cancel_is_not_lost(proxy, client):
    job = client.submit(avatar("sleep 60"))
    until(client, Progress, job)
    proxy.freeze()
    client.cancel(job)
    with pytest.raises(JobCancelled):
        client.wait(job, timeout=60)


def test_the_end_of_a_job_is_told_once(proxy, client):
    jobs = [client.submit(avatar("hello")) for _ in range(3)]
    proxy.cut()
    ends = []
    while set(ends) != set(jobs):
        ends += [event.job_id for event in client.poll(100) if isinstance(event, Done)]
    for _ in range(2):
        client.handshake(timeout=60)
        ends += [event.job_id for event in client.poll(0) if isinstance(event, Done)]
    assert sorted(ends) == sorted(jobs)


def test_an_answer_at_which_the_connection_breaks_each_time_is_given_up(proxy, server):
    with server.client() as other:
        job = other.submit(avatar("big"))
        other.wait(job, timeout=30)
    proxy.cut_after = 1 << 20
    with Client(proxy.address, server.token) as client:
        with pytest.raises(ConnectionFailed, match="broke"):
            client.wait(job, timeout=60)
        proxy.cut_after = 0
        proxy.cut()
        assert client.wait(job, timeout=30).preview.size


def test_a_request_that_is_too_large_is_told_before_it_is_sent(client, monkeypatch):
    monkeypatch.setattr("backend.protocol.message.MAX_ARRAY_BYTES", 1 << 20)
    request = CheckExportRequest(file=np.zeros((1 << 20) + 1, np.uint8), avatar=random_avatar())
    with pytest.raises(BadRequest, match="too large"):
        client.submit(request)
    assert client.wait(client.submit(avatar("hello")), timeout=60).checks["prompt"] == "hello"


def test_a_slow_line_is_not_taken_for_a_broken_one(proxy, server, monkeypatch):
    monkeypatch.setattr(client_module, "PING_AFTER_S", 0.1)
    monkeypatch.setattr(client_module, "RENEW_AFTER_S", 0.4)
    monkeypatch.setattr(client_module, "DEAD_AFTER_S", 1.0)
    with Client(proxy.address, server.token) as client:
        client.handshake()
        made = proxy.connections
        proxy.chunk_s = 0.015
        result = client.wait(client.submit(avatar("big")), timeout=60)
    assert result.preview.size and proxy.connections == made


def test_an_answer_that_lay_there_while_nobody_read_is_no_silence(server):
    with server.client() as client:
        client.hello()
        while not client._line.has_come():
            client._line.poll(50)
        client._owed_since -= 3600  # an hour in which the program did something else
        assert client.alive
        assert client.handshake(timeout=60).capabilities
        assert client._renewals == 0


def test_who_only_hears_speaks_too_so_that_the_server_knows_of_him(server, monkeypatch):
    monkeypatch.setattr(client_module, "SPEAK_EVERY_S", 0.3)
    with server.client() as client:
        sent, send = [], client._send
        monkeypatch.setattr(client, "_send", lambda header, *more: (sent.append(header["type"]), send(header, *more)))
        client.wait(client.submit(avatar("sleep 1.5")), timeout=60)
    assert sent.count("ping") >= 3  # though something came every 50 ms


def test_who_asks_for_a_job_that_waits_hears_that_it_waits(server):
    with server.client() as client, server.client() as other:
        running, waiting = client.submit(avatar("sleep 60")), client.submit(avatar("hello"))
        until(client, Progress, running)
        other.watch(waiting)
        until(other, Accepted, waiting)
        client.cancel(running)
        assert other.wait(waiting, timeout=60).checks["prompt"] == "hello"
