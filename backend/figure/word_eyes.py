"""What the encoder sees of bodies while their words are moved, wherever nobody waits for the next frame."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from ..body import BodyData
from ..clip.encoder import EMBEDDED
from ..context import JobContext
from ..semantics.mapper import Mapper
from ..semantics.scoring import fingerprint
from ..semantics.seen_bodies import Eye, SeenBodies
from ..semantics.word_sliders import WordSliders, axis_values
from .photographer import Photographer, eye_of, photographer
from .warm_body import kept_as
from .warm_encoder import warm_encoder

_AT = 0.05
"""of a job: how far it is while it looks"""
_SAME = 1e-3
"""spreads of the axes under which two bodies are one"""


def can_be_seen(mapper: Mapper, context: JobContext) -> bool:
    """Whether the encoder that rated its words is at hand."""
    encoder, scoring = warm_encoder(EMBEDDED, context), mapper.card.scoring
    mark = context.model(f"fingerprint {EMBEDDED} {context.device}", lambda: fingerprint(encoder))
    return (scoring.encoder, scoring.fingerprint) == (encoder.name, mark)


class WordEyes:
    """Eyes for the words of any mapper that the embedded encoder rated; a job that was cancelled looks no more."""

    def __init__(self, body: BodyData, context: JobContext) -> None:
        self._body, self._context = body, context
        self._looks: dict[tuple[str, ...], SeenBodies] = {}

    def __call__(self, mapper: Mapper) -> Eye | None:
        context = self._context
        if not can_be_seen(mapper, context):
            return None
        card, encoder, key = mapper.card, warm_encoder(EMBEDDED, context), _key(mapper)
        directions = context.model(f"directions {'|'.join(key)}", lambda: card.scoring.directions(encoder))
        see = eye_of(mapper, directions, _photographer(self._body, mapper, context), encoder)
        self._looks[key] = SeenBodies.none(mapper)

        def eye(values: Tensor) -> Tensor:
            count = len(self._looks[key].values) + len(values)
            context.progress("words", _AT, f"looking at what the words do: {count} bodies")
            self._looks[key] = self._looks[key].seen(values, see)
            return self._looks[key].scores[-len(values) :]

        return eye

    def remember(self, *bodies: Tensor) -> None:
        """What was seen of bodies, (P,) each, is known to the drags and readings that come after. Until words of the
        same mapper come to rest again: a slider then stands where pictures said, and not where the net believes."""
        for key, looks in self._looks.items():
            space = looks.mapper.space
            kept = torch.stack([axis_values(self._body, space, each) for each in bodies])
            chosen = torch.cdist(looks.mapper.in_steps(looks.values), looks.mapper.in_steps(kept)).min(1).values < _SAME
            seen = SeenBodies(looks.mapper, looks.values[chosen], looks.scores[chosen])
            _remembered(self._context)[key] = seen


def as_seen(sliders: WordSliders, context: JobContext) -> WordSliders:
    """Word sliders as the bodies show them at which words came to rest."""
    seen = _remembered(context)
    mappers = tuple(replace(m, net=seen[_key(m)].corrected.net) if _key(m) in seen else m for m in sliders.mappers)
    return replace(sliders, mappers=mappers)


def _remembered(context: JobContext) -> dict[tuple[str, ...], SeenBodies]:
    return context.model("bodies at which words came to rest", dict)


def _key(mapper: Mapper) -> tuple[str, ...]:
    return mapper.space.body, mapper.space.name, mapper.card.name, *mapper.card.scoring.prompts


def _photographer(body: BodyData, mapper: Mapper, context: JobContext) -> Photographer:
    card, space = mapper.card, mapper.space
    key = f"photographer {kept_as(body.name)} {space.name} {card.size} {card.textured}"
    return context.model(key, lambda: photographer(body, space, card.size, card.textured))
