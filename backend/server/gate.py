"""The gate: ZeroMQ asks here (ZAP) before a peer is let in, so that nothing of what strangers send is ever read.

With it, ZeroMQ also turns away whoever does not speak its protocol 3: older ones, and browsers.
"""

from __future__ import annotations

import hmac

import zmq

CLIENTS = "clients"
WORKERS = "workers"


class Gate:
    """One for each context; made before the sockets that it guards."""

    def __init__(self, context: zmq.Context) -> None:
        self.socket = context.socket(zmq.REP)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.bind("inproc://zeromq.zap.01")
        self._allowed = b""

    def allow(self, key: bytes) -> None:
        """Let clients in whose public key (32 bytes) is this one."""
        self._allowed = key

    def answer(self) -> None:
        """Answer all who have knocked."""
        while self.socket.poll(0):
            version, request, domain, _address, _identity, mechanism, *proof = self.socket.recv_multipart()
            known = self._knows(domain.decode(errors="replace"), mechanism, proof)
            status = (b"200", b"OK") if known else (b"400", b"unknown key")
            self.socket.send_multipart([version, request, *status, b"", b""])

    def close(self) -> None:
        self.socket.close()

    def _knows(self, domain: str, mechanism: bytes, proof: list[bytes]) -> bool:
        if domain == WORKERS:
            return mechanism == b"NULL"  # a worker tells its secret in its first message
        return mechanism == b"CURVE" and len(proof) == 1 and hmac.compare_digest(proof[0], self._allowed)
