"""The job behind AvatarRequest."""

from __future__ import annotations

import dataclasses

import torch
from torch import Tensor

from ...appearance import paint_albedo
from ...body.attributes import with_measured
from ...body.solve_measures import check_wanted
from ...context import JobContext
from ...figure import pictures
from ...figure.base import base_of, begun
from ...figure.finish import body_of, check_figure, finish
from ...figure.measures import measuring
from ...figure.report import Stopwatch
from ...figure.warm_encoder import warm_encoder
from ...protocol.errors import BadRequest
from ...protocol.requests import AvatarRequest
from ...protocol.requests.look import Skin
from ...protocol.results import AvatarResult
from ...words.prompt import names_nobody, read_prompt, sentences, without_say
from ...words.silent import silent_words, told_of_silent
from ...words.vocabulary import open_words_of
from .beginning import begin, space_for
from .dressing import dress, sliders_locked
from .person import space_of
from .reading import attributes_read, read_apart, words_of
from .search import find
from .shown import UNSHOWN, sentences_on_unshown, words_by_showing
from .somebody import drawn
from .stated import meet, wanted_of, without
from .traces import without_traces
from .view_scorer import view_scorer_of

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
        body, faces = body_of(request.figure, context)
        body = with_measured(body)
        check_wanted(body, request.measures)
        base = base_of(request, context)
        asked, request = request, begun(request, base, body)
        said = read_prompt(prompt)
        request = drawn(request, said, body)
        start = begin(said, request, body)
        space, look = space_of(body, start.sliders, start.locked, adult=start.adult), start.look
        for sentence in start.told:
            _warn(context, warnings, sentence)
        # the encoder knows painted people: what somebody wears is put on when the shape is found
        albedo = paint_albedo(
            body, dataclasses.replace(look, worn=(), skin=Skin()), SEARCH_TEXTURE, request.figure.seed
        )

        def show(values: Tensor) -> None:
            context.preview(pictures.picture(body, faces, values, albedo, "three_quarter", PREVIEW, oversampling=1))

        show(space.start)  # the encoder takes seconds to load, and there is something to see before
        encoder = warm_encoder(request.encoder, context)
        texture = torch.as_tensor(albedo[..., :3], device=context.device).float() / 255.0
        scorer = view_scorer_of(body, encoder, texture)

    with stopwatch.stage("search"):
        unknown = encoder.unknown_words(said.text)
        for sentence in sentences(said, unknown):
            _warn(context, warnings, sentence)
        text = said.without(unknown)
        apart = read_apart(encoder, open_words_of(text))
        by_showing = words_by_showing(text, apart, body)
        for sentence in sentences_on_unshown(body, by_showing, trained=scorer.trained):
            _warn(context, warnings, sentence)
        words = words_of(encoder, text, said.implied)
        space = space_for(start, said, request, body, attributes_read(encoder, words))
        if space.names:
            values = without_traces(body, find(request, space, scorer, words, context, show), space.start)
        else:
            values = space.start
            if not said.states and not names_nobody(said, unknown):
                _warn(context, warnings, "The words say nothing that would change the shape or face of this figure.")
        facts, overruled = without(said.facts, request.measures)
        locked = sliders_locked(request.locked)
        met = meet(body, values, facts, locked)
        for sentence in (*overruled, *(() if request.measures else met.missed)):
            _warn(context, warnings, sentence)
        wanted = {**wanted_of(facts), **request.measures} if request.measures else {}
        values = measuring(body, met.values, wanted, locked, lambda sentence: _warn(context, warnings, sentence))
        unshown = [word for way in UNSHOWN for word in by_showing.get(way, ())]
        dressed = dress(said, request, look, body, values)
        placed = [*unknown, *(word for word, read in apart.items() if read)]
        silent = silent_words(prompt, said, dressed.read, placed)
        for sentence in (*dressed.told, *told_of_silent(silent)):
            _warn(context, warnings, sentence)
        look, unknown = dressed.look, without_say(said, [*unknown, *unshown, *dressed.unshown, *silent])
    models = {f"body {body.name}": body.licence, f"encoder {request.encoder}": encoder.licence}
    return finish(asked, context, body, faces, values, look, stopwatch, warnings, unknown, models, base)


def _checked(request: AvatarRequest) -> str:
    check_figure(request)
    prompt = " ".join(request.prompt.split())
    if not any(c.isascii() and c.isalpha() for c in prompt):
        raise BadRequest("The encoder reads English words in Latin letters only.", "Write the prompt in English.")
    return prompt


def _warn(context: JobContext, warnings: list[str], message: str) -> None:
    warnings.append(message)
    context.warn(message)
