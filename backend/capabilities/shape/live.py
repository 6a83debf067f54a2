"""A slider is being dragged: the new vertices and measurements, as fast as can be."""

from __future__ import annotations

import torch

from ...body import load_body, measure, parameter_vector
from ...context import JobContext
from ...figure.rig import in_rest_pose
from ...protocol.requests import LiveShapeRequest
from ...protocol.results import LiveShapeResult


def run_live_shape(request: LiveShapeRequest, context: JobContext) -> LiveShapeResult:
    """Vertices in the rest pose of the rig with a neutral face; expressions are shape keys on the other side."""
    name = request.figure.body
    body = context.model(f"body {name} {context.device}", lambda: load_body(name, context.device))
    neutral = {name: value for name, value in request.sliders.items() if name not in body.expression_names}
    with torch.inference_mode():
        parameters = parameter_vector(body, neutral)
        native, vertices = in_rest_pose(body, parameters, request.figure.skeleton, request.figure.rest_pose)
        numbers = measure(body, native) if request.measure else {}
    return LiveShapeResult(
        vertices=vertices[0].cpu().numpy(),
        measurements={name: float(value[0]) for name, value in numbers.items()},
    )
