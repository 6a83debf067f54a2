"""Starts Warp on first use, quietly, with its compiled kernels in the user's cache folder, and launches kernels.

Threads: launches are serialised by one lock, and every call writes into buffers of its own, because Warp's atomics on
the CPU are plain read-modify-write. Any number of threads may therefore render at once, but they take turns here.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import Tensor

from backend.protocol.errors import NotAvailable
from backend.protocol.folders import kernels_folder, unusable

_LOCK = threading.Lock()
_DESCRIBED: dict[tuple[int, torch.Size, Any], Any] = {}
_MOST_DESCRIBED = 1000


def launch(name: str, dim: int | tuple[int, ...], *arguments: Any) -> None:
    """Runs the kernel of that name on tensors and numbers, on the device of the first tensor.

    Tensors are taken as the element type that the kernel declares; one that the kernel writes must be contiguous.
    """
    warp, kernels = _warp()
    kernel = kernels[name]
    # the tensors must outlive the launch, which is given bare addresses
    kept = [_plain(value) if isinstance(value, Tensor) else value for value in arguments]
    devices = {value.device for value in kept if isinstance(value, Tensor)}
    if len(devices) != 1:  # a bare address of another device would take the whole process down
        raise RuntimeError(f"The kernel {name} is given tensors of {', '.join(sorted(map(str, devices)))}.")
    (device,) = devices
    passed = [
        _described(warp, value, declared.type.dtype) if isinstance(value, Tensor) else value
        for value, declared in zip(kept, kernel.adj.args, strict=True)
    ]
    stream = warp.stream_from_torch(torch.cuda.current_stream(device)) if device.type == "cuda" else None
    with _LOCK, _writing_kernels(warp):
        warp.launch(kernel, dim=dim, inputs=passed, device=warp.device_from_torch(device), stream=stream)


def _described(warp: ModuleType, tensor: Tensor, element: Any) -> Any:
    """Address and shape as kernels take them; kept, because the allocator hands out the same places again and again."""
    key = (tensor.data_ptr(), tensor.shape, element)
    found = _DESCRIBED.get(key)
    if found is None:
        if len(_DESCRIBED) >= _MOST_DESCRIBED:
            _DESCRIBED.clear()
        found = _DESCRIBED[key] = warp.from_torch(tensor, dtype=element, return_ctype=True)
        found._ref = None  # newer versions keep the tensor there
    return found


def _plain(tensor: Tensor) -> Tensor:
    tensor = tensor.detach()
    return (tensor.float() if tensor.is_floating_point() else tensor).contiguous()


@cache
def _warp() -> tuple[ModuleType, dict[str, Any]]:
    """Warp and our kernels by name, started at the first call."""
    with _LOCK:
        try:
            import warp
        except ImportError as error:
            raise NotAvailable("The rasteriser needs Warp.", "Install it with: pip install warp-lang") from error
        warp.config.log_level = warp.LOG_ERROR
        if "WARP_CACHE_PATH" not in os.environ:
            warp.config.kernel_cache_dir = str(kernels_folder())
        with _silent_without_cuda(), _writing_kernels(warp):
            warp.init()
        from backend.render import coverage_kernels, edge_kernels, fragment_kernels, light_kernels, texture_kernels
    files = (coverage_kernels, fragment_kernels, texture_kernels, light_kernels, edge_kernels)
    return warp, {name: value for file in files for name, value in vars(file).items() if isinstance(value, warp.Kernel)}


@contextmanager
def _writing_kernels(warp: ModuleType) -> Iterator[None]:
    """What the system refuses inside is the folder of compiled kernels."""
    try:
        yield
    except OSError as error:
        raise unusable(Path(warp.config.kernel_cache_dir or kernels_folder()), error) from error


@contextmanager
def _silent_without_cuda() -> Iterator[None]:
    """Where there is no CUDA, Warp's native code says so on the standard error stream, past every switch it has."""
    if torch.cuda.is_available():
        yield
        return
    sys.stderr.flush()
    kept = os.dup(2)
    try:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
