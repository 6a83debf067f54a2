"""An age that a prompt states: "a 70-year-old woman", "a man in his late thirties", "a girl aged twelve", "a toddler".

Such words are facts. An encoder makes of them a direction, which for someone of thirteen leads to a small child.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

import numpy as np

from .number_words import NUMBERS, TENS, UNITS
from .tables import key_of, longest, table

OLDEST = 120
# years, and the attribute of age (backend/words/attributes.py)
_YEARS = (0, 1, 5, 9, 13, 17, 25, 38, 50, 60, 75, 90)
_AGES = (-3.1, -3, -2.6, -2.2, -1.7, -1.3, -0.7, 0, 0.6, 1.2, 2, 3)
_NUMBERS = {**NUMBERS, "hundred": 100}
_DECADES = {"teens": 10} | {f"{word[:-1]}ies": 20 + 10 * n for n, word in enumerate(TENS)}
_WITHIN_DECADE = {"early": 2.0, "mid": 5.0, "middle": 5.0, "late": 8.0}
_WHOSE = frozenset({"his", "her", "their", "its"})
_YEARS_OLD = (("year", "old"), ("years", "old"), ("yr", "old"), ("y", "o"), ("yo",), ("years", "of", "age"))
_ARTICLES = ("a", "an", "the")
_WORD = re.compile(r"\d+|[a-z']+")
# "a man, 45", "45, a man", "woman (30)", "a man 45, bald", "a man of 45", "a boy, fifteen", "a woman of twenty-five"
_SPELT = f"(?:{'|'.join(TENS)})(?:[ -](?:{'|'.join(UNITS[1:10])}))?|{'|'.join(UNITS[:2:-1])}"
_BARE = re.compile(
    r"(?:(?:^|[,(/])\s*(?:(?:about|around)\s+)?|\b(?:man|woman|male|female|guy|lady|boy|girl|person|m|f)\s+(?:of\s+)?"
    r"|\b[a-z]+\s+(?:about|around)\s+)"
    rf"(?P<years>\d{{1,3}}|{_SPELT})\s*(?=$|[,.;)/]|\s(?:with|in|wearing|who)\b)"
)
# "tall lad, twenties", "(late forties)": between breaks a decade is an age, elsewhere it is history's
_BARE_DECADE = re.compile(
    rf"(?:^|[,;(/])\s*(?:(?:{'|'.join(_WITHIN_DECADE)})[\s-]+)?(?P<decade>{'|'.join(_DECADES)})\s*(?=$|[,.;)/])"
)
# "20 years of experience", "for ten years"
_NO_AGE = tuple((word,) for word in "of ago later long in after before older younger from with and".split())  # noqa: SIM905
_SPANS = (("for",), ("in",), ("after",), ("some",), ("last",), ("past",), ("the",), ("these",), ("over",))
# "a boy about 8 in a striped shirt", "60ish"
_AFTER_AN_AGE = frozenset("in with wearing who dressed and".split())  # noqa: SIM905
_LEAST_ISH = 13
_WITH_CHILDREN = frozenset("teacher nurse assistant worker carer principal head coach".split())  # noqa: SIM905
_NOT = frozenset({"not", "no", "never", "longer", "isn't"})


def stated_years(prompt: str) -> float | None:
    """How many years old the words say that someone is; None where they do not say it, or say different things."""
    years = {years for _, years, _ in _found(prompt)}
    return years.pop() if len(years) == 1 else None


def without_years(prompt: str) -> str:
    """The prompt without the words that state an age, for an encoder that reads the rest."""
    out, last = "", 0
    for place, _, says in _found(prompt):
        before, after = (
            re.sub(r"\s+(?:of|about|around)$", "", prompt[last : place.start].rstrip(" -")),
            prompt[place.stop :],
        )
        out += f"{before} {says}".rstrip()
        # "a 70-year-old, smiling" is about somebody still
        if not says and before.split(" ")[-1].lower() in _ARTICLES and not re.match(r"[\s-]*\w", after):
            out += " person"
        last = place.stop
    out = re.sub(
        r"\b([Aa])n (?=person|girl|boy|man|woman)",
        r"\1 ",
        re.sub(r"(, *)+(?=,)", "", " ".join((out + prompt[last:]).split())),
    )
    return out if any(c.isalpha() for c in out) else "a person"


def years_of_age(age: float) -> float:
    """How many years the attribute of age means."""
    return float(np.interp(age, _AGES, _YEARS))


def _found(prompt: str) -> list[tuple[slice, float, str]]:
    """Where the prompt states an age, the years, and what else those words say ("schoolgirl": "girl").

    Words as "toddler" count only where no number does.
    """
    parts = list(_WORD.finditer(prompt.lower().replace("’", "'")))
    words = [part.group() for part in parts]
    stated = [(*age, "") for age in _ages(words) if age[2] <= OLDEST]
    ages = stated or [(*age, "") for age in _bare(prompt, parts)] or list(_named(words))
    said = [age for age in ages if not _NOT & set(words[max(0, age[0] - 3) : age[0]])]
    return [(slice(parts[first].start(), parts[end - 1].end()), years, says) for first, end, years, says in said]


def places_of_years(prompt: str) -> list[slice]:
    """Where numbers and decades state an age: the words there are neither things nor times."""
    parts = list(_WORD.finditer(prompt.lower().replace("’", "'")))
    words = [part.group() for part in parts]
    stated = [(first, end) for first, end, years in _ages(words) if years <= OLDEST]
    alone = [(first, end) for first, end, _ in _bare_decades(prompt, parts)]
    return [slice(parts[first].start(), parts[end - 1].end()) for first, end in stated + alone]


def in_decade_of_life(words: Sequence[str], at: int) -> bool:
    """Whether "forties" there is an age, as in "in his late forties" or alone between commas; marks are words too."""
    if words[at] not in _DECADES:
        return False
    start = at - (at > 0 and words[at - 1] in _WITHIN_DECADE)
    alone = not any(word[0].isalnum() for word in (*words[max(0, start - 1) : start], *words[at + 1 : at + 2]))
    return alone or _in_whose(words, at) is not None


def _bare(prompt: str, parts: Sequence[re.Match[str]]) -> Iterator[tuple[int, int, float]]:
    """As `_ages`, of numbers that stand alone beside the person."""
    starts, words = [part.start() for part in parts], [part.group() for part in parts]
    yield from _bare_decades(prompt, parts)
    for match in _BARE.finditer(prompt.lower()):
        at = starts.index(match.start("years"))
        years, end = _number(words, at)
        if years and years <= OLDEST:
            yield at, end, float(years)


def _bare_decades(prompt: str, parts: Sequence[re.Match[str]]) -> Iterator[tuple[int, int, float]]:
    """As `_ages`, of decades between breaks: "tall lad, twenties"."""
    starts, words = [part.start() for part in parts], [part.group() for part in parts]
    for match in _BARE_DECADE.finditer(prompt.lower()):
        at = starts.index(match.start("decade"))
        first = at - (at > 0 and words[at - 1] in _WITHIN_DECADE)
        yield first, at + 1, _DECADES[words[at]] + _part(words, at)


def _named(words: Sequence[str]) -> Iterator[tuple[int, int, float, str]]:
    """As `_ages`, of the words and phrases of the table, with what they say beside."""
    phrases, at = _phrases(), 0
    while at < len(words):
        length = longest(words, at, phrases)
        if length and words[at + length : at + length + 1] and words[at + length] in _WITH_CHILDREN:
            length = 0  # "a preschool teacher"
        if length:
            years, says = phrases[key_of(words[at : at + length], phrases)]
            yield at, at + length, float(years), "" if says == "-" else says
        at += length or 1


@functools.cache
def _phrases() -> dict[tuple[str, ...], tuple[str, ...]]:
    return {tuple(_WORD.findall(" ".join(key))): cells for key, cells in table("ages", 3).items()}


def _ages(words: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    """First word, the one behind the last, and years of each age in the words."""
    at = 0
    while at < len(words):
        number, end = _number(words, at)
        after, before = tuple(words[end : end + 3]), tuple(words[max(0, at - 2) : at])
        unit = next((unit for unit in _YEARS_OLD if after[: len(unit)] == unit), ())
        if number is None:
            if words[at] in _DECADES and (start := _in_whose(words, at)) is not None:
                yield start, at + 1, _DECADES[words[at]] + _part(words, at)
        elif after[:1] in (("s",), ("'s",)) and number % 10 == 0 and (start := _in_whose(words, at)) is not None:
            yield start, end + 1, number + _part(words, at)
        elif unit:
            yield at, end + len(unit), float(number)
        elif after[:1] in (("years",), ("yrs",)) and after[1:2] not in _NO_AGE and before[-1:] not in _SPANS:
            yield at, end + 1, float(number)
        elif before == ("age", "of"):
            yield at - 2, end, float(number)
        elif before[-1:] in (("aged",), ("age",)) or (
            before[-1:] in (("about",), ("around",))
            and _of_somebody(words, at - 2)
            and (not after or after[0] in _AFTER_AN_AGE)
        ):
            yield at - 1, end, float(number)
        elif before in (("aged", "about"), ("aged", "around"), ("age", "about"), ("age", "around")):
            yield at - 2, end, float(number)
        elif after[:1] == ("ish",) and number >= _LEAST_ISH:
            yield at, end + 1, float(number)
        elif after[:2] in (("month", "old"), ("months", "old")):
            yield at, end + 2, number / 12.0
        at = max(end, at + 1)


def _number(words: Sequence[str], at: int) -> tuple[int | None, int]:
    """The number that starts there, and where it ends: "42", "forty two", "hundred"."""
    word = words[at]
    if word.isdecimal():
        return int(word[:4]), at + 1
    value = _NUMBERS.get(word)
    if value is not None and word in TENS and at + 1 < len(words) and 0 < _NUMBERS.get(words[at + 1], 0) < 10:
        return value + _NUMBERS[words[at + 1]], at + 2
    return value, at + 1 if value is not None else at


def _in_whose(words: Sequence[str], at: int) -> int | None:
    """Where "in her" or "in his late" starts, which stands before a decade of life; a decade alone is history's."""
    start = at - 1 - (at > 0 and words[at - 1] in _WITHIN_DECADE)
    return start - 1 if start > 0 and words[start] in _WHOSE and words[start - 1] == "in" else None


def _of_somebody(words: Sequence[str], at: int) -> bool:
    return at >= 0 and words[at] in ("man", "woman", "boy", "girl", "child", "kid", "lad", "lady", "guy", "person")


def _part(words: Sequence[str], at: int) -> float:
    return _WITHIN_DECADE.get(words[at - 1], 5.0)
