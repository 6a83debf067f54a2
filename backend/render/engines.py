"""The engines that can decide which triangle a pixel shows, by name; each is loaded when it is first used."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module

from torch import Tensor

from backend.protocol.errors import BadRequest, NotAvailable
from backend.render.topology import Topology

VisibleFaces = Callable[[Tensor, Topology, tuple[int, int], bool], Tensor]

ENGINES = {
    "warp": ("backend.render.warp_engine", "pip install warp-lang"),
    "pytorch3d": ("backend.render.pytorch3d_engine", 'pip install --no-build-isolation "pytorch3d>=0.7.8"'),
}


@cache
def engine(name: str) -> VisibleFaces:
    """`visible_faces` of the engine called `name`."""
    if name not in ENGINES:
        raise BadRequest(f"There is no rasteriser named {name!r}.", f"Choose one of: {', '.join(ENGINES)}.")
    module, command = ENGINES[name]
    try:
        return import_module(module).visible_faces
    except ImportError as error:
        raise NotAvailable(
            f"The rasteriser {name!r} is not installed ({error}).", f"Install it with: {command}"
        ) from error
