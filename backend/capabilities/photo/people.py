"""A whole person in photos: found by joints and outline, their shape and a pose for each photo."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from ...body import BodyData
from ...body.solve_measures import solve_measures
from ...context import JobContext
from ...figure.measures import measuring
from ...figure.told import Told
from ...photo import (
    MarkedBody,
    PhotoFit,
    View,
    corrected,
    features,
    fit_views,
    known_table,
    outline_of,
    pose_again,
    usual_lens,
)
from ...photo.pictures_given import Photo
from ...protocol.requests import PhotoRequest
from ...render import Topology
from .found import Found, Shot
from .pose_file import GivenPose, turns_of, with_betas
from .shown import overlays
from .somebody import crop_of, person_in
from .told import report_of_fit, told_shape

PREVIEW = 384
"""pixels of the overlay that is shown on the way"""


def people_found(
    request: PhotoRequest,
    context: JobContext,
    model: MarkedBody,
    faces: Topology,
    photos: Sequence[Photo],
    start: np.ndarray,
    poses: list[GivenPose],
    told: Told,
) -> Found:
    """start: (P,) sliders to begin with. Raises BadFile where a photo shows nobody, or too little of somebody."""
    views = []
    for number, photo in enumerate(photos):
        context.progress("people", 0.05 + 0.2 * number / len(photos), "finding the person")
        person, sentences = person_in(photo, request.person)
        for sentence in sentences:
            told.warn(sentence)
        height, width = photo.pixels.shape[:2]
        views.append(View(person, usual_lens(width, height, photo.focal), outline_of(person.outline)))
    fit, off = _fitted(request, context, model, views, start, poses, told)
    shots = [
        Shot(photo, view.lens, figure.vertices, *crop_of(view.person, photo.pixels.shape))
        for photo, view, figure in zip(photos, views, fit.figures, strict=True)
    ]
    context.preview(overlays(shots, faces, PREVIEW))
    for sentence in told_shape(request, photos, fit, views):
        told.warn(sentence)
    return Found(
        fit.values,
        shots,
        report_of_fit(photos, views, fit),
        {"landmarks people": "Apache-2.0"},
        model.rig_name,
        fit.figures,
        {"sliders_may_be_off": {name: round(value, 3) for name, value in off.items()}},
    )


def _fitted(
    request: PhotoRequest,
    context: JobContext,
    model: MarkedBody,
    views: list[View],
    start: np.ndarray,
    poses: list[GivenPose],
    told: Told,
) -> tuple[PhotoFit, dict[str, float]]:
    """The fit with what is known held, and how far each slider may be off, as far as that is known."""
    body, table = model.body, known_table(model.body.name)
    held = list(request.sliders)
    start = with_betas(model, start, poses)
    if table is None and "height" in request.measures:
        start = _measured(body, start, {"height": request.measures["height"]}, held)
        held += [slider for slider in (body.metrics.get("height"),) if slider]

    def tell(share: float) -> None:
        context.progress("fit", 0.25 + 0.4 * share, "shape and pose")

    turns = [turns_of(model, pose) for pose in poses] or None
    fit = fit_views(model, views, start, held, tell, turns)
    values, off = fit.values, dict[str, float]()
    if table is not None:
        height = request.measures.get("height")
        values, off = corrected(body, values, table, features(model, views, fit), height, set(request.sliders))
    else:
        told.warn(
            f"Nothing was learned of {body.name} in photos: its shape follows joints and outline alone, and clothes "
            "make it wider."
        )
    values = as_measured(request, body, values, told)
    context.progress("fit", 0.7, "the pose on this shape")
    return pose_again(model, views, fit, values), off


def as_measured(request: PhotoRequest, body: BodyData, values: np.ndarray, told: Told) -> np.ndarray:
    """(P,) sliders with the measures of the request."""
    given = torch.as_tensor(values, dtype=torch.float32, device=body.device)
    found = measuring(body, given, request.measures, tuple(request.sliders), told.warn)
    return found.cpu().numpy().astype(np.float64)


def _measured(body: BodyData, values: np.ndarray, wanted: dict[str, float], held: list[str]) -> np.ndarray:
    given = torch.as_tensor(values, dtype=torch.float32, device=body.device)
    return solve_measures(body, given, wanted, held).values.cpu().numpy().astype(np.float64)
