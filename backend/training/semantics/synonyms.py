"""Words that mean the same or the opposite: by WordNet where it is installed, and by the lexicon's own strengths."""

from __future__ import annotations

import functools
from pathlib import Path

import numpy as np

from backend.training.encoder.captions import implied_row
from backend.words.lexicon import implied
from backend.words.wordnet import WORDNET

_FILES = {"noun": "n", "adj": "a", "verb": "v"}
_ALIKE = 0.97


def related(one: str, other: str, folder: Path = WORDNET) -> str:
    """ "synonym", "antonym" or ""."""
    a, b = one.casefold().replace(" ", "_"), other.casefold().replace(" ", "_")
    same, opposite = _relations(folder)
    if b in same.get(a, ()):
        return "synonym"
    if b in opposite.get(a, ()):
        return "antonym"
    x, y = (_strengths(word) for word in (one, other))
    size = np.linalg.norm(x) * np.linalg.norm(y)
    if size > 0 and abs(float(x @ y)) / size > _ALIKE:
        return "synonym" if float(x @ y) > 0 else "antonym"
    return ""


def _strengths(word: str) -> np.ndarray:
    return implied_row(word) if implied(word) else np.zeros(1)


@functools.lru_cache(maxsize=2)
def _relations(folder: Path) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Word -> those in one of its synsets, and -> those that a synset of it names as its opposite."""
    same: dict[str, set[str]] = {}
    opposite: dict[str, set[str]] = {}
    for kind in _FILES:
        file = folder / f"data.{kind}"
        if not file.is_file():
            continue
        synsets: dict[str, tuple[list[str], list[str]]] = {}
        for line in file.read_text(encoding="ascii").splitlines():
            if line.startswith("  "):
                continue
            cells = line.split(" | ")[0].split()
            count = int(cells[3], 16)
            words = [word.split("(")[0].lower() for word in cells[4 : 4 + 2 * count : 2]]
            pointers = cells[5 + 2 * count :]
            against = [pointers[k + 1] for k in range(0, len(pointers) - 3, 4) if pointers[k] == "!"]
            synsets[cells[0]] = (words, against)
        for words, against in synsets.values():
            for word in words:
                same.setdefault(word, set()).update(set(words) - {word})
                for offset in against:
                    opposite.setdefault(word, set()).update(synsets.get(offset, ([], []))[0])
    return same, opposite
