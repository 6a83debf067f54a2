"""A slider is being dragged: the new vertices and measurements, as fast as can be."""

from __future__ import annotations

import numpy as np
import torch

from ...body import load_body, measure, parameter_vector
from ...context import JobContext
from ...figure.dress import fitted
from ...figure.outfit import outfit_of
from ...figure.rig import stand
from ...protocol.requests import LiveShapeRequest
from ...protocol.results import LiveShapeResult


def run_live_shape(request: LiveShapeRequest, context: JobContext) -> LiveShapeResult:
    """Vertices in the rest pose of the rig with a neutral face; expressions are shape keys on the other side."""
    name = request.figure.body
    body = context.model(f"body {name} {context.device}", lambda: load_body(name, context.device))
    neutral = {name: value for name, value in request.sliders.items() if name not in body.expression_names}
    with torch.inference_mode():
        parameters = parameter_vector(body, neutral)
        stance = stand(body, parameters, request.figure.skeleton, request.figure.rest_pose)
        numbers = measure(body, stance.native) if request.measure else {}
        vertices = stance.vertices[0].cpu().numpy()
        outfit = outfit_of(body, stance.rig, request.worn)  # what it lacks goes along with the body on the other side
        on = fitted(body, parameters, outfit, stance)
    if on.lift:
        vertices = vertices + np.array((0, 0, on.lift), np.float32)
    return LiveShapeResult(
        vertices=vertices,
        measurements={name: float(value[0]) for name, value in numbers.items()},
        part_vertices={g.name: points for g, points in zip(outfit.garments, on.points, strict=True)},
    )
