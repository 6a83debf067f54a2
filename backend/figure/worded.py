"""Word sliders of a request, moved on the sliders that it starts from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from torch import Tensor

from ..body import BodyData, parameter_vector
from ..clip.encoder import EMBEDDED
from ..context import JobContext
from ..semantics.find_words import Load, load_any
from ..semantics.mapper import Mapper
from ..semantics.word_sliders import WordDrag, WordSliders, word_sliders
from .warm_body import kept_as
from .warm_encoder import warm_encoder
from .word_eyes import WordEyes, as_seen


def worded(
    body: BodyData,
    values: Tensor,
    request: Any,
    context: JobContext,
    last: WordDrag | None = None,
    eyes: WordEyes | None = None,
) -> Tensor:
    """(P,) slider values near `values` whose word sliders stand where the request wants them. last: where the step of
    a drag before this one ended; eyes: where there is time to look at bodies on the way. Raises BadRequest."""
    if not (request.words or request.words_held):
        return values
    keys, around = (*request.words, *request.words_held), _around(body, values, request)
    sliders = warm_words(body, keys, context) if eyes is None else _plain_words(body, keys, context)
    found = sliders.moved(
        values,
        request.words,
        held=request.words_held,
        locked=request.locked,
        around=around,
        wanted=request.measures,
        last=last,
        eyes=eyes,
    )
    if eyes is not None:
        eyes.remember(values, around, found)
    return found


def words_read(body: BodyData, start: Tensor, values: Tensor, request: Any, context: JobContext) -> dict[str, float]:
    """Where the words stand that a request wants to know of, on a body `values`. start: the one that it gives; (P,)
    each."""
    if not request.words_read:
        return {}
    return warm_words(body, request.words_read, context).values(values, _around(body, start, request))


def _around(body: BodyData, start: Tensor, request: Any) -> Tensor:
    """(P,) the body on which word sliders stand at 0."""
    return parameter_vector(body, request.words_around)[0] if request.words_around else start


def warm_words(body: BodyData, keys: Iterable[str], context: JobContext) -> WordSliders:
    """Their sliders, which stay in the worker's memory, as pictures showed them at rest. Raises BadRequest."""
    return as_seen(_plain_words(body, keys, context), context)


def _plain_words(body: BodyData, keys: Iterable[str], context: JobContext) -> WordSliders:
    named = tuple(dict.fromkeys(keys))
    load = warm_mapper(context)
    return context.model(f"words {kept_as(body.name)} {'|'.join(named)}", lambda: word_sliders(body, named, load))


def warm_mapper(context: JobContext) -> Load:
    """What loads mappers into the worker's memory, and makes those of words that none has."""

    def load(name: str) -> Mapper:
        return context.model(f"mapper {name}", lambda: load_any(name, lambda: warm_encoder(EMBEDDED, context)))

    return load
