"""What is on its way to clients: no more bytes than each may have unread, and nothing large to who fell silent.

ZeroMQ counts messages, and a result may be a thousand times as large as a report of progress. Bytes are counted here,
until ZeroMQ has passed them on. It lets go of a frame when it begins to encrypt it, and may hold the encrypted copy for
as long as the client does not read; behind what is large goes a small message, whose turn comes when the copy is gone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import zmq

from backend.protocol.line import LARGE, Tracked, send_tracked

from .listen import Sent

SMALL = LARGE
"""bytes up to which a message is not counted; of these ZeroMQ's own limit holds"""
TOLD_BEFORE = 1 << 20
"""bytes from which a message is announced, and followed until all of it has gone"""
UNREAD_PER_CLIENT = 64 << 20
UNREAD_IN_ALL = 256 << 20
SILENT_AFTER_S = 10.0
"""a client that is there pings every second"""
LOOKS_AGAIN_S = 0.5
"""after which a client that did not take a message is tried again"""


class Outbox:
    """Sends to the clients of a ROUTER socket, and never waits."""

    def __init__(
        self,
        socket: zmq.Socket,
        clock: Callable[[], float] = time.monotonic,
        notice: Callable[[int], Sequence[Any]] | None = None,
    ) -> None:
        """`notice`: the message that tells a client how many bytes follow, so that it waits for them on a slow line;
        of none (0) it may come at any time."""
        self._socket = socket
        self._notice = notice
        self._clock = clock
        self._heard: dict[bytes, float] = {}
        self._full: dict[bytes, float] = {}
        """since when a client takes nothing"""
        self._unread: dict[bytes, list[Tracked]] = {}

    def heard(self, client: bytes) -> None:
        """The client has said something, so it is there."""
        self._heard[client] = self._clock()
        if len(self._heard) > 1000:
            self._forget_silent()

    def unread(self, client: bytes | None = None) -> int:
        """Bytes of large messages that this client, or all together, have not taken yet."""
        clients = list(self._unread) if client is None else [client]
        return sum(size for each in clients for _, size in self._waiting(each))

    def has_room(self, client: bytes, size: int) -> bool:
        """Whether a message of `size` bytes may go to a client now."""
        now = self._clock()
        if now - self._full.get(client, -LOOKS_AGAIN_S) < LOOKS_AGAIN_S:
            return False
        if size <= SMALL:
            return True
        if now - self._heard.get(client, now) > SILENT_AFTER_S:
            return False
        unread = self.unread(client)
        return not unread or (unread + size <= UNREAD_PER_CLIENT and self.unread() + size <= UNREAD_IN_ALL)

    def send(self, client: bytes, frames: Sequence[Any]) -> Sent:
        size = sum(memoryview(frame).nbytes for frame in frames)
        if size > SMALL and not self.has_room(client, size):
            return Sent.WAITS
        try:
            if self._notice is not None and size > TOLD_BEFORE:
                send_tracked(self._socket, [client, *self._notice(size)])
            tracked = send_tracked(self._socket, [client, *frames])
        except zmq.Again:
            self._full[client] = self._clock()
            return Sent.WAITS
        except zmq.ZMQError as error:
            if error.errno != zmq.EHOSTUNREACH:
                raise
            self._forget(client)
            return Sent.GONE
        self._full.pop(client, None)
        if tracked and size > TOLD_BEFORE:
            tracked = self._followed(client, size) or tracked
        if tracked:
            self._unread.setdefault(client, []).extend(tracked)
        return Sent.YES

    def _followed(self, client: bytes, size: int) -> list[Tracked]:
        """Send the small message that shows when all `size` bytes of the one before it have gone."""
        if self._notice is None:
            return []
        *parts, last = [client, *self._notice(0)]
        try:
            for part in parts:
                self._socket.send(part, zmq.NOBLOCK | zmq.SNDMORE)
            frame = zmq.Frame(last, track=True, copy=False, copy_threshold=0)
            tracker = self._socket.send(frame, zmq.NOBLOCK, copy=False, track=True)
        except zmq.ZMQError:  # so much waits that nothing more fits, or the client is gone
            return []
        return [] if tracker is None else [(tracker, size)]

    def _waiting(self, client: bytes) -> list[Tracked]:
        waiting = [(tracker, size) for tracker, size in self._unread.get(client, ()) if not tracker.done]
        if waiting:
            self._unread[client] = waiting
        else:
            self._unread.pop(client, None)
        return waiting

    def _forget(self, client: bytes) -> None:
        self._heard.pop(client, None)
        self._full.pop(client, None)

    def _forget_silent(self) -> None:
        now = self._clock()
        for client in [c for c, at in self._heard.items() if now - at > SILENT_AFTER_S and not self.unread(c)]:
            self._forget(client)
