"""Messages that no honest client would send: random ones, and honest ones that were tampered with."""

from __future__ import annotations

import json
import random
import socket
import time
from dataclasses import dataclass
from urllib.parse import urlparse

import numpy as np
import psutil
import zmq

from backend.protocol.client import Client
from backend.protocol.message import pack
from backend.protocol.proof import prove
from backend.protocol.requests import AvatarRequest, LiveShapeRequest
from backend.protocol.results import LiveShapeResult

KINDS = ("hello", "ping", "submit", "cancel", "resume", "watch", "jobs", "done", "ready", "", "x" * 300)
VALUES = (None, True, -1, 0, 1.5, 1e308, 2**70, "", "\0", "\ud800", "../../etc", "é" * 500, [], [[]], {}, {"$array": 0})


def honest(chance: random.Random) -> list[bytes]:
    """A message that a client might have sent."""
    job = f"{chance.getrandbits(128):032x}"
    header = {"type": "submit", "session": "s", "job": job, "key": chance.choice(("", "k"))}
    sliders = {f"slider{i}": chance.random() for i in range(chance.randrange(5))}
    some = chance.randrange(4)
    if some == 0:
        return pack({**header, "request": "avatar"}, AvatarRequest(prompt="hello", sliders=sliders))
    if some == 1:
        return pack({**header, "request": "live_shape"}, LiveShapeRequest(sliders={"height": 0.5, **sliders}))
    if some == 2:
        result = LiveShapeResult(vertices=np.zeros((4, 3), np.float32), measurements=sliders)
        return pack({**header, "request": chance.choice(("shape", "check_export"))}, result)
    return pack({**header, "type": chance.choice(KINDS)})


def hostile(chance: random.Random) -> list[bytes]:
    frames = [bytes(f) for f in honest(chance)]
    for _ in range(chance.randrange(1, 4)):
        i = chance.randrange(len(frames)) if frames else 0
        match chance.randrange(9) if frames else 0:
            case 0:
                frames = [chance.randbytes(chance.choice((0, 1, 8, 300))) for _ in range(chance.randrange(1, 8))]
            case 1:
                del frames[i]
            case 2:
                frames.insert(i, frames[i])
            case 3:
                frames[i] = frames[i][: chance.randrange(len(frames[i]) + 1)]
            case 4 if frames[i]:
                broken = bytearray(frames[i])
                for _ in range(chance.randrange(1, 6)):
                    broken[chance.randrange(len(broken))] = chance.randrange(256)
                frames[i] = bytes(broken)
            case 5:
                frames[i] += chance.randbytes(chance.randrange(40))
            case 6:
                frames = frames + [b""] * chance.choice((1, 3, 130))
            case 7:
                frames[i] = chance.choice((b"[" * 5000, b'{"a":' * 200, b"NaN", b"[1e999]", b"1" * 6000, b"\xff\xfe"))
            case 8:
                frames[min(i, 2) if len(frames) > 2 else i] = _reshaped(chance, frames[i])
    return frames or [b""]


def _reshaped(chance: random.Random, frame: bytes) -> bytes:
    """JSON with one value exchanged for another kind of value."""
    try:
        plain = json.loads(frame)
    except (ValueError, RecursionError):
        return chance.randbytes(20)
    if isinstance(plain, dict) and plain:
        plain[chance.choice(list(plain))] = chance.choice(VALUES)
    return json.dumps(plain).encode()


@dataclass(frozen=True)
class Outcome:
    """What an attack did: answers to the hostile, how long the honest waited at most, growth of the server's memory."""

    answers: int
    slowest_honest_s: float
    growth_mb: float


def attack(server, count: int, seed: int = 0, honest_every: int = 500) -> Outcome:
    """Send `count` hostile messages, and ask as an honest client in between."""
    chance = random.Random(seed)
    process = psutil.Process(server.process.pid)
    answers, slowest, before = 0, 0.0, 0
    address = urlparse(server.address)
    with zmq.Context() as context, context.socket(zmq.DEALER) as bad, Client(server.address, server.token) as good:
        bad.linger = 0
        prove(bad, server.address, server.token)
        bad.connect(server.address)
        for i in range(count):
            bad.send_multipart(hostile(chance))
            while bad.poll(0):
                bad.recv_multipart()
                answers += 1
            if i % honest_every == 0:
                start = time.monotonic()
                good.handshake(timeout=30)
                slowest = max(slowest, time.monotonic() - start)
                with socket.create_connection((address.hostname, address.port)) as noise:
                    noise.sendall(chance.randbytes(200))
            if i == count // 5:
                before = process.memory_info().rss
        good.handshake(timeout=30)
        while bad.poll(500):
            bad.recv_multipart()
            answers += 1
        growth = (process.memory_info().rss - before) / 2**20
    return Outcome(answers, slowest, growth)
