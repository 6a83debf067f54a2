"""The lexicon: which attributes words imply, and what a text asks for.

The table is assets/lexicon/lexicon.tsv, one entry a line: phrase, kind, form, attributes ("height+1.5 weight-1").
The form says how a caption uses the phrase:

    adj     before a noun            "tall"                 a tall man
    noun    the person               "viking"               a viking
    with    after "with"             "broad shoulders"      a man with broad shoulders
    doing   after a comma            "smiling", "arms up"   a man, smiling
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from types import MappingProxyType

import numpy as np

from backend.assets.reading import read_lines
from backend.protocol.errors import BadFile

from .attributes import ATTRIBUTES, STANDARDISED, expand, limits

KINDS = ("adjective", "role", "archetype", "part", "expression", "action", "pose", "look")
FORMS = ("adj", "noun", "with", "doing")

# How much a word before another changes it; "not" and its kin turn the meaning round, weakly.
INTENSIFIERS: dict[str, float] = {
    "very": 1.4, "really": 1.35, "extremely": 1.8, "incredibly": 1.8, "super": 1.5, "so": 1.3, "too": 1.5, "most": 1.5,
    "exceptionally": 1.7, "unusually": 1.4, "remarkably": 1.5, "totally": 1.5, "utterly": 1.7, "completely": 1.5,
    "absolutely": 1.6, "insanely": 1.9, "ridiculously": 1.9, "enormously": 1.8, "impossibly": 1.9, "terribly": 1.4,
    "more": 1.2, "quite": 1.1, "pretty": 1.05, "rather": 1.0, "fairly": 0.8, "moderately": 0.7, "somewhat": 0.6,
    "slightly": 0.5, "faintly": 0.45, "mildly": 0.5, "barely": 0.3, "less": -0.5, "least": -0.7,
    "bit": 0.6, "not": -0.5, "no": -0.5, "never": -0.5, "without": -0.5, "isn't": -0.5, "neither": -0.5, "nor": -0.5,
    "hardly": -0.3,
}  # fmt: skip
# nouns of what everybody has are no adjectives: not "skinny", "hairy", "leggy"
_EVERYBODYS = frozenset((w,) for w in "bone bones cheek cheeks hair leg legs neck rib ribs skin stomach".split())  # noqa: SIM905
_BEYOND = 2.0
SPOKEN = ("very", "really", "extremely", "incredibly", "quite", "fairly", "somewhat", "slightly")
LINKS = frozenset(("a", "an", "the", "and", "or", "of", "with", "in", "at", "to", "is", "his", "her", "their", "on"))
_WORD = re.compile(r"[a-z0-9']+")
# "3d model of" and "full body photo of" speak of the picture, not of the person
PICTURE = re.compile(
    r"\b((3d|cg|digital|full[ -]body|close[ -]up) )*(model|render|rendering|photo|picture|image|figure|portrait) of\b"
)


@dataclass(frozen=True)
class Entry:
    """One line of the table."""

    phrase: str
    kind: str
    form: str
    implies: Mapping[str, float]


@dataclass(frozen=True)
class Lexicon:
    """All entries, the same as a matrix, and the phrases by their tokens."""

    entries: tuple[Entry, ...]
    strengths: np.ndarray
    """(entries, len(ATTRIBUTES)) float32"""
    by_tokens: Mapping[tuple[str, ...], Entry]
    longest: int
    """Tokens of the longest phrase."""


def tokens(text: str) -> list[str]:
    """Lower-case words of a text; hyphens part words."""
    return _WORD.findall(text.lower().replace("’", "'"))


def stem(word: str) -> str:
    """A crude English stem: plural, comparison, -ly, -ing, -ed, -y and final e fall off."""
    for suffix, least in (("iest", 3), ("ier", 3), ("ies", 3), ("ily", 3), ("ing", 4), ("est", 3), ("ed", 4),
                          ("er", 4), ("es", 4), ("ly", 4), ("s", 3), ("y", 3), ("e", 3)):  # fmt: skip
        if word.endswith(suffix) and len(word) - len(suffix) >= least and not word.endswith("ss"):
            word = word[: -len(suffix)]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word[-1] in "eiy" else word


def parse_implies(text: str, beyond: float = 1.0) -> dict[str, float]:
    """Attributes of a table cell: names followed by a signed number, parted by blanks. beyond: how much further than
    its scale an attribute may go.

    Raises ValueError that names the item which is not understood or out of its scale.
    """
    implied: dict[str, float] = {}
    for item in text.split():
        match = re.fullmatch(r"([A-Za-z_]+)([+-]\d*\.?\d+)", item)
        names = expand(match[1]) if match else ()
        if match is None or not names:
            raise ValueError(f"'{item}' is not an attribute with a signed number")
        value = float(match[2])
        for name in names:
            low, high = limits(name)
            if not beyond * low <= value <= beyond * high:
                raise ValueError(f"'{item}' is outside {low:g} to {high:g}")
            if name in implied:
                raise ValueError(f"'{name}' is given twice")
            implied[name] = value
    return implied


def read_lexicon(path: Path) -> Lexicon:
    """The table at `path`. Raises BadFile with the line that is wrong."""
    entries: list[Entry] = []
    seen: set[tuple[str, ...]] = set()
    for number, line in enumerate(read_lines(path, "lexicon"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        try:
            if len(cells) != 4:
                raise ValueError(f"{len(cells)} columns instead of 4")
            phrase, kind, form, implies = cells
            key = tuple(tokens(phrase))
            if kind not in KINDS or form not in FORMS:
                raise ValueError(f"unknown kind or form '{kind}', '{form}'")
            if not key or key in seen:
                raise ValueError(f"'{phrase}' is empty or there already")
            seen.add(key)
            entries.append(Entry(phrase, kind, form, parse_implies(implies)))
        except ValueError as error:
            raise BadFile(f"{path.name}, line {number}: {error}.", "Correct that line of the lexicon.") from error
    column = {name: i for i, name in enumerate(ATTRIBUTES)}
    strengths = np.zeros((len(entries), len(ATTRIBUTES)), np.float32)
    for row, entry in zip(strengths, entries, strict=True):
        for name, value in entry.implies.items():
            row[column[name]] = value
    by_tokens = {tuple(tokens(entry.phrase)): entry for entry in entries}
    return Lexicon(tuple(entries), strengths, by_tokens, max(map(len, by_tokens), default=0))


@functools.cache
def lexicon() -> Lexicon:
    """The lexicon that ships with Galatea."""
    with resources.as_file(resources.files("assets") / "lexicon" / "lexicon.tsv") as path:
        return read_lexicon(path)


@functools.cache
def builds() -> Mapping[tuple[str, ...], Entry]:
    """The words of builds.tsv for what a picture must show of a build, which count before those of the lexicon."""
    with resources.as_file(resources.files("assets") / "lexicon" / "builds.tsv") as path:
        return read_builds(path)


def read_builds(path: Path) -> dict[tuple[str, ...], Entry]:
    """The table of builds at `path`. Raises BadFile with the line that is wrong."""
    found: dict[tuple[str, ...], Entry] = {}
    for number, line in enumerate(read_lines(path, "table of builds"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            phrases, form, implies = line.split("\t")
            attributes = parse_implies(implies, _BEYOND)
        except ValueError as error:
            raise BadFile(f"{path.name}, line {number}: {error}.", "Correct that line of the table.") from error
        for phrase in phrases.split(","):
            found[tuple(tokens(phrase))] = Entry(phrase.strip(), "adjective", form, attributes)
    return found


def words() -> set[str]:
    """Every single word of the lexicon and its intensifiers, lower case."""
    return {word for key in lexicon().by_tokens for word in key} | set(INTENSIFIERS)


@functools.cache
def _by_stems() -> dict[tuple[str, ...], Entry]:
    by_stems: dict[tuple[str, ...], Entry] = {}
    for key, entry in lexicon().by_tokens.items():
        by_stems.setdefault(tuple(map(stem, key)), entry)
    return by_stems


def find(text: str, first: Mapping[tuple[str, ...], Entry] = MappingProxyType({})) -> list[tuple[Entry, float]]:
    """The entries in a text, longest phrase first from left to right, each with its factor (intensity or negation).
    first: what counts before the lexicon."""
    words = tokens(PICTURE.sub(" ", text.lower()))
    return [(part, factor) for part, factor in parts_of(words, True, first) if isinstance(part, Entry)]


def implied(text: str) -> dict[str, float]:
    """Attributes that the known words of a text ask for; {} when it has none.

    Where several words speak of one attribute the strongest of each direction counts and their sum is taken,
    so repeating oneself changes little and contradictions cancel.
    """
    return together(find(text))


def parts_of(
    text_words: list[str], stems: bool, first: Mapping[tuple[str, ...], Entry] = MappingProxyType({})
) -> list[tuple[Entry | str, float]]:
    """A text's entries, each with its factor, and its other words but for intensifiers. stems: "smiles" is "smile".
    first: what counts before the lexicon."""
    parts: list[tuple[Entry | str, float]] = []
    known, stemmed, longest = (
        lexicon().by_tokens,
        _by_stems() if stems else {},
        max(lexicon().longest, 0, *map(len, first)),
    )
    factor, start = 1.0, 0
    while start < len(text_words):
        for stop in range(min(len(text_words), start + longest), start, -1):
            key = tuple(text_words[start:stop])
            entry = first.get(key) or known.get(key)
            if entry is None and key not in _EVERYBODYS:
                entry = stemmed.get(tuple(map(stem, key)))
            if entry is not None and not (len(key) == 1 and key[0] in INTENSIFIERS):
                parts.append((entry, factor))
                factor, start = 1.0, stop
                break
        else:
            word = text_words[start]
            if word.endswith("n't"):
                word = "not"
            if word in INTENSIFIERS:
                factor *= INTENSIFIERS[word]
            else:
                parts.append((word, 1.0))
                if word not in LINKS:
                    factor = 1.0
            start += 1
    return parts


def together(found: list[tuple[Entry, float]]) -> dict[str, float]:
    """The attributes of entries and their factors, as of `implied`."""
    up: dict[str, float] = {}
    down: dict[str, float] = {}
    for entry, factor in found:
        for name, strength in entry.implies.items():
            value = strength * factor
            if name not in STANDARDISED and value < 0 < strength:
                value *= 0.6
            side = up if value > 0 else down
            if abs(value) > abs(side.get(name, 0.0)):
                side[name] = value
    result: dict[str, float] = {}
    for name in up.keys() | down.keys():
        low, high = limits(name)
        furthest = max(abs(entry.implies.get(name, 0.0)) for entry, _ in found)
        low, high = min(low, -furthest) if low < 0 else low, max(high, furthest)
        result[name] = float(min(max(up.get(name, 0.0) + down.get(name, 0.0), low), high))
    return {name: result[name] for name in ATTRIBUTES if result.get(name)}
