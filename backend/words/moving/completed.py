"""Clauses that leave out what is said before them: "then to the right" has the verb of the clause before, "lowers it"
the arm that was raised, "again" all of it.

What stays without a verb is left as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..vocabulary import FUNCTION_WORDS
from .courses import DIRECTIONS, NUMBERS
from .done import Word, actions_in, words_in
from .tables import actions, found_at, manners

_WAYS = (
    (("left",), ("right",)),
    (("forward", "forwards", "ahead"), ("back", "backward", "backwards")),
    (("up",), ("down",)),
)
_OPPOSITE = {word: other for pair in _WAYS for one, other in (pair, pair[::-1]) for word in one}
_LIMB = r"hands?|arms?|fists?|foot|feet|legs?|knees?|elbows?|shoulders?|head"
_LIMBS = frozenset("hand hands arm arms fist fists foot feet leg legs knee knees elbow elbows".split())  # noqa: SIM905
_TOLD = DIRECTIONS | _LIMBS | NUMBERS.keys() | {"both", "more"}
_LIMB_OBJECT = re.compile(rf"\b(?:the |his |her |their |its |my |your )?((?:left |right |both )?(?:{_LIMB}))\b")
_AGAIN = frozenset("again once more do does so same thing repeat repeats it that".split())  # noqa: SIM905
_MORE = re.compile(r"\b(again|once more|the same|repeats? (?:it|that))\b")
_BEGIN = re.compile(r"^(?:(?:then|with|to|on|onto|over|the|his|her|their|its) )*(\w+)\b")
_TO_AND_FRO = re.compile(r"\b(up and down|back and forth|to and fro)\b")


def other_way(before: Sequence[str], clause: str) -> bool:
    """Whether a clause without a verb goes the other way than the one before: "turns left" and "right"."""
    found = _BEGIN.match(clause)
    if found is None or found[1] not in _OPPOSITE or not any(actions_in(words_in(each)) for each in before):
        return False
    joined = f"{before[-1]} and {clause}"
    if actions_in(words_in(clause)) or not _without_verb(words_in(clause)) or _TO_AND_FRO.search(joined):
        return False
    return any(word.text in _OPPOSITE[found[1]] for word in words_in(before[-1]))


def completed(clauses: Sequence[str]) -> list[str]:
    """The clauses, each with a verb where one before it has one."""
    out: list[str] = []
    verb = ""
    for clause in clauses:
        clause = named(clause, out[-1]) if out else clause
        words = words_in(clause)
        if verb and words and not actions_in(words):
            clause = _completed(clause, words, verb, out[-1])
        verb = _verb(clause) or verb
        out.append(clause)
    return out


def _completed(clause: str, words: Sequence[Word], verb: str, before: str) -> str:
    if _MORE.search(clause) and all(word.text in _AGAIN for word in words):
        return before
    return f"{verb} {clause}" if _without_verb(words) else clause


def _without_verb(words: Sequence[Word]) -> bool:
    """Whether words tell of a direction, a limb, a count or a manner, and of nothing else."""
    plain, at, says = [word.text for word in words], 0, False
    while at < len(plain):
        count = found_at(plain, at, manners())[1]
        told = count or plain[at] in _TOLD or plain[at].isdigit()
        says |= bool(told)
        if not told and plain[at] not in FUNCTION_WORDS | _AGAIN:
            return False
        at += max(count, 1)
    return says


def _verb(clause: str) -> str:
    """The words of a clause's first action that are an action by themselves."""
    words = words_in(clause)
    done = actions_in(words)
    if not done:
        return ""
    plain = [word.text for word in words[done[0].first : done[0].first + done[0].count]]
    counts = (count for count in range(1, len(plain)) if found_at(plain[:count], 0, actions())[1] == count)
    return " ".join(plain[: next(counts, len(plain))])


def named(clause: str, before: str) -> str:
    """With the limb that was moved before in place of "it"; a thing that was handled before stays "it"."""
    if not re.search(r"\b(it|them)\b", clause):
        return clause
    verb = _verb(before).rsplit(" ", 1)[-1]
    limb = re.search(rf"\b{verb} {_LIMB_OBJECT.pattern[2:]}", before) if verb else None
    return re.sub(r"\b(it|them)\b", limb[1], clause, count=1) if limb else clause
