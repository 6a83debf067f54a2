"""`galatea bench`: run the benchmarks and keep their numbers with the hardware that they were measured on."""

from __future__ import annotations

import datetime
import importlib.util
import inspect
import json
import os
import platform
import statistics
import sys
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import tyro

from ..protocol.errors import BadRequest, NotAvailable
from ..server.machine import threads

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "benchmarks"


def bench(
    *topics: tyro.conf.Positional[str], results: Path | None = None, rounds: int = 1, data: Path | None = None
) -> int:
    """Measure speed, memory and what the encoder understands; print each number and write it as JSON.

    Args:
        topics: Benchmarks to run, such as body, render, words; all of them by default.
        results: Folder for the JSON files; tests/benchmarks/results by default.
        rounds: Run all topics so often, one after the other; the median is written, and the lowest and highest. For a
            machine whose speed changes.
        data: Folder of what a benchmark reads that is not of the project, as clips of motion capture.
    """
    known = {path.stem.removeprefix("bench_"): path for path in sorted(FOLDER.glob("bench_*.py"))}
    if not known:
        raise NotAvailable("The benchmarks come with the source tree, not with the package.", "Run from a git clone.")
    for topic in topics:
        if topic not in known:
            raise BadRequest(f'There is no benchmark "{topic}".', f"Choose from: {', '.join(known)}.")
    if rounds < 1:
        raise BadRequest(f"The number of rounds is {rounds}.", "Choose 1 or more.")
    target = results or FOLDER / "results"
    target.mkdir(parents=True, exist_ok=True)
    import torch

    torch.set_num_threads(threads())  # as a worker does
    failed = []
    runs: dict[str, list[dict[str, Any]]] = {}
    for topic in [topic for _ in range(rounds) for topic in topics or known]:
        print(f"== {topic}", flush=True)
        try:
            module = _load(known[topic])
            asks = inspect.signature(module.run).parameters
            given: dict[str, Any] = {"data": data} if "data" in asks else {}
            if "so_far" in asks:  # a run of an hour that is ended leaves what it has measured
                given["so_far"] = partial(_write, target, topic, runs.get(topic, []))
            numbers = module.run(**given)
        except NotAvailable as error:
            print(f"   not measured: {error}")
            failed.append(topic)
            continue
        _write(target, topic, runs.setdefault(topic, []), numbers)
        runs[topic].append(numbers)
    return 1 if failed else 0


def _write(target: Path, topic: str, before: list[dict[str, Any]], numbers: dict[str, Any]) -> None:
    """Those of this run with those of the rounds before."""
    record = {"topic": topic, "hardware": hardware(), **together([*before, numbers])}
    (target / f"{topic}.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


def together(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """`numbers`: the median of each over the runs; `range`, where there are several: the lowest and the highest."""
    if len(runs) == 1:
        return {"numbers": runs[0]}
    names = dict.fromkeys(name for run in runs for name in run)
    measured = {name: [run[name] for run in runs if name in run] for name in names}
    numeric = {name: values for name, values in measured.items() if all(isinstance(v, int | float) for v in values)}
    return {
        "runs": len(runs),
        "numbers": {name: statistics.median(values) for name, values in numeric.items()}
        | {name: values[-1] for name, values in measured.items() if name not in numeric},
        "range": {name: [min(values), max(values)] for name, values in numeric.items()},
    }


def hardware() -> dict[str, Any]:
    """Processor, cores, memory, GPU, Python and torch of this machine."""
    import psutil
    import torch

    gpu = torch.cuda.get_device_name(0) if torch.cuda.is_available() else None
    return {
        "date": datetime.date.today().isoformat(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30),
        "gpu": gpu,
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "torch": torch.__version__,
    }


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _load(path: Path) -> ModuleType:
    """The benchmark, which may import what lies beside it."""
    if str(path.parent) not in sys.path:
        sys.path.append(str(path.parent))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module
