"""Words as the flow reads them."""

from __future__ import annotations

import torch
from torch import Tensor

from backend.words.vectors import WordVectors

SCALE = 8.0
"""so that the numbers of a text are about as large as the others that a net is told"""


def told(text: str, table: WordVectors) -> Tensor:
    """(K,): the mean of the vectors of the words that say something, scaled; zeros where there are none."""
    return torch.from_numpy(table.mean(text)) * SCALE
