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
from ..appearance import paint_skin
from ..body import BodyData, expression_offsets, still_face
from ..protocol.checks import name_of
from ..protocol.requests import Look
from ..protocol.results import Avatar, Mesh, Provenance, ShapeKeys
from .base import Kept, kept_garments, repaints, told_base
from .correctives import correctives_of, with_correctives
from .dress import dressed
from .rig import rig_of, stand
from .traits import traits_of


def assemble(
    body: BodyData,
    values: Tensor,
    look: Look,
    request: Any,
    models: Mapping[str, str],
    between: Callable[[], None] = lambda: None,
    kept: Kept | None = None,
    sculpt: Tensor | None = None,
) -> Avatar:
    """The Avatar of (P,) slider values and a look; `request` is an AvatarRequest or ShapeRequest.

    models: name -> licence. between: called between the parts of the work, and may raise to stop it. kept: of an avatar
    of before; without another look, its textures need not be painted, and there are none then.

    sculpt: (V, 3) metres beside the shape of the sliders, in the body's own rest pose.

    look: as `resolve` gives it, with all that is worn. The mesh has a neutral face; the expression of `values` becomes
    the values of the face keys.
    """
    figure = request.figure
    sliders = {p.name: float(v) for p, v in zip(body.parameters, values.tolist(), strict=True)}
    with torch.inference_mode():
        stance = stand(body, values[None], figure.skeleton, figure.rest_pose, sculpt)
        between()
        native = expression_offsets(body, still_face(body, values[None]))
        between()
        rig, offsets = rig_of(body, stance, native)
    between()
    keys = ShapeKeys(
        names=body.expression_names,
        offsets=offsets,
        values=np.array([sliders[name] for name in body.expression_names], np.float32),
        ranges=_ranges(body),
    )
    stamped = stamp(request, kept)
    traits = traits_of(body, sliders)
    painted = repaints(look, figure, traits, body, kept)
    worn = kept_garments(look, figure, kept)
    bare = Avatar(
        avatar_id=identity(stamped),
        mesh=Mesh(
            vertices=stance.vertices[0].cpu().numpy(),
            faces=body.polygons,
            uvs=body.uvs.cpu().numpy(),
            uv_faces=body.uv_polygons,
        ),
        rig=rig,
        shape_keys=keys,
        textures=paint_skin(body, look, figure.texture_size, figure.seed, traits) if painted else {},
        motion=None,
        sliders=sliders,
        look=dataclasses.asdict(look),
        provenance=Provenance(
            request=stamped,
            seed=figure.seed,
            models=dict(models),
            versions={"galatea": __version__, "torch": torch.__version__},
        ),
    )
    between()
    mended = correctives_of(body, stance, rig, figure.rest_pose)
    whole = dressed(bare, body, values[None], stance, native, look, figure, worn, between)
    return with_correctives(whole, mended)


def _ranges(body: BodyData) -> tuple[tuple[float, float], ...]:
    """Least and most of each expression; () where all go from 0 to 1, as ARKit's do."""
    ranges = tuple((p.minimum, p.maximum) for p in body.expressions)
    return () if all(pair == (0.0, 1.0) for pair in ranges) else ranges


def stamp(request: Any, kept: Kept | None) -> dict[str, Any]:
    """The request as it stands on its avatar: the one that it started from is named there, and not held."""
    plain = {field.name: getattr(request, field.name) for field in dataclasses.fields(request) if field.name != "base"}
    told = {"type": name_of(request), **{name: _plain(value) for name, value in plain.items()}}
    return {**told, "base": told_base(request, kept)} if kept else told


def _plain(value: Any) -> Any:
    """A nested dataclass as a mapping, several as a list of them; arrays are known by a checksum beside them."""
    if isinstance(value, tuple) and any(dataclasses.is_dataclass(item) for item in value):
        return [_plain(item) for item in value]
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    return {name: own for name, own in dataclasses.asdict(value).items() if not isinstance(own, np.ndarray)}


def identity(stamped: Mapping[str, Any]) -> str:
    """32 hexadecimal digits that depend on the request alone."""
    return hashlib.sha256(json.dumps(stamped, sort_keys=True, default=list).encode()).hexdigest()[:32]
