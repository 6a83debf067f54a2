"""Which device and how much memory this machine has, told without loading torch where that can be."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import sys

import psutil

_last_known: dict[str, float] = {}


def device_guess(wanted: str = "auto") -> str:
    """torch device name. Cheap: an NVIDIA device and a torch build that could use it mean "cuda:0"."""
    if wanted not in ("", "auto"):
        return wanted
    try:
        cpu_only = importlib.metadata.version("torch").endswith("+cpu")
    except importlib.metadata.PackageNotFoundError:
        cpu_only = True
    return "cuda:0" if has_nvidia() and not cpu_only else "cpu"


def has_nvidia() -> bool:
    """Whether there may be an NVIDIA device. A container that was given one of several need not have nvidia0."""
    if sys.platform == "win32":
        return shutil.which("nvidia-smi") is not None
    # the last is that of Windows' Linux
    return any(os.path.exists(f"/dev/{name}") for name in ("nvidiactl", "nvidia0", "dxg"))


def threads(lane: str = "long", wanted: int = 0) -> int:
    """How many threads a worker computes with: for long jobs one less than there are cores, for others one.

    Threads that share a core with another busy program wait for one another most of the time: with two on two cores, a
    search of 13 s takes 145 s beside a compiler, with one 13 s still.
    """
    if lane != "long":
        return 1
    return wanted or max(1, whole_cores() - 1)


def usable_cores() -> int:
    """Those that this process may use; one that runs two threads at once counts as two."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def whole_cores() -> int:
    """The same, each counted once where the system tells how many those are."""
    usable = usable_cores()
    return min(usable, psutil.cpu_count(logical=False) or usable)


def memory_mb() -> dict[str, float]:
    """Total and free memory now; as last known while no more files can be opened, which is how Linux tells it."""
    try:
        memory = psutil.virtual_memory()
    except OSError:
        return dict(_last_known)
    _last_known.update(total=round(memory.total / 2**20, 1), free=round(memory.available / 2**20, 1))
    return dict(_last_known)
