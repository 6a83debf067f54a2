"""The job behind CaptureRequest."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
import torch

from rigging.faces.face_take import FaceTake, face_take, rate_of
from rigging.faces.filters import FaceFilter, filtered

from ... import __version__
from ...body import BodyData, parameter_vector
from ...capture.aligned import turn_vectors
from ...capture.found import found_of
from ...capture.net import inputs_of, key_net
from ...capture.reading import reading
from ...capture.shape import FaceShape, Places, face_sliders, fit_shape, known_places
from ...context import JobContext
from ...figure.base import base_of
from ...figure.finish import body_of, check_figure, finish
from ...figure.report import Stopwatch
from ...figure.told import Told
from ...figure.warm_body import warm_body
from ...photo import Lens, usual_lens
from ...protocol.changes import CaptureResult
from ...protocol.checks import check_request
from ...protocol.errors import BadRequest
from ...protocol.requests import CaptureRequest, Look
from ...protocol.results import Avatar, Provenance
from ...protocol.sliders import ARKIT_52
from .acting import motion_on, with_own_keys
from .coefficients import coefficients_of
from .curves import face_curves
from .numbered import numbered
from .read import Read, read_file
from .report import doubts, report_of, stamped, unsure_gender
from .seen import from_the_left
from .shown import over_picture, sheet
from .skin_tone import skin_tone_of

MODELS = {"landmarks faces": "Apache-2.0", "landmarks capture": "Apache-2.0 (Galatea)"}
LOOKED_AT = 4
"""pictures that the shape is fitted to together"""


@dataclass(frozen=True, eq=False)
class _Fitted:
    """body, with the places of points on it; shape: as it was fitted; sliders: those that the face tells"""

    body: BodyData
    places: Places
    lens: Lens
    shape: FaceShape
    sliders: dict[str, float]


def run_capture(request: CaptureRequest, context: JobContext) -> CaptureResult:
    """Raises BadFile where the file cannot be read or shows no face; BadRequest where the face is not there that was
    asked for; NotAvailable without the library that reads videos."""
    check_request(request)
    check_figure(request)
    if request.file is None:
        raise BadRequest("No video or photo is named.", "Give its file.")
    stopwatch, told = Stopwatch(), Told(context)
    base = base_of(request, context)
    if base is None and request.sliders:
        parameter_vector(warm_body(request.figure.body, context), request.sliders)  # told before the long work
    with stopwatch.stage("faces"):
        read = read_file(request, context, told)
    with stopwatch.stage("keys"):
        context.progress("keys", 0.6, "reading the expressions")
        take = _take(request, read)
    with stopwatch.stage("shape"):
        fitted = _fitted(request, read, take, context)
    with stopwatch.stage("avatar"):
        context.progress("avatar", 0.65, "the avatar")
        request = dataclasses.replace(request, file=read.footage.stamped)
        look, tone = request.look, None
        if base is None and request.skin:
            tone = skin_tone_of(read.seen.kept, read.seen.people[read.who])
            look = look if tone is None else dataclasses.replace(look, skin_tone=tone)
        avatar, models = (
            (base, dict[str, str]()) if base else _new_avatar(request, look, context, stopwatch, told, fitted)
        )
        how = FaceFilter(**{("smoothing" if k == "smooth" else k): v for k, v in vars(request.smoothing).items()})
        try:
            smooth = filtered(take, how)
        except ValueError as error:
            raise BadRequest(str(error), f"Its keys are {', '.join(ARKIT_52[:3])} …") from error
        fps = request.fps or min(take.fps, 120.0)
        motion, sentences = motion_on(avatar, smooth, fps, request.head, read.footage.name, context)
        own = coefficients_of(request.own, smooth, context) if request.own else {}
    unsaid = [] if base or fitted is None else unsure_gender(request.sliders, fitted.sliders)
    for sentence in (*doubts(read, take), *sentences, *unsaid):
        told.warn(sentence)
    pictures = {}
    if (people := numbered(read.seen, read.who)) is not None:
        pictures["faces"] = people
    if request.figure.preview_size:
        with stopwatch.stage("sheet"):
            context.progress("sheet", 0.95, "the sheet")
            faces = read.seen.people[read.who]
            pictures["sheet"] = sheet(
                read.seen.kept, faces, _overlays(read, fitted), avatar, motion, read.seen.times, context.device
            )
    report = report_of(request, read, take, told, stopwatch)
    report["numbered"] = len(from_the_left(read.seen))
    if fitted is not None:
        report["shape"] = {
            "pixels_off": round(float(fitted.shape.off.mean()), 2),
            "metres_away": round(float(np.median(fitted.shape.shifts[:, 1])), 2),
            "focal_pixels": round(fitted.lens.focal, 1),
            "pictures": len(fitted.shape.off),
        }
    if tone is not None:
        report["skin_tone"] = tone
    provenance = Provenance(
        request=stamped(request),
        seed=request.figure.seed,
        models={**MODELS, **models},
        versions={"galatea": __version__},
    )
    return CaptureResult(
        avatar_id=avatar.avatar_id,
        provenance=provenance,
        report=report,
        pictures=pictures,
        motion=motion,
        bone_names=avatar.rig.bone_names,
        key_names=avatar.shape_keys.names,
        **face_curves(with_own_keys(avatar, take, context)),
        sliders={} if fitted is None else fitted.sliders,
        avatar=None if base else dataclasses.replace(avatar, motion=motion),
        coefficients=own,
    )


def _take(request: CaptureRequest, read: Read) -> FaceTake:
    """The raw take of all frames; where no face was found the nearest before it is held."""
    seen, footage = read.seen, read.footage
    lens = usual_lens(footage.width, footage.height, footage.focal)
    own = [seen.people[read.who][frame] for frame in read.frames]
    told = reading(own, read.faces, read.rest, request.keys, lens, footage.width, footage.height)
    count = len(seen.times)
    here = np.clip(np.searchsorted(read.frames, np.arange(count), side="right") - 1, 0, None)
    known = np.isin(np.arange(count), read.frames)
    times = np.array(seen.times)
    return face_take(
        times,
        ARKIT_52,
        told.values[here],
        head=told.head[here],
        left_eye=told.left[here],
        right_eye=told.right[here],
        confidence=np.where(known, told.confidence[here], 0.0),
        fps=rate_of(times) if count > 2 else footage.fps,
        source=footage.name,
        position=told.position[here],
    )


def _fitted(request: CaptureRequest, read: Read, take: FaceTake, context: JobContext) -> _Fitted | None:
    """The shape of the face on the body of the request, from the pictures in which it does least."""
    places = known_places(request.figure.body) if request.shape else None
    if places is None:
        return None
    context.progress("shape", 0.62, "the shape of the face")
    body = warm_body(request.figure.body, context, "cpu")
    values = take.values[read.frames]
    calm = np.abs(values).sum(1) + 2 * np.linalg.norm(turn_vectors(read.faces.turns), axis=1)
    rows = np.sort(np.argsort(calm)[:LOOKED_AT])
    own = [read.seen.people[read.who][frame] for frame in read.frames[rows]]
    lens = usual_lens(read.footage.width, read.footage.height, read.footage.focal)
    shape = fit_shape(body, places, found_of(own), read.faces[rows], values[rows], lens, held=request.sliders)
    sliders = {name: round(float(shape.values[body.parameter_index[name]]), 4) for name in face_sliders(body)}
    return _Fitted(body, places, lens, shape, sliders)


def _overlays(read: Read, fitted: _Fitted | None) -> dict[int, np.ndarray]:
    """Frame -> the fitted face over its picture, of those on the sheet."""
    if fitted is None:
        return {}
    out = {}
    for kept in read.seen.kept:
        row = np.flatnonzero(read.frames == kept.frame)
        if not len(row):
            continue
        face = read.seen.people[read.who][kept.frame]
        keys = key_net().keys(inputs_of(read.faces[row], read.rest), "anny").astype(np.float64)
        pose = fit_shape(
            fitted.body, fitted.places, found_of([face]), read.faces[row], keys, fitted.lens, fitted.shape.values
        )
        out[kept.frame] = over_picture(kept, face, pose.vertices[0], fitted.body, fitted.lens)
    return out


def _new_avatar(
    request: CaptureRequest,
    look: Look,
    context: JobContext,
    stopwatch: Stopwatch,
    told: Told,
    fitted: _Fitted | None,
) -> tuple[Avatar, dict[str, str]]:
    body, faces = body_of(request.figure, context)
    values = parameter_vector(body, {**({} if fitted is None else fitted.sliders), **request.sliders})[0]
    models = {f"body {body.name}": body.licence}
    small = dataclasses.replace(request, figure=dataclasses.replace(request.figure, preview_size=0))
    with torch.inference_mode():
        result = finish(small, context, body, faces, values, look, stopwatch, told.sentences, [], models)
    return result.avatar, models
