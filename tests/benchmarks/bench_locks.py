"""Measures kept while a slider is dragged: the solve on the body alone, and the whole live job."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch

STEPS, WARM_UP = 120, 10
DRAGS = (
    ("muscle", ("height", "waist", "mass")),
    ("weight", ("height", "waist", "hips")),
    ("gender", ("height", "waist", "bmi")),
)


def run() -> dict[str, float]:
    """Milliseconds, median and 95th percentile, of one step with three measures kept; and how near they are kept."""
    from backend.body import load_body, measure, parameter_vector, rest_shape
    from backend.body.measure_search import tolerance
    from backend.body.solve_measures import solve_measures

    torch.set_num_threads(1)
    body = load_body("anny")
    start = parameter_vector(body, {"height": 0.45, "weight": 0.55})[0]
    sizes = {name: float(size) for name, size in measure(body, rest_shape(body, start[None])).items()}
    taken, off = [], []
    for slider, names in DRAGS:
        kept, warm = {name: sizes[name] for name in names}, None
        for place in _places(float(start[body.parameter_index[slider]])):
            values = start.clone()
            values[body.parameter_index[slider]] = place
            begun = time.perf_counter()
            solved = solve_measures(body, values, kept, (slider,), warm=warm)
            taken.append(time.perf_counter() - begun)
            warm = solved.warm
            off.append(max(abs(solved.reached[name] - size) / tolerance(name, size) for name, size in kept.items()))
    live = _live({name: sizes[name] for name in DRAGS[0][1]}, DRAGS[0][0])
    numbers = {
        "solve_median_ms": 1e3 * statistics.median(taken),
        "solve_p95_ms": 1e3 * statistics.quantiles(taken, n=20)[-1],
        "live_job_median_ms": 1e3 * statistics.median(live),
        "live_job_p95_ms": 1e3 * statistics.quantiles(live, n=20)[-1],
        "live_job_without_measures_median_ms": 1e3 * statistics.median(_live({}, DRAGS[0][0])),
        "worst_off_in_tolerances": max(off),
    }
    for name, value in numbers.items():
        print(f"   {name:<38} {value:>8.2f}")
    return numbers


def _places(middle: float) -> np.ndarray:
    """Where a hand drags a slider: there and back around the middle."""
    return middle + 0.15 * np.sin(np.linspace(0.0, 4.0 * np.pi, STEPS))


def _live(kept: dict[str, float], slider: str) -> list[float]:
    """Seconds of each live job of a drag, without the socket."""
    from backend.capabilities.shape.live import run_live_shape
    from backend.protocol.requests import LiveShapeRequest

    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from toy_context import ToyContext

    taken = []
    with tempfile.TemporaryDirectory(prefix="galatea-locks-") as folder:
        context = ToyContext(Path(folder))
        for place in _places(0.5):
            sliders = {"height": 0.45, "weight": 0.55, slider: float(place)}
            request = LiveShapeRequest(sliders=sliders, measures=kept, locked=(slider,))
            begun = time.perf_counter()
            run_live_shape(request, context)
            taken.append(time.perf_counter() - begun)
    return taken[WARM_UP:]
