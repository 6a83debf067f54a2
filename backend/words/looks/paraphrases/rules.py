"""Rules of ways of telling: patterns in a text of lower case, and what is read in their place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from ...look_vocabulary import colours

Instead = str | Callable[[re.Match[str]], str]
Rules = tuple[tuple[re.Pattern[str], Instead], ...]
WHOSE = "(?:his|her|their|the)"
# colours that skin has of itself
_NATURAL = frozenset(
    """black brown white tan beige olive dark light bronze copper golden fair pink ivory cream chocolate honey caramel
    ebony nut chestnut mahogany cinnamon amber sand sandy pale""".split()  # noqa: SIM905
)


def compiled(rules: Iterable[tuple[str, Instead]]) -> Rules:
    """Patterns, each from the beginning of a word to the end of one, and what to read in their place."""
    return tuple((re.compile(rf"\b{pattern}\b"), instead) for pattern, instead in rules)


def read_by(rules: Rules, text: str) -> str:
    """The text with what each rule finds in it told as that says, one rule after another."""
    for pattern, instead in rules:
        text = pattern.sub(instead, text)
    return text


def one_colour(*, natural: bool = True) -> str:
    """A pattern of any colour of one word, the longest first. natural: also of those that skin has of itself."""
    named = {key[0] for key in colours() if len(key) == 1} - (frozenset() if natural else _NATURAL)
    return f"(?:{'|'.join(sorted(named, key=lambda name: (-len(name), name)))})"
