"""The line to one backend: a socket that heals itself and tells when it was mended, or why nobody is let in."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

import zmq
from zmq.utils.monitor import parse_monitor_message

from .codec import MAX_ARRAY_BYTES
from .errors import ConnectionFailed, GalateaError, VersionMismatch
from .places import DEFAULT_ADDRESS
from .proof import prove

LARGE = 1 << 16
"""bytes of a frame from which it is worth to be tracked"""
BEFORE_ARRAYS = 3
"""version, header and content"""
TRIES = 3
"""connections in a row that end before the other side has proved itself, until this is told"""
_WATCHED = (
    zmq.EVENT_HANDSHAKE_SUCCEEDED
    | zmq.EVENT_HANDSHAKE_FAILED_AUTH
    | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL
    | zmq.EVENT_DISCONNECTED
)
_AT_ONCE = int(zmq.NOBLOCK)
_AND_MORE = int(zmq.NOBLOCK | zmq.SNDMORE)
_SAME_VERSION = "Install the same version of Galatea on both sides, or see what program has this address."


Tracked = tuple[zmq.MessageTracker, int]
"""tells when a large frame has been passed on, and its bytes"""


def send_tracked(socket: zmq.Socket, frames: Sequence[Any]) -> list[Tracked]:
    """Send a message without waiting, its large frames without a copy. Raises ZMQError where it cannot be sent."""
    tracked = []
    for place, frame in enumerate(frames, 1):
        size = memoryview(frame).nbytes
        flags = _AND_MORE if place < len(frames) else _AT_ONCE
        tracker = socket.send(frame, flags, copy=size <= LARGE, track=size > LARGE)
        if tracker is not None:
            tracked.append((tracker, size))
    return tracked


def receive_frames(socket: zmq.Socket) -> list[Any]:
    """The frames of the next message, large arrays as views of what ZeroMQ has. Raises zmq.Again without one."""
    frames: list[Any] = []
    while True:
        frame = socket.recv(_AT_ONCE, copy=False)
        array = len(frames) >= BEFORE_ARRAYS and len(frame) > LARGE
        frames.append(frame.buffer if array else frame.bytes)
        if not frame.more:
            return frames


class Line:
    """Frames to and from a backend that has proved who it is. Nothing here waits but `poll`."""

    def __init__(self, address: str, token: str, server_key: str = "") -> None:
        """Raises ConnectionFailed where `address` is none or needs a key, BadRequest where the key is none."""
        if address.count(":") > 2 and "[" not in address:
            raise ConnectionFailed(
                f"{address!r} is not an address to connect to.",
                "Write an IPv6 address in brackets, like tcp://[::1]:5571.",
            )
        self.address = address
        self.mended = False
        """a connection was made after the first, so that what was under way in the last one may be lost"""
        self.refusal: GalateaError | None = None
        """why nobody is let in, told once until it changes"""
        self._connected = self._told = self._renewed = False
        self._failures = 0
        self._under_way: list[Tracked] = []
        self._context = zmq.Context()
        self._socket = self._context.socket(zmq.DEALER)
        self._monitor = self._socket.get_monitor_socket(_WATCHED)
        self._poller = zmq.Poller()
        self._poller.register(self._socket, zmq.POLLIN)
        self._poller.register(self._monitor, zmq.POLLIN)
        for option, value in (
            (zmq.LINGER, 0),
            (zmq.SNDHWM, 1000),
            (zmq.RCVHWM, 1000),
            (zmq.MAXMSGSIZE, MAX_ARRAY_BYTES),
            (zmq.RECONNECT_IVL, 100),
            (zmq.RECONNECT_IVL_MAX, 2000),
            (zmq.HANDSHAKE_IVL, 5000),
            (zmq.IPV6, int("[" in address)),
        ):
            self._socket.setsockopt(option, value)
        try:
            prove(self._socket, address, token, server_key)
            self._socket.connect(address)
        except (zmq.ZMQError, ValueError) as error:
            self.close()
            raise ConnectionFailed(
                f"{address!r} is not an address to connect to: {error}.", f"Write it like {DEFAULT_ADDRESS}."
            ) from error
        except GalateaError:
            self.close()
            raise

    def send(self, frames: Sequence[Any]) -> None:
        """Raises ConnectionFailed where too much waits already."""
        try:
            self._under_way += send_tracked(self._socket, frames)
        except zmq.Again as error:
            raise ConnectionFailed(
                f"The backend at {self.address} takes no more messages.", "Wait until it answers, or start it again."
            ) from error

    def unsent(self) -> int:
        """Bytes of large messages that wait to be sent: on a slow line what follows them takes its time."""
        self._under_way = [(tracker, size) for tracker, size in self._under_way if not tracker.done]
        return sum(size for _, size in self._under_way)

    def receive(self) -> list[Any] | None:
        """The frames of the next message; None where none has come."""
        try:
            return receive_frames(self._socket)
        except zmq.Again:
            return None

    def poll(self, timeout_ms: int) -> None:
        """Wait until something has happened, and notice what became of the connection."""
        for socket, _ in self._poller.poll(timeout_ms):
            while socket is self._monitor and self._monitor.poll(0):
                self._follow(parse_monitor_message(self._monitor.recv_multipart()))

    def has_come(self) -> bool:
        """Whether a message is here that was not received yet."""
        return not self._socket.closed and bool(self._socket.poll(0))

    def renew(self) -> None:
        """Leave a connection on which nothing comes any more for a new one. What it had not sent yet is lost."""
        with contextlib.suppress(zmq.ZMQError):  # the old one may have been given up already
            self._socket.disconnect(self.address)
        self._socket.connect(self.address)
        self._renewed = True

    def close(self) -> None:
        self._socket.disable_monitor()
        self._monitor.close(linger=0)
        self._socket.close()
        self._context.term()

    def _follow(self, told: Any) -> None:
        event = told["event"]
        if event == zmq.EVENT_HANDSHAKE_SUCCEEDED:
            self.mended = self.mended or self._connected or self._renewed
            self._connected, self._told, self._renewed, self._failures = True, False, False, 0
        elif event == zmq.EVENT_HANDSHAKE_FAILED_AUTH:
            self._refuse(_other_token(self.address))
        elif event == zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL:
            self._refuse(
                VersionMismatch(f"What answers at {self.address} speaks no Galatea of this version.", _SAME_VERSION)
            )
        elif event == zmq.EVENT_DISCONNECTED:
            self._failures += 1
            if self._failures > TRIES:  # who hangs up does not say why
                self._refuse(_other_token(self.address, ", or is no Galatea of this version"))

    def _refuse(self, error: GalateaError) -> None:
        if not self._told:
            self.refusal, self._told = error, True


def _other_token(address: str, or_else: str = "") -> ConnectionFailed:
    return ConnectionFailed(
        f"What answers at {address} does not know this token or key{or_else}.",
        "Give those of that backend: it named the file of its token when it started. "
        "If it is not yours, another program has its place.",
    )
