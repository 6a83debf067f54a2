"""The job behind ConvertRequest."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import torch

from ...body import BodyData, parameter_vector
from ...body.fitting import Fit, Surface, fit_surface, sculpted
from ...context import JobContext
from ...figure.base import base_of
from ...figure.finish import body_of, check_figure, finish
from ...figure.heat_map import heat_map
from ...figure.pose_clip import with_poses
from ...figure.report import Stopwatch
from ...figure.rig import Stance, stand
from ...figure.scan_file import surface_of
from ...figure.starts import starts_of
from ...figure.told import Told
from ...protocol.errors import BadFile, BadRequest
from ...protocol.requests import ConvertRequest
from ...protocol.results import Avatar, AvatarResult
from .frame import Lying, in_the_world
from .registered import registered_vertices
from .soundness import one_figure
from .told import told_fit

CLIP = "pose of the scan"
UNLIKE = 0.035
"""of the surface's height: where places of the surface lie as far from the body on average, it shows something else"""


def run_convert(request: ConvertRequest, context: JobContext) -> AvatarResult:
    """The body that is nearest to a surface, its pose as a clip, and how near it is.

    Raises BadFile where the surface cannot be read, shows two figures, or nothing like the body.
    """
    check_figure(request)
    stopwatch, told = Stopwatch(), Told(context)
    with stopwatch.stage("load"):
        context.progress("load", 0.0, "loading the body and the mesh")
        body, faces = body_of(request.figure, context)
        base = base_of(request, context)
        name = Path(request.scan.file).name or "The mesh" if request.scan else "The avatar"
        surface = _surface_of_avatar(base) if base else surface_of(request.scan)  # pyright: ignore[reportArgumentType]
        request = _stamped(request, surface)
    with stopwatch.stage("align"):
        context.progress("align", 0.05, "finding how it lies")
        registered = registered_vertices(body, surface)
        if registered is None and base is None:
            surface, removed = one_figure(surface, name)
            for sentence in removed:
                told.warn(sentence)
        rig, starts = starts_of(body, request.figure.skeleton)
        lying = in_the_world(request, body, surface, rig, starts, registered, known=base is not None)
        for sentence in lying.doubts:
            told.warn(sentence)
    with stopwatch.stage("fit"):
        values = parameter_vector(body, request.sliders)[0].cpu().numpy().astype(np.float64)
        fit = fit_surface(
            body,
            rig,
            lying.surface,
            lying.starts,
            expressions=request.expressions,
            held=tuple(request.sliders),
            values=values,
            registered=registered,
            tell=lambda share, what: context.progress("fit", 0.08 + 0.75 * share, what),
        )
        _check_alike(fit, lying, name)
    return _finished(request, context, body, faces, fit, lying, stopwatch, told, base)


def _finished(
    request: ConvertRequest,
    context: JobContext,
    body: BodyData,
    faces: Any,
    fit: Fit,
    lying: Lying,
    stopwatch: Stopwatch,
    told: Told,
    base: Avatar | None,
) -> AvatarResult:
    values = torch.as_tensor(fit.state.values, dtype=torch.float32, device=body.device)
    away, vertices, offsets = fit.agreement, fit.posed.vertices, None
    if request.sculpt:
        with stopwatch.stage("sculpt"):
            context.progress("sculpt", 0.84, "what no slider can follow")
            offsets, vertices, away = sculpted(body, fit, lying.surface)
    for sentence in (fitted := told_fit(body, fit, away, lying, request)).sentences:
        told.warn(sentence)
    models = {f"body {body.name}": body.licence}
    sculpt = None if offsets is None else torch.as_tensor(offsets, dtype=torch.float32, device=body.device)
    result = finish(
        request, context, body, faces, values, request.look, stopwatch, told.sentences, [], models, base, sculpt
    )
    avatar = result.avatar
    if request.pose and avatar.motion is None:
        avatar = with_poses(avatar, [fit.posed], _stance(body, values, request), CLIP)
    size = request.figure.preview_size
    pictures = {}
    if size:
        triangles = body.faces.cpu().numpy()
        pictures["heat_map"] = heat_map(lying.surface, vertices, triangles, away.away, size, body.form)
    report = {**result.report, "warnings": told.sentences, "fit": fitted.report, "near": fitted.near}
    return dataclasses.replace(result, avatar=avatar, pictures=pictures, report=report)


@torch.inference_mode()
def _stance(body: BodyData, values: torch.Tensor, request: ConvertRequest) -> Stance:
    return stand(body, values[None], request.figure.skeleton, request.figure.rest_pose)


def _surface_of_avatar(avatar: Avatar) -> Surface:
    """An avatar's body as it stands in its rest pose, with the face that it shows."""
    mesh, keys = avatar.mesh, avatar.shape_keys
    vertices = mesh.vertices.astype(np.float64)
    if keys.names:
        vertices = vertices + np.tensordot(keys.values, keys.offsets, 1)
    faces = mesh.faces.astype(np.int64)
    if faces.shape[1] == 4:
        faces = np.concatenate([faces[:, [0, 1, 2]], faces[:, [0, 2, 3]]])
    return Surface(vertices, faces)


def _stamped(request: ConvertRequest, surface: Surface) -> ConvertRequest:
    """The request as it stands on its avatar: the surface is named, and known by its checksum. Raises BadRequest where
    another surface was meant."""
    if request.scan is None:
        return request
    content = surface.vertices.astype("<f4").tobytes() + surface.triangles.astype("<i4").tobytes()
    checksum = hashlib.sha256(content).hexdigest()
    if request.scan.checksum not in ("", checksum):
        raise BadRequest(
            f"The mesh in {request.scan.file} is not the one that this request was made for.",
            'Leave "checksum" out to convert this one.',
        )
    none = np.zeros(0, np.uint8), np.zeros(0, np.float32), np.zeros(0, np.int32)
    scan = dataclasses.replace(request.scan, content=none[0], vertices=none[1], faces=none[2], checksum=checksum)
    return dataclasses.replace(request, scan=scan)


def _check_alike(fit: Fit, lying: Lying, name: str) -> None:
    height = float(np.ptp(lying.surface.vertices, axis=0).max())
    mean = fit.agreement.to_body[0] / 1000
    if mean > UNLIKE * height:
        raise BadFile(
            f"{name} shows nothing like the body: it stays {mean * 1000:.0f} mm away on average.",
            "Choose a scan of one whole figure of this kind, or say its units, and which axes are up and front.",
        )
