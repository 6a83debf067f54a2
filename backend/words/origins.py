"""Where somebody's family comes from, as far as words say it: "a black woman", "of Chinese descent", "from Nigeria".

An encoder has seen few names of peoples, so such words are read as shares of three origins and a tone of the skin.
"black" and "white" are colours wherever no noun for somebody follows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from .hidden_phrases import dresses
from .tables import key_of, longest, table
from .tokens import Role, Token, tokenised, with_articles

ORIGINS = ("african", "asian", "caucasian")
_OF_ORIGIN = frozenset("descent origin origins ancestry heritage roots background ethnicity race".split())  # noqa: SIM905
_LOOKS = frozenset("features looks appearance face eyes complexion".split())  # noqa: SIM905
_IS = frozenset("is are was he's she's".split())  # noqa: SIM905
_NOT = frozenset("not no never isn't".split())  # noqa: SIM905
_PART = re.compile(r"\b(half|part|partly|quarter)\b[ -]*$", re.IGNORECASE)


@dataclass(frozen=True)
class Origin:
    """words: as the prompt has them. shares: each of `ORIGINS` -> 0 to 1. skin_tone: 0 lightest, 1 darkest.

    text: the prompt without these words, for an encoder that reads the rest.
    """

    words: tuple[str, ...]
    shares: dict[str, float]
    skin_tone: float
    text: str


def stated_origin(prompt: str) -> Origin | None:
    """The origin that a prompt about one person states; the mean of several; None where it states none."""
    found, origins = tokenised(prompt), table("origins", 6)
    words = [token.word for token in found]
    said: list[tuple[int, int, str, np.ndarray]] = []
    at = 0
    while at < len(found):
        length = longest(words, at, origins)
        if not length:
            at += 1
            continue
        form, *numbers = origins[key_of(words[at : at + length], origins)]
        place = _place(found, at, at + length, form)
        if place is not None:
            said.append((*place, prompt[found[at].start : found[at + length - 1].stop], np.array(numbers, float)))
        at += length
    if not said:
        return None
    mean = np.mean([numbers for *_, numbers in said], axis=0)
    return Origin(
        words=tuple(word for _, _, word, _ in said),
        shares={name: round(float(value), 3) for name, value in zip(ORIGINS, mean, strict=False)},
        skin_tone=round(float(mean[3]), 3),
        text=_without(prompt, found, [(start, stop) for start, stop, _, _ in said]),
    )


def _place(found: list[Token], start: int, stop: int, form: str) -> tuple[int, int] | None:
    """First token and the one behind the last of words that state an origin, "of … descent" with them; else None."""
    before = found[start - 1].word if start else ""
    after = found[stop].word if stop < len(found) else ""
    phrase = {i for i, token in enumerate(found) if token.phrase == found[start].phrase}
    negated = bool(_NOT & {token.word for token in found[max(0, start - 2) : start]})
    begins = form == "origin" and found[start].role is Role.PERSON and start == min(phrase)  # "maori warrior"
    if negated or not (begins or phrase <= set(range(start, stop))):
        return None
    if form == "country":
        first = start - 1 if before in ("from", "the") else None
        if before == "the":
            first = start - 2 if start > 1 and found[start - 2].word == "from" else None
        return None if first is None else (first, stop)
    if after in _OF_ORIGIN:
        return (start - (before in ("of", "with")), stop + 1)
    if after in _LOOKS:
        return (start - (before == "with"), stop + 1) if form == "origin" else None
    if _before_person(found, stop):
        return None if before in ("in", "wearing") else (start, stop)
    if form == "colour":
        return (start, stop) if before in _IS and (not after or found[stop].role in (Role.BREAK, Role.AND)) else None
    if before == "of":
        return (start - 1, stop)
    alone = not after or found[stop].role in (Role.BREAK, Role.LEAD, Role.AND, Role.PLAIN, Role.KNOWN)
    return (start, stop) if alone else None


def _before_person(found: list[Token], at: int) -> bool:
    """Whether adjectives alone stand between there and a noun for somebody."""
    while at < len(found):
        token = found[at]
        if token.role is Role.PERSON or (token.role is not Role.KNOWN and dresses([token.word])):
            return True
        adjective = token.entry is None or token.entry.form == "adj"
        between = token.word in (",", "and", "-") or (
            token.role in (Role.WORD, Role.KNOWN, Role.NUMBER, Role.PLAIN) and adjective
        )
        if not between:
            return False
        at += 1
    return False


def _without(prompt: str, found: list[Token], places: list[tuple[int, int]]) -> str:
    out, last = "", 0
    for start, stop in places:
        before = _PART.sub("", prompt[last : found[start].start])
        out += before
        last = found[stop - 1].stop
        word = found[stop - 1].word
        follows = stop < len(found) and (found[stop].role is not Role.BREAK) and _before_person(found, stop)
        article = start > 0 and found[start - 1].role is Role.ARTICLE
        if not follows and (article or start == 0) and found[start].word not in ("from", "of", "with"):
            out += _somebody(word)
    out = " ".join((out + prompt[last:]).split())
    out = re.sub(r"(^|\s)[-–](?=\s|$)", " ", out)
    out = re.sub(r"\b(?:and|but|who is|is)\s*(?=[,.;]|$)", "", out)
    out = re.sub(r"\s+([,.;:])", r"\1", out)
    out = re.sub(r"([,;:])(?:\s*[,;:])+", r"\1", out)
    out = re.sub(r"\b(an?|the)\s+and\s+", r"\1 ", out)
    return with_articles(out.strip(" ,;:-"))


def _somebody(word: str) -> str:
    """What "a latina" and "an Englishman" say beside the origin."""
    if word.endswith("woman") or word in ("latina", "chicana", "filipina", "mestiza"):
        return "woman"
    if word.endswith("man") and word not in ("german", "roman", "ottoman"):
        return "man"
    return "man" if word in ("latino", "chicano", "mestizo") else "person"
