"""The tables of phrases beside the lexicon: one phrase a line, columns parted by tabs, "#" starts a comment."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence

from assets import asset
from backend.assets.reading import read_lines
from backend.protocol.errors import BadFile

from .lexicon import tokens


@functools.cache
def table(name: str, columns: int) -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """assets/lexicon/NAME.tsv as words of the phrase -> its other cells. Raises BadFile with the line that is wrong."""
    path = asset("lexicon", f"{name}.tsv")
    rows: dict[tuple[str, ...], tuple[str, ...]] = {}
    for number, line in enumerate(read_lines(path, "table of words"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        phrase, *cells = line.split("\t")
        key = tuple(tokens(phrase))
        if len(cells) != columns - 1 or not key or key in rows:
            raise BadFile(
                f"{path.name}, line {number}: '{phrase}' is there already, or the line has not {columns} columns.",
                "Correct that line of the table.",
            )
        rows[key] = tuple(cells)
    return rows


def longest(words: Sequence[str], at: int, phrases: Mapping[tuple[str, ...], object], most: int = 5) -> int:
    """How many words from `at` on are a phrase of the table, also in the plural; 0 where none is."""
    for stop in range(min(len(words), at + most), at, -1):
        if key_of(words[at:stop], phrases):
            return stop - at
    return 0


def key_of(words: Sequence[str], phrases: Mapping[tuple[str, ...], object]) -> tuple[str, ...]:
    """The key of the table that these words are, also in the plural; () where there is none."""
    *first, last = words
    for form in (last, *_other_numbers(last)):
        if (key := (*first, form)) in phrases:
            return key
    return ()


@functools.cache
def _other_numbers(word: str) -> tuple[str, ...]:
    forms = []
    for ending, singular in (("ies", "y"), ("ves", "f"), ("es", ""), ("s", "")):
        if word.endswith(ending) and not word.endswith("ss") and len(word) > len(ending) + 2:
            forms.append(re.sub(f"{ending}$", singular, word))
    return tuple(forms)
