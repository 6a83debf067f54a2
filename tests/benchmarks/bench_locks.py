"""Measures kept while a slider or a word is dragged: the solve on the body alone, and the whole live job."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

STEPS, WARM_UP = 120, 10
BODY = {"height": 0.45, "weight": 0.55}
DRAGS = (
    ("muscle", ("height", "waist", "mass")),
    ("weight", ("height", "waist", "hips")),
    ("gender", ("height", "waist", "bmi")),
)


def run() -> dict[str, float]:
    """Milliseconds of the processor, median and 95th percentile, of one step with three measures kept, and of steps of
    words; and how near the measures are kept."""
    from backend.body import load_body, measure, parameter_vector, rest_shape
    from backend.body.measure_search import tolerance
    from backend.body.solve_measures import solve_measures

    torch.set_num_threads(1)
    body = load_body("anny")
    start = parameter_vector(body, BODY)[0]
    sizes = {name: float(size) for name, size in measure(body, rest_shape(body, start[None])).items()}
    taken, off = [], []
    for slider, names in DRAGS:
        kept, warm = {name: sizes[name] for name in names}, None
        for place in _places(float(start[body.parameter_index[slider]])):
            values = start.clone()
            values[body.parameter_index[slider]] = place
            begun = time.process_time()
            solved = solve_measures(body, values, kept, (slider,), warm=warm)
            taken.append(time.process_time() - begun)
            warm = solved.warm
            off.append(max(abs(solved.reached[name] - size) / tolerance(name, size) for name, size in kept.items()))
    sizes = {name: sizes[name] for name in DRAGS[0][1]}
    lives = {
        "slider": _live(_slider(DRAGS[0][0]), {}),
        "slider, 3 measures": _live(_slider(DRAGS[0][0]), sizes),
        "word": _live(_words, {}),
        "word, mass": _live(_words, {"mass": sizes["mass"]}),
        "word, 3 measures": _live(_words, sizes),
        "2 words and one of the face": _live(_more_words, {}),
    }
    numbers = {
        "solve_median_ms": 1e3 * statistics.median(taken),
        "solve_p95_ms": 1e3 * statistics.quantiles(taken, n=20)[-1],
        "worst_off_in_tolerances": max(off),
    }
    for name, live in lives.items():
        numbers[f"live job: {name}, median ms"] = 1e3 * statistics.median(live)
        numbers[f"live job: {name}, p95 ms"] = 1e3 * statistics.quantiles(live, n=20)[-1]
    for name, value in numbers.items():
        print(f"   {name:<60} {value:>8.2f}")
    return numbers


def _places(middle: float) -> np.ndarray:
    """Where a hand drags a slider: there and back around the middle."""
    return middle + 0.15 * np.sin(np.linspace(0.0, 4.0 * np.pi, STEPS))


def _slider(name: str) -> Callable[[float], dict[str, Any]]:
    return lambda place: {"sliders": {**BODY, name: place}, "locked": (name,)}


def _words(place: float) -> dict[str, Any]:
    return {"sliders": BODY, "words": {"broad shoulders": 2 * place - 1}, "words_read": ("broad shoulders", "fat")}


def _more_words(place: float) -> dict[str, Any]:
    words = {"fat": 2 * place - 1, "fierce": 0.3, "smiling": place}
    return {"sliders": BODY, "words": words, "words_read": tuple(words)}


def _live(asked: Callable[[float], dict[str, Any]], kept: dict[str, float]) -> list[float]:
    """Seconds of the processor for each live job of a drag, without the socket."""
    from backend.capabilities.shape.live import run_live_shape
    from backend.protocol.requests import LiveShapeRequest

    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from toy_context import ToyContext

    taken = []
    with tempfile.TemporaryDirectory(prefix="galatea-locks-") as folder:
        context = ToyContext(Path(folder))
        for place in _places(0.5):
            request = LiveShapeRequest(measures=kept, **asked(float(place)))
            begun = time.process_time()
            run_live_shape(request, context)
            taken.append(time.process_time() - begun)
    return taken[WARM_UP:]
