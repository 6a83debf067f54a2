"""What the encoder sees of bodies while their words are moved, wherever nobody waits for the next frame."""

from __future__ import annotations

from torch import Tensor

from ..body import BodyData
from ..clip.encoder import EMBEDDED, Encoder, load_encoder
from ..context import JobContext
from ..semantics.looks import Eye
from ..semantics.mapper import Mapper
from ..semantics.scoring import fingerprint
from ..semantics.word_sliders import Eyes
from .photographer import Photographer, eye_of, photographer
from .warm_body import kept_as

_AT = 0.05
"""of a job: how far it is while it looks"""


def warm_encoder(context: JobContext) -> Encoder:
    return context.model(f"encoder {EMBEDDED} {context.device}", lambda: load_encoder(EMBEDDED, context.device))


def can_be_seen(mapper: Mapper, context: JobContext) -> bool:
    """Whether the encoder that rated its words is at hand."""
    encoder, scoring = warm_encoder(context), mapper.card.scoring
    mark = context.model(f"fingerprint {EMBEDDED} {context.device}", lambda: fingerprint(encoder))
    return (scoring.encoder, scoring.fingerprint) == (encoder.name, mark)


def eyes_of(body: BodyData, context: JobContext) -> Eyes:
    """For the words of any mapper that the embedded encoder rated; a job that was cancelled looks no more."""

    def eyes(mapper: Mapper) -> Eye | None:
        if not can_be_seen(mapper, context):
            return None
        card, encoder = mapper.card, warm_encoder(context)
        prompts = "|".join(card.scoring.prompts)
        directions = context.model(f"directions {prompts}", lambda: card.scoring.directions(encoder))
        see, looked = eye_of(mapper, directions, _photographer(body, mapper, context), encoder), 0

        def eye(values: Tensor) -> Tensor:
            nonlocal looked
            looked += len(values)
            context.progress("words", _AT, f"looking at what the words do: {looked} bodies")
            return see(values)

        return eye

    return eyes


def _photographer(body: BodyData, mapper: Mapper, context: JobContext) -> Photographer:
    card, space = mapper.card, mapper.space
    key = f"photographer {kept_as(body.name)} {space.name} {card.size} {card.textured}"
    return context.model(key, lambda: photographer(body, space, card.size, card.textured))
