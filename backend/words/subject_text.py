"""What of a prompt speaks of one person, and what it names beside: things that nothing can show, other people.

"a young woman with glasses dancing with an old man" is about "a young woman dancing". The adjectives of a thing go with
it; what it is called with them ("red lipstick") is told to the user. Hair keeps its colour.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from .attributes import BUILD
from .hair_phrases import cut_hair_styles
from .hidden_phrases import can_be_shown, describes_worn, dresses, hidden, places_of_roles
from .lexicon import tokens
from .thing_phrases import colours, cut_adjective, cut_thing, has_form, is_lacking
from .tokens import Role, Token, paints, tokenised, with_articles
from .years import places_of_years

PERSON = "another person"
_COMPANION = frozenset(
    """with beside near behind holding carrying against without hugging kissing for from by to between than over
    under into of""".split()  # noqa: SIM905
)
_LED = _COMPANION | frozenset(("in", "wearing", "on", "at"))
_LIKE = frozenset(("being", "looking", "becoming", "resembling", "imitating"))
# hair before an eye closes none
_OVER_EYES = re.compile(
    r"(?i)\b(hair|fringe|bangs|locks|curls|forelock)"
    r"(?: (?:falling|swept|hanging|combed|brushed|draped|covering|hiding))?(?: (?:down|over|across|into|in|above))?"
    r" (?:one|his|her|their|the)(?: left| right)? eyes?\b"
)
_MANY = frozenset("two three four five six seven eight nine ten several many some".split())  # noqa: SIM905


@dataclass(frozen=True)
class Subject:
    """text: the prompt without what is named beside. unshown: phrase -> its category, in their order.

    implied: attributes of the body that the things tell of their owner ("a beard": a man).
    """

    text: str
    unshown: Mapping[str, str] = field(default_factory=dict)
    implied: Mapping[str, float] = field(default_factory=dict)


def subject_of(prompt: str) -> Subject:
    """The person that a prompt speaks of."""
    prompt = _OVER_EYES.sub(r"\1", prompt)
    found = tokenised(prompt)
    cut: set[int] = set()
    instead: dict[int, str] = {}
    named: dict[int, tuple[str, str]] = {}
    implied: dict[str, float] = {}
    ages = places_of_years(prompt)
    words = [token.word for token in found]
    of_roles = places_of_roles(words)
    cut_hair_styles(found, cut)
    for start, stop in _phrases(found):
        token = found[start]
        if start in cut or token.role not in (Role.THING, Role.WORN, Role.IDEA):
            continue
        if any(place.start <= token.start < place.stop for place in ages):
            continue
        thing_follows = stop < len(found) and found[stop].role is Role.THING
        if stop == start + 1 and token.word in colours() and thing_follows:  # "white and gold dress": cut with it
            continue
        if any(at <= start < end for at, end in of_roles):
            continue
        if (
            token.role in (Role.THING, Role.IDEA) and dresses(words[start:stop]) and not _LED & set(words[:start])
        ):  # a builder is no thing
            cut |= set(range(start, stop))
            instead[start] = "person"
            continue
        if token.entry is not None:
            implied |= {n: v for n, v in token.entry.implies.items() if n in BUILD}
        if token.role is Role.THING:
            first = cut_thing(found, start, stop, cut, instead)
        else:
            first = start
            cut_adjective(found, start, stop, cut)
        lacking = is_lacking(found, first, start, cut) or describes_worn(words, start, stop)
        if not lacking and not can_be_shown(tokens(prompt[found[first].start : found[stop - 1].stop])):
            named[first] = (_said(prompt, found[first:stop]), token.category)
    _others(prompt, found, cut, named)
    _inside(found, named)
    unshown = dict(named[at] for at in sorted(named))
    return Subject(_without(prompt, found, cut, instead), unshown, implied)


def _phrases(found: list[Token]) -> list[tuple[int, int]]:
    """First token and the one behind the last of each phrase."""
    starts = [i for i, token in enumerate(found) if i == 0 or token.phrase != found[i - 1].phrase]
    return list(zip(starts, [*starts[1:], len(found)], strict=False))


def _others(prompt: str, found: list[Token], cut: set[int], named: dict[int, tuple[str, str]]) -> None:
    """Cut out everybody but the first: "with an old man", "and her child"."""
    heads = [(a, b) for a, b in _phrases(found) if found[a].role is Role.PERSON and a not in cut]
    for start, stop in heads[:1]:
        if start and found[start - 1].word in _MANY:
            named[start - 1] = (_said(prompt, found[start - 1 : stop]), PERSON)
            cut.add(start - 1)
    for start, stop in heads[1:]:
        first = start
        while first and found[first - 1].role in (Role.WORD, Role.KNOWN, Role.NUMBER, Role.WORN, Role.IDEA):
            if found[first - 1].role is Role.KNOWN and not has_form(found[first - 1], "adj"):
                break
            first -= 1
        said, article = first, first > 0 and found[first - 1].role is Role.ARTICLE
        first -= article
        number = first > 0 and found[first - 1].word in ("two", "three", "four", "five", "many", "both")
        first -= number
        before = found[first - 1] if first else None
        if before is None:
            continue
        of_a = before.word == "of" and found[first].word in ("a", "an")
        joined = before.role is Role.AND and (article or number)
        doing = article and before.word.endswith("ing") and before.word not in _LIKE
        if of_a or not (before.word in _COMPANION or joined or doing):
            continue
        named[said] = (_said(prompt, found[said:stop]), PERSON)
        cut |= set(range(first - (before.word in _COMPANION or joined), stop))


def _inside(found: list[Token], named: dict[int, tuple[str, str]]) -> None:
    """Name the things inside longer phrases that the lexicon knows ("looking for their glasses")."""
    unshown = hidden()
    words = [token.word for token in found]
    of_roles = places_of_roles(words)
    for at, token in enumerate(found):
        if any(start <= at < stop for start, stop in of_roles):
            continue
        inside = token.role in (Role.KNOWN, Role.PERSON) and at and found[at - 1].phrase == token.phrase
        category, form = unshown.get((token.word,), ("", ""))
        trade = token.role is Role.PERSON and category in ("object", "animal", "place", "weapon")
        told = inside and form == "thing" and not can_be_shown([token.word])
        told = told and not describes_worn(words, at, at + 1)
        if told and not trade and not paints(token.entry):
            named[at] = (token.word, category)


def _said(prompt: str, part: list[Token]) -> str:
    return " ".join(prompt[part[0].start : part[-1].stop].split()).lower() if part else ""


def _without(prompt: str, found: list[Token], cut: set[int], instead: dict[int, str]) -> str:
    """The prompt without the tokens that are cut, tidied."""
    if not cut:
        return prompt
    out, last = "", 0
    for at, token in enumerate(found):
        if at in cut:
            out += prompt[last : token.start] + instead.get(at, "")
            last = token.stop
    out += prompt[last:]
    out = re.sub(r"(?<=\s)[-–](?=\s|$)", " ", " ".join(out.split()))
    out = re.sub(r"\s+([.,;:!?])", r"\1", out)
    out = re.sub(r"([,;:])(?:\s*[,;:])+", r"\1", out)
    return re.sub(r"^of\s+", "", with_articles(out.strip(" ,;:-")))
