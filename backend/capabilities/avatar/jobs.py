"""The jobs behind AvatarRequest and ShapeRequest."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from ...assets import require
from ...body import BodyData, load_body, parameter_vector
from ...clip.encoder import Encoder, load_encoder
from ...context import JobContext
from ...look import paint_albedo
from ...protocol.checks import check_request
from ...protocol.errors import BadRequest
from ...protocol.requests import AvatarRequest, Look, ShapeRequest
from ...protocol.results import AvatarResult
from ...render import Topology, topology
from ...words.prompt import names_nobody, read_prompt, sentences, without_say
from . import pictures
from .assemble import assemble
from .beginning import begin, space_for
from .clips import with_clip
from .judge import judge_of
from .person import space_of
from .reading import attributes_read, words_of
from .report import Stopwatch, report_of
from .rig import OWN
from .search import find
from .stated import meet
from .traces import without_traces

SEARCH_TEXTURE = 256
PREVIEW = 256


def run_avatar(request: AvatarRequest, context: JobContext) -> AvatarResult:
    """Words and starting sliders become a person; the same request on the same CPU gives the same result.

    On CUDA the gradients are summed in no fixed order, so that the sliders may differ a little from run to run.
    """
    prompt = _checked(request)
    torch.manual_seed(request.figure.seed)
    stopwatch, warnings = Stopwatch(), []
    with stopwatch.stage("load"):
        context.progress("load", 0.0, "loading the body and the encoder")
        # everything that can be wrong with the request is told before the long work
        body, faces = _body(request.figure.body, context)
        said = read_prompt(prompt)
        start = begin(said, request, body)
        space, look = space_of(body, start.sliders, start.locked, adult=start.adult), start.look
        for sentence in start.told:
            _warn(context, warnings, sentence)
        albedo = paint_albedo(body, look, SEARCH_TEXTURE, request.figure.seed)

        def show(values: Tensor) -> None:
            context.preview(pictures.picture(body, faces, values, albedo, "three_quarter", PREVIEW, oversampling=1))

        show(space.start)  # the encoder takes seconds to load, and there is something to see before
        encoder = context.model(
            f"encoder {request.encoder} {context.device}", lambda: _encoder(request.encoder, context.device)
        )
        texture = torch.as_tensor(albedo[..., :3], device=context.device).float() / 255.0
        judge = judge_of(body, encoder, texture)

    with stopwatch.stage("search"):
        unknown = encoder.unknown_words(said.text)
        for sentence in sentences(said, unknown):
            _warn(context, warnings, sentence)
        words = words_of(encoder, said.without(unknown), said.implied)
        space = space_for(start, said, request, body, attributes_read(encoder, words))
        if space.names:
            values = without_traces(body, find(request, space, judge, words, context, show), space.start)
        else:
            values = space.start
            if not said.states and not names_nobody(said, unknown):
                _warn(context, warnings, "The words say nothing that would change the shape or face of this figure.")
        met = meet(body, values, said.facts, request.locked)
        for sentence in met.missed:
            _warn(context, warnings, sentence)
        values, unknown = met.values, without_say(said, unknown)
    models = {f"body {body.name}": body.licence, f"encoder {request.encoder}": encoder.licence}
    return _finish(request, context, body, faces, values, look, stopwatch, warnings, unknown, models)


def run_shape(request: ShapeRequest, context: JobContext) -> AvatarResult:
    """Sliders alone become a person."""
    _check(request)
    stopwatch = Stopwatch()
    with stopwatch.stage("load"):
        context.progress("load", 0.0, "loading the body")
        body, faces = _body(request.figure.body, context)
        values = parameter_vector(body, request.sliders)[0]
    models = {f"body {body.name}": body.licence}
    return _finish(request, context, body, faces, values, request.look, stopwatch, [], [], models)


def _finish(
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
    with stopwatch.stage("assemble"):

        def between() -> None:
            context.progress("assemble", 0.88, "rig, face keys and texture")

        between()
        avatar = assemble(body, values, look, request, models, between)
        avatar = with_clip(avatar, request.figure.clip, request.figure.rest_pose)
    with stopwatch.stage("preview"):
        context.progress("preview", 0.94, "pictures from four sides")
        preview = pictures.sheet(body, faces, values, avatar.textures["albedo"], request.figure.preview_size)
    report = report_of(body, values, stopwatch, context.device, warnings, unknown)
    return AvatarResult(avatar=avatar, preview=preview, report=report)


def _body(name: str, context: JobContext) -> tuple[BodyData, Topology]:
    body = context.model(f"body {name} {context.device}", lambda: load_body(name, context.device))
    return body, context.model(f"topology {name} {context.device}", lambda: topology(body.faces))


def _encoder(name: str, device: str) -> Encoder:
    if "=" in name or "/" not in name:
        return load_encoder(name, device)
    here = require(name)
    return load_encoder(name, device, weights=here.path, licence=here.licence)


def _checked(request: AvatarRequest) -> str:
    _check(request)
    prompt = " ".join(request.prompt.split())
    if not any(c.isascii() and c.isalpha() for c in prompt):
        raise BadRequest("The encoder reads English words in Latin letters only.", "Write the prompt in English.")
    return prompt


def _check(request: AvatarRequest | ShapeRequest) -> None:
    """As at every door; and what only this side knows."""
    check_request(request)
    if request.figure.clip != "none" and request.figure.skeleton == OWN:
        raise BadRequest(
            "There is no clip for a body's own bones.", 'Choose the skeleton "mixamo" or "anny", or clip "none".'
        )


def _warn(context: JobContext, warnings: list[str], message: str) -> None:
    warnings.append(message)
    context.warn(message)
