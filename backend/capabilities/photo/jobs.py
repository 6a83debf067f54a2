"""The job behind PhotoRequest."""

from __future__ import annotations

import dataclasses

import numpy as np
import torch

from ...body import BodyData, parameter_vector, rest_shape
from ...body.fitting import Surface
from ...body.solve_measures import check_wanted
from ...capture.shape import known_places
from ...context import JobContext
from ...figure.finish import body_of, check_figure, finish
from ...figure.heat_map import heat_map
from ...figure.pose_clip import with_poses
from ...figure.report import Stopwatch
from ...figure.rig import stand
from ...figure.told import Told
from ...photo import MarkedBody, known_marks
from ...photo.pictures_given import Photo, photo_of
from ...protocol.errors import BadRequest
from ...protocol.requests import PhotoRequest
from ...protocol.results import AvatarResult
from ...render import Topology
from . import pose_file, truth
from .animals import animal_found
from .found import Found
from .people import people_found
from .portraits import face_found, faces_alone
from .pose_file import pose_of
from .shown import comparison, overlays
from .truth import apart, truth_of

CLIP = "pose of the photo"


def run_photo(request: PhotoRequest, context: JobContext) -> AvatarResult:
    """The body of what photos show, as an avatar, with the poses as a clip: of a person; of a face, for a head or where
    photos show a face alone; of an animal, for the body of one.

    Raises BadFile where a photo cannot be read or shows nothing of that kind, or too little of it; BadRequest for
    measures that the body has not.
    """
    check_figure(request)
    stopwatch, told = Stopwatch(), Told(context)
    with stopwatch.stage("load"):
        context.progress("load", 0.0, "loading the body")
        body, faces = body_of(request.figure, context)
        check_wanted(body, request.measures)
        true = None if request.truth is None else truth_of(request.truth, body, context.folder)
        given = [pose_of(pose, context.folder) for pose in request.poses]
        model = MarkedBody(body, known_marks()) if body.form == "person" else None
        _check_kind(request, body)
    with stopwatch.stage("photos"):
        context.progress("photos", 0.03, "reading the photos")
        request, photos = _photos(request)
    with stopwatch.stage("fit"):
        start = parameter_vector(body, request.sliders)[0].cpu().numpy().astype(np.float64)
        if body.form == "animal":
            found = animal_found(request, context, body, photos, start, told)
        elif model is None or (not given and known_places(body.name) is not None and faces_alone(photos)):
            found = face_found(request, context, body, photos, start, told)
        else:
            found = people_found(request, context, model, faces, photos, start, given, told)
    return _finished(request, context, body, faces, found, true, stopwatch, told)


def _check_kind(request: PhotoRequest, body: BodyData) -> None:
    if request.masks and body.form != "animal":
        raise BadRequest(
            f"Masks are of animals, and {body.name} is none: people and faces are found by networks.",
            "Leave the masks out, or choose an animal.",
        )
    if request.poses and body.form != "person":
        raise BadRequest(f"{body.name} is no whole person, and poses as SPIN's are of people.", "Leave them out.")


def _photos(request: PhotoRequest) -> tuple[PhotoRequest, list[Photo]]:
    """The photos, and the request as it stands on the avatar: files by names and checksums."""
    photos, named = zip(*(photo_of(given, request.focal) for given in request.photos), strict=True)
    return dataclasses.replace(
        request,
        photos=named,
        masks=tuple(pose_file.stamped(given) for given in request.masks),
        poses=tuple(pose_file.stamped(given) for given in request.poses),
        truth=request.truth and truth.stamped(request.truth),
    ), list(photos)


def _finished(
    request: PhotoRequest,
    context: JobContext,
    body: BodyData,
    faces: Topology,
    found: Found,
    true: truth.Truth | None,
    stopwatch: Stopwatch,
    told: Told,
) -> AvatarResult:
    values = torch.as_tensor(found.values, dtype=torch.float32, device=body.device)
    models = {f"body {body.name}": body.licence, **found.models}
    result = finish(request, context, body, faces, values, request.look, stopwatch, told.sentences, [], models)
    avatar = result.avatar
    with torch.inference_mode():
        stance = stand(body, values[None], request.figure.skeleton, request.figure.rest_pose)
    if request.pose and found.poses and avatar.motion is None:
        if stance.rig == found.rig:
            avatar = with_poses(avatar, found.poses, stance, CLIP)
        else:
            told.warn("The pose is not kept: it was found for another skeleton. Choose the standard one.")
    size, pictures = request.figure.preview_size, {}
    if size:
        pictures["overlay"] = overlays(found.shots, faces, size)
        pictures["comparison"] = comparison(found.shots, faces, size)
    report = {**result.report, "warnings": told.sentences}
    report["photo"] = {"photos": [dict(one) for one in found.each], **found.told}
    if true is not None:
        seen = [pose.vertices for pose in found.poses[:1]]
        away = apart(body, true, _native(body, values), [stance.vertices[0].cpu().numpy(), *seen])
        report |= {"truth": away.told, "near": away.near}
        if size:
            triangles = body.faces.cpu().numpy()
            surface = Surface(away.true, triangles)
            pictures["error_map"] = heat_map(surface, away.mine, triangles, away.away, size, body.form)
    return dataclasses.replace(result, avatar=avatar, pictures=pictures, report=report)


@torch.inference_mode()
def _native(body: BodyData, values: torch.Tensor) -> np.ndarray:
    return rest_shape(body, values[None])[0].cpu().numpy().astype(np.float64)
