"""The server's sockets: where it listens, to whom, and how messages come and go without ever waiting."""

from __future__ import annotations

import contextlib
import enum
from collections.abc import Iterator
from typing import Any

import zmq

from backend.protocol.codec import MAX_ARRAY_BYTES
from backend.protocol.errors import BadRequest, ConnectionFailed
from backend.protocol.places import is_loopback_host
from backend.protocol.proof import backend_keys

from .connections import Connections
from .gate import CLIENTS
from .keys import server_keys
from .options import ServerOptions

MAX_PER_TURN = 64
QUEUED_PER_CLIENT = 200
UNHEARD_PER_CLIENT = 32
"""messages, which may be large; more stay with the client"""
_AT_ONCE = int(zmq.NOBLOCK)


def router(context: zmq.Context) -> zmq.Socket:
    socket = context.socket(zmq.ROUTER)
    socket.setsockopt(zmq.LINGER, 0)
    socket.setsockopt(zmq.MAXMSGSIZE, MAX_ARRAY_BYTES)
    socket.setsockopt(zmq.ROUTER_MANDATORY, 1)
    return socket


def listen(context: zmq.Context, options: ServerOptions, token: str) -> zmq.Socket:
    """The socket for clients that know the token.

    Raises BadRequest for an address that needs keys, ConnectionFailed where it is taken.
    """
    if not options.curve and not is_loopback_host(options.host):
        raise BadRequest(
            f"Listening on {options.host} would let other machines in unencrypted.",
            "Make keys with: galatea keys, then start with --curve.",
        )
    if options.curve:
        keys = server_keys(options.state)
        public, secret = keys.public.encode(), keys.secret.encode()
    else:
        public, secret = backend_keys(token)
    socket = router(context)
    socket.setsockopt(zmq.SNDHWM, QUEUED_PER_CLIENT)
    socket.setsockopt(zmq.RCVHWM, UNHEARD_PER_CLIENT)
    socket.setsockopt(zmq.HANDSHAKE_IVL, 5000)
    socket.curve_server = True
    socket.curve_publickey, socket.curve_secretkey = public, secret
    socket.setsockopt_string(zmq.ZAP_DOMAIN, CLIENTS)
    socket.setsockopt(zmq.HEARTBEAT_IVL, 20_000)
    socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, 60_000)
    host = "127.0.0.1" if options.host == "localhost" else options.host
    if ":" in host:
        socket.setsockopt(zmq.IPV6, 1)
        host = f"[{host.strip('[]')}]"
    try:
        socket.bind(f"tcp://{host}:{options.port or '*'}")
    except zmq.ZMQError as error:
        socket.close()
        if error.errno == zmq.EADDRINUSE:
            raise ConnectionFailed(
                f"Port {options.port} is in use, perhaps by a backend that already runs.",
                "Connect to that one, or start this one with another --port.",
            ) from error
        raise ConnectionFailed(
            f"Cannot listen on {options.host}:{options.port}: {error}.", "Give an address of this machine with --host."
        ) from error
    return socket


def arrived(socket: zmq.Socket, connections: Connections | None = None) -> Iterator[tuple[bytes, list[bytes]]]:
    """Sender and frames of at most MAX_PER_TURN messages, so that no peer keeps the others waiting. `connections` hears
    who it is that speaks."""
    for _ in range(MAX_PER_TURN):
        try:
            sender = socket.recv(_AT_ONCE, copy=False)
        except zmq.Again:
            return
        frames = socket.recv_multipart() if sender.more else []
        if connections is not None:
            with contextlib.suppress(zmq.ZMQError):  # a message of which ZeroMQ does not tell the way
                connections.hear(sender.get(zmq.SRCFD))
        yield sender.bytes, frames


class Sent(enum.Enum):
    """What became of a message."""

    YES = enum.auto()
    WAITS = enum.auto()
    """the peer does not read"""
    GONE = enum.auto()
    """there is no such peer any more"""


def send(socket: zmq.Socket, peer: bytes, frames: list[Any]) -> Sent:
    try:
        socket.send_multipart([peer, *frames], zmq.NOBLOCK)
    except zmq.Again:
        return Sent.WAITS
    except zmq.ZMQError as error:
        if error.errno != zmq.EHOSTUNREACH:
            raise
        return Sent.GONE
    return Sent.YES
