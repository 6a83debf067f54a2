"""What a client does not read costs memory up to a limit, and the others nothing."""

import gc

import numpy as np
import psutil
import pytest
import zmq
from random_avatar import random_avatar

from backend.protocol.errors import BadFile, ResourceExhausted
from backend.protocol.message import pack, unpack
from backend.protocol.proof import backend_keys, client_keys, prove
from backend.protocol.requests import AvatarRequest, CheckExportRequest, ShapeRequest
from backend.server import jobs, outbox
from backend.server.disk import write_frames
from backend.server.folders import Results
from backend.server.jobs import Job, Queue
from backend.server.listen import Sent
from backend.server.local import local_server
from backend.server.outbox import Outbox

MB = 1 << 20


@pytest.fixture(params=["plain", "encrypted"])
def line(request):
    """An outbox, a client that has been heard, and a clock that a test sets."""
    with zmq.Context() as context, context.socket(zmq.ROUTER) as router, context.socket(zmq.DEALER) as client:
        router.linger = client.linger = 0
        if request.param == "encrypted":
            router.curve_server = True
            router.curve_publickey, router.curve_secretkey = backend_keys("x" * 32)
            client.curve_serverkey = backend_keys("x" * 32)[0]
            client.curve_publickey, client.curve_secretkey = client_keys("x" * 32)
        router.router_mandatory = 1
        client.setsockopt(zmq.RCVHWM, 1)
        client.setsockopt(zmq.RCVTIMEO, 60_000)
        client.setsockopt(zmq.RCVBUF, 1 << 14)
        router.setsockopt(zmq.SNDBUF, 1 << 14)
        client.connect(f"tcp://127.0.0.1:{router.bind_to_random_port('tcp://127.0.0.1')}")
        client.send(b"hello")
        peer = router.recv_multipart()[0]
        time = [0.0]
        box = Outbox(router, lambda: time[0], lambda size: [b"follows", b"%d" % size])
        box.heard(peer)
        yield box, peer, client, time


def test_a_result_that_is_on_its_way_is_in_memory_once_for_all_who_ask(line, tmp_path):
    box, peer, *_ = line
    path, results = tmp_path / "result.frames", Results()
    write_frames(path, [b"h", bytes(9 * MB)])
    frames = results.frames(path)
    here = place_of(frames)
    assert [box.send(peer, frames) for _ in range(3)] == [Sent.YES] * 3  # of which the last waits in any case
    del frames
    gc.collect()
    again = results.frames(path)
    assert place_of(again) == here and [bytes(frame) for frame in again] == [b"h", bytes(9 * MB)]
    write_frames(path, [b"h", bytes([1]) * (9 * MB)])
    assert bytes(results.frames(path)[1][:2]) == b"\1\1"  # another file is read anew
    damaged = bytearray(path.read_bytes())
    damaged[-1] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(BadFile, match="checksum"):
        results.frames(path)


def test_nothing_of_a_result_stays_that_nobody_takes(tmp_path):
    path, results = tmp_path / "result.frames", Results()
    write_frames(path, [b"h", bytes(MB)])
    frames = results.frames(path)
    assert results.held == 1
    del frames
    gc.collect()
    assert not results.held


def place_of(frames):
    return np.frombuffer(frames[-1], np.uint8).ctypes.data


def test_bytes_that_wait_are_counted_and_limited(line):
    box, peer, client, time = line
    large = [b"h", bytes(20 * MB)]
    sent = [box.send(peer, large) for _ in range(10)]
    assert sent[:3] == [Sent.YES] * 3 and set(sent[5:]) == {Sent.WAITS}
    assert 0 < box.unread(peer) <= outbox.UNREAD_PER_CLIENT
    assert box.send(peer, [b"small"]) is Sent.YES
    while box.unread(peer):
        time[0] += 1
        box.heard(peer)
        if client.poll(100):
            client.recv_multipart()
    assert box.has_room(peer, 20 * MB)


def test_what_waits_encrypted_counts_until_it_has_left(line):
    """ZeroMQ is done with a frame as soon as it has a copy of it that nobody reads."""
    box, peer, client, _ = line
    box.send(peer, [b"h", bytes(20 * MB)])
    box.send(peer, [b"h", bytes(20 * MB)])
    assert client.poll(60_000), "the first bytes are on their way"
    for _ in range(20):
        assert box.unread(peer) >= 40 * MB
        client.poll(10)
    told = [client.recv_multipart() for _ in range(6)]
    assert [len(message) for message in told] == [2] * 6
    assert [message[1] for message in told if message[0] == b"follows"] == [b"%d" % (20 * MB + 1), b"0"] * 2
    while box.unread(peer):
        client.poll(10)


def test_a_single_message_may_be_larger_than_the_limit(line, monkeypatch):
    box, peer, _, _ = line
    monkeypatch.setattr(outbox, "UNREAD_PER_CLIENT", MB)
    assert box.send(peer, [bytes(5 * MB)]) is Sent.YES


def test_who_fell_silent_gets_nothing_large_until_he_speaks(line):
    box, peer, _, time = line
    time[0] = outbox.SILENT_AFTER_S + 1
    assert box.send(peer, [bytes(MB)]) is Sent.WAITS
    assert box.send(peer, [b"small"]) is Sent.YES
    box.heard(peer)
    assert box.send(peer, [bytes(MB)]) is Sent.YES


def test_who_is_gone_is_forgotten(line):
    box, _, _, _ = line
    assert box.send(b"nobody", [bytes(MB)]) is Sent.GONE
    assert not box.unread()


def waiting(size, session="s"):
    return Job("0" * 32, "check_export", "quick", None, frames=[bytes(size)], session=session)


def test_requests_that_wait_are_limited_by_their_bytes(monkeypatch):
    monkeypatch.setattr(jobs, "MAX_QUEUED_BYTES", 10 * MB)
    monkeypatch.setattr(jobs, "MAX_QUEUED_BYTES_OF_ONE", 5 * MB)
    queue = Queue()
    queue.put(waiting(4 * MB))
    with pytest.raises(ResourceExhausted, match="5 MB are waiting") as caught:
        queue.put(waiting(2 * MB))
    assert caught.value.hint
    queue.put(waiting(4 * MB, "another"))
    with pytest.raises(ResourceExhausted, match="10 MB"):
        queue.put(waiting(3 * MB, "a third"))
    while queue.take("quick"):
        pass
    queue.put(waiting(20 * MB))


def test_many_unread_results_cost_the_server_little_and_nobody_time(tmp_path):
    with local_server(state=tmp_path, keep_jobs=100, job_table="toy_jobs:JOBS") as server, server.client() as client:
        big = client.submit(AvatarRequest(prompt="big"))
        client.wait(big, timeout=60)
        process = psutil.Process(server.process.pid)
        with zmq.Context() as context, context.socket(zmq.DEALER) as deaf:
            deaf.linger, deaf.rcvhwm, deaf.rcvbuf = 0, 1, 4096
            prove(deaf, server.address, server.token)
            deaf.connect(server.address)
            before = process.memory_info().rss
            for _ in range(60):
                deaf.send_multipart(pack({"type": "watch", "job": big}))
            for _ in range(20):
                client.handshake(timeout=60)
            grown = (process.memory_info().rss - before) / MB
            read = process.io_counters().read_chars
            for _ in range(20):
                client.handshake(timeout=60)
            assert process.io_counters().read_chars - read < 5 * MB, "results are read that cannot be sent"
            assert grown < 64 + 64, "no more than what one client may leave unread, and what the server itself needs"
            answers = 0
            while not answers and deaf.poll(5000):
                answers += unpack(deaf.recv_multipart()).type == "done"
            assert answers


def test_a_check_that_is_refused_for_its_size_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("GALATEA_TOKEN", "x" * 32)
    with local_server(state=tmp_path, job_table="toy_jobs:COMMANDS") as server, server.client() as client:
        busy = client.submit(ShapeRequest(sliders={"sleep": 30.0}))
        request = CheckExportRequest(file=np.zeros(50 * MB, np.uint8), avatar=random_avatar())
        checks = [client.submit(request) for _ in range(4)]
        refused = None
        for check in reversed(checks):
            try:
                client.wait(check, timeout=60)
            except ResourceExhausted as error:
                refused = error
                break
        assert refused is not None and "waiting already" in refused.message
        client.cancel(busy)
