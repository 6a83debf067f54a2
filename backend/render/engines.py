"""The engines that can decide which triangle a pixel shows, by name; each is loaded when it is first used."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import NamedTuple

from torch import Tensor

from backend.protocol.errors import BadRequest, NotAvailable
from backend.render.topology import Topology


class Seen(NamedTuple):
    """What an engine finds for B pictures of F triangles: the N pixels that show one."""

    pixels: Tensor
    """(N,) int64 place in the flattened (B, H, W)"""
    batch: Tensor
    """(N,) int64 which picture"""
    faces: Tensor
    """(N,) int64 the triangle seen"""
    front: Tensor
    """(B, F) int32, 1 where a triangle is seen from its front"""


VisibleFaces = Callable[[Tensor, Topology, tuple[int, int], bool], Seen]

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
