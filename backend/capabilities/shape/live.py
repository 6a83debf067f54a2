"""A slider is being dragged: the new vertices and measurements, as fast as can be."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

from ...body import BodyData, measure, parameter_vector
from ...body.shape import still_face
from ...body.solve_measures import Solved, Warm
from ...context import JobContext
from ...figure.dress import fitted
from ...figure.measures import solved_for
from ...figure.outfit import outfit_of
from ...figure.rig import stand
from ...figure.warm_body import kept_as, warm_body
from ...figure.worded import worded, words_read
from ...protocol.requests import LiveShapeRequest
from ...protocol.results import LiveShapeResult
from ...semantics.word_sliders import WordDrag


@dataclass
class LastStep:
    """Where the searches for words and for measures ended in the last step of a drag; the next begin there."""

    words: WordDrag = field(default_factory=WordDrag)
    warm: Warm | None = None


def run_live_shape(request: LiveShapeRequest, context: JobContext) -> LiveShapeResult:
    """Vertices in the rest pose of the rig with a neutral face; expressions are shape keys on the other side."""
    body = warm_body(request.figure.body, context)
    with torch.inference_mode():
        start = parameter_vector(body, request.sliders)[0]
        last = context.model(f"last step {kept_as(body.name)} {context.device}", LastStep)
        values = worded(body, start, request, context, last.words)
        solved = _solved(body, values, request, last)
        values = values if solved is None else solved.values
        parameters = still_face(body, values[None])
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
        sliders=_moved(body, start, values),
        words=words_read(body, start, values, request, context),
        missed=solved.missed if solved else {},
        told=(solved.contradiction,) if solved and solved.contradiction else (),
        part_vertices={g.name: points for g, points in zip(outfit.garments, on.points, strict=True)},
    )


def _solved(body: BodyData, values: Tensor, request: LiveShapeRequest, last: LastStep) -> Solved | None:
    """The (P,) values with what the body shall measure; None where nothing is wanted."""
    if not request.measures:
        return None
    # words leave measures nearly as they are: what is left begins there, not where the last step ended
    warm = last.warm.at_values(values) if last.warm and request.words else last.warm
    solved = solved_for(body, values, request.measures, request.locked, warm)
    last.warm = solved.warm or last.warm
    return solved


def _moved(body: BodyData, before: Tensor, after: Tensor) -> dict[str, float]:
    """The sliders that differ in (P,) values, as they are after."""
    if after is before:
        return {}
    places = (after != before).nonzero().flatten().tolist()
    return {body.parameters[place].name: float(after[place]) for place in places}
