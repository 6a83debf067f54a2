"""The device that a worker computes on. Only where there may be a CUDA device does this load torch."""

from __future__ import annotations

from backend.protocol.errors import NotAvailable

from .machine import device_guess


def device_name(wanted: str = "auto") -> str:
    """As `device_guess`, but a CUDA device is tried. Raises NotAvailable where the one that was asked for fails."""
    guess = device_guess(wanted)
    if guess == "cpu":
        return guess
    kind, _, index = guess.partition(":")
    if kind != "cuda" or not (index or "0").isdecimal():
        raise NotAvailable(f"There is no device named {guess[:60]!r}.", "Start with --device cpu, cuda:0 or auto.")
    import torch

    if torch.cuda.is_available() and int(index or 0) < torch.cuda.device_count():
        return guess
    if wanted == guess:
        raise NotAvailable(f"The device {wanted} cannot be used here.", "Start with --device cpu, or mend the driver.")
    return "cpu"


def gpu_memory_mb(device: str) -> dict[str, float]:
    if not device.startswith("cuda"):
        return {}
    import torch

    free, total = torch.cuda.mem_get_info(device)
    return {"gpu_total": round(total / 2**20, 1), "gpu_free": round(free / 2**20, 1)}
