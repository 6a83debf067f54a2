"""The words of labels, as a net that learns from them is told them: some left out, all a little off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from backend.motion.text import SCALE
from backend.words.vectors import WordVectors, content_words

_KEPT, _OFF = 0.85, 0.35
"""share of the words that are told; how far each is moved, beside its length, so that words that mean much the same
do much the same"""


@dataclass(frozen=True, eq=False)
class Said:
    """L labels of at most M words."""

    vectors: Tensor
    """(L, M, K) float32 of unit length"""
    there: Tensor
    """(L, M) bool"""

    def drawn(self, rows: Tensor, generator: torch.Generator) -> Tensor:
        """(B, K) for the labels `rows` (B,), scaled as `backend.motion.text.told` has it."""
        vectors, there = self.vectors[rows], self.there[rows]
        kept = there & (torch.rand(there.shape, generator=generator) < _KEPT)
        kept = torch.where(kept.any(1, keepdim=True), kept, there).float()[..., None]
        off = torch.randn(vectors.shape, generator=generator) * (_OFF / vectors.shape[2] ** 0.5)
        moved = torch.nn.functional.normalize(vectors + off, dim=-1) * kept
        return moved.sum(1) / kept.sum(1).clamp(min=1.0) * SCALE


def said_by(labels: Sequence[str], table: WordVectors) -> Said:
    found = [[v for word in content_words(label) if (v := table.vector(word)) is not None] for label in labels]
    most = max(1, *map(len, found))
    vectors = torch.zeros(len(labels), most, table.width)
    there = torch.zeros(len(labels), most, dtype=torch.bool)
    for row, words in enumerate(found):
        for at, vector in enumerate(words):
            vectors[row, at], there[row, at] = torch.from_numpy(vector), True
    return Said(vectors, there)
