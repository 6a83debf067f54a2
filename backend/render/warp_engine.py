"""Runs the kernels: Warp started on first use, quietly, with its compiled kernels in the user's cache folder.

Threads: launches are serialised by one lock, and every call writes into buffers of its own, because Warp's atomics on
the CPU are plain read-modify-write. Any number of threads may therefore render at once, but they take turns here.
"""

from __future__ import annotations

import os
import sys
import threading
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import Tensor

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
    clip = clip.detach().float().contiguous()
    nearest = torch.full((clip.shape[0], height, width), EMPTY, dtype=torch.int64, device=clip.device)
    _launch(
        kernels.nearest_triangle,
        (clip.shape[0], len(mesh.faces32)),
        [
            warp.from_torch(clip, dtype=warp.vec4),
            warp.from_torch(mesh.faces32, dtype=warp.vec3i),
            height,
            width,
            int(cull),
        ],
        warp.from_torch(nearest),
        clip,
    )
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
    _launch(
        kernels.outermost_edge,
        (batch, len(mesh.edges)),
        [
            warp.from_torch(screen.contiguous(), dtype=warp.vec3),
            warp.from_torch(mesh.faces32, dtype=warp.vec3i),
            warp.from_torch(mesh.edges, dtype=warp.vec4i),
            warp.from_torch(depth.contiguous()),
            height,
            width,
            float(tolerance),
        ],
        warp.from_torch(outermost),
        screen,
    )
    flat = outermost.reshape(-1)
    place = torch.nonzero(flat).squeeze(1)
    return place, (flat[place] & _INDEX) - 1


def _launch(kernel: Any, dim: tuple[int, int], inputs: list[Any], output: Any, like: Tensor) -> None:
    warp, _ = _warp()
    stream = warp.stream_from_torch(torch.cuda.current_stream(like.device)) if like.is_cuda else None
    with _LOCK:
        warp.launch(kernel, dim=dim, inputs=inputs, outputs=[output], device=output.device, stream=stream)


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
        warp.init()
        from backend.render import kernels
    return warp, kernels


def _cache_folder() -> Path:
    """Where this user's programs keep what can be made again."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "galatea" / "warp"
