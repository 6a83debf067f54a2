"""What the user is told beside the figure: measurements, sliders, times, memory."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psutil
import torch
from torch import Tensor

from ..body import BodyData, measure, rest_shape, still_face


class Stopwatch:
    """Seconds per named stage of a job."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        begin = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0.0) + time.perf_counter() - begin, 3)


def peak_memory_mb(device: str) -> dict[str, float]:
    """Largest memory of this process so far: resident, and what torch took of the GPU where it computes on one."""
    peak = {"cpu": round(_peak_resident() / (1 << 20), 1)}
    if device.startswith("cuda"):
        peak["gpu"] = round(torch.cuda.max_memory_reserved(device) / (1 << 20), 1)
    return peak


def _peak_resident() -> int:
    """Bytes. Windows tells it through psutil, the others through a module that Windows does not have."""
    if sys.platform == "win32":
        return psutil.Process().memory_info().peak_wset
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


@torch.inference_mode()
def report_of(
    body: BodyData,
    values: Tensor,
    stopwatch: Stopwatch,
    device: str,
    warnings: Sequence[str],
    unknown_words: Sequence[str],
    sculpt: Tensor | None = None,
) -> dict[str, Any]:
    """The report of (P,) slider values and a sculpt (V, 3); `checks` is filled by whoever writes the files."""
    by_group: dict[str, dict[str, float]] = {}
    for parameter, value in zip(body.parameters, values.tolist(), strict=True):
        by_group.setdefault(parameter.group, {})[parameter.name] = round(value, 4)
    shape = rest_shape(body, still_face(body, values[None]))
    numbers = measure(body, shape if sculpt is None else shape + sculpt)
    return {
        "measurements": {name: round(float(value[0]), 4) for name, value in numbers.items()},
        "phenotypes": by_group.get("phenotype", {}),
        "expression": {name: v for name, v in by_group.get("expression", {}).items() if v},
        "sliders": {name: v for group in by_group.values() for name, v in group.items()},
        "timings_s": {**stopwatch.seconds, "total": round(sum(stopwatch.seconds.values()), 3)},
        "device": device,
        "peak_memory_mb": peak_memory_mb(device),
        "checks": {},
        "warnings": list(warnings),
        "unknown_words": list(unknown_words),
    }
