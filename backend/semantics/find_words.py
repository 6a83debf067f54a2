"""Which mapper has a word: one that comes with the body, one that is named, or one that is made of the word at once."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass

from backend.body import BodyData
from backend.clip import Encoder, load_encoder
from backend.protocol.codec import closest
from backend.protocol.errors import BadRequest

from .any_word import sights_of, word_mapper
from .known import bundled_mappers, load_mapper
from .mapper import Mapper
from .spaces import SPACES

Load = Callable[[str], Mapper]
"""the mapper of a name; a worker keeps those that it has loaded"""
AT_ONCE = "at once"
"""in the name of the mapper of a word that was made at once: "anny, at once: fierce" """

_NEAR = 0.8
"""how alike a word must be to one of a mapper that may have been meant"""


@dataclass(frozen=True)
class Word:
    """key: as a request names it; word: as its mapper does."""

    key: str
    word: str
    mapper: str
    space: str


def at_once(body: str, word: str, space: str = "") -> str:
    """The name of the mapper of a word that was made at once."""
    return f"{body}, {AT_ONCE}{f' of {space}' if space else ''}: {word}"


def load_any(name: str, encoder: Callable[[], Encoder] = load_encoder) -> Mapper:
    """The mapper of that name or file, or that of a word that is made at once. Raises BadRequest, BadFile."""
    body, made, rest = name.partition(f", {AT_ONCE}")
    if not made:
        return load_mapper(name)
    space, _, word = rest.partition(": ")
    return word_mapper(body, word, encoder, space.removeprefix(" of "))


def mappers_of(body: BodyData, load: Load = load_any) -> tuple[str, ...]:
    """The names of the mappers that come with a body: of its shape, its face and its expression."""
    own = [name for name in bundled_mappers() if load(name).space.body == body.name]
    return tuple(sorted(own, key=lambda name: SPACES.index(load(name).space.name)))


def find_word(body: BodyData, key: str, load: Load = load_any) -> Word:
    """Which mapper has a word: the one named before it, else the first of those that come with the body, else one that
    is made of it. Raises BadRequest where that cannot be."""
    named, _, text = key.rpartition(":")
    wanted = " ".join(text.split()).casefold()
    space = named if named in SPACES else ""
    names = (named,) if named and not space else mappers_of(body, load)
    known: list[str] = []
    for name in names:
        mapper = load(name)
        mapper.check(body)
        for word in mapper.words if space in ("", mapper.space.name) else ():
            if word.casefold() == wanted:
                return Word(key, word, name, mapper.space.name)
        known += mapper.words
    if (space or not named) and sights_of(body.name):
        name = at_once(body.name, wanted, space)
        try:
            mapper = load(name)
        except BadRequest as error:
            near = difflib.get_close_matches(wanted, known, n=1, cutoff=_NEAR)
            hint = f'Did you mean "{near[0]}"? {error.hint}' if near else error.hint
            raise BadRequest(error.message, hint, error.details) from error
        return Word(key, mapper.words[0], name, mapper.space.name)
    if not known:
        raise BadRequest(
            f"No words are known of the body {body.name}.",
            f"Make sliders of words first: galatea semantics make --body {body.name}",
        )
    raise BadRequest(f'There is no word slider "{text[:60]}".', closest(text[:60], known))
