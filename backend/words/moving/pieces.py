"""A text cut into what is done one after the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .tables import Action, actions, found_at, manners

_THEN = re.compile(
    r"\s*(?:[.;!?\n]+(?!\d)|,?\s*\b(?:and\s+)?"
    r"(?:then|afterwards?|after that|thereafter|next(?! to)|finally|followed by|before)\b,?)\s*"
)
_AFTER = re.compile(r"^\s*after\s+(.+?),\s*(.+)$")
_BEFORE = re.compile(r"^\s*before\s+(.+?),\s*(.+)$")
_LINK = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s+(?:while|as)\s+")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:\.\d+)?")
_ARTICLES = frozenset("a an the his her their its my your our some another".split())  # noqa: SIM905
_LIGHT = frozenset("do does doing did make makes making give gives giving take takes taking perform performs".split())  # noqa: SIM905
"""a noun after one of these and an article is what is done, as in "does a cartwheel"""
_PARTICLES = frozenset(("up", "down", "on", "off", "over", "out", "in"))
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


def actions_in(words: Sequence[Word]) -> list[Done]:
    """In their order; a noun counts where no verb does."""
    return _found(words, False) or _found(words, True)


def _found(words: Sequence[Word], nouns: bool) -> list[Done]:
    plain, at, found = [word.text for word in words], 0, []
    while at < len(words):
        phrase, count = found_at(plain, at, actions())
        if count < 2 and (parted := _parted(plain, at)):
            phrase, count = parted, 1
        if count and (nouns or not words[at].noun):
            found.append(Done(actions()[phrase], at, count))
        at += max(count, 1)
    return found


def _parted(words: Sequence[str], at: int) -> tuple[str, ...]:
    """ "pick up" of "picks a ball up", whose object stands between; () where there is none."""
    for place in range(at + 2, min(at + 2 + _OBJECT, len(words))):
        if words[place] in _PARTICLES:
            phrase, count = found_at((words[at], words[place]), 0, actions())
            return phrase if count == 2 else ()
        if found_at(words, place - 1, actions())[1]:
            return ()
    return ()


def pieces(text: str) -> list[str]:
    """What is done one after the other, in order; what is done meanwhile stays together.

    "walks forward while waving" is one piece, "sits down and stands up" two, and "walks and turns left" one.
    """
    text = " ".join(text.lower().replace("’", "'").split())
    if turned := _AFTER.match(text):
        text = f"{turned[1]} then {turned[2]}"
    elif turned := _BEFORE.match(text):
        text = f"{turned[2]} then {turned[1]}"
    return [part for piece in _THEN.split(text) for part in _in_order(piece)]


def _in_order(piece: str) -> list[str]:
    """A sentence cut where a second action follows a first that it cannot go with."""
    out, start, link = [""], 0, ""
    for found in [*_LINK.finditer(piece), None]:
        stop = found.start() if found else len(piece)
        clause = piece[start:stop]
        if _follows(out[-1], clause, link):
            out.append(clause)
        else:
            out[-1] += link + clause
        if found:
            start, link = found.end(), found.group()
    return [each.strip() for each in out if each.strip(" ,")]


def _follows(first: str, clause: str, link: str) -> bool:
    """Whether a clause is done after the first one, rather than meanwhile."""
    words = words_in(clause)
    one, other = actions_in(words_in(first)), _found(words, False)
    if not one or not other or re.search(r"\b(while|as)\b", link):
        return False
    if words[other[0].first].text.endswith("ing"):
        return False
    before, now = [done.action.kind for done in one], other[0].action.kind
    if now == "turn":
        return "way" not in before
    return not (set(before) <= {"way", "turn"} and now == "hand" and "," not in link)
