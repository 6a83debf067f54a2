"""A grey figure of the default body, for pictures where nobody has named an avatar."""

from __future__ import annotations

import numpy as np
import torch

from .. import __version__
from ..body import expression_offsets, parameter_vector, still_face
from ..context import JobContext
from ..protocol.results import Avatar, Mesh, Provenance, ShapeKeys
from .correctives import correctives_of
from .rig import rig_of, stand
from .warm_body import warm_body

BODY, SKELETON = "anny", "mixamo"
_GREY = (168, 166, 162, 255)


@torch.inference_mode()
def plain_figure(context: JobContext) -> Avatar:
    """It stays warm between jobs."""
    return context.model(f"plain figure {context.device}", lambda: _made(context), 1 << 24)


@torch.inference_mode()
def _made(context: JobContext) -> Avatar:
    body = warm_body(BODY, context)
    values = parameter_vector(body, {})
    stance = stand(body, values, SKELETON, "t")
    native = expression_offsets(body, still_face(body, values))[:0]
    rig, offsets = rig_of(body, stance, native)
    return Avatar(
        avatar_id="",
        mesh=Mesh(
            vertices=stance.vertices[0].cpu().numpy(),
            faces=body.polygons,
            uvs=body.uvs.cpu().numpy(),
            uv_faces=body.uv_polygons,
        ),
        rig=rig,
        shape_keys=ShapeKeys(names=(), offsets=offsets, values=np.zeros(0, np.float32), ranges=()),
        textures={"albedo": np.full((8, 8, 4), _GREY, np.uint8)},
        motion=None,
        sliders={},
        look={},
        provenance=Provenance(
            request={}, seed=0, models={f"body {body.name}": body.licence}, versions={"galatea": __version__}
        ),
        correctives=correctives_of(body, stance, rig, "t"),
    )
