"""The job behind WordsRequest."""

from __future__ import annotations

from collections.abc import Iterable

from ...body import BodyData, parameter_vector
from ...context import JobContext
from ...figure.base import base_of, begun
from ...figure.warm_body import warm_body
from ...figure.word_eyes import can_be_seen
from ...figure.worded import warm_mapper, warm_words
from ...protocol.checks import check_request
from ...protocol.errors import BadRequest
from ...protocol.requests import WordsRequest
from ...protocol.words import WordSlider, WordsResult
from ...semantics.any_word import trust_of
from ...semantics.find_words import AT_ONCE, Word, find_word, mappers_of


def run_words(request: WordsRequest, context: JobContext) -> WordsResult:
    """A word that can be no slider is told beside the others, not instead of them."""
    check_request(request)
    body = warm_body(request.figure.body, context)
    parameters = parameter_vector(body, begun(request, base_of(request, context), body).sliders)[0]
    around = parameter_vector(body, request.words_around)[0]
    refused: dict[str, str] = {}
    keys = []
    for key in dict.fromkeys(request.words or _all(body, context)):
        try:
            find_word(body, key, warm_mapper(context))
            keys.append(key)
        except BadRequest as error:
            refused[key] = " ".join(part for part in (error.message, error.hint) if part)
    if not keys:
        return WordsResult(words=(), refused=refused)
    sliders = warm_words(body, keys, context)
    values = sliders.values(parameters, around)
    return WordsResult(words=tuple(_told(w, values[w.key], context) for w in sliders.words), refused=refused)


def _all(body: BodyData, context: JobContext) -> Iterable[str]:
    """The words of all mappers that come with the body, those that several have by the mapper's name."""
    seen: set[str] = set()
    for name in mappers_of(body, warm_mapper(context)):
        for word in warm_mapper(context)(name).words:
            yield f"{name}:{word}" if word in seen else word
            seen.add(word)


def _told(word: Word, value: float, context: JobContext) -> WordSlider:
    mapper = warm_mapper(context)(word.mapper)
    off = mapper.card.uncertainty[mapper.words.index(word.word)]
    trust = trust_of(mapper)
    explained = trust.explained if trust else max(0.0, 1.0 - off**2)
    told = trust.sentence() if trust else f"{100 * explained:.0f}% of what the encoder sees of it is foreseen."
    if not can_be_seen(mapper, context):
        told += (
            f" Rated by the encoder {mapper.card.scoring.encoder}: pictures do not correct it when it comes to rest."
        )
    return WordSlider(
        key=word.key,
        word=word.word,
        mapper="" if f", {AT_ONCE}" in word.mapper else word.mapper,
        space=word.space,
        value=value,
        explained=explained,
        told=told,
    )
