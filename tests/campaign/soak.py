"""A thousand small jobs with cancellations in between: all that was asked for is there, and nothing grows."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

import psutil
from ground import PATIENCE_S, avatar, states, toy_server, until

from backend.protocol.client import Client
from backend.protocol.errors import JobCancelled
from backend.protocol.requests import LiveShapeRequest, ShapeRequest

JOBS = 1000
AT_ONCE = 20
CANCELLED = 0.2
GROWTH_MB = 12.0
"""the server keeps some kilobytes in mind for each job that is on disk"""
DESCRIPTORS = 8


def run(scale: float = 1.0) -> dict[str, float]:
    """Figures by name. Raises AssertionError where a job was lost, or memory or file descriptors grow."""
    chance = random.Random(3)
    count = max(2 * AT_ONCE, round(JOBS * scale))
    with tempfile.TemporaryDirectory() as folder, toy_server(Path(folder), keep_jobs=50) as server:
        known = psutil.Process(server.process.pid)
        ends: dict[str, str] = {}
        with server.client() as client:
            _batch(client, chance, AT_ONCE, ends)  # both workers are there now
            before, open_before = known.memory_info().rss, known.num_fds()
            start = time.monotonic()
            while len(ends) < count:
                _batch(client, chance, AT_ONCE, ends)
            seconds = time.monotonic() - start
            listed = states(client)
            told_otherwise = [job for job, how in ends.items() if listed.get(job) != how]
            assert not told_otherwise, f"{len(told_otherwise)} jobs are not listed as they ended"
            for job in chance.sample([job for job, how in ends.items() if how == "done"], 10):
                assert client.wait(job, timeout=PATIENCE_S).checks
        with server.client() as client:
            client.handshake(PATIENCE_S)
        until("the end of file descriptors that are not needed", lambda: known.num_fds() <= open_before + DESCRIPTORS)
        growth = (known.memory_info().rss - before) / 2**20
        assert growth < GROWTH_MB, f"the server grew by {growth:.1f} MB over {count} jobs"
        assert len(known.children()) <= 3, "there are more workers than lanes"
        return {
            "jobs": float(len(ends)),
            "cancelled": float(sum(how == "cancelled" for how in ends.values())),
            "jobs_per_s": (len(ends) - AT_ONCE) / seconds,
            "server_growth_mb": growth,
            "descriptors_more": float(known.num_fds() - open_before),
        }


def _batch(client: Client, chance: random.Random, size: int, ends: dict[str, str]) -> None:
    jobs = [client.submit(avatar("named") if chance.random() < 0.7 else ShapeRequest()) for _ in range(size)]
    for job in jobs:
        if chance.random() < CANCELLED:
            client.cancel(job)
    client.wait(client.submit(LiveShapeRequest(sliders={"height": 1.0}), key="drag"), timeout=PATIENCE_S)
    for job in jobs:
        try:
            client.wait(job, timeout=PATIENCE_S)
            ends[job] = "done"
        except JobCancelled:
            ends[job] = "cancelled"


if __name__ == "__main__":
    print(run())
