"""Buffers that are full of one value before and after use, kept so that a small change costs no whole fill."""

from __future__ import annotations

import threading

import torch
from torch import Tensor

_MOST_BYTES = 64 << 20
_MOST_KEPT = 2


class Scratch:
    """int64 buffers full of `value`. Whoever takes one puts back the value where it wrote, and then the buffer.

    Each is handed to one caller at a time, so that threads do not meet. One that is not given back, as after an error,
    is forgotten.
    """

    def __init__(self, value: int) -> None:
        self._value = value
        self._free: list[Tensor] = []
        self._lock = threading.Lock()

    def take(self, count: int, device: torch.device) -> Tensor:
        """(at least `count`,) int64."""
        with self._lock:
            for place, buffer in enumerate(self._free):
                if len(buffer) >= count and buffer.device == device:
                    return self._free.pop(place)
        return torch.full((count,), self._value, dtype=torch.int64, device=device)

    def give_back(self, buffer: Tensor) -> None:
        if buffer.nbytes > _MOST_BYTES:
            return
        with self._lock:
            self._free.insert(0, buffer)
            del self._free[_MOST_KEPT:]
