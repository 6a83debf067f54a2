"""How far a picture went the way that the words ask for."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional


def direction(embedding: Tensor, neutral: Tensor) -> Tensor:
    """The unit vector from a neutral embedding to another: (..., D), (..., D) -> (..., D); zero where they are one."""
    return functional.normalize(embedding - neutral, dim=-1, eps=1e-6)


def direction_similarity(image: Tensor, neutral_image: Tensor, text: Tensor, neutral_text: Tensor) -> Tensor:
    """Cosine between the way the picture changed and the way the words ask for: all (..., D) -> (...) in -1..1."""
    return (direction(image, neutral_image) * direction(text, neutral_text)).sum(-1)


def projection(image: Tensor, neutral_image: Tensor, text: Tensor, neutral_text: Tensor) -> Tensor:
    """How far the picture went the way of the words: (...). Unlike the cosine it grows with the change itself.

    This is the score to rank pictures by; the cosine would favour pictures that changed in nothing else.
    """
    return ((image - neutral_image) * direction(text, neutral_text)).sum(-1)
