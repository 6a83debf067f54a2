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
    return "cuda:0" if has_nvidia() and not cpu_only else "cpu"


def has_nvidia() -> bool:
    """Whether there may be an NVIDIA device. A container that was given one of several need not have nvidia0."""
    if sys.platform == "win32":
        return shutil.which("nvidia-smi") is not None
    # the last is that of Windows' Linux
    return any(os.path.exists(f"/dev/{name}") for name in ("nvidiactl", "nvidia0", "dxg"))


def memory_mb() -> dict[str, float]:
    memory = psutil.virtual_memory()
    return {"total": round(memory.total / 2**20, 1), "free": round(memory.available / 2**20, 1)}
