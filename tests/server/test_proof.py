"""Nobody says anything to who has not proved that he knows the token; the token itself never travels."""

import contextlib
import socket
import stat
import struct
from urllib.parse import urlparse

import pytest
import zmq
from proxy import Proxy

from backend.protocol.client import Client
from backend.protocol.errors import BadRequest, ConnectionFailed, GalateaError, VersionMismatch
from backend.protocol.message import pack
from backend.protocol.proof import backend_keys, client_keys
from backend.protocol.requests import AvatarRequest
from backend.server.local import local_server

TOKEN = "t" * 32


@contextlib.contextmanager
def impostor(port=0, token=None):
    """Something that holds a port and notes all that it is told; with a token it pretends to be its backend."""
    with zmq.Context() as context, context.socket(zmq.ROUTER) as router:
        router.linger = 0
        if token is not None:
            router.curve_server = True
            router.curve_publickey, router.curve_secretkey = backend_keys(token)
        bound = port or router.bind_to_random_port("tcp://127.0.0.1")
        if port:
            router.bind(f"tcp://127.0.0.1:{port}")
        yield f"tcp://127.0.0.1:{bound}", lambda: router.poll(300) and router.recv_multipart()


@pytest.mark.parametrize(
    ("token", "error"), [(None, (VersionMismatch, ConnectionFailed)), ("x" * 32, ConnectionFailed)]
)
def test_whoever_holds_the_port_without_the_token_is_told_nothing(token, error):
    with impostor(token=token) as (address, heard), Client(address, TOKEN) as client:
        client.submit(AvatarRequest(prompt="a secret"))
        with pytest.raises(error) as caught:
            client.handshake(timeout=60)
        assert address in caught.value.message and caught.value.hint
        if token is None:  # which side is the first to hang up is not known
            assert "no Galatea of this version" in caught.value.message
        assert not heard()


def test_whoever_takes_the_port_later_is_told_nothing():
    with local_server(job_table="toy_jobs:JOBS") as server, server.client() as client:
        client.handshake()
        server.process.kill()
        server.process.wait()
        with impostor(urlparse(server.address).port, "x" * 32) as (_, heard):
            client.submit(AvatarRequest(prompt="a secret"))
            with pytest.raises(ConnectionFailed, match="does not know this token"):
                client.handshake(timeout=60)
            assert not heard()


def test_neither_token_nor_request_can_be_read_on_the_way(server):
    passed = bytearray()

    class Tap(Proxy):
        def _passes(self, data):
            passed.extend(data)

    with Tap(server.address) as tap, Client(tap.address, server.token) as client:
        client.wait(client.submit(AvatarRequest(prompt="a secret of mine")), timeout=60)
    assert len(passed) > 500
    assert server.token.encode() not in passed and b"a secret of mine" not in passed


def test_another_machine_needs_its_key():
    for address in ("tcp://192.0.2.1:5571", "tcp://example.org:5571", "tcp://[2001:db8::1]:5571"):
        with pytest.raises(ConnectionFailed, match="another machine") as caught:
            Client(address, TOKEN)
        assert "galatea keys" in caught.value.hint
    with pytest.raises(BadRequest, match="40 characters"):
        Client("tcp://192.0.2.1:5571", TOKEN, server_key="abc")


def test_the_keys_of_both_sides_differ_and_follow_from_the_token():
    assert backend_keys(TOKEN) == backend_keys(TOKEN) != client_keys(TOKEN)
    assert backend_keys(TOKEN) != backend_keys(TOKEN + "t")


GREETING = b"\xff" + struct.pack(">Q", 1) + b"\x7f"
STRANGERS = {
    "a browser": b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 20\r\n\r\n" + b"[" * 20,
    "ZMTP 1": b"\x01\x00" + b"\x0agalatea/4",
    "ZMTP 2": GREETING + b"\x01\x05\x00\x00",
    "ZMTP 3 without a proof": GREETING + b"\x03\x00" + b"NULL".ljust(20, b"\0") + bytes(32),
    "ZMTP 3 with a false one": GREETING
    + b"\x03\x00"
    + b"CURVE".ljust(20, b"\0")
    + bytes(32)
    + b"\x04\xc8"
    + bytes(200),
    "noise": bytes(range(256)),
}


@pytest.mark.parametrize("said", STRANGERS.values(), ids=STRANGERS.keys())
def test_strangers_are_turned_away_before_they_are_heard(server, client, said):
    address = urlparse(server.address)
    with (
        socket.create_connection((address.hostname, address.port), timeout=60) as stranger,
        contextlib.suppress(ConnectionError),
    ):
        stranger.sendall(said)
        while stranger.recv(4096):
            pass
    assert client.handshake().capabilities


def test_a_message_without_a_proof_is_not_even_read(server, client):
    with zmq.Context() as context, context.socket(zmq.DEALER) as stranger:
        stranger.linger = 0
        stranger.connect(server.address)
        stranger.send_multipart(pack({"type": "hello"}))
        assert client.handshake().capabilities
        assert not stranger.poll(300)


def test_what_the_backend_writes_is_for_its_user_alone(tmp_path):
    state = tmp_path / "state"
    (state / "jobs").mkdir(parents=True)
    for folder in (state, state / "jobs"):
        folder.chmod(0o755)
    with local_server(state=state, job_table="toy_jobs:JOBS") as server, server.client() as client:
        client.wait(client.submit(AvatarRequest(prompt="hello")), timeout=60)
        with pytest.raises(GalateaError):
            client.wait(client.submit(AvatarRequest(prompt="once")), timeout=60)
        found = [state, *state.rglob("*")]
        assert {"result.frames", "stage.txt", "request.json"} <= {path.name for path in found}
        open_to_others = [path for path in found if stat.S_IMODE(path.stat().st_mode) & 0o077]
    assert not open_to_others


def test_a_folder_that_is_shared_with_other_things_is_left_alone(tmp_path):
    (tmp_path / "somebody's.txt").write_text("hello")
    tmp_path.chmod(0o755)
    with local_server(state=tmp_path, job_table="toy_jobs:JOBS"):
        assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755
        assert stat.S_IMODE((tmp_path / "jobs").stat().st_mode) == 0o700
