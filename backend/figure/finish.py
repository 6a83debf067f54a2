"""What every job for a person ends with: from slider values to the Avatar, its pictures and its report."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from ..body import BodyData, load_body
from ..context import JobContext
from ..protocol.checks import check_request
from ..protocol.errors import BadRequest
from ..protocol.requests import Look
from ..protocol.results import AvatarResult
from ..render import Topology, topology
from . import pictures
from .assemble import assemble
from .clips import with_clip
from .report import Stopwatch, report_of
from .rig import OWN


def check_figure(request: Any) -> None:
    """As at every door; and what only this side knows."""
    check_request(request)
    if request.figure.clip != "none" and request.figure.skeleton == OWN:
        raise BadRequest(
            "There is no clip for a body's own bones.", 'Choose the skeleton "mixamo" or "anny", or clip "none".'
        )


def body_of(name: str, context: JobContext) -> tuple[BodyData, Topology]:
    """The body of a name on the job's device, and what the renderer must know of its faces; both stay in memory."""
    body = context.model(f"body {name} {context.device}", lambda: load_body(name, context.device))
    return body, context.model(f"topology {name} {context.device}", lambda: topology(body.faces))


def finish(
    request: Any,
    context: JobContext,
    body: BodyData,
    faces: Topology,
    values: Tensor,
    look: Look,
    stopwatch: Stopwatch,
    warnings: list[str],
    unknown: list[str],
    models: dict[str, str],
) -> AvatarResult:
    """The result of (P,) slider values and a look. models: name of each model used -> its licence."""
    with stopwatch.stage("assemble"):

        def between() -> None:
            context.progress("assemble", 0.88, "rig, face keys and texture")

        between()
        avatar = assemble(body, values, look, request, models, between)
        avatar = with_clip(avatar, request.figure.clip, request.figure.rest_pose)
    with stopwatch.stage("preview"):
        context.progress("preview", 0.94, "pictures from four sides")
        size = request.figure.preview_size
        if avatar.parts:
            preview = pictures.avatar_sheet(avatar, size, context.device)
        else:
            preview = pictures.sheet(body, faces, values, avatar.textures["albedo"], size)
    report = report_of(body, values, stopwatch, context.device, warnings, unknown)
    return AvatarResult(avatar=avatar, preview=preview, report=report)
