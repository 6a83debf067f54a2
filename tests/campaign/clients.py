"""Clients whose connections are cut and frozen, clients that do not read, and four that drag sliders at once."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import psutil
import zmq

sys.path.extend(str(Path(__file__).parents[1] / room) for room in ("server", "protocol"))

from proxy import Proxy

from backend.protocol.client import Client
from backend.protocol.events import Cancelled, Done, Failed
from backend.protocol.message import pack
from backend.protocol.proof import prove
from backend.protocol.requests import AvatarRequest, LiveShapeRequest
from backend.server.local import LocalServer, local_server

MB = 1 << 20
DRAGGING = 4
LIVE_A_SECOND = 1000
SLIDERS = {f"slider{i}": 0.5 for i in range(20)}
RESULT_MB = 9
"""of the toys' large avatar"""


def run(scale: float = 1.0) -> dict[str, float]:
    """Figures by name. Raises AssertionError where an answer is lost, or one client costs another its own."""
    with local_server(job_table="toy_jobs:JOBS", keep_jobs=100) as server, server.client() as client:
        big = client.submit(AvatarRequest(prompt="big"))
        client.wait(big, timeout=60)
        figures = {
            **broken_connections(server, max(2, round(50 * scale))),
            **deaf_clients(server, big, max(2, round(20 * scale))),
            **dragging(server, max(1.0, 20.0 * scale)),
        }
        assert server.process.poll() is None, "the server died"
    return figures


def broken_connections(server: LocalServer, count: int) -> dict[str, float]:
    """Jobs during each of which the connection is cut, or freezes: every one is answered, once."""
    slowest = 0.0
    with Proxy(server.address) as proxy, Client(proxy.address, server.token) as client:
        client.handshake(timeout=30)
        for turn in range(count):
            job = client.submit(AvatarRequest(prompt="sleep 0.1"))
            live = client.submit(LiveShapeRequest(sliders={"height": float(turn % 500)}))
            start = time.monotonic()
            if turn % 5 == 1:
                proxy.freeze()
            else:
                proxy.cut()
            ends: list[str] = []
            while set(ends) != {job, live}:
                for event in client.poll(200):
                    assert not isinstance(event, Failed | Cancelled), f"turn {turn}: {event}"
                    if isinstance(event, Done):
                        ends.append(event.job_id)
                assert time.monotonic() - start < 60, f"turn {turn}: an answer is lost"
            assert len(ends) == 2, f"turn {turn}: an answer came twice"
            slowest = max(slowest, time.monotonic() - start)
        connections = proxy.connections
    return {
        "clients_broken_connections": float(count),
        "clients_connections_made": float(connections),
        "clients_slowest_after_a_break_s": slowest,
    }


def deaf_clients(server: LocalServer, big: str, count: int) -> dict[str, float]:
    """Clients that ask for large results and read none: the others are answered as before, memory stays in bounds."""
    process = psutil.Process(server.process.pid)
    with zmq.Context() as context, server.client() as honest:
        honest.handshake(timeout=30)
        before = process.memory_info().rss
        deaf = [context.socket(zmq.DEALER) for _ in range(count)]
        try:
            for socket in deaf:
                socket.linger, socket.rcvhwm, socket.rcvbuf = 0, 1, 4096
                prove(socket, server.address, server.token)
                socket.connect(server.address)
                for _ in range(150):
                    socket.send_multipart(pack({"type": "watch", "job": big}))
            slowest, end = 0.0, time.monotonic() + 3.0
            spent = process.cpu_times()
            while time.monotonic() < end:
                start = time.monotonic()
                honest.handshake(timeout=30)
                slowest = max(slowest, time.monotonic() - start)
                time.sleep(0.02)
            growth = (process.memory_info().rss - before) / MB
            busy = sum(process.cpu_times()[:2]) - sum(spent[:2])
        finally:
            for socket in deaf:
                socket.close()
    # each may have 64 MB unread, all together 256; the rest is what the server itself needs to read results
    allowed = min(count * 64, 256) + 4 * RESULT_MB + 64
    assert growth < allowed, f"{count} clients that do not read cost {growth:.0f} MB, more than {allowed}"
    return {
        "clients_deaf": float(count),
        "clients_deaf_growth_mb": growth,
        "clients_beside_deaf_slowest_answer_ms": slowest * 1000,
        "clients_beside_deaf_server_busy_s": busy,
    }


def dragging(server: LocalServer, seconds: float) -> dict[str, float]:
    """A thousand live requests a second from four clients: the newest of each is answered, pings meanwhile too."""
    told: list[tuple[int, int, float]] = []
    faults: list[BaseException] = []

    def drag() -> None:
        try:
            told.append(_drag(server, seconds))
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=drag) for _ in range(DRAGGING)]
    slowest = 0.0
    with server.client() as honest:
        honest.handshake(timeout=30)
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            start = time.monotonic()
            honest.handshake(timeout=30)
            slowest = max(slowest, time.monotonic() - start)
            time.sleep(0.05)
        for thread in threads:
            thread.join()
    if faults:
        raise faults[0]
    sent, answered = sum(s for s, _, _ in told), sum(a for _, a, _ in told)
    assert answered >= DRAGGING, "live requests were not answered"
    return {
        "clients_live_sent_per_s": sent / seconds,
        "clients_live_answered_per_s": answered / seconds,
        "clients_live_newest_answer_ms": max(last for _, _, last in told) * 1000,
        "clients_live_slowest_ping_ms": slowest * 1000,
    }


def _drag(server: LocalServer, seconds: float) -> tuple[int, int, float]:
    """Requests sent, requests answered with vertices, and seconds from the last one to its answer."""
    every = DRAGGING / LIVE_A_SECOND
    sent = answered = 0
    newest: Done | None = None
    with server.client() as client:
        client.handshake(timeout=30)
        start = time.monotonic()
        last = ""
        while (now := time.monotonic()) - start < seconds:
            if sent * every <= now - start:
                last = client.submit(LiveShapeRequest(sliders={**SLIDERS, "height": float(sent % 500)}), key="drag")
                sent += 1
            for event in client.poll(1):
                if isinstance(event, Done):
                    answered, newest = answered + 1, event
        ended = time.monotonic()
        done = newest is not None and newest.job_id == last
        result = newest.result if newest is not None and done else client.wait(last, timeout=30)
        assert result.vertices[0, 0] == (sent - 1) % 500, "the newest request was not the one that was answered"
    return sent, answered + (not done), time.monotonic() - ended
