"""The words of a text and the actions among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .courses import NUMBERS
from .tables import Action, actions, found_at, manners

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:\.\d+)?")
_ARTICLES = frozenset("a an the his her their its my your our some another".split())  # noqa: SIM905
_LIGHT = frozenset("do does doing did make makes making give gives giving take takes taking perform performs".split())  # noqa: SIM905
"""a noun after one of these and an article is what is done, as in "does a cartwheel"""
_PARTICLES = frozenset(("up", "down", "on", "off", "over", "out", "in"))
_OF_A_LIMB = frozenset(("left", "right", "both", "two"))
_BETWEEN = _OF_A_LIMB | frozenset("forward forwards ahead back backward backwards".split())  # noqa: SIM905
"""what may stand behind the first word of an action, and is told by itself"""
_OF_BODY = frozenset("head face back hand hands foot feet chest hip hips shoulder shoulders".split())  # noqa: SIM905
"""what is no action behind an article: "behind the head" """
_OBJECT = 3
"""words that may stand between a verb and its particle"""


@dataclass(frozen=True)
class Word:
    text: str
    noun: bool
    """whether an article stands before it, so that "a box" is not what boxers do"""


@dataclass(frozen=True)
class Done:
    """An action and which words of a text it is."""

    action: Action
    first: int
    count: int
    apart: tuple[int, ...] = ()
    """words of it that stand behind others, as the particle of "picks a ball up" """

    @property
    def places(self) -> tuple[int, ...]:
        return (*range(self.first, self.first + self.count), *self.apart)


def words_in(text: str) -> list[Word]:
    """Lower-case words and numbers without articles; hyphens part words."""
    found = _WORD.findall(text.lower().replace("’", "'"))
    out: list[Word] = []
    for at, word in enumerate(found):
        if word not in _ARTICLES:
            before = at - 1 if at > 1 and (found[at - 1],) in manners() else at  # "a heavy box"
            noun = before > 0 and found[before - 1] in _ARTICLES and not (before > 1 and found[before - 2] in _LIGHT)
            out.append(Word(word, noun))
    return out


def actions_in(words: Sequence[Word], nouns: bool = True) -> list[Done]:
    """In their order; a noun counts where no verb does, if it may at all."""
    return _found(words, False) or (_found(words, True) if nouns else [])


def _found(words: Sequence[Word], nouns: bool) -> list[Done]:
    plain, at, found = [word.text for word in words], 0, []
    while at < len(words):
        phrase, count = found_at(plain, at, actions())
        apart: tuple[int, ...] = ()
        if sided := _sided(plain, at, count):
            phrase, apart, count = *sided, 1
        elif count < 2 and (parted := _parted(plain, at)):
            phrase, apart, count = *parted, 1
        if count and (not words[at].noun or (nouns and plain[at] not in _OF_BODY)):
            found.append(Done(actions()[phrase], at, count, apart))
        at += max(count, 1)
    return found


def counted(words: Sequence[Word], done: Sequence[Done]) -> tuple[float, frozenset[int]]:
    """How often something is done as its name says, "five squats", 1 where nothing is said; and which words say so."""
    for each in done:
        at = each.first - 1
        if at >= 0 and (words[at].text in NUMBERS or words[at].text.isdigit()):
            return NUMBERS.get(words[at].text) or float(words[at].text), frozenset((at,))
        if at >= 1 and words[at].text == "of" and words[at - 1].text in NUMBERS:
            return NUMBERS[words[at - 1].text], frozenset((at, at - 1))
    return 1.0, frozenset()


def _sided(words: Sequence[str], at: int, count: int) -> tuple[tuple[str, ...], tuple[int, ...]] | None:
    """ "lift arm" of "lifts the left arm", "hop on one leg" of "hops back on one leg", and where its other words are,
    but for a limb whose side is said; None where the words behind make no longer action."""
    if at + 2 >= len(words) or words[at + 1] not in _BETWEEN:
        return None
    phrase, more = found_at((words[at], *words[at + 2 : at + 5]), 0, actions())
    if more <= max(count, 1):
        return None
    return phrase, () if words[at + 1] in _OF_A_LIMB else tuple(range(at + 2, at + 1 + more))


def _parted(words: Sequence[str], at: int) -> tuple[tuple[str, ...], tuple[int, ...]] | None:
    """ "pick up" of "picks a ball up", whose object stands between, and where "up" is; None where there is none."""
    for place in range(at + 2, min(at + 2 + _OBJECT, len(words))):
        if words[place] in _PARTICLES:
            phrase, count = found_at((words[at], words[place]), 0, actions())
            return (phrase, (place,)) if count == 2 else None
        if found_at(words, place - 1, actions())[1]:
            return None
    return None
