"""A text in the words by which the looks encoder learns: of phrases that stand for the same the first of its table, so
that "a privateer" is a pirate, and of words that are only near to one of a table that one: "a habergeon" is a hauberk.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from ..look_vocabulary import NEAR, Phrase, Role, near_pieces, near_roles, roles, things
from ..tokens import ANYBODY, PEOPLE
from .phrases import match, words_in
from .who import CLOTHES, SOFT, sex_said

_WORN = frozenset((lead, article) for lead in ("in", "wearing") for article in ("a", "an", "the", "his", "her"))
_SEXES = {"f": "female", "m": "male"}


def in_known_words(text: str) -> str:
    """The text, lower case, with each phrase for a role or for what is worn replaced by the name of what it stands for
    or is nearest to. Words for people themselves stay, for they tell sex and age; so do those that no table has."""
    words, said, at = words_in(text), [], 0
    while at < len(words):
        length, name = _named(words, at)
        said.append(name if length else words[at])
        at += max(length, 1)
        if length and words[at : at + 1] and words[at] in CLOTHES and tuple(said[-3:-1]) in _WORN:
            said[-3:-1] = ["dressed", "as", "a"]  # in a nurse's uniform
            at += 1
    return " ".join(said).replace(" ,", ",")


def _named(words: Sequence[str], at: int) -> tuple[int, str]:
    """How many words from there on are one phrase of a table, and the name of what it stands for; (0, "") for none."""
    role, role_key = match(words, at, roles())
    thing, thing_key = match(words, at, things())
    near_role, near_role_key = match(words, at, near_roles())
    near_thing, near_thing_key = match(words, at, near_pieces())
    if near_role and near_roles()[near_role_key].score < NEAR:
        near_role = 0
    if near_thing and near_pieces()[near_thing_key].score < NEAR:
        near_thing = 0
    longest = max(role, thing, near_role, near_thing)
    said = tuple(words[at : at + longest])
    if not longest or all(word in ANYBODY or word in PEOPLE for word in said):
        return 0, ""
    if thing == longest and (role < longest or (said in things() and said not in roles())):
        return longest, _thing_names()[thing_key]
    if role == longest:
        return longest, _role_name(said, roles()[role_key], " ".join(said))
    if near_thing == longest:
        return longest, _thing_names()[_key(near_pieces()[near_thing_key].word, things())]
    near = near_roles()[near_role_key].word
    return longest, _role_name(said, roles()[_key(near, roles())], near)


def _role_name(said: Phrase, role: Role, phrase: str) -> str:
    """The name of a role, with the sex that the words say and the name does not; its phrase where it only tells who
    somebody is by age or kin."""
    if role.name in SOFT:
        return phrase
    sex = sex_said(said)
    return f"{_SEXES[sex]} {role.name}" if sex and sex_said(role.name.split()) != sex else role.name


@functools.cache
def _thing_names() -> Mapping[Phrase, str]:
    """Phrases of what is worn -> the first one of the table that stands for the same."""
    first: dict[str, str] = {}
    return {phrase: first.setdefault(repr(thing.items), " ".join(phrase)) for phrase, thing in things().items()}


def _key(phrase: str, table: Mapping[Phrase, object]) -> Phrase:
    return match(words_in(phrase), 0, table)[1]
