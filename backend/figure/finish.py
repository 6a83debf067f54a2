"""What every job for a person ends with: from slider values to the Avatar, its pictures and its report."""

from __future__ import annotations

import zlib
from typing import Any

from torch import Tensor

from ..appearance import without_colours
from ..body import BodyData
from ..context import JobContext
from ..protocol.checks import check_request
from ..protocol.requests import Figure, Look, look_of
from ..protocol.results import Avatar, AvatarResult
from ..render import Topology, topology
from . import pictures
from .assemble import assemble
from .base import kept_of, with_kept
from .clips import no_clip, with_clip
from .report import Stopwatch, report_of
from .resolve import resolve
from .rig import OWN, skeleton_name
from .unseen import unseen
from .warm_body import kept_as, warm_body


def check_figure(request: Any) -> None:
    """As at every door; and what only this side knows."""
    check_request(request)
    if request.figure.clip != "none" and request.figure.skeleton == OWN:
        raise no_clip()


def body_of(figure: Figure, context: JobContext) -> tuple[BodyData, Topology]:
    """The body on the job's device, and what the renderer must know of its faces; both stay in memory.

    Raises BadRequest, before any long work, where the body has not what the figure asks for.
    """
    name = figure.body
    body = warm_body(name, context)
    if skeleton_name(body, figure.skeleton) == OWN and figure.clip != "none":
        raise no_clip()
    return body, context.model(f"topology {kept_as(name)} {context.device}", lambda: topology(body.faces))


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
    base: Avatar | None = None,
    sculpt: Tensor | None = None,
) -> AvatarResult:
    """The result of (P,) slider values and a look. models: name of each model used -> its licence. base: an avatar of
    before, of which is kept what the request does not change. sculpt: (V, 3) metres beside the shape of the sliders, in
    the body's own rest pose, instead of what is kept of the base's."""

    def warn(message: str) -> None:
        warnings.append(message)
        context.warn(message)

    with stopwatch.stage("assemble"):

        def between() -> None:
            context.progress("assemble", 0.88, "rig, face keys and texture")

        between()
        kept = kept_of(base, body, warn)
        look = resolve(look, body, values, _choice(request), look_of(base) if base else None, warn)
        if sculpt is None and kept:
            sculpt = kept.sculpt
        avatar = assemble(body, values, look, request, models, between, kept, sculpt)
        avatar = with_clip(avatar, request.figure.clip, request.figure.rest_pose)
        avatar = with_kept(avatar, kept, body, request, warn)
        for sentence in (*without_colours(body, look), *unseen(look)):
            warn(sentence)
    with stopwatch.stage("preview"):
        context.progress("preview", 0.94, "pictures from four sides")
        preview = pictures.avatar_sheet(avatar, request.figure.preview_size, context.device, body.form)
    report = report_of(body, values, stopwatch, context.device, warnings, unknown, sculpt)
    return AvatarResult(avatar=avatar, preview=preview, report=report)


def _choice(request: Any) -> int:
    """What chooses clothes that nobody spoke of: the seed and the words, so that two people seldom dress alike."""
    return request.figure.seed ^ zlib.crc32(getattr(request, "prompt", "").encode())
