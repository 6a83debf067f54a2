"""A TCP proxy between a client and a backend, whose connections can be cut, or frozen so that neither side notices."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from urllib.parse import urlparse


class Proxy:
    """Listens on a free port at `address`; each connection has two threads that end with it."""

    def __init__(self, address: str) -> None:
        there = urlparse(address)
        self._there = (there.hostname, there.port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"
        self.connections = 0
        self.chunk_s = 0.0
        """seconds that each 64 KB from the backend take"""
        self.cut_after = 0
        """bytes from the backend after which each connection is cut; 0 never"""
        self._flowing = threading.Event()
        self._flowing.set()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """End every connection; new ones go through."""
        pairs, self._pairs = self._pairs, []
        for pair in pairs:
            _close(*pair)

    def freeze(self) -> None:
        """What comes is taken and goes nowhere, through the connections that there are."""
        self._flowing.clear()
        self._flowing = threading.Event()
        self._flowing.set()

    def close(self) -> None:
        _close(self._listener)
        self.cut()

    def __enter__(self) -> Proxy:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                here, _ = self._listener.accept()
                try:
                    there = socket.create_connection(self._there)
                except OSError:
                    here.close()
                    continue
                self.connections += 1
                self._pairs.append((here, there))
                for source, target, limit in ((here, there, 0), (there, here, self.cut_after)):
                    arguments = (source, target, self._flowing, limit)
                    threading.Thread(target=self._pump, args=arguments, daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, flowing: threading.Event, limit: int) -> None:
        passed = 0
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                self._passes(data)
                if self.chunk_s and target in [here for here, _ in self._pairs]:
                    time.sleep(self.chunk_s)
                if flowing.is_set():
                    target.sendall(data)
                passed += len(data)
                if limit and passed > limit:
                    break
        if flowing.is_set():
            _close(source, target)

    def _passes(self, data: bytes) -> None:
        """For whoever listens on the way."""


def _close(*sockets: socket.socket) -> None:
    for each in sockets:
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
        each.close()
