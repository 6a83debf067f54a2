"""What is said of dressed people: random texts from the tables of looks, and near words, without those of the bench."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from assets import asset
from backend.words import look_vocabulary as vocabulary
from backend.words.look_vocabulary import Phrase

_MEN = ("man", "man", "man", "guy", "gentleman", "male", "old man", "elderly man", "young man", "fat man", "thin man",
        "muscular man", "boy", "little boy", "middle-aged man", "fellow")  # fmt: skip
_WOMEN = ("woman", "woman", "woman", "lady", "female", "old woman", "elderly woman", "young woman", "fat woman",
          "thin woman", "muscular woman", "girl", "little girl", "middle-aged woman", "granny")  # fmt: skip
_ANYBODY = ("person", "person", "figure", "character", "human", "adult")
_AGES = {"old": "old", "elderly": "old", "granny": "old", "boy": "child", "girl": "child", "young": "young"}
_FRAMES = ("{}", "{}", "{}", "{}", "a photo of {}", "a picture of {}", "3d render of {}", "a character: {}",
           "a full body render of {}", "an image of {}", "{} standing")  # fmt: skip
_COLOURS = ("red", "blue", "green", "black", "white", "yellow", "grey", "brown", "pink", "purple", "orange", "navy",
            "beige", "light blue", "dark green", "dark blue", "golden", "silver", "teal", "cream", "crimson",
            "turquoise", "maroon", "dark grey", "khaki")  # fmt: skip
_HAIR_COLOURS = ("blonde", "red", "black", "brown", "grey", "white", "ginger", "dark", "green", "blue", "pink")
_CLOTH = ("striped", "checked", "plaid", "tartan", "polka dot", "floral", "leather", "denim", "camouflage", "knitted",
          "silk", "woollen", "leopard print", "metal", "lace", "loose", "tight", "long", "short")  # fmt: skip
_NO_ARTICLE = ("hair", "armour", "armor", "stubble", "lipstick", "make-up", "makeup", "facial hair", "chainmail")
_SURE = 0.5
_NEAR_WORDS = 0.5
_SEXED = 0.65


@dataclass(frozen=True)
class Caption:
    """texts: several ways to say the same, the first in words that the tables hold by hand. female, years, build: of
    the person for whom it is true."""

    texts: tuple[str, ...]
    female: bool
    years: float
    build: float
    """-1 thin, 0 anything, 1 fat, 2 muscular"""


@dataclass(frozen=True)
class Meaning:
    """Phrases of a table that stand for the same, and words near to them."""

    phrases: tuple[str, ...]
    near: tuple[str, ...] = ()

    def said(self, rng: np.random.Generator, first: bool) -> str:
        """One of them; the first time one that a table holds by hand."""
        if not first and self.near and rng.random() < _NEAR_WORDS:
            return self.near[int(rng.integers(len(self.near)))]
        return self.phrases[int(rng.integers(len(self.phrases)))]


@functools.cache
def held_out() -> tuple[frozenset[str], frozenset[str]]:
    """Prompts of the bench, which are never learned, and its words that no table holds by hand, neither."""
    prompts, unseen, words = set(), set(), set()
    for name in ("looks", "looks_unseen", "looks_sixty"):
        path = asset("bench", f"{name}.tsv")
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            cells = line.split("\t")
            if line.startswith("#") or len(cells) < 2:
                continue
            if name == "looks_unseen":
                words.add(cells[1])
            else:
                prompts.add(cells[0])
                unseen |= {cells[0]} if cells[1] == "0" else set()
    near = {" ".join(p) for p in (*vocabulary.near_roles(), *vocabulary.near_pieces())}
    for prompt in unseen:
        tokens = prompt.replace(",", "").split()
        words |= {" ".join(tokens[a : a + n]) for a in range(len(tokens)) for n in (1, 2, 3)} & near
    return frozenset(prompts), frozenset(words)


@dataclass(frozen=True)
class Book:
    """Meanings, and how often each is spoken of; together 1."""

    meanings: tuple[Meaning, ...]
    often: np.ndarray

    def one(self, rng: np.random.Generator) -> Meaning:
        return self.meanings[int(rng.choice(len(self.meanings), p=self.often))]


def _may_be_said(phrase: str) -> bool:
    """Whether no word of the bench that tables do not hold by hand is in it."""
    parts = phrase.split()
    spans = {" ".join(parts[a:b]) for a in range(len(parts)) for b in range(a + 1, len(parts) + 1)}
    return not spans & held_out()[1]


def _book(phrases: Mapping[str, str], near: Mapping[str, str]) -> Book:
    """phrases -> what each stands for; near words -> the phrase that they are near to."""
    known: dict[str, list[str]] = {}
    for phrase, meaning in phrases.items():
        if _may_be_said(phrase):
            known.setdefault(meaning, []).append(phrase)
    beside: dict[str, list[str]] = {}
    for word, phrase in near.items():
        if phrase in phrases and _may_be_said(word):
            beside.setdefault(phrases[phrase], []).append(word)
    often = np.array([len(some) ** 0.4 for some in known.values()])
    found = tuple(Meaning(tuple(some), tuple(beside.get(m, ()))) for m, some in known.items())
    return Book(found, often / often.sum())


@functools.cache
def _books() -> tuple[Book, Book, Book, Book]:
    """Roles, adjectives of style, things, adjectives for what is worn."""

    def joined(phrase: Phrase) -> str:
        return " ".join(phrase)

    def near(name: str, table: Mapping[Phrase, vocabulary.Near]) -> dict[str, str]:
        every = {**table, **vocabulary.by_hand(name)}
        return {joined(phrase): n.word for phrase, n in every.items() if n.score >= _SURE}

    worn = {p: t for p, t in vocabulary.things().items() if t.known and t.items[0].slot != "naked"}
    dressed = {p: r for p, r in vocabulary.roles().items() if any(outfit for _, outfit in r.outfits)}
    near_roles = near("near_roles", vocabulary.near_roles())
    near_things = near("near_pieces", vocabulary.near_pieces())
    return (
        _book({joined(p): r.name for p, r in dressed.items() if not r.adjective}, near_roles),
        _book({joined(p): r.name for p, r in dressed.items() if r.adjective}, {}),
        _book({joined(p): repr(t.items) for p, t in worn.items() if not t.adjective}, near_things),
        _book({joined(p): repr(t.items) for p, t in worn.items() if t.adjective}, {}),
    )


def draw_caption(rng: np.random.Generator, ways: int = 4) -> Caption:
    """The same said in some ways, and a person of whom it is true, as far as it speaks of sex, age and build."""
    while True:
        caption = _drawn(rng, ways)
        if not held_out()[0] & {*caption.texts}:
            return caption


def _drawn(rng: np.random.Generator, ways: int) -> Caption:
    roles, styles, things, adjectives = _books()
    female = bool(rng.random() < 0.5)
    who = str(rng.choice(_ANYBODY if rng.random() < 0.08 else _WOMEN if female else _MEN))
    sort = rng.random()
    role = roles.one(rng) if sort < 0.38 else None
    style = styles.one(rng) if 0.38 <= sort < 0.44 else adjectives.one(rng) if 0.44 <= sort < 0.52 else None
    count = int(rng.choice((0, 1, 2, 3), p=(0.65, 0.25, 0.1, 0.0) if sort < 0.44 else (0.0, 0.35, 0.4, 0.25)))
    worn = [(things.one(rng), _cut(rng)) for _ in range(count)]
    hair = ""
    if rng.random() < 0.12:
        hair = str(rng.choice(("{} hair", "long {} hair", "short {} hair", "curly {} hair")))
        hair = hair.format(rng.choice(_HAIR_COLOURS))
    sexed = rng.random()
    texts = []
    for way in range(ways):
        first = way == 0
        text = who
        if role is not None:
            text = _in_role(role.said(rng, first), who, female, sexed)
        elif style is not None:
            text = f"{style.said(rng, first)} {who}"
        said = [_with_article(f"{cut} {meaning.said(rng, first)}".strip()) for meaning, cut in worn]
        if hair:
            said.append(hair)
        texts.append(_sentence(text, said, rng))
    words = set(who.split()) if role is None or sexed >= _SEXED else set()
    age = next((kind for word, kind in _AGES.items() if word in words), "")
    low, high = {"old": (65, 90), "child": (5, 14), "young": (18, 28)}.get(age, (20, 75))
    build = -1.0 if "thin" in words else 1.0 if "fat" in words else 2.0 if "muscular" in words else 0.0
    return Caption(tuple(dict.fromkeys(texts)), female, float(rng.uniform(low, high)), build)


def _in_role(role: str, who: str, female: bool, sexed: float) -> str:
    if sexed < 0.5:
        return role
    if sexed < _SEXED:
        return f"{'female' if female else 'male'} {role}"
    first, *rest = who.split()
    return f"{first} {role}" if rest else f"{who} dressed as {_with_article(role)}"


def _sentence(who: str, said: list[str], rng: np.random.Generator) -> str:
    text = _with_article(who)
    if said:
        lead = str(rng.choice((" in ", " wearing ", " with ", ", ", " dressed in ")))
        text += lead + (", ".join(said[:-1]) + " and " + said[-1] if len(said) > 1 else said[0])
    return str(rng.choice(_FRAMES)).format(text)


def _cut(rng: np.random.Generator) -> str:
    """What is said before a thing of how it is."""
    before = []
    if rng.random() < 0.5:
        before.append(str(rng.choice(_COLOURS)))
    if rng.random() < 0.15:
        before.append(str(rng.choice(_CLOTH)))
    return " ".join(before)


def _with_article(phrase: str) -> str:
    if phrase.endswith(_NO_ARTICLE) or (phrase.endswith("s") and not phrase.endswith(("ss", "us"))):
        return phrase
    return f"{'an' if phrase[:1] in 'aeiou' else 'a'} {phrase}"
