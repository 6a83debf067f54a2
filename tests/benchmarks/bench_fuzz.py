"""100,000 random and tampered messages: the server lives, its memory stays, honest clients are answered meanwhile."""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from bench_wire import toy_server

COUNT = 100_000


def run() -> dict[str, float | str]:
    """Numbers by name; printed as a table. Raises AssertionError where harm was done."""
    with toy_server(keep_jobs=5) as server:
        from hostile import attack

        start = time.perf_counter()
        outcome = attack(server, COUNT, seed=1)
        numbers: dict[str, float | str] = {
            "fuzz_messages": float(COUNT),
            "fuzz_messages_per_s": COUNT / (time.perf_counter() - start),
            "fuzz_refusals_answered": float(outcome.answers),
            "fuzz_memory_growth_mb": outcome.growth_mb,
            "fuzz_slowest_honest_answer_ms": outcome.slowest_honest_s * 1000,
        }
        assert server.process.poll() is None, "the server died"
    for name, value in numbers.items():
        print(f"{name:32} {value:10.1f}")
    return numbers


if __name__ == "__main__":
    run()
