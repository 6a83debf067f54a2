"""CLIP losses: how far a picture is from what the words ask for."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional


def direction(embedding: Tensor, neutral: Tensor) -> Tensor:
    """The unit vector from a neutral embedding to another: (..., D), (..., D) -> (..., D); zero where they are one."""
    return functional.normalize(embedding - neutral, dim=-1, eps=1e-6)


def direction_similarity(image: Tensor, neutral_image: Tensor, text: Tensor, neutral_text: Tensor) -> Tensor:
    """Cosine between the way the picture changed and the way the words ask for: all (..., D) -> (...) in -1..1."""
    return (direction(image, neutral_image) * direction(text, neutral_text)).sum(-1)


def direction_loss(image: Tensor, neutral_image: Tensor, text: Tensor, neutral_text: Tensor) -> Tensor:
    """1 - direction_similarity, mean over the batch: 0 when the picture changed exactly as the words ask, at most 2.

    A text that means nothing beyond the neutral one gives 1 and no gradient.
    """
    return (1.0 - direction_similarity(image, neutral_image, text, neutral_text)).mean()


def projection(image: Tensor, neutral_image: Tensor, text: Tensor, neutral_text: Tensor) -> Tensor:
    """How far the picture went the way of the words: (...). Unlike the cosine it grows with the change itself.

    This is the score to rank pictures by; the cosine would favour pictures that changed in nothing else.
    """
    return ((image - neutral_image) * direction(text, neutral_text)).sum(-1)


def similarity_loss(image: Tensor, text: Tensor) -> Tensor:
    """1 - cosine of picture and words, mean over the batch: the loss of plain CLIP guidance."""
    return (1.0 - functional.cosine_similarity(image, text, dim=-1)).mean()
