"""How near WordNet's taxonomy has two senses: by the most special sense that is above both (Lin's similarity)."""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from backend.words.wordnet import Nouns


class Roofs:
    """Compares senses with fixed ones. How special a sense is, is told by how few are below it."""

    def __init__(self, nouns: Nouns, offsets: Sequence[str]) -> None:
        self.offsets = offsets
        self.above = functools.cache(nouns.ancestors)
        below = Counter(above for offset in nouns.synsets for above in nouns.ancestors(offset))
        self.special = {o: 1.0 - math.log(count) / math.log(len(nouns.synsets) + 1) for o, count in below.items()}

    def shared(self, offset: str) -> np.ndarray:
        """(N,) float32, 0 to 1: how near each of the fixed senses is; 0 for those that are none."""
        own = self.above(offset)
        found = np.zeros(len(self.offsets), np.float32)
        for at, other in enumerate(self.offsets):
            if other:
                roof = max((self.special[o] for o in own & self.above(other)), default=0.0)
                found[at] = 2.0 * roof / max(self.special[offset] + self.special[other], 1e-9)
        return found
