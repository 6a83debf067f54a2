"""A text cut into what is done one after the other."""

from __future__ import annotations

import re

from .completed import completed, named, other_way
from .done import actions_in, words_in

_THEN = re.compile(
    r"\s*(?:[.;!?\n]+(?!\d)|,?\s*\b(?:and\s+)?"
    r"(?:then|afterwards?|after that|thereafter|next(?! to)|finally|followed by|before)\b,?)\s*"
)
_AFTER = re.compile(r"^\s*after\s+(.+?),\s*(.+)$")
_BEFORE = re.compile(r"^\s*before\s+(.+?),\s*(.+)$")
_LINK = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s+(?:while|as)\s+")


def pieces(text: str) -> list[str]:
    """What is done one after the other, in order, each with its verb; what is done meanwhile stays together.

    "walks forward while waving" is one piece, "sits down and stands up" two, and "walks and turns left" one.
    """
    text = " ".join(text.lower().replace("’", "'").split())
    if turned := _AFTER.match(text):
        text = f"{turned[1]} then {turned[2]}"
    elif turned := _BEFORE.match(text):
        text = f"{turned[2]} then {turned[1]}"
    return completed([part for piece in _THEN.split(text) for part in _in_order(piece)])


def _in_order(piece: str) -> list[str]:
    """A sentence cut where a second action follows a first that it cannot go with."""
    out, start, link = [""], 0, ""
    for found in [*_LINK.finditer(piece), None]:
        stop = found.start() if found else len(piece)
        clause = named(piece[start:stop], out[-1])
        if _follows(out[-1], clause, link) or (link and other_way(out, clause)):
            out.append(clause)
        else:
            out[-1] += link + clause
        if found:
            start, link = found.end(), found.group()
    return [each.strip() for each in out if each.strip(" ,")]


def _follows(first: str, clause: str, link: str) -> bool:
    """Whether a clause is done after the first one, rather than meanwhile."""
    words = words_in(clause)
    one, other = actions_in(words_in(first)), actions_in(words, nouns=False)
    if not one or not other or re.search(r"\b(while|as)\b", link):
        return False
    if words[other[0].first].text.endswith("ing"):
        return False
    before, now = [done.action.kind for done in one], other[0].action.kind
    if now == "turn":
        return "way" not in before
    return not (set(before) <= {"way", "turn"} and now == "hand" and "," not in link)
