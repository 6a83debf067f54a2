"""What a mapper that others published makes of a body: its coefficients as sliders, and its words in photos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from torch import Tensor

from backend.body import BodyData
from backend.clip import Encoder
from backend.protocol.errors import BadRequest

from .published import PublishedMapper
from .scoring import embedded, scores, scoring_of

RATED_BY = "ViT-B-32"
"""the encoder, OpenAI's weights, whose logits published mappers take"""
RATED_BY_MODEL = f"{RATED_BY}-quickgelu/openai"
"""its name among models"""


def checked_logits(mapper: PublishedMapper, logits: Mapping[str, float]) -> dict[str, float]:
    """The same. Raises BadRequest for a word that the mapper has not, and for what is beyond its slider's ends."""
    for word, logit in logits.items():
        if word not in mapper.limits:
            raise BadRequest(f'The mapper has no word "{word[:60]}".', f"It has {', '.join(mapper.words)}.")
        low, high, _ = mapper.limits[word]
        if not low <= logit <= high:
            raise BadRequest(f'The word "{word}" is {logit:g}.', f"Its slider goes from {low:g} to {high:g}.")
    return dict(logits)


def sliders_of(body: BodyData, coefficients: Tensor, space: str) -> tuple[dict[str, float], tuple[str, ...]]:
    """Slider -> value, the first of the body's coefficients of `space` ("shape" or "expression"), and those that end
    before what the mapper says and stand at their ends.

    coefficients: (P,). Raises BadRequest where the body has fewer.
    """
    own = [p for p in body.parameters if p.group == space and p.name.rpartition("_")[2].isdigit()]
    if len(own) < len(coefficients):
        raise BadRequest(
            f"The mapper gives {len(coefficients)} coefficients of {space}; the body {body.name} has {len(own)}.",
            "Name the body that it was made for with --body, as smplx-male, and --space expression for expressions.",
        )
    found, cut = {}, []
    for parameter, value in zip(own, coefficients.tolist(), strict=False):
        found[parameter.name] = float(np.clip(value, parameter.minimum, parameter.maximum))
        if found[parameter.name] != value:
            cut.append(parameter.name)
    return found, tuple(cut)


def seen_in(mapper: PublishedMapper, photos: Sequence[np.ndarray], encoder: Encoder) -> dict[str, float]:
    """Word -> logit, the mean over whole photos (H, W, 3) uint8, each cut to the square of its middle, as published.

    Raises BadRequest for an encoder whose logits are others.
    """
    if not encoder.name.startswith(RATED_BY):
        raise BadRequest(
            f"Published mappers take the logits of {RATED_BY}/openai, not of {encoder.name}.",
            f"Fetch it: galatea models get {RATED_BY_MODEL}",
        )
    scoring = scoring_of(encoder, mapper.words, bare=True)
    directions = scoring.directions(encoder)
    each = [scores(embedded(encoder, _square(photo)[None, None]), directions)[0] for photo in photos]
    return dict(zip(mapper.words, np.mean(each, axis=0).tolist(), strict=True))


def _square(photo: np.ndarray) -> np.ndarray:
    side = min(photo.shape[:2])
    top, left = (photo.shape[0] - side) // 2, (photo.shape[1] - side) // 2
    return np.ascontiguousarray(photo[top : top + side, left : left + side, :3])
