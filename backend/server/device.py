"""The device that a worker computes on. Only where there may be a CUDA device does this load torch."""

from __future__ import annotations

import sys

from backend.protocol.errors import NotAvailable

from .machine import device_guess, memory_mb


def device_name(wanted: str = "auto") -> str:
    """As `device_guess`, but a CUDA device is tried. Raises NotAvailable where the one that was asked for fails."""
    guess = device_guess(wanted)
    if guess == "cpu":
        return guess
    kind, _, index = guess.partition(":")
    if kind != "cuda" or not (index or "0").isdecimal():
        raise NotAvailable(f"There is no device named {guess[:60]!r}.", "Start with --device cpu, cuda:0 or auto.")
    name = f"cuda:{int(index or 0)}"
    told = fault(name)
    if not told:
        return name
    if wanted == guess:
        hint = "Start with --device cpu, or mend the driver."
        raise NotAvailable(f"The device {wanted} cannot be used here.", hint, told)
    return "cpu"


def fault(device: str) -> str:
    """Why nothing can be computed on the device, or "" where it can.

    After some faults, as an address out of range, a CUDA device does nothing more for the process that made them.
    """
    if not device.startswith("cuda"):
        return ""
    import torch

    if not torch.cuda.is_available():
        return "torch finds no CUDA device"
    try:
        torch.ones(1, device=device).add(1).item()
    except torch.OutOfMemoryError:  # it is full, which passes
        return ""
    except (RuntimeError, AssertionError) as error:
        return str(error)
    return ""


def settle(device: str) -> None:
    """Make the device this process's own, and its convolutions as exact as the CPU's and the same at every run."""
    if not device.startswith("cuda"):
        return
    import torch

    torch.cuda.set_device(device)
    torch.backends.cudnn.deterministic = True
    torch.backends.cudnn.conv.fp32_precision = "ieee"  # pyright: ignore[reportAttributeAccessIssue]


def memory_of(device: str) -> tuple[int, int]:
    """(free, total) bytes for what a worker keeps on the device."""
    if not device.startswith("cuda"):
        memory = memory_mb()
        if not memory:  # the system does not tell
            return sys.maxsize, 0
        return int(memory["free"] * 2**20), int(memory["total"] * 2**20)
    import torch

    free, total = torch.cuda.mem_get_info(device)
    # what torch keeps for later is as good as free
    return free + torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device), total


def release_memory(device: str) -> None:
    """Give what torch keeps for later back to the device, for the other processes on it."""
    if device.startswith("cuda"):
        import torch

        torch.cuda.empty_cache()


def gpu_memory_mb(device: str) -> dict[str, float]:
    if not device.startswith("cuda"):
        return {}
    import torch

    free, total = torch.cuda.mem_get_info(device)
    return {"gpu_total": round(total / 2**20, 1), "gpu_free": round(free / 2**20, 1)}
