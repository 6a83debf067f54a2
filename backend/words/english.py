"""Which words of a prompt are English, and which language the others seem to be.

A word is English where the encoder's vocabulary, the lexicon or a table knows it. "die", "man" and "hat" are words of
German too: they count as such only in a prompt that is mostly German.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assets import asset
from backend.assets.reading import own_file, read_lines

from .lexicon import stem, words
from .look_vocabulary import all_words as looks_words
from .tables import table
from .tokens import UNITS
from .vocabulary import FUNCTION_WORDS

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_MOSTLY = 0.5
_FOREIGN = "words of other languages"
_ENDINGS = frozenset(("s", "t", "re", "ll", "ve", "d", "m"))


@dataclass(frozen=True)
class Foreign:
    """words: those that are not English, as the prompt has them. language: the one that most of the prompt is in, or
    that all of them are of; "" where that is not clear. mostly: whether little of the prompt is English."""

    words: tuple[str, ...] = ()
    language: str = ""
    mostly: bool = False


def foreign_words(prompt: str) -> Foreign:
    """What of a prompt is not English. A name ("like Schwarzenegger") is no word of another language."""
    said = _WORD.findall(prompt)
    if not said:
        return Foreign()
    lower = [word.lower().replace("’", "'") for word in said]
    strange = [word for word in lower if not is_english(word)]
    languages = _languages()
    clear = Counter(name for word in set(strange) for name in languages.get(word, ()))
    all_words = Counter(name for word in set(lower) for name in languages.get(word, ()))
    language = max(clear, key=lambda name: (clear[name], all_words[name]), default="")
    belongs = [not is_english(word) or language in languages.get(word, ()) for word in lower]
    mostly = bool(language) and sum(belongs) > _MOSTLY * len(lower)
    if mostly:
        return Foreign(_once(said, belongs), language, True)
    names = _names(prompt, said)
    odd = [
        len(word) > 1 and not is_english(word) and (not name or bool(languages.get(word)))
        for word, name in zip(lower, names, strict=True)
    ]
    if any(odd):  # "a strong man mit Bart"
        plain = FUNCTION_WORDS | words() | _listed()
        odd = [
            strange or (language in languages.get(word, ()) and word not in plain)
            for strange, word in zip(odd, lower, strict=True)
        ]
    found = _once(said, odd)
    known = all(language in languages.get(word.lower(), ()) for word in found)
    return Foreign(found, language if found and known else "")


def is_english(word: str) -> bool:
    """Whether a lower-case word, or what it is made from, is one that Galatea knows in English."""
    known = _english()
    if word in known:
        return True
    if word in _languages():
        return False
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))  # "naïve"
    parts = [part for part in re.split(r"['-]", plain) if part]
    return all(part in known or stem(part) in known or part in _ENDINGS for part in parts)


@functools.cache
def _english() -> frozenset[str]:
    vocabulary = read_lines(asset("encoder", "vocabulary.txt"), "encoder's vocabulary")
    own = FUNCTION_WORDS | words() | _listed()
    return frozenset(vocabulary) | own | {stem(word) for word in own}


@functools.cache
def _listed() -> frozenset[str]:
    tables = (("unshown", 3), ("things", 2), ("origins", 6), ("ages", 3), ("hair", 1))
    return (
        UNITS
        | {"bmi", "yo"}
        | frozenset(looks_words())
        | {word for name, columns in tables for key in table(name, columns) for word in key}
    )


@functools.cache
def _languages() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    path = asset("lexicon", "foreign.tsv")
    lines = read_lines(path, _FOREIGN)
    with own_file(path, _FOREIGN):
        for line in lines:
            if line and not line.startswith("#"):
                word, language = line.split("\t")
                found.setdefault(word, set()).add(language)
    return {word: frozenset(languages) for word, languages in found.items()}


def _names(prompt: str, said: Sequence[str]) -> list[bool]:
    """Whether each word is written as a name: with a capital, not first, in a prompt that is not all capitals."""
    shout = prompt.isupper()
    capital = [not shout and word[:1].isupper() and len(word) > 1 for word in said]
    # "Albert Einstein"; a single capital at the beginning tells nothing
    first = [capital[0] and all(capital[:2])]
    return [*first, *capital[1:]]


def _once(said: Sequence[str], take: Sequence[bool]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.lower() for word, taken in zip(said, take, strict=True) if taken))
