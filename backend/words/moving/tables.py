"""The tables of words for movement: actions, manners, words of labels, and what numbers actions have in real clips."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assets import asset
from backend.assets.reading import own_file, read_lines
from backend.protocol.errors import BadFile

from ..vectors import bases

KINDS = ("way", "turn", "hand", "foot", "body")
"""what of somebody an action moves first: along a way, about the vertical, a hand, a foot, or all of the body"""
_WHAT = "table of movements"
Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Action:
    """words: what the training labels call it; seconds: of doing it once; fingers: their shape meanwhile.

    poses: where it is done by poses, these in words of a pose, `beat` seconds each, over and over or once; `words` then
    are what goes on beneath.
    """

    words: str
    kind: str
    seconds: float
    fingers: str
    poses: tuple[str, ...] = ()
    beat: float = 0.0
    once: bool = False
    goes: tuple[float, float] = (0.0, 0.0)
    """metres ahead and up that all of the body goes from each pose to the next"""


@dataclass(frozen=True)
class Manner:
    words: str
    pace: float
    """times as fast"""
    bearing: Mapping[str, float] = field(default_factory=dict)
    """how the body is borne meanwhile: names of `backend.motion.bearing.USUAL` -> degrees"""


@functools.cache
def actions() -> Mapping[Phrase, Action]:
    found: dict[Phrase, Action] = {}
    for phrases, words, kind, seconds, fingers in _rows("actions", 5):
        found |= dict.fromkeys(phrases, Action(words, _kind(kind), float(seconds), fingers))
    for phrases, kind, words, seconds, beat, goes, poses in _rows("key_poses", 7):
        keys, once = tuple(each.strip() for each in re.split("[|>]", poses)), ">" in poses
        ahead, up = map(float, goes.split())
        action = Action(words, _kind(kind), float(seconds), "relaxed", keys, float(beat), once, (ahead, up))
        found |= dict.fromkeys(phrases, action)
    return found


def _kind(kind: str) -> str:
    if kind not in KINDS:
        raise BadFile(f"A table of movements has the kind {kind!r}.", f"There are {', '.join(KINDS)}.")
    return kind


@functools.cache
def manners() -> Mapping[Phrase, Manner]:
    rows = _rows("manners", 4)
    return {
        phrase: Manner(words, float(pace), _bearing(bearing))
        for phrases, words, pace, bearing in rows
        for phrase in phrases
    }


@functools.cache
def numbers_of_actions() -> Mapping[str, Mapping[str, float]]:
    """The words of an action -> what it has in real clips, as `training/motion/action_numbers.py` measures it."""
    path = asset("motion", "numbers.json")
    with own_file(path, _WHAT):
        return json.loads(path.read_text(encoding="utf-8"))


@functools.cache
def labels() -> frozenset[str]:
    """The words of which the training labels are made."""
    return frozenset(read_lines(asset("motion", "labels.txt"), _WHAT))


def found_at(words: Sequence[str], at: int, table: Mapping[Phrase, object], most: int = 4) -> tuple[Phrase, int]:
    """The longest phrase of a table that begins at a word, in whatever form, and how many words it has; () and 0 where
    none does."""
    for count in range(min(most, len(words) - at), 0, -1):
        for phrase in _forms(tuple(words[at : at + count])):
            if phrase in table:
                return phrase, count
    return (), 0


@functools.lru_cache(4096)
def _forms(words: Phrase) -> tuple[Phrase, ...]:
    """The words as they are, then with each brought to what it is made from."""
    found: list[Phrase] = [()]
    for word in words:
        found = [(*before, form) for before in found for form in (word, *bases(word))]
    return tuple(found)


def _bearing(text: str) -> dict[str, float]:
    pairs = (each.partition("=") for each in text.split())
    return {name: float(value) for name, _, value in pairs}


def _rows(name: str, columns: int) -> Iterator[tuple[tuple[Phrase, ...], *tuple[str, ...]]]:
    path = asset("motion", f"{name}.tsv")
    for number, line in enumerate(read_lines(path, _WHAT), 1):
        if not line.strip() or line.startswith("#"):
            continue
        phrases, *cells = line.split("\t")
        if len(cells) != columns - 1:
            raise BadFile(f"{path.name}, line {number}: there are not {columns} columns.", "Correct that line.")
        yield tuple(tuple(phrase.split()) for phrase in phrases.split(",")), *cells
