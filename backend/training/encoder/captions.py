"""Texts to learn from: lexicon captions, every taught word in many sentences, and words side by side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backend.clip.space import combine, scales, without_noise
from backend.training.encoder.drawn_captions import draw
from backend.words import lexicon
from backend.words.attributes import ATTRIBUTES

NEUTRAL = (
    "a person", "a human", "a human being", "someone", "somebody", "a figure", "a body", "a face", "a character",
    "person", "a photo of a person", "a picture of a person", "a render of a person", "the face of a person",
    "a portrait", "the body of a person", "a 3d model of a person", "people", "an avatar",
    "a human figure",
)  # fmt: skip
NOUNS = (
    "person",
    "person",
    "person",
    "human",
    "man",
    "woman",
    "guy",
    "lady",
    "boy",
    "girl",
    "figure",
    "character",
    "face",
)
WORD_SENTENCES = (
    "a {} {n}",
    "{}",
    "a {}",
    "the {} {n}",
    "a {n} who looks {}",
    "a photo of a {} {n}",
    "{} {n}",
    "a {n}, {}",
)
PHRASE_SENTENCES = {
    "adj": ("a {} {n}", "{}", "a {n} who is {}", "the {} {n}", "a photo of a {} {n}", "{} {n}", "a {n}, {}"),
    "noun": ("a {}", "{}", "a {n} who is a {}", "the {}", "a photo of a {}", "a face of a {}"),
    "with": ("a {n} with {}", "{}", "a {n} who has {}", "the {n} with {}", "a {n}, {}"),
    "doing": ("a {n} {}", "{}", "a {n}, {}", "the {n} is {}", "a face, {}", "a photo of a {n} {}"),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Texts:
    texts: list[str]
    attributes: np.ndarray
    """(N, A) float32, what each text asks for"""
    weight: np.ndarray
    """(N,) how often each is drawn, relative to the others"""


def implied_row(text: str) -> np.ndarray:
    """(A,) by the lexicon alone."""
    said = lexicon.implied(text)
    return np.array([said.get(name, 0.0) for name in ATTRIBUTES], np.float32)


def compose_texts(words: list[str], strengths: np.ndarray, rng: np.random.Generator, scale: float = 1.0) -> Texts:
    """All the texts of one training: words (W,) with their strengths (W, A) from the teacher."""
    strengths = without_noise(strengths)
    nouns = {noun: implied_row(noun) for noun in dict.fromkeys(NOUNS)}
    texts: list[str] = []
    rows: list[np.ndarray] = []
    weights: list[float] = []

    def add(text: str, row: np.ndarray, weight: float) -> None:
        texts.append(_article(text))
        rows.append(row)
        weights.append(weight)

    for text in NEUTRAL:
        add(text, np.zeros(len(ATTRIBUTES), np.float32), 150.0 if text == "a person" else 25.0)
    for noun, row in nouns.items():
        add(f"a {noun}", row, 20.0)
    size = np.linalg.norm(strengths * scales(), axis=1)
    for word, row, length in zip(words, strengths, size, strict=True):
        for sentence in WORD_SENTENCES[:1] + tuple(
            rng.choice(WORD_SENTENCES[1:], 1 if length < 0.5 else 3, replace=False)
        ):
            noun = "person" if sentence == WORD_SENTENCES[0] else str(rng.choice(NOUNS))
            text, base = str(sentence).format(word, n=noun), nouns[noun]
            add(text, combine([row, base]) if "{n}" in sentence else row, 0.8 + min(float(length), 2.5))
    entries = lexicon.lexicon().entries
    for entry in entries:
        row = implied_row(entry.phrase)
        for sentence in PHRASE_SENTENCES[entry.form]:
            noun = str(rng.choice(NOUNS))
            add(sentence.format(entry.phrase, n=noun), combine([row, nouns[noun]]) if "{n}" in sentence else row, 2.0)
        # the plainest sentence always, and a stronger and a weaker one
        first = PHRASE_SENTENCES[entry.form][0]
        add(first.format(entry.phrase, n="person"), row, 6.0)
        if entry.form == "adj":
            for degree in rng.choice(lexicon.SPOKEN, 2, replace=False):
                text = first.format(f"{degree} {entry.phrase}", n="person")
                add(text, implied_row(text), 1.5)
    for index in range(int(40_000 * scale)):
        text = draw(rng, "face" if index % 2 else "body")[0]
        add(text, implied_row(text), 1.0)
    strong = np.flatnonzero(size > 0.6)
    for _ in range(int(25_000 * scale) if len(strong) else 0):
        k = int(rng.choice(strong))
        entry = entries[int(rng.integers(len(entries)))]
        noun = str(rng.choice(NOUNS[:6]))
        add(_pair(words[k], entry, noun), combine([strengths[k], implied_row(entry.phrase), nouns[noun]]), 1.0)
    return Texts(texts, np.stack(rows), np.array(weights, np.float32))


def _pair(word: str, entry: lexicon.Entry, noun: str) -> str:
    patterns = {
        "adj": f"a {entry.phrase} {word} {noun}",
        "noun": f"a {word} {entry.phrase}",
        "with": f"a {word} {noun} with {entry.phrase}",
        "doing": f"a {word} {noun}, {entry.phrase}",
    }
    return patterns[entry.form]


def _article(text: str) -> str:
    return "an " + text[2:] if text.startswith("a ") and text[2:3] in tuple("aeiou") else text
