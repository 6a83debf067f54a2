"""Where word sliders stand: -1 to 1 by word, as in `"broad shoulders"=0.6 fat=-0.3`."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from .errors import BadRequest
from .written import Written, written

MOST_WORDS, MOST_CHARACTERS = 64, 80
_ONE = re.compile(r"\s*([^=]*?)\s*=\s*([-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+))(?=\s|,|;|$)[\s,;]*")
_HINT = 'Write it like fat=-0.3 "broad shoulders"=0.6: a word, and a number from -1 to 1.'


def word_values() -> Any:
    """The field of a request that says where word sliders shall stand."""
    return written(Written(read_words, words_in_file, check_words))


def check_words(values: Mapping[str, float]) -> None:
    """Raises BadRequest for words that are none, too many of them, and numbers beyond the ends."""
    check_keys(values)
    for word, value in values.items():
        if not (math.isfinite(value) and -1.0 <= value <= 1.0):
            raise BadRequest(f'The word slider "{word[:60]}" is {value:g}.', "Give a number from -1 to 1.")


def check_keys(words: Iterable[str]) -> None:
    """Raises BadRequest for words that are none, and for too many."""
    known = list(words)
    if len(known) > MOST_WORDS:
        raise BadRequest(f"{len(known)} word sliders are given.", f"At most {MOST_WORDS} can stand beside one another.")
    for word in known:
        if not word.strip() or not word.isprintable() or "=" in word:
            raise BadRequest(f"{word[:60]!r} is no word.", _HINT)
        if len(word) > MOST_CHARACTERS:
            raise BadRequest(f"{word[:60]!r} … is too long.", f"Say it in at most {MOST_CHARACTERS} characters.")


def read_words(written_ones: Iterable[str]) -> dict[str, float]:
    """("broad shoulders=0.6", "fat=-0.3") -> {"broad shoulders": 0.6, "fat": -0.3}. Raises BadRequest."""
    found: dict[str, float] = {}
    for text in written_ones:
        place = 0
        while place < len(text):
            one = _ONE.match(text, place)
            word = " ".join(one[1].strip("\"' ").split()) if one else ""
            if one is None or not word:
                raise BadRequest(f"{text[:60]!r} is no word slider.", _HINT)
            if word in found:
                raise BadRequest(f'The word "{word[:60]}" is given twice.', "Give it once.")
            found[word] = float(one[2].replace(",", "."))
            place = one.end()
    return found


def words_in_file(plain: Any) -> Any:
    return read_words([plain]) if isinstance(plain, str) else plain
