"""What a text says of moods, and the face that somebody makes with them."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from backend.protocol.sliders import ARKIT_52

from ..lexicon import Entry, lexicon
from ..vectors import bases
from .courses import DIRECTIONS
from .done import Word, words_in
from .tables import found_at


def moods(words: Sequence[Word]) -> list[tuple[Entry, int, int]]:
    """Expressions of the lexicon in a text, with first word and count of words; "laughs" is one who is laughing."""
    plain, at, found = [word.text for word in words], 0, []
    while at < len(plain):
        exact, doing = _expressions()
        longest = range(min(4, len(plain) - at), 0, -1)
        count = next((count for count in longest if tuple(plain[at : at + count]) in exact), 0)
        if not count and plain[at].endswith("ly"):
            count = int(any((base,) in exact for base in bases(plain[at])))
            entry = next((exact[base,] for base in bases(plain[at]) if (base,) in exact), None)
        else:
            entry = exact.get(tuple(plain[at : at + count]))
        phrase, more = found_at(plain, at, doing)
        if more > count:
            entry, count = doing[phrase], more
        if entry is not None:
            found.append((entry, at, count))
        at += max(count, 1)
    return found


@functools.cache
def _expressions() -> tuple[Mapping[tuple[str, ...], Entry], Mapping[tuple[str, ...], Entry]]:
    """By their words without articles; and those that are done, by the verb: "grin broadly" of "grinning broadly"."""
    exact: dict[tuple[str, ...], Entry] = {}
    doing: dict[tuple[str, ...], Entry] = {}
    for key, entry in lexicon().by_tokens.items():
        if entry.kind == "expression" and not set(key) <= DIRECTIONS:
            key = tuple(word.text for word in words_in(" ".join(key)))
            exact.setdefault(key, entry)
            if key and key[0].endswith("ing"):
                doing |= {(base, *key[1:]): entry for base in bases(key[0]) if (base, *key[1:]) not in doing}
    return exact, doing


def face_of(words: Sequence[Word]) -> dict[str, float]:
    """Face key -> 0..1 of the moods in a text."""
    out: dict[str, float] = {}
    for entry, _, _ in moods(words):
        for name, value in entry.implies.items():
            if name in ARKIT_52 and value > out.get(name, 0.0):
                out[name] = float(min(value, 1.0))
    return out
