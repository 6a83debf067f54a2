"""What any English word implies: learned from the lexicon through a sentence language model.

Kernel ridge regression from the frozen embeddings of all-MiniLM-L6-v2 (Apache-2.0) to the lexicon's strengths. Words
far from all entries get weak attributes, which is how the encoder knows what it cannot place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from backend.clip.sentences import INSTALL, SentenceModel
from backend.protocol.errors import NotAvailable

TEMPLATE = "a {} person"
_SHARPNESS, _RIDGE = 2.0, 0.1
# rare words are cut into pieces that mean little to the sentence model; their spelling still shows what they come from
_SPELLING = 0.12


@dataclass(frozen=True, eq=False)
class Teacher:
    """Kernel ridge regression on phrases: support (N, E) embeddings, coefficients (N, A)."""

    support: np.ndarray
    coefficients: np.ndarray
    mean: np.ndarray
    spelling: Any
    """counts the groups of letters in a phrase"""
    letters: Any
    """(N, groups) sparse, of the support"""

    def strengths(self, phrases: Sequence[str], embeddings: np.ndarray) -> np.ndarray:
        """M phrases with their embeddings (M, E) -> (M, A) strengths, in the units the teacher was fitted in."""
        parts = [np.zeros((0, self.coefficients.shape[1]), np.float32)]
        for k in range(0, len(phrases), 2048):
            near = kernel(centred(embeddings[k : k + 2048], self.mean), self.support)
            alike = self.spelling.transform(phrases[k : k + 2048]) @ self.letters.T
            parts.append((near + _SPELLING * alike.toarray()) @ self.coefficients)
        return np.concatenate(parts).astype(np.float32)


def fit_teacher(phrases: Sequence[str], embeddings: np.ndarray, strengths: np.ndarray) -> Teacher:
    """Fit on N phrases: embeddings (N, E), strengths (N, A)."""
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer  # pyright: ignore[reportMissingImports]
    except ImportError as error:
        raise NotAvailable("scikit-learn is not installed.", INSTALL) from error
    mean = embeddings.mean(0)
    support = centred(embeddings, mean)
    spelling = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    letters = spelling.fit_transform(phrases)
    gram = kernel(support, support) + _SPELLING * (letters @ letters.T).toarray() + _RIDGE * np.eye(len(support))
    return Teacher(support, np.linalg.solve(gram, strengths).astype(np.float32), mean, spelling, letters)


def centred(embeddings: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Embeddings without what all phrases share, as unit vectors."""
    shifted = embeddings - mean
    return (shifted / np.linalg.norm(shifted, axis=1, keepdims=True).clip(1e-6)).astype(np.float32)


def kernel(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Gaussian kernel of unit vectors (M, E), (N, E) -> (M, N)."""
    return np.exp(-_SHARPNESS * (2.0 - 2.0 * a @ b.T))


def embed_phrases(
    phrases: Sequence[str], cache: Path, on_part: Callable[[int, int], None] = lambda done, total: None
) -> np.ndarray:
    """(N, 384) of each phrase, said of a person; kept in `cache` between runs."""
    known: dict[str, np.ndarray] = {}
    if cache.exists():
        with np.load(cache, allow_pickle=False) as stored:
            known = dict(zip(stored["phrases"].tolist(), stored["embeddings"], strict=True))
    missing = [phrase for phrase in dict.fromkeys(phrases) if phrase not in known]
    if missing:
        model = SentenceModel()
        missing.sort(key=len)
        part = 4096
        for first in range(0, len(missing), part):
            some = missing[first : first + part]
            rows = model.embed([TEMPLATE.format(phrase) for phrase in some])
            known.update(zip(some, rows.astype(np.float16), strict=True))
            cache.parent.mkdir(parents=True, exist_ok=True)
            np.savez(cache, phrases=np.array(list(known)), embeddings=np.stack(list(known.values())))
            on_part(min(first + part, len(missing)), len(missing))
    return np.stack([known[phrase] for phrase in phrases]).astype(np.float32)
