"""The job behind PhotoRequest."""

from __future__ import annotations

import dataclasses

import numpy as np
import torch

from ...body import BodyData, parameter_vector
from ...body.fitting import Surface
from ...body.solve_measures import check_wanted, solve_measures
from ...context import JobContext
from ...figure.finish import body_of, check_figure, finish
from ...figure.heat_map import heat_map
from ...figure.measures import measuring
from ...figure.pose_clip import with_poses
from ...figure.report import Stopwatch
from ...figure.rig import stand
from ...figure.told import Told
from ...photo import (
    MarkedBody,
    PhotoFit,
    View,
    corrected,
    features,
    fit_views,
    known_marks,
    known_table,
    outline_of,
    pose_again,
    usual_lens,
)
from ...photo.pictures_given import Photo, photo_of
from ...protocol.requests import PhotoRequest
from ...protocol.results import AvatarResult
from ...render import Topology
from . import pose_file, truth
from .pose_file import GivenPose, pose_of, turns_of, with_betas
from .shown import comparison, overlays
from .somebody import person_in
from .told import report_of_fit, told_shape
from .truth import apart, truth_of

CLIP = "pose of the photo"
PREVIEW = 384
"""pixels of the overlay that is shown on the way"""


def run_photo(request: PhotoRequest, context: JobContext) -> AvatarResult:
    """The body that a person in photos has, as an avatar, with their poses as a clip.

    Raises BadFile where a photo cannot be read or shows nobody, or too little of somebody; BadRequest for a body that
    is no whole person and for measures that it has not.
    """
    check_figure(request)
    stopwatch, told = Stopwatch(), Told(context)
    with stopwatch.stage("load"):
        context.progress("load", 0.0, "loading the body")
        body, faces = body_of(request.figure, context)
        model = MarkedBody(body, known_marks())
        check_wanted(body, request.measures)
        start = parameter_vector(body, request.sliders)[0].cpu().numpy().astype(np.float64)
        true = None if request.truth is None else truth_of(request.truth, body, context.folder)
        poses = [pose_of(given, context.folder) for given in request.poses]
    with stopwatch.stage("people"):
        request, photos, views = _people(request, context, told)
    with stopwatch.stage("fit"):
        fit, off = _fitted(request, context, model, views, start, poses, told)
        context.preview(overlays(photos, views, fit.figures, faces, PREVIEW))
    return _finished(request, context, model, faces, photos, views, fit, off, true, stopwatch, told)


def _people(request: PhotoRequest, context: JobContext, told: Told) -> tuple[PhotoRequest, list[Photo], list[View]]:
    """Photos with the person in each, and the request as it stands on the avatar: files by names and checksums."""
    photos, views, named = [], [], []
    for number, given in enumerate(request.photos):
        context.progress("people", 0.05 + 0.2 * number / len(request.photos), "finding the person")
        photo, stamped = photo_of(given, request.focal)
        person, sentences = person_in(photo, request.person)
        for sentence in sentences:
            told.warn(sentence)
        height, width = photo.pixels.shape[:2]
        photos.append(photo)
        views.append(View(person, usual_lens(width, height, photo.focal), outline_of(person.outline)))
        named.append(stamped)
    request = dataclasses.replace(
        request,
        photos=tuple(named),
        poses=tuple(pose_file.stamped(given) for given in request.poses),
        truth=request.truth and truth.stamped(request.truth),
    )
    return request, photos, views


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
    given = torch.as_tensor(values, dtype=torch.float32, device=body.device)
    values = (
        measuring(body, given, request.measures, tuple(request.sliders), told.warn).cpu().numpy().astype(np.float64)
    )
    context.progress("fit", 0.7, "the pose on this shape")
    return pose_again(model, views, fit, values), off


def _measured(body: BodyData, values: np.ndarray, wanted: dict[str, float], held: list[str]) -> np.ndarray:
    given = torch.as_tensor(values, dtype=torch.float32, device=body.device)
    return solve_measures(body, given, wanted, held).values.cpu().numpy().astype(np.float64)


def _finished(
    request: PhotoRequest,
    context: JobContext,
    model: MarkedBody,
    faces: Topology,
    photos: list[Photo],
    views: list[View],
    fit: PhotoFit,
    off: dict[str, float],
    true: truth.Truth | None,
    stopwatch: Stopwatch,
    told: Told,
) -> AvatarResult:
    body = model.body
    values = torch.as_tensor(fit.values, dtype=torch.float32, device=body.device)
    for sentence in told_shape(request, photos, fit, views):
        told.warn(sentence)
    models = {f"body {body.name}": body.licence, "landmarks people": "Apache-2.0"}
    result = finish(request, context, body, faces, values, request.look, stopwatch, told.sentences, [], models)
    avatar = result.avatar
    with torch.inference_mode():
        stance = stand(body, values[None], request.figure.skeleton, request.figure.rest_pose)
    if request.pose and avatar.motion is None:
        if stance.rig == model.rig_name:
            avatar = with_poses(avatar, fit.figures, stance, CLIP)
        else:
            told.warn("The pose is not kept: it was found for another skeleton. Choose the standard one.")
    size, pictures = request.figure.preview_size, {}
    if size:
        pictures["overlay"] = overlays(photos, views, fit.figures, faces, size)
        pictures["comparison"] = comparison(photos, views, fit.figures, faces, size)
    report = {**result.report, "warnings": told.sentences}
    report["photo"] = report_of_fit(photos, views, fit, off)
    if true is not None:
        away = apart(body, true, fit.figures[0].native, [stance.vertices[0].cpu().numpy(), fit.figures[0].vertices])
        report["truth"] = away.told
        if size:
            triangles = body.faces.cpu().numpy()
            surface = Surface(away.true, triangles)
            pictures["error_map"] = heat_map(surface, away.mine, triangles, away.away, size, body.form)
    return dataclasses.replace(result, avatar=avatar, pictures=pictures, report=report)
