"""Connections to a socket of ours, which are never so many that the process has no file descriptor left.

Without this, ZeroMQ would go on trying to accept the next one as fast as it can, and let nobody in. Whoever only holds
a connection and says nothing is cut off, the oldest first, when there are too many.
"""

from __future__ import annotations

import contextlib
import logging
import socket as sockets
import sys

import zmq
from zmq.utils.monitor import parse_monitor_message

from .seldom import Seldom

MOST = 500
SPARE = 64
"""file descriptors for everything else"""
PER_TURN = 2000
_WATCHED = zmq.EVENT_ACCEPTED | zmq.EVENT_ACCEPT_FAILED | zmq.EVENT_CLOSED | zmq.EVENT_DISCONNECTED
_log = Seldom(logging.getLogger("galatea.server"))


def room() -> int:
    """How many connections there may be at once. Asks the system for the file descriptors that they need."""
    if sys.platform == "win32":  # which does not count sockets among files
        return MOST
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * MOST if hard == resource.RLIM_INFINITY else min(4 * MOST, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    return MOST if soft == resource.RLIM_INFINITY else max(8, min(MOST, soft - SPARE))


class Connections:
    """Those to one bound socket, as its monitor tells them. Those that are known are never cut off."""

    def __init__(self, socket: zmq.Socket, most: int) -> None:
        self.monitor = socket.get_monitor_socket(_WATCHED)
        self._socket, self._most = socket, most
        self._port = int(socket.getsockopt_string(zmq.LAST_ENDPOINT).rpartition(":")[2])
        self._open: dict[int, bool] = {}
        """file descriptor -> whether it is known; oldest first"""
        self._speaker = -1
        self._refused = False

    def hear(self, number: int) -> None:
        """A message came through this file descriptor."""
        self._speaker = number

    def know(self) -> None:
        """The last message was from one of ours."""
        self._listen()  # that it was accepted was told before anything came
        if self._speaker in self._open:
            self._open[self._speaker] = True

    def follow(self) -> None:
        """Take note of who came and went, and make room."""
        self._listen()
        over = max(len(self._open) - self._most, 1 if self._refused else 0)
        self._refused = False
        if over > 0:
            self._make_room(over)

    def close(self) -> None:
        self._socket.disable_monitor()
        self.monitor.close()

    def _listen(self) -> None:
        for _ in range(PER_TURN):  # while no descriptor is left, failures come as fast as they are read
            if not self.monitor.poll(0):
                return
            told = parse_monitor_message(self.monitor.recv_multipart())
            if told["event"] == zmq.EVENT_ACCEPTED:
                self._open.pop(told["value"], None)
                self._open[told["value"]] = False
            elif told["event"] == zmq.EVENT_ACCEPT_FAILED:
                self._refused = True
            else:
                self._open.pop(told["value"], None)

    def _make_room(self, over: int) -> None:
        strangers = [number for number, known in self._open.items() if not known]
        _log.warning("there are too many connections: those that say nothing are cut off, oldest first")
        for number in strangers[:over]:
            self._cut(number)

    def _cut(self, number: int) -> None:
        """ZeroMQ then finds it ended. It may have closed it already, and the number be something else's by now."""
        with contextlib.suppress(OSError):
            peer = sockets.socket(fileno=number)
            try:
                if peer.getsockname()[1] == self._port:
                    peer.shutdown(sockets.SHUT_RDWR)
            finally:
                peer.detach()
