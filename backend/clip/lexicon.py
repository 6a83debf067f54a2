"""The caption lexicon: which attributes words imply, captions that fit a body, and what a text asks for.

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
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path

import numpy as np

from backend.clip.attributes import ATTRIBUTES, GROUP_OF, STANDARDISED, expand, limits
from backend.protocol.errors import BadFile

KINDS = ("adjective", "role", "archetype", "part", "expression", "action", "pose", "look")
FORMS = ("adj", "noun", "with", "doing")

# How much a word before another changes it; "not" and its kin turn the meaning round, weakly.
INTENSIFIERS: dict[str, float] = {
    "very": 1.4, "really": 1.35, "extremely": 1.8, "incredibly": 1.8, "super": 1.5, "so": 1.3, "too": 1.5, "most": 1.5,
    "exceptionally": 1.7, "unusually": 1.4, "remarkably": 1.5, "totally": 1.5, "utterly": 1.7, "completely": 1.5,
    "absolutely": 1.6, "insanely": 1.9, "ridiculously": 1.9, "enormously": 1.8, "impossibly": 1.9, "terribly": 1.4,
    "more": 1.2, "quite": 1.1, "pretty": 1.05, "rather": 1.0, "fairly": 0.8, "moderately": 0.7, "somewhat": 0.6,
    "slightly": 0.5, "faintly": 0.45, "mildly": 0.5, "barely": 0.3, "less": -0.5, "least": -0.7,
    "not": -0.5, "no": -0.5, "never": -0.5, "without": -0.5, "isn't": -0.5, "hardly": -0.3,
}  # fmt: skip
SPOKEN = ("very", "really", "extremely", "incredibly", "quite", "fairly", "somewhat", "slightly")
_LINKS = frozenset(("a", "an", "the", "and", "or", "of", "with", "in", "at", "to", "is", "his", "her", "their", "on"))
_WORD = re.compile(r"[a-z0-9']+")
# "3d model of" and "full body photo of" speak of the picture, not of the person
_PICTURE = re.compile(
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


def parse_implies(text: str) -> dict[str, float]:
    """Attributes of a table cell: names followed by a signed number, parted by blanks.

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
            if not low <= value <= high:
                raise ValueError(f"'{item}' is outside {low:g} to {high:g}")
            if name in implied:
                raise ValueError(f"'{name}' is given twice")
            implied[name] = value
    return implied


def read_lexicon(path: Path) -> Lexicon:
    """The table at `path`. Raises BadFile with the line that is wrong."""
    entries: list[Entry] = []
    seen: set[tuple[str, ...]] = set()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
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


def words() -> set[str]:
    """Every single word of the lexicon and its intensifiers, lower case."""
    return {word for key in lexicon().by_tokens for word in key} | set(INTENSIFIERS)


@functools.cache
def _by_stems() -> dict[tuple[str, ...], Entry]:
    by_stems: dict[tuple[str, ...], Entry] = {}
    for key, entry in lexicon().by_tokens.items():
        by_stems.setdefault(tuple(map(stem, key)), entry)
    return by_stems


def find(text: str) -> list[tuple[Entry, float]]:
    """The entries in a text, longest phrase first from left to right, each with its factor (intensity or negation)."""
    found: list[tuple[Entry, float]] = []
    known, stemmed, longest = lexicon().by_tokens, _by_stems(), lexicon().longest
    text_words = tokens(_PICTURE.sub(" ", text.lower()))
    factor, start = 1.0, 0
    while start < len(text_words):
        for stop in range(min(len(text_words), start + longest), start, -1):
            key = tuple(text_words[start:stop])
            entry = known.get(key) or stemmed.get(tuple(map(stem, key)))
            if entry is not None and not (len(key) == 1 and key[0] in INTENSIFIERS):
                found.append((entry, factor))
                factor, start = 1.0, stop
                break
        else:
            word = text_words[start]
            if word.endswith("n't"):
                word = "not"
            if word in INTENSIFIERS:
                factor *= INTENSIFIERS[word]
            elif word not in _LINKS:
                factor = 1.0
            start += 1
    return found


def implied(text: str) -> dict[str, float]:
    """Attributes that the known words of a text ask for; {} when it has none.

    Where several words speak of one attribute the strongest of each direction counts and their sum is taken,
    so repeating oneself changes little and contradictions cancel.
    """
    up: dict[str, float] = {}
    down: dict[str, float] = {}
    for entry, factor in find(text):
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
        result[name] = float(min(max(up.get(name, 0.0) + down.get(name, 0.0), low), high))
    return {name: result[name] for name in ATTRIBUTES if result.get(name)}


# --- captions -------------------------------------------------------------------------------------------------------

_VISIBLE = {"body": ("body", "look", "pose"), "face": ("face", "face_shape", "look")}
_STANDARD = np.array([name in STANDARDISED for name in ATTRIBUTES])
_FACE = np.array([GROUP_OF[name] == "face" for name in ATTRIBUTES])
_SWITCH = ~_STANDARD & ~_FACE
_COLUMN = {name: i for i, name in enumerate(ATTRIBUTES)}


@dataclass(frozen=True)
class _Index:
    """What captions need of the lexicon, once; arrays over (entries, attributes) or (entries,)."""

    said: np.ndarray
    """bool: the entry speaks of the attribute."""
    standard: np.ndarray
    """1 where it is said and standardised."""
    asked: np.ndarray
    """Standardised strengths within two deviations."""
    asked_size: np.ndarray
    """Sum of their squares."""
    above: np.ndarray
    """1 where the sample must be clearly above the middle."""
    below: np.ndarray
    """1 where the sample must be clearly below the middle."""
    switch: np.ndarray
    """1 where a look or pose must be there."""
    face: np.ndarray
    """Unit vectors of the face activations."""
    face_size: np.ndarray
    """Their lengths."""
    calm: np.ndarray
    """bool: an expression without activations."""
    nouns: np.ndarray
    seen_in: Mapping[str, np.ndarray]
    """view -> how well the view shows what the entry speaks of, 0 to 1."""


@functools.cache
def _index() -> _Index:
    book = lexicon()
    said = book.strengths != 0
    asked = np.clip(book.strengths, -2, 2) * _STANDARD
    calm = np.array([entry.kind == "expression" and not entry.implies for entry in book.entries])
    people = np.array([bool(entry.implies) and set(entry.implies) <= {"age", "gender"} for entry in book.entries])
    seen_in = {}
    for view, groups in _VISIBLE.items():
        inside = np.array([GROUP_OF[name] in groups for name in ATTRIBUTES])
        size = np.abs(book.strengths) / np.where(_STANDARD, 1.5, 0.8)
        hidden = np.where(inside, 0, size).max(1)
        fit = np.where(hidden > 0.7, 0.0, np.minimum(np.where(inside, size, 0).max(1), 1.0))
        seen_in[view] = np.where(calm, view == "face", np.where(people & (view == "face"), 0.5, fit))
    face = book.strengths * _FACE
    face_size = np.linalg.norm(face, axis=1)
    return _Index(
        said=said,
        standard=(said & _STANDARD).astype(np.float32),
        asked=asked,
        asked_size=(asked**2).sum(1),
        above=(asked >= 0.4).astype(np.float32),
        below=(asked <= -0.4).astype(np.float32),
        switch=(said & _SWITCH).astype(np.float32),
        face=face / np.maximum(face_size, 1e-6)[:, None],
        face_size=face_size,
        calm=calm,
        nouns=np.array([entry.form == "noun" for entry in book.entries]),
        seen_in=seen_in,
    )


def agreement(attributes: Mapping[str, float]) -> np.ndarray:
    """How well each entry describes a sample with these attributes: (entries,) float in 0 to 1.

    Standardised attributes must lie on the right side and near the strength (beyond two deviations all is the same);
    faces are compared as activation vectors, direction and size; looks and poses must be there.
    """
    index = _index()
    sample = np.zeros(len(ATTRIBUTES), np.float32)
    for name, value in attributes.items():
        for one in expand(name):
            sample[_COLUMN[one]] = value

    near = np.clip(sample, -2, 2) * _STANDARD
    miss = index.standard @ near**2 - 2 * (index.asked @ near) + index.asked_size
    score = np.exp(-miss / np.maximum(index.standard.sum(1), 1))
    contradicts = index.above @ (near < 0.25) + index.below @ (near > -0.25) + index.switch @ (sample < 0.5)
    score = np.where(contradicts > 0, 0.0, score)

    size = float(np.linalg.norm(sample * _FACE))
    along = index.face @ sample
    ratio = along / np.maximum(index.face_size, 1e-6)
    fits = np.clip((along / max(size, 1e-6) - 0.4) / 0.5, 0, 1)
    fits *= np.clip((ratio - 0.2) / 0.5, 0, 1) * np.clip(2.5 - ratio, 0, 1)
    score = np.where(index.face_size > 0, score * fits, score)
    return np.where(index.calm, float(size < 0.25), score)


_FRAMES = {
    "body": ("a photo of {}", "3d render of {}", "a 3d model of {}", "a full body render of {}", "picture of {}",
             "an image of {}", "a figure of {}", "{} standing", "a character: {}"),
    "face": ("a photo of {}", "3d render of {}", "a portrait of {}", "close up of {}", "the face of {}",
             "a headshot of {}", "picture of {}", "an image of {}", "a character: {}"),
}  # fmt: skip
_PLAIN = ("person", "person", "human", "figure", "character", "someone", "individual")


def _with_article(phrase: str) -> str:
    bare = phrase.startswith(("someone", "the ", "mr "))
    return phrase if bare else f"{'an' if phrase[:1] in 'aeiou' else 'a'} {phrase}"


def compose(entries: Iterable[Entry], rng: np.random.Generator, view: str = "body", noun: str | None = None) -> str:
    """A caption that uses the given entries, in one of many templates. `noun` stands in where no entry is a noun."""
    parts: dict[str, list[str]] = {form: [] for form in FORMS}
    for entry in entries:
        parts[entry.form].append(entry.phrase)
    named = bool(parts["noun"]) or noun is not None
    who = parts["noun"][0] if parts["noun"] else noun or str(rng.choice(_PLAIN))
    adjectives = parts["adj"]
    joined = (" and " if rng.random() < 0.3 else ", " if rng.random() < 0.5 else " ").join(adjectives)
    if adjectives and who == "someone":
        text = f"someone {joined}"
    elif adjectives and rng.random() < 0.2:
        text = f"{_with_article(who)} who is {' and '.join(adjectives)}"
    else:
        text = _with_article(f"{joined} {who}".strip())
    if parts["with"]:
        text += " with " + " and ".join(parts["with"])
    if parts["doing"]:
        text += (" " if rng.random() < 0.4 else ", ") + " and ".join(parts["doing"])
    phrases = [*parts["with"], *parts["doing"]]
    if phrases and not adjectives and not named and rng.random() < 0.35:
        return ", ".join(phrases)
    return text if rng.random() < 0.45 else str(rng.choice(_FRAMES[view])).format(text)


def plain_noun(attributes: Mapping[str, float]) -> str:
    """The everyday noun for an age and a gender: man, girl, teenager …; person when neither is clear."""
    age, gender = attributes.get("age", 0.0), attributes.get("gender", 0.0)
    side = 0 if gender < -0.5 else 1 if gender > 0.5 else 2
    if age < -2.8:
        return "baby"
    if age < -2.0:
        return ("boy", "girl", "child")[side]
    if age < -1.4:
        return ("teenage boy", "teenage girl", "teenager")[side]
    return ("man", "woman", "person")[side]


def captions_for(attributes: Mapping[str, float], rng: np.random.Generator, view: str = "body") -> str:
    """One caption, drawn anew at every call, that is true of a sample with these attributes.

    attributes: standardised body attributes, face activations, looks and poses by name; a missing one is 0.
    view: "body" speaks of build, age, clothes and pose; "face" of expression, features, hair and age.
    """
    book, index = lexicon(), _index()
    score = agreement(attributes)
    weight = np.where(score < 0.3, 0.0, score**2 * index.seen_in[view])
    if view == "face":
        weight *= np.where(index.face_size > 0, 3.0, 1.0)
    chosen: list[Entry] = []
    for _ in range(int(rng.choice([1, 2, 3], p=[0.45, 0.35, 0.2]))):
        total = float(weight.sum())
        if total <= 0:
            break
        row = int(rng.choice(len(weight), p=weight / total))
        chosen.append(book.entries[row])
        again = (index.said & index.said[row]).any(1) | index.calm | (index.nouns if index.nouns[row] else False)
        weight = np.where(again, 0.0, weight)
    noun = plain_noun(attributes) if rng.random() < 0.5 else None
    return compose(chosen, rng, view, noun)


def draw(rng: np.random.Generator, view: str = "body") -> tuple[str, dict[str, float]]:
    """A caption first and what it implies: to make samples for words that random bodies seldom meet.

    The caller fills the attributes that are not named with its own random values.
    """
    book, index = lexicon(), _index()
    weight = index.seen_in[view] / index.seen_in[view].sum()
    said: list[Entry] = []
    attributes: dict[str, float] = {}
    for _ in range(int(rng.choice([1, 2, 3], p=[0.5, 0.35, 0.15]))):
        entry = book.entries[int(rng.choice(len(weight), p=weight))]
        taken = any(entry.form == "noun" == other.form or not other.implies for other in said)
        if taken or attributes.keys() & entry.implies.keys() or (said and not entry.implies):
            continue
        factor = 1.0
        if entry.form == "adj" and entry.implies and rng.random() < 0.25:
            word = str(rng.choice(SPOKEN))
            factor, entry = INTENSIFIERS[word], replace(entry, phrase=f"{word} {entry.phrase}")
        said.append(entry)
        for name, strength in entry.implies.items():
            attributes[name] = float(np.clip(strength * factor, *limits(name)))
    return compose(said, rng, view), attributes
