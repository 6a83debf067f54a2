"""What the wire costs: a slider's round trip, a progress report, an avatar, a start, a cancel."""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.protocol.client import Client
from backend.protocol.errors import JobCancelled
from backend.protocol.requests import AvatarRequest, LiveShapeRequest
from backend.server.local import LocalServer, local_server

TOYS = [str(Path(__file__).parents[1] / room) for room in ("server", "protocol")]
SLIDERS = {f"slider{i}": 0.5 for i in range(80)}


@contextmanager
def toy_server(**options) -> Iterator[LocalServer]:
    """A server whose jobs take no time of their own."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([*TOYS, *([before] if before else [])])
    sys.path[:0] = TOYS
    try:
        with local_server(job_table="toy_jobs:JOBS", **options) as server:
            yield server
    finally:
        del sys.path[: len(TOYS)]
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before


def times_ms(action: Callable[[int], object], count: int) -> tuple[float, float]:
    """Median and 95th percentile, after a tenth more runs to warm up."""
    taken = []
    for i in range(count + count // 10):
        start = time.perf_counter()
        action(i)
        taken.append((time.perf_counter() - start) * 1000)
    taken = sorted(taken[count // 10 :])
    return statistics.median(taken), taken[int(len(taken) * 0.95)]


def cancel_s(client: Client) -> float:
    """From cancel to Cancelled, for a job that does not listen."""
    job = client.submit(AvatarRequest(prompt="stubborn 30"))
    time.sleep(0.5)
    start = time.perf_counter()
    client.cancel(job)
    try:
        client.wait(job)
    except JobCancelled:
        return time.perf_counter() - start
    raise AssertionError("the job was not cancelled")


def run() -> dict[str, float | str]:
    """Numbers by name; printed as a table."""
    start = time.perf_counter()
    with toy_server() as server, server.client() as client:
        client.handshake()
        numbers: dict[str, float | str] = {"server_start_s": time.perf_counter() - start}

        def slide(i: int) -> None:
            request = LiveShapeRequest(sliders={**SLIDERS, "height": i / 1000})
            client.wait(client.submit(request, key="drag"))

        def avatar(prompt: str) -> object:
            return client.wait(client.submit(AvatarRequest(prompt=prompt)))

        numbers["handshake_ms_median"], numbers["handshake_ms_p95"] = times_ms(lambda _: client.handshake(), 50)
        numbers["slider_round_trip_ms_median"], numbers["slider_round_trip_ms_p95"] = times_ms(slide, 1000)
        numbers["job_round_trip_ms_median"], numbers["job_round_trip_ms_p95"] = times_ms(lambda _: avatar("hello"), 50)
        numbers["avatar_result_ms_median"], numbers["avatar_result_ms_p95"] = times_ms(lambda _: avatar("big"), 10)
        numbers["progress_call_us"] = float(avatar("progress 200000").checks["seconds"]) / 200000 * 1e6
        numbers["cancel_stubborn_s"] = cancel_s(client)
    for name, value in numbers.items():
        print(f"{name:32} {value:10.3f}")
    return numbers


if __name__ == "__main__":
    run()
