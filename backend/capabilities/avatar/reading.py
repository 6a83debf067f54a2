"""What the embedded encoder's own axes say of words: its space has one direction for each attribute.

Of several words in one prompt its text tower loses some. Most of what the lexicon surely says of the person is
therefore there whatever is read, unless other words say more, or more of the opposite. What goes with weight and muscle
on the body is added.

Other encoders have no such axes; for them the search starts from how their answers change with the pictures alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from ...body.variation import COMPANIONS_FROM
from ...clip.encoder import NEUTRAL_TEXT, Encoder
from ...clip.space import CONSTANT, axes, scales
from ...words.attributes import ATTRIBUTES, GROUPS
from ...words.spoken import FAINT, compared, spoken
from ...words.subject import known_of, of_the_face
from .person import Space

# the part of what the lexicon says that is there whatever is read
SURE = 0.75


@dataclass(frozen=True)
class Words:
    """What a prompt asks for. direction: (D,) from the neutral text to it, longer the more the words say. sure:
    attributes as of `subject.surely_implied`. text: what was read."""

    direction: Tensor
    sure: Mapping[str, float]
    text: str = ""


def words_of(encoder: Encoder, text: str, implied: Mapping[str, float] | None = None) -> Words:
    """A text about a person as the encoder and the lexicon understand it.

    implied: what else is known of the body, where the text itself does not say it.
    """
    of_face = of_the_face(text)
    neutral, target, face = encoder.encode_texts([NEUTRAL_TEXT, text, of_face])
    direction = target - neutral
    if encoder.has_axes and of_face != text:
        direction = _with_face_of(direction, face - neutral)
    return Words(direction, {**compared(text), **known_of(implied or {}, text)}, text)


def _with_face_of(direction: Tensor, other: Tensor) -> Tensor:
    """A direction (D,) with what another tells of the face's movements: no trade makes one, a hunter is not afraid."""
    rows = [1 + ATTRIBUTES.index(name) for name in GROUPS["face"]]
    along = axes()[rows].to(direction.device)
    return direction + (along @ (other - direction)) @ along


def attributes_read(encoder: Encoder, words: Words) -> dict[str, float]:
    """Attribute -> what the encoder's own axes say of it; {} for encoders without such axes."""
    return _read(words.direction) if encoder.has_axes else {}


def read_apart(encoder: Encoder, words: Sequence[str]) -> dict[str, dict[str, float]]:
    """Word -> what is more than faint of `attributes_read` of that word alone; {} for encoders without such axes."""
    if not encoder.has_axes or not words:
        return {}
    neutral, *targets = encoder.encode_texts([NEUTRAL_TEXT, *(f"a {word} person" for word in words)])
    read = {word: _read(target - neutral) for word, target in zip(words, targets, strict=True)}
    return {word: {n: v for n, v in found.items() if abs(v) > FAINT} for word, found in read.items()}


def read_off(space: Space, words: Words) -> Tensor:
    """(A,) deviations that the words imply."""
    variation, read = space.body.variation, _meant(words)
    for cause, shares in variation.companions.items():
        much = max(read[cause] - COMPANIONS_FROM, 0.0) if cause in space.names else 0.0
        read |= {n: max(read[n], share * much) for n, share in shares.items() if n not in words.sure and much}
    deviation = torch.zeros(len(space.names))
    for row, name in enumerate(space.names):
        if name in space.body.attributes and abs(read[name]) > FAINT:
            deviation[row] = read[name] * space.unit_of(name, read[name])
    return deviation.to(space.start.device).clamp(space.least, space.most)


def direction_of(words: Words, attributes: Collection[str]) -> Tensor:
    """(D,) as the direction of the words, of those alone of these attributes that they speak of."""
    meant = _meant(words)
    said = (spoken(words.text, _read(words.direction)) | words.sure.keys()) & set(attributes)
    amounts = torch.tensor([meant[name] if name in said else 0.0 for name in ATTRIBUTES])
    along = amounts * torch.from_numpy(scales()) / CONSTANT
    return (along @ axes()[1 : 1 + len(ATTRIBUTES)]).to(words.direction.device)


def _meant(words: Words) -> dict[str, float]:
    """Attribute -> what is read of it, or most of what the lexicon is sure of."""
    read = _read(words.direction)
    return read | {name: _at_least(amount, read[name]) for name, amount in words.sure.items()}


def _read(direction: Tensor) -> dict[str, float]:
    found = (direction.cpu() @ axes().T)[1 : 1 + len(ATTRIBUTES)] * CONSTANT / torch.from_numpy(scales())
    return dict(zip(ATTRIBUTES, found.tolist(), strict=True))


def _at_least(sure: float, read: float) -> float:
    """What is read, or most of what is sure where that is more. A reading beyond it comes of other words."""
    return read if abs(read) > (abs(sure) if read * sure < 0.0 else SURE * abs(sure)) else SURE * sure
