"""Jobs for the server's tests: the prompt says what happens, as "sleep 2" or "crash"."""

from __future__ import annotations

import dataclasses
import os
import signal
import time
from pathlib import Path

import numpy as np
import psutil
from random_avatar import random_result

from backend.protocol.errors import BadRequest, NotAvailable
from backend.protocol.results import CheckExportResult, LiveShapeResult
from backend.protocol.table import CAPABILITIES

JOBS = [
    dataclasses.replace(CAPABILITIES[name], job=job)
    for name, job in {
        "avatar": "toy_jobs:run",
        "shape": "toy_jobs:run_shape",
        "live_shape": "toy_jobs:run_live",
    }.items()
]
COMMANDS = [*JOBS, dataclasses.replace(CAPABILITIES["check_export"], job="toy_jobs:run_check")]
GATES = "GALATEA_TOY_GATES"
"""environment variable with the folder in which jobs look for leave to go on"""
REPORT = {"measurements": {"height": 1.8}, "timings_s": {"total": 0.1}, "checks": {}}


def run(request, context):
    what, _, number = request.prompt.partition(" ")
    if what == "sleep":
        end = time.monotonic() + float(number)
        start = time.monotonic()
        while time.monotonic() < end:
            context.progress("sleeping", (time.monotonic() - start) / float(number))
            time.sleep(0.01)
    elif what == "gate":
        _wait_at_gate(context, int(number))
    elif what == "stubborn":
        time.sleep(float(number))
    elif what == "crash":
        raise RuntimeError("the toy is broken")
    elif what == "missing":
        raise NotAvailable("The toy is not installed.", "Buy one.")
    elif what == "refused":
        raise BadRequest("The toy does not like this.", "Ask for something else.")
    elif what == "full":
        raise OSError(28, "No space left on device")
    elif what == "memory":
        raise MemoryError
    elif what == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    elif what == "segfault":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif what == "once":
        stage = context.folder / "stage.txt"
        if not stage.exists():
            stage.write_text("saved")
            os.kill(os.getpid(), signal.SIGKILL)
        return CheckExportResult(checks={"stage": stage.read_text()})
    elif what == "reborn":
        stage = context.folder / "stage.txt"
        if not stage.exists():
            stage.write_text("saved")
            os.kill(os.getpid(), signal.SIGKILL)
        return dataclasses.replace(random_result(), report=REPORT)
    elif what == "orphan":
        stage = context.folder / "stage.txt"
        if not stage.exists():
            stage.write_text("saved")
            context.progress("waiting", 0.1)
            time.sleep(60)
        return dataclasses.replace(random_result(), report=REPORT)
    elif what in ("orphaned", "frozen"):
        stage = context.folder / "stage.txt"
        if not stage.exists():
            stage.write_text("saved")
            os.kill(os.getppid(), signal.SIGKILL if what == "orphaned" else signal.SIGSTOP)
            time.sleep(60)
        return dataclasses.replace(random_result(), report=REPORT)
    elif what == "named":
        return CheckExportResult(checks={"name": request.prompt})
    elif what == "unkept":
        blocked = context.folder / "result.frames"
        if (context.folder / "again").exists():
            return CheckExportResult(checks={"file": "free"})
        (context.folder / "again").touch()
        (blocked / "inner").mkdir(parents=True)  # no file can take its place
        return CheckExportResult(checks={"file": "blocked"})
    elif what == "figure":
        return dataclasses.replace(random_result(), report=REPORT)
    elif what == "preview":
        context.warn("This is only a toy.")
        context.preview(np.full((4, 5, 3), 7, np.uint8))
    elif what == "progress":
        start = time.perf_counter()
        for i in range(int(number)):
            context.progress("counting", i / int(number))
        return CheckExportResult(checks={"seconds": str(time.perf_counter() - start)})
    elif what == "models":  # "models a 40 b 30": loads models of so many MB, or finds them warm
        fresh = []
        words = number.split()
        for name, size in zip(words[::2], map(int, words[1::2]), strict=True):
            context.model(name, lambda size=size, name=name: fresh.append(name) or np.ones(size << 20, np.uint8))
        return CheckExportResult(checks={"loaded": " ".join(fresh), "memory_mb": str(_resident_mb())})
    elif what == "big":
        return context.model("avatar", lambda: random_result(vertices=13718, keys=52))
    elif what == "wrong":
        return "not a result"
    count = context.model("counter", lambda: [0])
    count[0] += 1
    return CheckExportResult(checks={"prompt": request.prompt, "runs": str(count[0]), "pid": str(os.getpid())})


def _resident_mb():
    return psutil.Process().memory_info().rss >> 20


def _at_gate(request, context):
    time.sleep(request.sliders.get("sleep", 0.0))
    if gate := request.sliders.get("gate"):
        _wait_at_gate(context, int(gate))


def _wait_at_gate(context, number):
    """Tell that the job runs, and wait until a test makes the file that is named by the number."""
    context.progress("waits at the gate", 0.5)
    while not Path(os.environ[GATES], str(number)).exists():
        time.sleep(0.005)


def run_shape(request, context):
    _at_gate(request, context)
    return CheckExportResult(checks={"pid": str(os.getpid())})


def run_live(request, context):
    _at_gate(request, context)
    return LiveShapeResult(vertices=np.full((13718, 3), request.sliders["height"], np.float32), measurements={})


def run_check(request, context):
    return CheckExportResult(checks={"file": "ok"})
