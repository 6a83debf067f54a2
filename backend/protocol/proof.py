"""Each side proves that it knows the token before the other says anything; the token itself never travels.

The keys of ZeroMQ's CURVE follow from the token: the backend's pair and the clients' pair. Who does not know the token
can neither be the backend that a client speaks to nor a client that the backend hears. A backend on a network has a
pair of its own (`galatea keys`) in the place of the one that follows from the token.
"""

from __future__ import annotations

import hashlib

import zmq
from zmq.utils import z85

from .errors import BadRequest, ConnectionFailed, NotAvailable
from .places import host_of, is_loopback

KEY_LENGTH = 40
"""characters of a key as text (Z85)"""
_NEEDS_KEY = "Give the line that `galatea keys` prints there (--server-key, in quotes, or Key in the preferences)."


def backend_keys(token: str) -> tuple[bytes, bytes]:
    """Public and secret key of a backend on this machine, as Z85 text."""
    return _keys(token, b"galatea backend")


def client_keys(token: str) -> tuple[bytes, bytes]:
    """Public and secret key of every client that knows the token, as Z85 text."""
    return _keys(token, b"galatea client")


def raw_key(key: bytes) -> bytes:
    """The 32 bytes of a key that is written as text."""
    return z85.decode(key)


def prove(socket: zmq.Socket, address: str, token: str, server_key: str = "") -> None:
    """Prepare a client's socket, before it connects, to speak to the holder of the token (or of `server_key`) alone.

    Raises ConnectionFailed for another machine without its key, BadRequest for a key that is none.
    """
    if not server_key and host_of(address) and not is_loopback(address):
        raise ConnectionFailed(
            f"{address} is on another machine, and nothing is sent there without the key of its backend.", _NEEDS_KEY
        )
    if server_key and not (len(server_key) == KEY_LENGTH and server_key.isascii()):
        raise BadRequest(f"A public key has {KEY_LENGTH} characters, not {len(server_key)}.", _NEEDS_KEY)
    socket.curve_serverkey = server_key.encode("ascii") if server_key else backend_keys(token)[0]
    socket.curve_publickey, socket.curve_secretkey = client_keys(token)


def _keys(token: str, whose: bytes) -> tuple[bytes, bytes]:
    if not zmq.has("curve"):
        raise NotAvailable("This build of pyzmq cannot encrypt.", "Install pyzmq as its makers publish it.")
    secret = z85.encode(hashlib.blake2b(token.encode(), digest_size=32, person=whose).digest())
    return zmq.curve_public(secret), secret
