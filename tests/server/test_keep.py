"""What somebody may still want is never deleted to make room, whatever the clock says."""

import json
import random
import signal
import threading
import time

import pytest

import backend.server.sessions
from backend.protocol.client import Client
from backend.protocol.errors import BadRequest, JobCancelled, JobFailed, ResourceExhausted
from backend.protocol.events import Accepted, JobList, event_frames, event_of
from backend.protocol.message import unpack
from backend.protocol.requests import AvatarRequest, ShapeRequest
from backend.server.folders import JobFolders
from backend.server.jobs import Job, State, listed
from backend.server.keep import superfluous
from backend.server.local import local_server
from backend.server.options import ServerOptions
from backend.server.server import Server
from backend.server.sessions import OVER_AFTER_S, Sessions

TOYS = {"job_table": "toy_jobs:JOBS"}


def avatar(prompt):
    return AvatarRequest(prompt=prompt)


def states(client):
    return {job.job_id: job.state for job in client.jobs()}


def until_accepted(client, jobs):
    accepted = set()
    while not accepted.issuperset(jobs):
        accepted |= {e.job_id for e in client.poll(100) if isinstance(e, Accepted)}


def job_of(i, state, folder, **more):
    return Job(f"{i:032x}", "avatar", "long", None, folder=folder, state=state, number=i, ended=i, **more)


def test_only_finished_jobs_that_were_had_make_room_for_newer_ones(tmp_path):
    chance = random.Random(1)
    jobs = [job_of(i, State.DONE, tmp_path, taken=True, earlier=True) for i in range(1, 9)]
    others = [job_of(i, state, tmp_path, earlier=True) for i, state in enumerate(State, 100) if state != "done"]
    not_had = [job_of(i, State.DONE, tmp_path, earlier=True) for i in range(-3, 0)]
    of_now = [job_of(i, State.DONE, tmp_path, taken=True, owner="goes on") for i in range(-6, -3)]
    everyone = jobs + others + not_had + of_now
    for job in everyone:
        job.submitted = job.finished = chance.random() * 1e9  # the clock was set, often
    chance.shuffle(everyone)
    assert {j.ended for j in superfluous(everyone, 5, {"goes on"})} == {1, 2, 3}
    assert {j.ended for j in superfluous(everyone, 5, ())} == {-6, -5, -4, 1, 2, 3}


def test_cancelled_jobs_make_room_among_themselves_only(tmp_path):
    cancelled = [job_of(i, State.CANCELLED, tmp_path, earlier=True) for i in range(1, 61)]
    cancelled += [job_of(i, State.CANCELLED, tmp_path, owner="goes on") for i in range(-40, 0)]
    done = [job_of(i, State.DONE, tmp_path, taken=True, earlier=True) for i in range(61, 66)]
    assert {j.ended for j in superfluous(cancelled + done, 50, {"goes on"})} == set(range(1, 11))


def test_a_list_of_very_many_jobs_goes_into_one_message_newest_first(tmp_path):
    jobs = [job_of(i, State.FAILED, tmp_path, title="\x01" * 80, error=JobFailed("ü" * 5000)) for i in range(3000)]
    told = event_of(unpack([bytes(frame) for frame in event_frames(JobList(jobs=listed(jobs)))]))
    ids = [int(info.job_id, 16) for info in told.jobs]
    assert len(ids) > 500 and ids == list(range(2999, 2999 - len(ids), -1))


def test_neither_cancelling_nor_stopping_deletes_what_is_finished_or_promised(tmp_path):
    with local_server(state=tmp_path, keep_jobs=3, **TOYS) as server, server.client() as client:
        finished = [client.submit(avatar("hello")) for _ in range(3)]
        for job in finished:
            client.wait(job, timeout=60)
        running = client.submit(avatar("sleep 60"))
        cancelled = [client.submit(avatar("hello")) for _ in range(8)]
        for job in cancelled:
            client.cancel(job)
            with pytest.raises(JobCancelled):
                client.wait(job, timeout=60)
        queued = [client.submit(avatar("hello")) for _ in range(12)]
        until_accepted(client, queued)
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(60)
    with local_server(state=tmp_path, keep_jobs=3, **TOYS) as server, server.client() as client:
        known = states(client)
        assert {known.get(job) for job in finished} == {"done"}
        assert {known.get(job) for job in [running, *queued]} == {"interrupted"}
        for job in finished:
            assert client.wait(job, timeout=60).checks["prompt"] == "hello"
        assert client.wait(client.resume(queued[0]), timeout=60).checks["prompt"] == "hello"
        assert {known.get(job) for job in cancelled[-3:]} == {"cancelled"}


def test_a_batch_larger_than_the_number_kept_loses_nothing(tmp_path, gate):
    number, open_gate = gate
    with local_server(state=tmp_path, keep_jobs=2, **TOYS) as server, server.client() as client:
        with server.client() as other:
            batch = [other.submit(avatar(f"gate {number}")), *(other.submit(avatar("hello")) for _ in range(8))]
            until_accepted(other, batch)
        open_gate()
        client.wait(batch[-1], timeout=60)
        assert states(client) == dict.fromkeys(batch, "done")
        for job in batch[:5]:
            client.wait(job, timeout=60)
    with local_server(state=tmp_path, keep_jobs=2, **TOYS) as server, server.client() as client:
        left = states(client)
        assert set(batch[5:]) <= set(left), "what nobody has had stays"
        assert len(left) < len(batch), "what was had, and is old, makes room"
        assert {p.name for p in (tmp_path / "jobs").iterdir()} - {"lock", "owner.json", "scratch"} == set(left)


@pytest.fixture
def served(tmp_path):
    """A server of this process that keeps two jobs, its address, its token, and a function that lets an hour pass."""
    server = Server(ServerOptions(port=0, state=tmp_path, keep_jobs=2, **TOYS))
    thread = threading.Thread(target=server.run)
    thread.start()

    def an_hour_passes():
        later = time.monotonic() + OVER_AFTER_S + 1
        server._sessions._clock = lambda: later

    yield server.address, server.token, an_hour_passes
    server.stopping.set()
    thread.join()
    server.close()


def test_a_running_server_deletes_what_was_had_in_a_session_that_is_over(served, gate):
    number, open_gate = gate
    address, token, an_hour_passes = served
    with Client(address, token) as client:
        had = [client.submit(avatar("hello")) for _ in range(5)]
        for job in had:
            client.wait(job, timeout=60)
        with pytest.raises(JobFailed):
            client.wait(failed := client.submit(avatar("crash")), timeout=60)
    with Client(address, token) as client:
        not_had = [client.submit(avatar(f"gate {number}")), *(client.submit(avatar("hello")) for _ in range(3))]
        until_accepted(client, not_had)
    open_gate()
    with Client(address, token) as client:
        while {states(client).get(job) for job in not_had} != {"done"}:
            pass
        assert set(states(client)) == {*had, failed, *not_had}, "its sessions go on"
        an_hour_passes()
        last = client.submit(avatar("hello"))
        client.wait(last, timeout=60)
        while len(states(client)) > len(not_had) + 2:
            pass
        assert set(states(client)) == {failed, *not_had, last}


def test_who_resumes_a_job_takes_it_into_his_session(served):
    address, token, an_hour_passes = served
    with Client(address, token) as client:
        job = client.submit(avatar("once"))
        with pytest.raises(ResourceExhausted):
            client.wait(job, timeout=60)
    an_hour_passes()
    with Client(address, token) as client:
        client.wait(client.resume(job), timeout=60)
        for _ in range(4):
            client.wait(client.submit(avatar("hello")), timeout=60)
        assert job in states(client)


def test_sessions_are_over_when_they_have_been_silent_for_long(monkeypatch):
    now = [0.0]
    sessions = Sessions(lambda: now[0])
    sessions.heard("a")
    now[0] = OVER_AFTER_S / 2
    sessions.heard("b")
    assert not sessions.end() and "a" in sessions and "b" in sessions and "" not in sessions
    now[0] = OVER_AFTER_S + 1
    assert sessions.end() and "a" not in sessions and "b" in sessions
    monkeypatch.setattr(backend.server.sessions, "MOST", 3)
    for name in "cdef":
        sessions.heard(name)
    assert sessions.end() and [name for name in "bcdef" if name in sessions] == ["d", "e", "f"]


def test_who_only_looks_at_a_result_has_not_had_it(tmp_path, gate):
    number, open_gate = gate

    def taken(job):
        return json.loads((tmp_path / "jobs" / job / "state.json").read_bytes())["taken"]

    with local_server(state=tmp_path, **TOYS) as server, server.client() as client:
        with server.client() as other:
            job = other.submit(avatar(f"gate {number}"))
            until_accepted(other, [job])
        open_gate()
        while states(client)[job] != "done":
            pass
        assert client.wait(client.look(job), timeout=60).checks["prompt"] == f"gate {number}"
        assert not taken(job)
        assert client.wait(client.watch(job), timeout=60).checks["prompt"] == f"gate {number}"
        client.jobs()
        assert taken(job)


def test_of_a_series_only_the_newest_are_kept(tmp_path):
    with local_server(state=tmp_path, keep_jobs=2, **TOYS) as server, server.client() as client:
        for _ in range(5):
            last = client.submit(ShapeRequest(), key="drag")
            client.wait(last, timeout=60)
        assert len(states(client)) == 2 and last in states(client)


def test_the_order_outlives_the_server_and_the_clock(tmp_path):
    with local_server(state=tmp_path, **TOYS) as server, server.client() as client:
        first = [client.submit(avatar("hello")) for _ in range(3)]
        client.wait(first[-1], timeout=60)
    folders = JobFolders(tmp_path / "jobs", 50)
    for job, when in zip(folders.load(), (3e9, 0.0, 2e9), strict=True):
        job.submitted = job.finished = when
        folders.save(job)
    folders.release()
    with local_server(state=tmp_path, **TOYS) as server, server.client() as client:
        newest = client.submit(avatar("hello"))
        client.wait(newest, timeout=60)
        assert [j.job_id for j in client.jobs()] == [newest, *reversed(first)]


def test_what_is_not_wanted_any_more_is_deleted_when_asked(tmp_path):
    with local_server(state=tmp_path, **TOYS) as server, server.client() as client:
        gone, stays = client.submit(avatar("hello")), client.submit(avatar("sleep 60"))
        client.wait(gone, timeout=60)
        assert [j.job_id for j in client.forget(gone)] == [stays]
        assert not (tmp_path / "jobs" / gone).exists()
        with pytest.raises(BadRequest, match="Cancel it first"):
            client.forget(stays)
        with pytest.raises(BadRequest, match="knows no job"):
            client.forget("0" * 32)
        client.cancel(stays)
        with pytest.raises(JobCancelled):
            client.wait(stays, timeout=60)


def test_a_job_that_goes_on_takes_no_newer_ones_place(tmp_path):
    with local_server(state=tmp_path, **TOYS) as server, server.client() as client:
        running, old = client.submit(avatar("sleep 60")), client.submit(avatar("hello"), key="drag")
        client.cancel(old)
        with pytest.raises(JobCancelled):
            client.wait(old, timeout=60)
        newer = client.submit(avatar("hello"), key="drag")
        client.resume(old)
        client.cancel(running)
        assert client.wait(newer, timeout=60).checks and client.wait(old, timeout=60).checks


def test_a_second_wish_to_delete_is_answered(tmp_path):
    with local_server(state=tmp_path, **TOYS) as server, server.client() as client:
        job = client.submit(avatar("hello"))
        client.wait(job, timeout=60)
        client.forget(job)
        with pytest.raises(BadRequest, match="knows no job"):
            client.forget(job)
