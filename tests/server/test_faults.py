"""What goes wrong around the server costs one job or one answer; the queue and the clients live on."""

import threading

import pytest
import zmq

from backend.protocol.client import Client
from backend.protocol.errors import NotAvailable, ResourceExhausted
from backend.protocol.events import Failed, event_of
from backend.protocol.message import pack, unpack
from backend.protocol.proof import prove
from backend.protocol.requests import AvatarRequest, LiveShapeRequest
from backend.server import worker_pool
from backend.server.local import local_server
from backend.server.options import ServerOptions
from backend.server.server import Server

TOYS = {"job_table": "toy_jobs:JOBS"}
LIVE = LiveShapeRequest(sliders={"height": 1.5})


@pytest.fixture
def loop(tmp_path, monkeypatch):
    """A server whose loop runs in a thread of this process."""
    monkeypatch.setenv("GALATEA_TOKEN", "x" * 32)
    server = Server(ServerOptions(state=tmp_path, port=0, **TOYS))
    thread = threading.Thread(target=server.run)
    thread.start()
    yield server
    server.stopping.set()
    thread.join(10)
    server.close()


def connected(server):
    return Client(server.address, server.token)


def test_a_worker_that_cannot_be_given_a_folder_fails_its_job_not_the_server(tmp_path):
    with local_server(state=tmp_path, **TOYS) as server, server.client() as client:
        client.handshake()
        (tmp_path / "jobs").rename(tmp_path / "elsewhere")
        with pytest.raises(ResourceExhausted, match="worker's folder") as caught:
            client.wait(client.submit(LIVE), timeout=60)
        assert caught.value.hint
        assert client.handshake().capabilities
        (tmp_path / "elsewhere").rename(tmp_path / "jobs")
        assert client.wait(client.submit(LIVE), timeout=60).vertices[0, 0] == 1.5


def test_a_scratch_folder_that_was_swept_away_is_made_again(tmp_path):
    with local_server(state=tmp_path, **TOYS) as server, server.client() as client:
        client.handshake()
        (tmp_path / "jobs" / "scratch").rmdir()
        assert client.wait(client.submit(LIVE), timeout=60).vertices[0, 0] == 1.5


def test_no_memory_for_a_worker_is_told(loop, monkeypatch):
    def refused(*_):
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr(worker_pool, "Worker", refused)
    with connected(loop) as client:
        with pytest.raises(ResourceExhausted, match="no memory left"):
            client.wait(client.submit(LIVE), timeout=60)
        monkeypatch.undo()
        assert client.wait(client.submit(LIVE), timeout=60).vertices[0, 0] == 1.5


def test_a_fault_in_one_part_of_the_loop_leaves_the_others_at_work(loop, monkeypatch):
    broken = threading.Event()

    def look_after():
        broken.set()
        raise RuntimeError("a fault")

    monkeypatch.setattr(loop.pool, "look_after", look_after)
    assert broken.wait(60)
    with connected(loop) as client:
        assert client.handshake().instance == loop.instance


def test_a_result_that_is_gone_when_a_slow_reader_wakes_is_told(loop):
    with connected(loop) as client:
        job = client.submit(AvatarRequest(prompt="hello"))
        client.wait(job, timeout=60)
        (loop.folders.root / job / "result.frames").unlink()
        with zmq.Context() as context, context.socket(zmq.DEALER) as slow:
            slow.linger, slow.routing_id = 0, b"slow"
            prove(slow, loop.address, loop.token)
            slow.connect(loop.address)
            slow.send_multipart(pack({"type": "hello"}))
            assert unpack(slow.recv_multipart()).type == "welcome"
            loop._late.add(b"slow", job)
            assert slow.poll(60_000)
            told = event_of(unpack(slow.recv_multipart()))
        assert isinstance(told, Failed) and told.job_id == job and told.resumable and "gone" in told.message
        assert client.wait(client.resume(job), timeout=60).checks["prompt"] == "hello"


@pytest.mark.parametrize("device", ["cuda:99", "abacus"])
def test_a_worker_that_cannot_have_its_device_says_so(device):
    with local_server(device=device, **TOYS) as server, server.client() as client:
        with pytest.raises(NotAvailable, match=device) as caught:
            client.wait(client.submit(AvatarRequest(prompt="hello")), timeout=60)
        assert "--device" in caught.value.hint
        assert client.handshake().capabilities
