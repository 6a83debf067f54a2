"""Slider values become an Avatar: mesh, rig, face keys, texture, motion, provenance."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from .. import __version__
from ..appearance import paint_albedo
from ..body import BodyData
from ..protocol.checks import name_of
from ..protocol.requests import Look
from ..protocol.results import Avatar, Mesh, Provenance, ShapeKeys
from .rig import rigged


def assemble(
    body: BodyData,
    values: Tensor,
    look: Look,
    request: Any,
    models: Mapping[str, str],
    between: Callable[[], None] = lambda: None,
) -> Avatar:
    """The Avatar of (P,) slider values and a look; `request` is an AvatarRequest or ShapeRequest.

    models: name -> licence. between: called between the parts of the work, and may raise to stop it.

    The mesh has a neutral face; the expression of `values` becomes the values of the face keys.
    """
    sliders = {p.name: float(v) for p, v in zip(body.parameters, values.tolist(), strict=True)}
    with torch.inference_mode():
        vertices, rig, offsets = rigged(body, values[None], request.figure.skeleton, request.figure.rest_pose, between)
    between()
    keys = ShapeKeys(
        names=body.expression_names,
        offsets=offsets,
        values=np.array([sliders[name] for name in body.expression_names], np.float32),
        ranges=_ranges(body),
    )
    stamped = {"type": name_of(request), **dataclasses.asdict(request)}
    return Avatar(
        avatar_id=identity(stamped),
        mesh=Mesh(vertices=vertices, faces=body.polygons, uvs=body.uvs.cpu().numpy(), uv_faces=body.uv_polygons),
        rig=rig,
        shape_keys=keys,
        textures={"albedo": paint_albedo(body, look, request.figure.texture_size, request.figure.seed)},
        motion=None,
        sliders=sliders,
        look=dataclasses.asdict(look),
        provenance=Provenance(
            request=stamped,
            seed=request.figure.seed,
            models=dict(models),
            versions={"galatea": __version__, "torch": torch.__version__},
        ),
    )


def _ranges(body: BodyData) -> tuple[tuple[float, float], ...]:
    """Least and most of each expression; () where all go from 0 to 1, as ARKit's do."""
    ranges = tuple((p.minimum, p.maximum) for p in body.expressions)
    return () if all(pair == (0.0, 1.0) for pair in ranges) else ranges


def identity(stamped: Mapping[str, Any]) -> str:
    """32 hexadecimal digits that depend on the request alone."""
    return hashlib.sha256(json.dumps(stamped, sort_keys=True, default=list).encode()).hexdigest()[:32]
