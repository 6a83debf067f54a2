"""Words of a prompt that changed nothing and that nothing else told of: each is shown or told."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import cache

from .english import Foreign
from .idioms import without_idioms
from .lexicon import INTENSIFIERS, find, stem
from .look_vocabulary import BORDERS, colours, materials, plain, roles, things
from .looks.leads import LEADS
from .looks.unread import PLAIN
from .looks.who import CLOTHES
from .moving.tables import actions
from .number_words import NUMBERS
from .prompt import Prompt
from .tables import table
from .tokens import ANYBODY, ARTICLES, BODY_PARTS, NO_THINGS, PEOPLE, UNITS
from .vectors import bases
from .vocabulary import FUNCTION_WORDS

_WORD = re.compile(r"[^\W_]+(?:'[^\W\d_]+)?|[.,;:!?()/]")
_WITH_A_THING = re.compile(
    r"\bwith (?:(?:an?|the|his|her|their) )?(?:[a-z]+[ -]){0,3}?([a-z]+)"
    r"(?=\s*$|[,.;)]| (?:and|in|on|at|who|wearing|from)\b)"
)
# they carry a sentence or say where, how often or of what kind, and nothing of somebody
_CARRY = frozenset(
    """style styled kind type version inspired themed dressed wearing early late mid year years old aged aging young era
    century age ages bc ad circa themed like full half part pair set made matching visible only day night today modern
    name named called torso bare both hundred thousand teens twenties thirties forties fifties sixties seventies
    eighties nineties first second third world left right upper lower front back side top bottom middle standing stands
    stand new""".split()  # noqa: SIM905
)


def silent_words(text: str, prompt: Prompt, read: Collection[str], placed: Collection[str]) -> list[str]:
    """Phrases of a text whose words were read by nobody.

    read: words that looks were read from, or that are told already. placed: what an encoder knows a direction of.
    """
    of_somebody = {word for word in placed if not _is_done(word)} - _things_with(text)
    known = {stem(word) for word in _known(prompt, read, of_somebody)} | {plain(word) for word in read}
    found: list[list[str]] = [[]]
    for word in _WORD.findall(without_idioms(text).lower().replace("’", "'")):
        whole = plain(word)
        if not word[0].isalnum() or whole in FUNCTION_WORDS | ARTICLES or whole in known or stem(whole) in known:
            found.append([])
        elif not _carries(whole):
            found[-1].append(whole)
    return list(dict.fromkeys(" ".join(part) for part in found if any(word not in BODY_PARTS for word in part)))


def _is_done(word: str) -> bool:
    """Whether it tells what somebody does with the body ("sitting"): an encoder finds a direction in that as well,
    which is no pose."""
    return word.endswith("ing") and any((base,) in actions() for base in bases(word))


def _things_with(text: str) -> set[str]:
    """The nouns that end what "with" leads to: an encoder makes a direction of them, which shows no such thing."""
    return {found[1] for found in _WITH_A_THING.finditer(text.lower().replace("\u2019", "'"))} - BODY_PARTS


def told_of_silent(phrases: Iterable[str]) -> list[str]:
    """The sentence that the user is told of them."""
    listed = ", ".join(phrases)
    return [f"Nothing of the figure shows these words: {listed}."] if listed else []


def _known(prompt: Prompt, read: Collection[str], placed: Collection[str]) -> set[str]:
    """Words that the body, its facts and what is told already have read."""
    foreign: Foreign = prompt.foreign
    phrases = [*prompt.unshown, *foreign.words, *placed, *read]
    phrases += [entry.phrase for entry, _ in find(prompt.about)]
    phrases += [] if prompt.origin is None else prompt.origin.words
    return {plain(word) for phrase in phrases for word in _WORD.findall(phrase.lower())}


def _carries(word: str) -> bool:
    others: Mapping[str, object] = INTENSIFIERS
    if (
        word in _CARRY
        or word in NUMBERS
        or word in UNITS | ANYBODY | PEOPLE | PLAIN | CLOTHES | BORDERS
        or word in others
        or word[0].isdigit()
    ):
        return True
    if word in _of_patterns() or word.removesuffix("s") in BORDERS:
        return True
    if (word,) in things():  # it says again what a thing beside it is: "a bisht cloak"
        return True
    if (word,) in colours() or (word,) in roles() or (word,) in table("origins", 6) or (word,) in table("ages", 3):
        return True
    return (word in NO_THINGS and word not in BODY_PARTS) or (word,) in LEADS or word.endswith("ly")


@cache
def _of_patterns() -> frozenset[str]:
    """The words for what is printed on cloth, which are shown where they stand behind it: "with polka dots"."""
    return frozenset(word for phrase, told in materials().items() if "pattern" in told for word in phrase)
