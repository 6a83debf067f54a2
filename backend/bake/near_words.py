"""Makes assets/lexicon/near_roles.tsv and near_pieces.tsv: for words of WordNet that the lexicon's own tables lack, the
nearest role or piece and how near it is.

Two words are as near as their glosses are to a sentence model, and half as much again by what stands above both in
WordNet (Lin, "An Information-Theoretic Definition of Similarity", 1998, equation 4). What is labelled by hand in
near_by_hand.tsv wins. At run time only the tables are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assets import asset

from ..clip.sentences import SentenceModel
from ..words.lexicon import tokens
from ..words.looks.vocabulary import by_hand, roles, things
from ..words.tables import key_of
from .wordnet import WORDNET, Nouns, read_nouns

_PERSON = 18
# clothing, footwear, headdress, hair, beard, hairdo, armour, spectacles, cosmetics, jewellery, neckwear, face veil …
_WORN = ("clothing", "footwear", "headdress", "hairdo", "facial_hair", "armor_plate", "body_armor", "spectacles",
         "neckwear", "handwear", "hosiery", "garment", "hairpiece", "belt", "footgear", "attire", "beard", "undergarment",
         "necklace", "mask", "wig", "headgear", "coiffure", "makeup", "nightwear")  # fmt: skip
# of the uses of a word, the least part that must be this sense
_SHARE = 0.34
# of a score, the share of Lin's similarity, which is 1 between equals
_TAXONOMY = 0.5
LEAST = 0.28
_HEADER = "# word\tthe nearest word of {table}\thow near, 0 to 1; made by `galatea bake near-words` from WordNet 3.0 (see NOTICE)"


@dataclass(frozen=True)
class Meaning:
    """A word, the text that a sentence model reads, and its sense in WordNet, "" where it has none."""

    word: str
    text: str
    offset: str = ""


def bake(folder: Path = WORDNET) -> Path:
    """Write both tables from WordNet's files in `folder`; the path of the last."""
    nouns = read_nouns(folder)
    people = list(_meanings(nouns, frozenset(o for o, s in nouns.synsets.items() if s.file == _PERSON)))
    worn = list(_meanings(nouns, _worn(nouns)))
    known_roles = [" ".join(phrase) for phrase, role in roles().items() if not role.adjective]
    known_things = [" ".join(phrase) for phrase, thing in things().items() if not thing.adjective]
    _write("near_roles", people, _anchors(known_roles, people), roles(), nouns)
    return _write("near_pieces", worn, _anchors(known_things, worn), things(), nouns)


def _write(
    name: str,
    meanings: Sequence[Meaning],
    anchors: Sequence[Meaning],
    known: Mapping[tuple[str, ...], object],
    nouns: Nouns,
) -> Path:
    open_ = [meaning for meaning in meanings if not key_of(tokens(meaning.word), known)]
    found = {m.word: near for m, near in zip(open_, nearest(open_, anchors, nouns), strict=True)}
    found |= {" ".join(phrase): (near.word, near.score) for phrase, near in by_hand(name).items()}
    lines = [_HEADER.format(table=name.removeprefix("near_") + ".tsv")]
    lines += [f"{word}\t{anchor}\t{score:.2f}" for word, (anchor, score) in sorted(found.items()) if score >= LEAST]
    path = asset("lexicon", f"{name}.tsv")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def nearest(meanings: Sequence[Meaning], anchors: Sequence[Meaning], nouns: Nouns) -> list[tuple[str, float]]:
    """For each meaning the nearest anchor and how near it is, 0 to 1."""
    model = SentenceModel()
    one, other = (model.embed([meaning.text for meaning in part]) for part in (meanings, anchors))
    score = (one @ other.T + _TAXONOMY * _lin(meanings, anchors, nouns)) / (1.0 + _TAXONOMY)
    best = score.argmax(axis=1)
    return [(anchors[at].word, float(np.clip(row[at], 0.0, 1.0))) for row, at in zip(score, best, strict=True)]


def _lin(meanings: Sequence[Meaning], anchors: Sequence[Meaning], nouns: Nouns) -> np.ndarray:
    """(meanings, anchors) Lin's similarity of their senses, 0 where one has none."""
    under: tuple[dict[str, list[int]], dict[str, list[int]]] = ({}, {})
    content = tuple(np.array([nouns.information.get(m.offset, 0.0) for m in part]) for part in (meanings, anchors))
    for part, table in zip((meanings, anchors), under, strict=True):
        for at, meaning in enumerate(part):
            for ancestor in nouns.ancestors(meaning.offset) if meaning.offset else ():
                table.setdefault(ancestor, []).append(at)
    shared = np.zeros((len(meanings), len(anchors)), np.float32)
    for ancestor in sorted(under[0].keys() & under[1].keys(), key=lambda offset: nouns.information[offset]):
        shared[np.ix_(under[0][ancestor], under[1][ancestor])] = nouns.information[ancestor]
    total = content[0][:, None] + content[1][None, :]
    return np.where((content[0][:, None] > 0) & (content[1][None, :] > 0), 2.0 * shared / np.maximum(total, 1e-6), 0.0)


def _meanings(nouns: Nouns, wanted: frozenset[str]) -> Iterator[Meaning]:
    """The words that often enough mean one of the wanted senses, with the most used of these."""
    for word, offsets in nouns.senses.items():
        count = [nouns.uses.get((word, n), 0) for n in range(1, len(offsets) + 1)]
        fits = [at for at, offset in enumerate(offsets) if offset in wanted and not nouns.synsets[offset].instance]
        if not fits or not any(word in nouns.synsets[offsets[at]].words for at in fits):
            continue  # names of one person or place, and what is written with a capital
        total = sum(count) + nouns.others.get(word, 0)
        best = max(fits, key=lambda at: (count[at], -at))
        if (total and sum(count[at] for at in fits) < _SHARE * total) or (not total and fits[0] > 0):
            continue
        said = word.replace("_", " ")
        if tokens(said):
            yield Meaning(" ".join(tokens(said)), f"{said}: {nouns.synsets[offsets[best]].gloss}", offsets[best])


def _anchors(words: Sequence[str], meanings: Sequence[Meaning]) -> list[Meaning]:
    """The words of a table with the meaning that WordNet has for them."""
    known = {meaning.word: meaning for meaning in meanings}
    return [known.get(word, Meaning(word, word)) for word in words]


def _worn(nouns: Nouns) -> frozenset[str]:
    """Every sense below one of what is worn."""
    tops = {offset for word in _WORN for offset in nouns.senses.get(word, ())[:1]}
    return frozenset(offset for offset in nouns.synsets if nouns.ancestors(offset) & tops)


if __name__ == "__main__":
    print(bake())
