"""What of a prompt speaks of one person, and what it names beside: things that nothing can show, other people.

"a young woman with glasses dancing with an old man" is about "a young woman dancing". The adjectives of a thing go with
it; what it is called with them ("red lipstick") is told to the user. Hair keeps its colour.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from .attributes import DYES, PHENOTYPE_ATTRIBUTES
from .lexicon import INTENSIFIERS, lexicon
from .tables import table
from .tokens import LEADS, UNITS, Role, Token, paints, tokenised, with_articles

PERSON = "another person"
# kinds of things that can be shown, and are therefore not named
SHOWN: frozenset[str] = frozenset()
_COMPANION = frozenset(
    """with beside near behind holding carrying against without hugging kissing for from by to between than over
    under into of""".split()  # noqa: SIM905
)
_HAIR = frozenset(("hair", "haired", "hairs"))
_WHO = frozenset(("who", "that", "which", "is", "are"))
_LIKE = frozenset(("being", "looking", "becoming", "resembling", "imitating"))
_NONE = frozenset("no without not never isn't".split())  # noqa: SIM905
_SIDES = frozenset(("left", "right", "upper", "lower", "bare", "big"))
_MANY = frozenset("two three four five six seven eight nine ten several many some".split())  # noqa: SIM905
_ON, _WHOSE = (
    frozenset(("on", "over", "around", "across", "in", "upon", "at", "under")),
    frozenset(("his", "her", "their", "its")),
)


@dataclass(frozen=True)
class Subject:
    """text: the prompt without what is named beside. unshown: phrase -> its category, in their order.

    implied: attributes of the body that the things tell of their owner ("a beard": a man). person: whether the words
    that are left name somebody.
    """

    text: str
    unshown: Mapping[str, str] = field(default_factory=dict)
    implied: Mapping[str, float] = field(default_factory=dict)
    person: bool = True


def subject_of(prompt: str) -> Subject:
    """The person that a prompt speaks of."""
    found = tokenised(prompt)
    cut: set[int] = set()
    instead: dict[int, str] = {}
    named: dict[int, tuple[str, str]] = {}
    implied: dict[str, float] = {}
    _hair(found, cut, named)
    for start, stop in _phrases(found):
        token = found[start]
        if start in cut or token.role not in (Role.THING, Role.WORN, Role.IDEA):
            continue
        if token.entry is not None:
            implied |= {n: v for n, v in token.entry.implies.items() if n in PHENOTYPE_ATTRIBUTES}
        if token.role is Role.THING:
            first = _thing(found, start, stop, cut, instead)
        else:
            first = start
            _adjective(found, start, stop, cut)
        if not _lacking(found, first, start, cut):
            named[first] = (_said(prompt, found[first:stop]), token.category)
    _others(prompt, found, cut, named)
    _inside(found, named)
    unshown = {said: category for _, (said, category) in sorted(named.items()) if category not in SHOWN}
    person = any(t.role in (Role.PERSON, Role.KNOWN) for i, t in enumerate(found) if i not in cut)
    return Subject(_without(prompt, found, cut, instead), unshown, implied, person)


@functools.cache
def _colours() -> frozenset[str]:
    """Words that colour something in the lexicon."""
    return frozenset(key[0] for key in lexicon().by_tokens if len(key) == 2 and key[1] in ("hair", "suit", "eyes"))


def _phrases(found: list[Token]) -> list[tuple[int, int]]:
    """First token and the one behind the last of each phrase."""
    starts = [i for i, token in enumerate(found) if i == 0 or token.phrase != found[i - 1].phrase]
    return list(zip(starts, [*starts[1:], len(found)], strict=False))


def _hair(found: list[Token], cut: set[int], named: dict[int, tuple[str, str]]) -> None:
    """Adjectives that make a hair style of "hair" are cut out, and "hair" with them where it has no colour."""
    styles = table("hair", 1)
    for at, token in enumerate(found):
        if token.word not in _HAIR or token.role is Role.PERSON:
            continue
        first = at
        while first and (
            found[first - 1].role in (Role.WORD, Role.KNOWN, Role.NUMBER, Role.WORN, Role.PLAIN)
            or _is_style(found, first - 1)
            or (found[first - 1].word in ("and", ",") and first > 1 and (found[first - 2].word,) in styles)
        ):
            if found[first - 1].role is Role.PLAIN and found[first - 1].word not in INTENSIFIERS:
                break
            if found[first - 1].role is Role.KNOWN and not _form(found[first - 1], "adj", "with"):
                break
            first -= 1
        coloured = {i for i in range(first, at) if found[i].entry and found[i].phrase == token.phrase}
        coloured |= {i for i in range(first, at) if found[i].word in DYES}
        style = [i for i in range(first, at) if i not in coloured and _is_style(found, i)]
        if not style:
            continue
        linked = {
            i for i in range(first, at) if found[i].role in (Role.AND, Role.PLAIN, Role.BREAK) and i not in coloured
        }
        named[style[0]] = (" ".join([*(found[i].word for i in style), "hair"]), "hairstyle")
        cut |= {*style, *(i for i in linked if i < max(style) or found[i].role is Role.AND)}
        if not coloured:
            cut |= set(range(first, at + 1))
            _lead(found, first, at + 1, cut)


def _is_style(found: list[Token], at: int) -> bool:
    """Whether "long", or "shoulder-length" from its first or second word on, stands there."""
    styles, word = table("hair", 1), found[at].word
    after = found[at + 1].word if at + 1 < len(found) else ""
    before = found[at - 1].word if at else ""
    return (word,) in styles or (word, after) in styles or (before, word) in styles


def _thing(found: list[Token], start: int, stop: int, cut: set[int], instead: dict[int, str]) -> int:
    """Cut out a thing with what describes it and leads to it; the first token of its name."""
    first = start
    while first and _describes(found, first - 1, found[start].category):
        first -= 1
    colours = [i for i in range(first, start) if found[i].word in _colours()]
    if found[start].category == "hairstyle" and colours:
        cut |= set(range(first, stop)) - set(colours)
        instead[start] = "hair"
        _articles(found, first, cut)
        return start
    cut |= set(range(first, stop))
    _lead(found, first, stop, cut)
    behind = found[stop : stop + 4]  # "a hat on his head", "a scar across his left cheek"
    if len(behind) > 2 and behind[0].word in _ON and behind[1].word in _WHOSE and behind[2].role is not Role.PERSON:
        cut |= set(range(stop, stop + (4 if behind[2].word in _SIDES and len(behind) > 3 else 3)))
    return first


def _lacking(found: list[Token], first: int, start: int, cut: set[int]) -> bool:
    """Whether the words say that a thing is not there: "no beard", "without a hat", "not wearing glasses"."""
    negated = [i for i in range(max(0, first - 3), start) if found[i].word in _NONE]
    cut |= {i for i in negated if i + 1 in cut}
    return bool(negated)


def _describes(found: list[Token], at: int, category: str) -> bool:
    """Whether a token before a thing is an adjective of it."""
    token, before = found[at], found[at - 1] if at else None
    article = before is not None and before.role is Role.ARTICLE
    if token.word in _colours():
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
        return before is not None and before.word in _colours() and found[at + 1].word in _colours()
    if token.role is Role.PLAIN:
        return token.word in INTENSIFIERS or token.word in ("full", "own")
    return token.role in (Role.THING, Role.IDEA, Role.WORN)


def _articles(found: list[Token], first: int, cut: set[int]) -> int:
    """Cut out the articles before `first`; the first of them."""
    while first and (found[first - 1].role is Role.ARTICLE or found[first - 1].word in ("one", "two", "pair", "of")):
        first -= 1
        cut.add(first)
    return first


def _lead(found: list[Token], first: int, stop: int, cut: set[int]) -> None:
    """Cut out what leads to a thing, "with a" or "who is wearing the", or the "and" that joins it to something else."""
    behind = found[stop] if stop < len(found) else None
    if behind is not None and behind.role in (Role.PERSON, Role.WORD):
        return
    first = _articles(found, first, cut)
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


def _form(token: Token, *forms: str) -> bool:
    return token.entry is not None and token.entry.form in forms


def _leads(token: Token) -> bool:
    """Also in a phrase of the lexicon: "wearing red", before "lipstick"."""
    return token.role is Role.LEAD or (token.role is Role.KNOWN and token.word in LEADS)


def _adjective(found: list[Token], start: int, stop: int, cut: set[int]) -> None:
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
        cut |= {stop, *range(_articles(found, first, cut), first)}
    elif found[start].role is Role.IDEA and (stop == len(found) or found[stop].role is Role.BREAK):
        _lead(found, first, stop, cut)


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
            if found[first - 1].role is Role.KNOWN and not _form(found[first - 1], "adj"):
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
    unshown = table("unshown", 3)
    for at, token in enumerate(found):
        inside = token.role in (Role.KNOWN, Role.PERSON) and at and found[at - 1].phrase == token.phrase
        category, form = unshown.get((token.word,), ("", ""))
        trade = token.role is Role.PERSON and category in ("object", "animal", "place", "weapon")
        if inside and form == "thing" and not trade and not paints(token.entry):
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
