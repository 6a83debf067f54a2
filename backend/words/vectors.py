"""What English words mean to movement, as vectors that `galatea bake word-vectors` makes; read without torch.

Two words whose vectors have a high cosine mean much the same ("stroll", "walk"). Inflected forms ("sat", "waving")
stand for the word that they are made from.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assets import asset
from backend.assets.reading import own_file, read_arrays

_WHAT = "table of word vectors"
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
STOP_WORDS = frozenset(
    """a an the this that these those some any each every all and or but nor so yet if as than then else of for with
    without by from at to in is are was were be been being am do does did done doing have has had having will would
    shall should can could may might must let just only also too very really quite rather i me my mine you your he him
    his she her hers it its we us our they them their who whom whose which what how when while where there here not no
    someone somebody person people man woman human figure character body something anything way s t""".split()  # noqa: SIM905
)
"""words that carry a sentence and say nothing of a movement"""
_ENDINGS = (("ies", "y"), ("ied", "y"), ("ily", "y"), ("es", ""), ("s", ""), ("ing", ""), ("ed", ""), ("ly", ""))


@dataclass(frozen=True, eq=False)
class WordVectors:
    """The table. N words, K numbers each."""

    words: tuple[str, ...]
    vectors: np.ndarray
    """(N, K) float32, unit length"""
    forms: Mapping[str, str]
    """irregular form -> its word, as "sat" -> "sit" """

    @cached_property
    def _place(self) -> Mapping[str, int]:
        return {word: at for at, word in enumerate(self.words)}

    @property
    def width(self) -> int:
        return self.vectors.shape[1]

    def known(self, word: str) -> str:
        """The word of the table that a word is, or is a form of; "" where there is none."""
        word = word.lower().replace("’", "'").removesuffix("'s")
        for form in (word, self.forms.get(word, ""), *bases(word)):
            if form in self._place:
                return form
        return ""

    def vector(self, word: str) -> np.ndarray | None:
        """(K,) float32 of unit length; None for a word that is not known."""
        found = self.known(word)
        return self.vectors[self._place[found]] if found else None

    def mean(self, text: str) -> np.ndarray:
        """(K,) float32: the mean of the vectors of the words that say something; zeros where there are none."""
        found = [vector for word in content_words(text) if (vector := self.vector(word)) is not None]
        return np.stack(found).mean(axis=0).astype(np.float32) if found else np.zeros(self.width, np.float32)

    def unknown(self, text: str) -> list[str]:
        """The words of a text that the table lacks, in their order."""
        return [word for word in content_words(text) if not self.known(word)]

    def nearest(self, word: str, among: Collection[str] | None = None, most: int = 3) -> list[tuple[str, float]]:
        """The words of the table that are nearest in meaning, with their cosine, the best first.

        A word that is not known is compared by its spelling instead ("wawing" with "waving"). among: only words of
        these, as they are written there; the word itself is never one of them.
        """
        own = self.known(word)
        pairs = [(each, self.known(each)) for each in (self.words if among is None else sorted(among))]
        pairs = [(each, base) for each, base in pairs if base and each != word.lower() and base != own]
        if not pairs:
            return []
        if not own:
            near = difflib.get_close_matches(word.lower(), [each for each, _ in pairs], most, 0.6)
            return [(each, round(difflib.SequenceMatcher(None, word.lower(), each).ratio(), 3)) for each in near]
        rows = self.vectors[[self._place[base] for _, base in pairs]] @ self.vectors[self._place[own]]
        return [(pairs[at][0], float(rows[at])) for at in np.argsort(-rows)[:most]]


@functools.cache
def word_vectors() -> WordVectors:
    """The bundled table. Raises BadFile where it is damaged.

    Models of motion are taught with it: vectors of another table tell them nothing.
    """
    path = asset("motion", "words.npz")
    arrays = read_arrays(path, _WHAT)
    with own_file(path, _WHAT):
        vectors = arrays["vectors"].astype(np.float32) * arrays["scale"]
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        forms = dict(line.split(" ", 1) for line in _lines(arrays["forms"]))
        table = WordVectors(tuple(_lines(arrays["words"])), vectors, forms)
        if len(table.words) != len(vectors):
            raise ValueError("words and vectors are not as many")
    return table


def content_words(text: str) -> list[str]:
    """The lower-case words of a text that may speak of a movement, in their order; hyphens part words."""
    return [word for word in _WORD.findall(text.lower().replace("’", "'")) if word not in STOP_WORDS]


def packed(lines: Sequence[str]) -> np.ndarray:
    """Lines as bytes of a file."""
    return np.frombuffer("\n".join(lines).encode("ascii"), np.uint8)


def _lines(content: np.ndarray) -> list[str]:
    return content.tobytes().decode("ascii").splitlines()


@functools.cache
def bases(word: str) -> tuple[str, ...]:
    """What a regular form may be made from: "waving" from "wave", "running" from "run"."""
    found = []
    for ending, instead in _ENDINGS:
        rest = word.removesuffix(ending)
        if rest == word or len(rest) < 2 or (ending == "s" and rest.endswith("s")):
            continue
        found += [rest + instead]
        if ending in ("ing", "ed"):
            found += [rest + "e", *([rest[:-1]] if rest[-1] == rest[-2] else [])]
        elif ending == "ly":
            found += [rest + "le", rest + "l"]
    return tuple(found)
