"""Captions drawn from the lexicon, with what they imply: true by making, because the sample is made for the caption."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from backend.words.attributes import ATTRIBUTES, GROUP_OF, STANDARDISED, limits
from backend.words.lexicon import FORMS, INTENSIFIERS, SPOKEN, Entry, lexicon

_VISIBLE = {"body": ("body", "look", "pose"), "face": ("face", "face_shape", "look")}
_FRAMES = {
    "body": ("a photo of {}", "3d render of {}", "a 3d model of {}", "a full body render of {}", "picture of {}",
             "an image of {}", "a figure of {}", "{} standing", "a character: {}"),
    "face": ("a photo of {}", "3d render of {}", "a portrait of {}", "close up of {}", "the face of {}",
             "a headshot of {}", "picture of {}", "an image of {}", "a character: {}"),
}  # fmt: skip
_PLAIN = ("person", "person", "human", "figure", "character", "someone", "individual")


@functools.cache
def _weights(view: str) -> np.ndarray:
    """(entries,) how often each is drawn for a view: by how well the view shows what it speaks of; sums to 1."""
    book = lexicon()
    standard = np.array([name in STANDARDISED for name in ATTRIBUTES])
    inside = np.array([GROUP_OF[name] in _VISIBLE[view] for name in ATTRIBUTES])
    calm = np.array([entry.kind == "expression" and not entry.implies for entry in book.entries])
    people = np.array([bool(entry.implies) and set(entry.implies) <= {"age", "gender"} for entry in book.entries])
    size = np.abs(book.strengths) / np.where(standard, 1.5, 0.8)
    hidden = np.where(inside, 0, size).max(1)
    fit = np.where(hidden > 0.7, 0.0, np.minimum(np.where(inside, size, 0).max(1), 1.0))
    seen = np.where(calm, view == "face", np.where(people & (view == "face"), 0.5, fit))
    return seen / seen.sum()


def draw(rng: np.random.Generator, view: str = "body") -> tuple[str, dict[str, float]]:
    """A caption first and what it implies: to make samples for words that random bodies seldom meet.

    The caller fills the attributes that are not named with its own random values.
    """
    book, weight = lexicon(), _weights(view)
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


def _with_article(phrase: str) -> str:
    bare = phrase.startswith(("someone", "the ", "mr "))
    return phrase if bare else f"{'an' if phrase[:1] in 'aeiou' else 'a'} {phrase}"


def compose(entries: Iterable[Entry], rng: np.random.Generator, view: str = "body") -> str:
    """A caption that uses the given entries, in one of many templates."""
    parts: dict[str, list[str]] = {form: [] for form in FORMS}
    for entry in entries:
        parts[entry.form].append(entry.phrase)
    who = parts["noun"][0] if parts["noun"] else str(rng.choice(_PLAIN))
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
    if phrases and not adjectives and not parts["noun"] and rng.random() < 0.35:
        return ", ".join(phrases)
    return text if rng.random() < 0.45 else str(rng.choice(_FRAMES[view])).format(text)
