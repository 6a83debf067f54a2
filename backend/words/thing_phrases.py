"""A thing in a prompt with all that belongs to it: adjectives, article, "who is wearing", "on his head".

Functions add the numbers of tokens to `cut`: the set of what an encoder shall not read.
"""

from __future__ import annotations

import functools

from .lexicon import INTENSIFIERS, lexicon
from .look_vocabulary import colours as worn_colours
from .tokens import LEADS, UNITS, Role, Token

_WHO = frozenset(("who", "that", "which", "is", "are"))
_NONE = frozenset("no without not never isn't".split())  # noqa: SIM905
_SIDES = frozenset(("left", "right", "upper", "lower", "bare", "big"))
_ON, _WHOSE = (
    frozenset(("on", "over", "around", "across", "in", "upon", "at", "under")),
    frozenset(("his", "her", "their", "its")),
)


@functools.cache
def colours() -> frozenset[str]:
    """Words that colour something in the lexicon, or what is worn."""
    of_bodies = {key[0] for key in lexicon().by_tokens if len(key) == 2 and key[1] in ("hair", "suit", "eyes")}
    return frozenset(of_bodies | {key[0] for key in worn_colours() if len(key) == 1})


def cut_thing(found: list[Token], start: int, stop: int, cut: set[int], instead: dict[int, str]) -> int:
    """Cut out a thing with what describes it and leads to it; the first token of its name."""
    first = start
    while first and _describes(found, first - 1, found[start].category):
        first -= 1
    coloured = [i for i in range(first, start) if found[i].word in colours()]
    if found[start].category == "hairstyle" and coloured:
        cut |= set(range(first, stop)) - set(coloured)
        instead[start] = "hair"
        cut_articles(found, first, cut)
        return start
    cut |= set(range(first, stop))
    cut_lead(found, first, stop, cut)
    behind = found[stop : stop + 4]  # "a hat on his head", "a scar across his left cheek"
    if len(behind) > 2 and behind[0].word in _ON and behind[1].word in _WHOSE and behind[2].role is not Role.PERSON:
        cut |= set(range(stop, stop + (4 if behind[2].word in _SIDES and len(behind) > 3 else 3)))
    return first


def is_lacking(found: list[Token], first: int, start: int, cut: set[int]) -> bool:
    """Whether the words say that a thing is not there: "no beard", "without a hat", "not wearing glasses"."""
    negated = [i for i in range(max(0, first - 3), start) if found[i].word in _NONE]
    cut |= {i for i in negated if i + 1 in cut}
    return bool(negated)


def _describes(found: list[Token], at: int, category: str) -> bool:
    """Whether a token before a thing is an adjective of it."""
    token, before = found[at], found[at - 1] if at else None
    article = before is not None and before.role is Role.ARTICLE
    if token.word in colours():
        return True
    if token.role is Role.NUMBER or token.word in UNITS:  # "a 1.5 m sword", not "95 kg, beard"
        return any(t.role is Role.ARTICLE for t in found[max(0, at - 2) : at])
    if token.word in ("male", "female"):
        return False
    if token.role is Role.WORD:
        return not token.word.endswith("ing") or article or (before is not None and before.role is Role.LEAD)
    if token.role is Role.KNOWN and token.entry is not None:
        mood = token.entry.kind == "expression" or token.entry.form != "adj"
        return not mood or article or (category == "animal" and token.entry.form == "adj")
    if token.role is Role.AND:
        return before is not None and before.word in colours() and found[at + 1].word in colours()
    if token.role is Role.PLAIN:
        return token.word in INTENSIFIERS or token.word in ("full", "own")
    return token.role in (Role.THING, Role.IDEA, Role.WORN)


def cut_articles(found: list[Token], first: int, cut: set[int]) -> int:
    """Cut out the articles before `first`; the first of them."""
    while first and (found[first - 1].role is Role.ARTICLE or found[first - 1].word in ("one", "two", "pair", "of")):
        first -= 1
        cut.add(first)
    return first


def cut_lead(found: list[Token], first: int, stop: int, cut: set[int]) -> None:
    """Cut out what leads to a thing, "with a" or "who is wearing the", or the "and" that joins it to something else."""
    behind = found[stop] if stop < len(found) else None
    if behind is not None and behind.role in (Role.PERSON, Role.WORD):
        return
    first = cut_articles(found, first, cut)
    more = behind is not None and behind.role is Role.AND and stop + 1 < len(found)
    if more and first and _leads(found[first - 1]) and found[stop + 1].role is not Role.LEAD:
        end = next((i for i in range(stop + 1, len(found)) if found[i].role in (Role.BREAK, Role.LEAD)), len(found))
        if not any(token.role is Role.THING for token in found[stop:end]):
            cut.add(stop)
            return
    if first and found[first - 1].role is Role.AND:
        cut.add(first - 1)
        return
    verb = more and found[stop + 1].role is Role.LEAD  # "who is wearing a hat and has blue eyes"
    links = ("is", "are") if verb else _WHO
    if verb:
        cut.add(stop)
    while first > 1 and (_leads(found[first - 1]) or found[first - 1].word in links):
        first -= 1
        cut.add(first)
    if first == 1 and found[0].role is Role.LEAD:
        cut.add(0)


def has_form(token: Token, *forms: str) -> bool:
    return token.entry is not None and token.entry.form in forms


def _leads(token: Token) -> bool:
    """Also in a phrase of the lexicon: "wearing red", before "lipstick"."""
    return token.role is Role.LEAD or (token.role is Role.KNOWN and token.word in LEADS)


def cut_adjective(found: list[Token], start: int, stop: int, cut: set[int]) -> None:
    """Cut out an adjective of the person, or a noun without a shape, with the "very" before and one "and"."""
    cut |= set(range(start, stop))
    first = start
    while first and found[first - 1].word in INTENSIFIERS:
        first -= 1
        cut.add(first)
    if stop < len(found) and found[stop].role is Role.AND:
        cut.add(stop)
    elif first and found[first - 1].role is Role.AND:
        cut.add(first - 1)
    elif found[start].role is Role.IDEA and stop < len(found) and found[stop].word == "of":
        cut |= {stop, *range(cut_articles(found, first, cut), first)}
    elif found[start].role is Role.IDEA and (stop == len(found) or found[stop].role is Role.BREAK):
        cut_lead(found, first, stop, cut)
