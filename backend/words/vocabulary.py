"""The words that an encoder was taught, and which words of a prompt it therefore cannot place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from backend.assets.reading import read_lines

from .lexicon import builds, stem, words

_WHAT = "encoder's vocabulary"
# Words that carry the sentence, not the person.
FUNCTION_WORDS = frozenset(
    """a an the this that these those some any each every all both one ones two few many much more most less least
    and or but nor so yet if as than then else not no never of in on at to from by for with without within into onto
    over under about above below between among through during before after behind beside besides near like unlike
    around across along against off out up down again once here there where when while who whom whose which what how
    why i me my mine you your yours he him his she her hers it its we us our they them their theirs oneself himself
    herself themselves is are was were be been being am do does did done doing have has had having will would shall
    should can could may might must let just only also too very really quite rather pretty fairly somewhat slightly
    extremely incredibly almost nearly even still ever always often usually sometimes kind sort type bit lot little
    someone somebody anyone anybody person people human figure character guy body face looking look looks looked seems
    seem seeming appears appear appearing showing show shows wearing wears wear having make makes made making
    photo picture image portrait render rendering drawing view front side back close shot full please
    want wants give get 3d model avatar s t""".split()  # noqa: SIM905
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")


@dataclass(frozen=True)
class Vocabulary:
    """Words seen in training, lower case, and the strength of direction under which a word says nothing."""

    taught: frozenset[str]
    unknown_below: float

    def unknown(self, prompt: str, strength_of: Callable[[Sequence[str]], Sequence[float]]) -> list[str]:
        """Words of the prompt that are neither in the lexicon nor taught with a direction of their own."""
        open_words = open_words_of(prompt)
        taught = [word for word in open_words if word in self.taught or stem(word) in self.taught]
        weak = set()
        if taught:
            strengths = strength_of(taught)
            weak = {word for word, strength in zip(taught, strengths, strict=True) if strength < self.unknown_below}
        known = set(taught) - weak
        return [word for word in open_words if word not in known]


def open_words_of(prompt: str) -> list[str]:
    """The words of a prompt, lower case, that carry a meaning and that the lexicon does not know."""
    known = words() | {word for phrase in builds() for word in phrase}
    stems = {stem(word) for word in known}
    asked = list(dict.fromkeys(word.lower().replace("’", "'").removesuffix("'s") for word in _WORD.findall(prompt)))
    return [
        word
        for word in asked
        if word not in FUNCTION_WORDS and word not in known and stem(word) not in stems and not word.isdecimal()
    ]


def read_vocabulary(path: Path, unknown_below: float) -> Vocabulary:
    """One word a line. Raises BadFile."""
    words_of = frozenset(word for line in read_lines(path, _WHAT) for word in line.split())
    return Vocabulary(words_of, float(unknown_below))
