"""What the embedded encoder's own axes say of words: its space has one direction for each attribute.

Of several words in one prompt its text tower loses some. Most of what the lexicon surely says of the person is
therefore there whatever is read, unless other words say more, or more of the opposite. What goes with weight and muscle
(backend/words/attributes.py) is added.

Other encoders have no such axes; for them the search starts from how their answers change with the pictures alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from ...clip.encoder import NEUTRAL_TEXT, Encoder
from ...clip.space import CONSTANT, axes, scales
from ...words.attributes import ATTRIBUTES, COMES_ABOVE, COMES_WITH
from ...words.spoken import FAINT, compared
from ...words.subject import surely_implied
from .person import Space

# the part of what the lexicon says that is there whatever is read
SURE = 0.75


@dataclass(frozen=True)
class Words:
    """What a prompt asks for. direction: (D,) from the neutral text to it, longer the more the words say. sure:
    attributes as of `subject.surely_implied`."""

    direction: Tensor
    sure: Mapping[str, float]


def words_of(encoder: Encoder, text: str, implied: Mapping[str, float] | None = None) -> Words:
    """A text about a person as the encoder and the lexicon understand it.

    implied: what else is known of the body, where the text itself does not say it.
    """
    neutral, target = encoder.encode_texts([NEUTRAL_TEXT, text])
    return Words(target - neutral, {**(implied or {}), **compared(text), **surely_implied(text)})


def attributes_read(encoder: Encoder, words: Words) -> dict[str, float]:
    """Attribute -> what the encoder's own axes say of it; {} for encoders without such axes."""
    return {} if encoder.vocabulary is None else _read(words)


def read_off(space: Space, words: Words) -> Tensor:
    """(A,) deviations that the words imply."""
    read = _read(words)
    read |= {name: _at_least(amount, read[name]) for name, amount in words.sure.items()}
    for cause, shares in COMES_WITH.items():
        much = max(read[cause] - COMES_ABOVE, 0.0) if cause in space.names else 0.0
        read |= {n: max(read[n], share * much) for n, share in shares.items() if n not in words.sure and much}
    deviation = torch.zeros(len(space.names))
    for row, name in enumerate(space.names):
        if abs(read.get(name, 0.0)) > FAINT:
            deviation[row] = read[name] * space.unit_of(row, read[name])
    return deviation.to(space.start.device).clamp(space.least, space.most)


def _read(words: Words) -> dict[str, float]:
    found = (words.direction.cpu() @ axes().T)[1 : 1 + len(ATTRIBUTES)] * CONSTANT / torch.from_numpy(scales())
    return dict(zip(ATTRIBUTES, found.tolist(), strict=True))


def _at_least(sure: float, read: float) -> float:
    """What is read, or most of what is sure where that is more. A reading beyond it comes of other words."""
    return read if abs(read) > (abs(sure) if read * sure < 0.0 else SURE * abs(sure)) else SURE * sure
