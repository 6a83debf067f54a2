"""Which device and how much memory this machine has, told without loading torch where that can be."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import sys

import psutil


def device_guess(wanted: str = "auto") -> str:
    """torch device name. Cheap: an NVIDIA device and a torch build that could use it mean "cuda:0"."""
    if wanted not in ("", "auto"):
        return wanted
    try:
        cpu_only = importlib.metadata.version("torch").endswith("+cpu")
    except importlib.metadata.PackageNotFoundError:
        cpu_only = True
    nvidia = os.path.exists("/dev/nvidia0") or (sys.platform == "win32" and shutil.which("nvidia-smi") is not None)
    return "cuda:0" if nvidia and not cpu_only else "cpu"


def memory_mb() -> dict[str, float]:
    memory = psutil.virtual_memory()
    return {"total": round(memory.total / 2**20, 1), "free": round(memory.available / 2**20, 1)}
