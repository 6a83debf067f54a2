"""Bytes and frames that no honest client would send, with the token and without: the server lives and stays small."""

from __future__ import annotations

import contextlib
import random
import socket
import struct
import sys
import time
from pathlib import Path
from urllib.parse import urlparse

import psutil
import zmq

sys.path.extend(str(Path(__file__).parents[1] / room) for room in ("server", "protocol"))

from hostile import attack, hostile

from backend.protocol.client import Client
from backend.server.local import LocalServer, local_server

MB = 1 << 20
GREETING = b"\xff" + struct.pack(">Q", 1) + b"\x7f\x03\x00"
SLOWEST_S = 10.0
"""an honest answer on a busy machine; the quadratic work that this looks for took twenty"""


def run(scale: float = 1.0) -> dict[str, float]:
    """Figures by name. Raises AssertionError where the server died, grew, or let an honest client wait."""
    with local_server(job_table="toy_jobs:JOBS", keep_jobs=5) as server:
        known = attack(server, max(500, round(100_000 * scale)), seed=1)
        assert known.growth_mb < 64, f"messages with the token cost {known.growth_mb:.0f} MB"
        assert known.slowest_honest_s < SLOWEST_S, f"an honest answer took {known.slowest_honest_s:.1f} s"
        figures = {
            "fuzz_messages_with_token": float(max(500, round(100_000 * scale))),
            "fuzz_growth_mb": known.growth_mb,
            "fuzz_slowest_honest_answer_ms": known.slowest_honest_s * 1000,
            **strangers(server, max(40, round(4000 * scale))),
        }
        assert server.process.poll() is None, "the server died"
    return figures


def strangers(server: LocalServer, count: int) -> dict[str, float]:
    """Peers without the token: raw bytes of every kind, and whole messages through ZeroMQ."""
    chance = random.Random(2)
    process = psutil.Process(server.process.pid)
    address = urlparse(server.address)
    slowest, before = 0.0, 0
    with zmq.Context() as context, Client(server.address, server.token) as honest:
        honest.handshake(timeout=30)
        peers = [context.socket(zmq.DEALER) for _ in range(min(40, count))]
        for peer in peers:
            peer.linger = 0
            peer.sndhwm = 100
            peer.connect(server.address)
        held: list[socket.socket] = []
        try:
            for turn in range(count):
                with contextlib.suppress(OSError):
                    raw = socket.create_connection((address.hostname, address.port), timeout=5)
                    held.append(raw)
                    raw.sendall(_noise(chance))
                with contextlib.suppress(zmq.Again):
                    chance.choice(peers).send_multipart(hostile(chance), zmq.NOBLOCK)
                if len(held) > 50:
                    held.pop(chance.randrange(len(held))).close()
                if turn % 20 == 0:
                    start = time.monotonic()
                    honest.handshake(timeout=30)
                    slowest = max(slowest, time.monotonic() - start)
                if turn == count // 5:
                    before = process.memory_info().rss
            assert not any(peer.poll(0) for peer in peers), "a stranger was answered"
        finally:
            for each in (*held, *peers):
                each.close()
        honest.handshake(timeout=30)
    growth = (process.memory_info().rss - before) / MB
    assert growth < 64, f"strangers cost {growth:.0f} MB"
    assert slowest < SLOWEST_S, f"an honest answer took {slowest:.1f} s beside strangers"
    return {
        "fuzz_strangers": float(count),
        "fuzz_strangers_growth_mb": growth,
        "fuzz_beside_strangers_slowest_answer_ms": slowest * 1000,
    }


def _noise(chance: random.Random) -> bytes:
    mechanism = chance.choice((b"NULL", b"CURVE", b"PLAIN", b"", b"\xff" * 20)).ljust(20, b"\0")
    command = bytes([chance.choice((0, 1, 2, 4, 6))]) + struct.pack(">Q", chance.choice((0, 200, 2**20, 2**63)))
    return chance.choice(
        (
            chance.randbytes(chance.randrange(1, 2000)),
            b"POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\n" + b'["\\"' * 4000,
            b"\x01\x00" + b"\x0agalatea/4" + b"[" * 500,
            GREETING + mechanism + bytes(32) + chance.randbytes(300),
            GREETING + mechanism + bytes(32) + command + chance.randbytes(chance.randrange(400)),
            (GREETING + mechanism + bytes(32))[: chance.randrange(64)],
        )
    )
