"""A text in words that tables hold by hand, for an encoder that has learned those: "a kimono" stays, "a habergeon" is
a hauberk."""

from __future__ import annotations

from ..look_vocabulary import NEAR, near_pieces, near_roles, roles, things
from .phrases import match, words_in


def in_known_words(text: str) -> str:
    """The text with each word for a role or for what is worn that is only near to one of the tables replaced by that
    one; the text itself where there is none."""
    words, said, at = words_in(text), [], 0
    replaced = False
    while at < len(words):
        known = max(match(words, at, table)[0] for table in (things(), roles()))
        length, near = max(
            ((n, table[key].word) for table in (near_pieces(), near_roles())
             for n, key in [match(words, at, table)] if n > known and table[key].score >= NEAR),
            default=(0, ""),
        )  # fmt: skip
        said += [near] if length else words[at : at + max(known, 1)]
        replaced |= bool(length)
        at += max(length, known, 1)
    return " ".join(said).replace(" ,", ",") if replaced else text
