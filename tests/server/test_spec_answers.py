"""Each message of SPEC.md is answered by a running server as the page says."""

import re
import uuid

import pytest
import zmq

from backend.protocol import codec
from backend.protocol.message import pack, unpack
from backend.protocol.proof import prove
from backend.protocol.requests import AvatarRequest
from backend.server.local import local_server

PATIENCE_MS = 60_000
LAST = {"done", "failed", "cancelled"}


@pytest.fixture
def ask(tmp_path):
    """A function that sends a message and gives the types of the answers, up to the last event where there is a job."""
    with (
        local_server(state=tmp_path, job_table="toy_jobs:JOBS") as server,
        zmq.Context() as context,
        context.socket(zmq.DEALER) as socket,
    ):
        socket.linger = 0
        prove(socket, server.address, server.token)
        socket.connect(server.address)

        def asked(kind, until, content=None, **header):
            socket.send_multipart(pack({"type": kind, "session": "s", **header}, content))
            told = []
            while not told or told[-1] not in until:
                assert socket.poll(PATIENCE_MS), f"{kind} is not answered"
                told.append(unpack(socket.recv_multipart()).type)
            return told

        asked.server, asked.state = server, tmp_path
        yield asked


def answered_by(kind):
    page = (codec.__file__).replace("codec.py", "SPEC.md")
    with open(page, encoding="utf-8") as file:
        (row,) = (line for line in file if re.match(rf"\| `{kind}` \|.*\|.*\|.*\|$", line))
    return set(re.findall(r"`(\w+)`", row.split("|")[4]))


@pytest.mark.parametrize("kind", ["hello", "ping", "jobs"])
def test_a_question_is_answered(ask, kind):
    (answer,) = answered_by(kind)
    assert ask(kind, {answer}) == [answer]


def test_a_job_is_accepted_and_has_one_last_event(ask):
    job = uuid.uuid4().hex
    told = ask("submit", LAST, AvatarRequest(prompt="crash"), job=job, request="avatar", key="")
    assert told[0] == "accepted" and told[0] in answered_by("submit") and told[-1] == "failed"
    again = ask("resume", LAST, job=job)
    assert again[0] == "accepted" and again[0] in answered_by("resume") and again[-1] == "failed"
    for kind in ("watch", "look", "cancel"):
        assert ask(kind, LAST, job=job) == ["failed"], "of a job that is over, its last event"
    assert ask("forget", {"job_list", "failed"}, job=job) == ["job_list"]
    assert ask("forget", {"job_list", "failed"}, job=job) == ["failed"]
    assert answered_by("forget") == {"job_list", "failed"}


def test_a_request_that_no_backend_can_run_is_refused_and_never_waits(ask):
    """Whoever does not check what he sends."""
    job = uuid.uuid4().hex
    for wrong in (AvatarRequest(prompt=" "), AvatarRequest(prompt="a man", steps=-1)):
        assert ask("submit", LAST, wrong, job=job, request="avatar", key="") == ["failed"]
    assert ask("watch", LAST, job=job) == ["failed"], "there is no such job"
    assert not list((ask.state / "jobs").glob(job))


def test_a_job_that_runs_is_watched_and_cancelled(ask):
    job = uuid.uuid4().hex
    ask("submit", {"progress"}, AvatarRequest(prompt="sleep 60"), job=job, request="avatar", key="")
    assert "progress" in ask("watch", {"progress"}, job=job)
    assert ask("cancel", LAST, job=job)[-1] == "cancelled"


def test_shutdown_ends_the_server_without_an_answer(ask):
    assert not answered_by("shutdown")
    ask("ping", {"pong"})
    with ask.server.client() as client:
        client.handshake(timeout=60)
        client.shutdown()
        assert ask.server.process.wait(60) == 0
