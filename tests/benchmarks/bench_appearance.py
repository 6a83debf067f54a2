"""How long a person takes to paint, first and again."""

from __future__ import annotations

import statistics
import time

from backend.appearance import Traits, paint_albedo, paint_skin
from backend.appearance.maps import load_maps
from backend.body import load_body
from backend.protocol.requests import Look

REPEATS = 9


def run() -> dict[str, float | str]:
    """Milliseconds to paint the Anny body: cold at 1024 (masks read), then again with another colour; and all maps of
    the skin for a close look, of another age each time."""
    body = load_body("anny")
    load_maps.cache_clear()
    start = time.perf_counter()
    paint_albedo(body, Look(), 1024)
    numbers: dict[str, float | str] = {"appearance.cold_1024_ms": (time.perf_counter() - start) * 1000}
    for size in (256, 1024):
        paint_albedo(body, Look(), size)
        times = []
        for k in range(REPEATS):
            start = time.perf_counter()
            paint_albedo(body, Look(skin_tone=k / REPEATS), size)
            times.append((time.perf_counter() - start) * 1000)
        numbers[f"appearance.repaint_{size}_ms"] = statistics.median(times)
    times = []
    for k in range(REPEATS):
        start = time.perf_counter()
        paint_skin(body, Look(skin_tone=k / REPEATS), 1024, 0, Traits(years=20 + 5 * k))
        times.append((time.perf_counter() - start) * 1000)
    numbers["appearance.skin_1024_ms"] = statistics.median(times)
    for name, value in numbers.items():
        print(f"{name:28} {value:8.1f}")
    return numbers


if __name__ == "__main__":
    run()
