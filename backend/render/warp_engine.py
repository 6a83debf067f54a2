"""Runs the kernels: Warp started on first use, quietly, with its compiled kernels in the user's cache folder.

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
from torch.autograd.function import once_differentiable

from backend.protocol.errors import NotAvailable
from backend.render.topology import Topology

EMPTY = 2**63 - 1
_INDEX = 0xFFFFFFFF
_LOCK = threading.Lock()


def visible_faces(clip: Tensor, mesh: Topology, size: tuple[int, int], cull: bool = True) -> Tensor:
    """The triangle seen at every pixel's centre: clip (B, V, 4) -> (B, H, W) int64, -1 where none.

    `cull` leaves out triangles seen from behind. A triangle that reaches behind the camera is left out.
    """
    warp, kernels = _warp()
    height, width = size
    nearest = torch.full((clip.shape[0], height, width), EMPTY, dtype=torch.int64, device=clip.device)
    arguments = [(clip, warp.vec4), (mesh.faces32, warp.vec3i), height, width, int(cull), nearest]
    _launch(kernels.nearest_triangle, (clip.shape[0], len(mesh.faces32)), arguments, clip.device)
    return torch.where(nearest == EMPTY, -1, nearest & _INDEX)


def silhouette_edges(screen: Tensor, mesh: Topology, depth: Tensor, tolerance: float) -> tuple[Tensor, Tensor]:
    """The silhouette edge that bounds the visible surface between two neighbouring pixels, where there is one.

    screen: (B, V, 3) x, y and depth in pixels; depth: (B, H, W) of the visible surface in pixels; tolerance: pixels.
    Returns per crossing (N,) int64: the place in a flattened (B, 4, H, W) of the pixel on the surface's side, where the
    second axis is 2 * axis + 1 where the surface lies at the low side; and the edge.
    """
    warp, kernels = _warp()
    batch, height, width = depth.shape
    outermost = torch.zeros((batch, 4, height, width), dtype=torch.int64, device=depth.device)
    arguments = [
        (screen, warp.vec3),
        (mesh.faces32, warp.vec3i),
        (mesh.edges, warp.vec4i),
        depth,
        height,
        width,
        tolerance,
        outermost,
    ]
    _launch(kernels.outermost_edge, (batch, len(mesh.edges)), arguments, depth.device)
    flat = outermost.reshape(-1)
    place = torch.nonzero(flat).squeeze(1)
    return place, (flat[place] & _INDEX) - 1


def normal_sums(vertices: Tensor, mesh: Topology) -> Tensor:
    """The cross products of the triangles at each vertex, summed: (B, V, 3) -> (B, V, 3), differentiable once."""
    sums: Tensor = _NormalSums.apply(vertices, mesh)  # type: ignore[assignment]
    return sums


class _NormalSums(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, vertices: Tensor, mesh: Topology) -> Tensor:  # type: ignore[override]
        warp, kernels = _warp()
        ctx.save_for_backward(vertices)
        ctx.mesh = mesh
        sums = torch.zeros(vertices.shape, device=vertices.device)
        arguments = [(vertices, warp.vec3), (mesh.faces32, warp.vec3i), (sums, warp.vec3)]
        _launch(kernels.sum_normals, (len(vertices), len(mesh.faces32)), arguments, vertices.device)
        return sums

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:  # type: ignore[override]
        warp, kernels = _warp()
        (vertices,), mesh = ctx.saved_tensors, ctx.mesh
        result = torch.zeros(vertices.shape, device=vertices.device)
        arguments = [
            (vertices, warp.vec3),
            (mesh.faces32, warp.vec3i),
            (gradient, warp.vec3),
            (result, warp.vec3),
        ]
        _launch(kernels.sum_normals_adjoint, (len(vertices), len(mesh.faces32)), arguments, vertices.device)
        return result, None


def _launch(kernel: Any, dim: tuple[int, int], arguments: list[Any], device: torch.device) -> None:
    """Runs `kernel` on tensors, (tensor, element type) pairs and numbers; a result is a contiguous tensor of zeros."""
    warp, _ = _warp()
    # the tensors must outlive the launch: from_torch with return_ctype passes bare addresses
    kept = [_plain(a[0]) if isinstance(a, tuple) else _plain(a) if isinstance(a, Tensor) else a for a in arguments]
    passed = [
        warp.from_torch(k, dtype=a[1] if isinstance(a, tuple) else None, return_ctype=True)
        if isinstance(k, Tensor)
        else k
        for k, a in zip(kept, arguments, strict=True)
    ]
    stream = warp.stream_from_torch(torch.cuda.current_stream(device)) if device.type == "cuda" else None
    with _LOCK:
        warp.launch(kernel, dim=dim, inputs=passed, device=warp.device_from_torch(device), stream=stream)


def _plain(tensor: Tensor) -> Tensor:
    tensor = tensor.detach()
    return (tensor.float() if tensor.is_floating_point() else tensor).contiguous()


@cache
def _warp() -> tuple[ModuleType, ModuleType]:
    """Warp and our kernels, started at the first call."""
    with _LOCK:
        try:
            import warp
        except ImportError as error:
            raise NotAvailable("The rasteriser needs Warp.", "Install it with: pip install warp-lang") from error
        # newer versions have levels of logging, older ones a switch
        if hasattr(warp.config, "log_level"):
            warp.config.log_level = warp.LOG_ERROR
        else:
            setattr(warp.config, "quiet", True)  # noqa: B010 (unknown to the newer versions' types)
        if "WARP_CACHE_PATH" not in os.environ:
            warp.config.kernel_cache_dir = str(_cache_folder())
        with _silent_without_cuda():
            warp.init()
        from backend.render import kernels
    return warp, kernels


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


def _cache_folder() -> Path:
    """Where this user's programs keep what can be made again."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "galatea" / "warp"
