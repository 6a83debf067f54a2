"""Makes assets/lexicon/near_roles.tsv and near_pieces.tsv: for words of WordNet that the lexicon's own tables lack, the
nearest role or piece and how near it is.

Two words are as near as a sentence model finds them with their glosses, and as WordNet has them under one roof; of the
nearest words each votes for what it stands for, and so does the known word that WordNet has right above. Those to whom
something is done are near to one another alone: an oncologist is no patient. What is labelled by hand in
near_by_hand.tsv wins. At run time only the tables are read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from assets import asset
from backend.words.wordnet import WORDNET, Nouns, read_nouns

from ..clip.sentences import SentenceModel
from ..words.lexicon import tokens
from ..words.look_vocabulary import Phrase, Thing, by_hand, colours, roles, things
from ..words.tables import key_of
from .roofs import Roofs

_PERSON, _ARTIFACT = 18, 6
_HAIR = frozenset(("hairdo", "facial_hair", "beard", "coiffure"))
# clothing, footwear, headdress, hair, beard, hairdo, armour, spectacles, cosmetics, jewellery, neckwear, face veil …
_WORN = ("clothing", "footwear", "headdress", "hairdo", "facial_hair", "armor_plate", "body_armor", "spectacles",
         "neckwear", "handwear", "hosiery", "garment", "hairpiece", "belt", "footgear", "attire", "beard",
         "undergarment", "necklace", "sash", "mask", "wig", "headgear", "coiffure", "makeup", "nightwear")  # fmt: skip
# of the uses of a word, the least part that must be this sense
_SHARE = 0.34
# the same of people, who stand in the person's place of a prompt
_RARELY = 0.1
# how many of the nearest words vote, and how much less those do that are less near
_VOTERS, _SHARPNESS = 12, 10.0
# what WordNet's taxonomy counts beside the sentence model, and the vote of the known word above one, or that it ends in
_TAXONOMY, _ABOVE_IT = 0.8, (1.0, 0.5)
LEAST = 0.28
# below these WordNet has those to whom something is done: patients, prisoners, victims
_DONE_TO = ("unfortunate", "slave", "prisoner", "victim", "sick_person")
# words that mostly mean another thing, or all that is worn
_OTHERWISE = frozenset(
    """accessory accouterment accoutrement apparel attire clothing costume garb garment getup raiment regalia finery
    uniform habiliment wearable footwear headgear knitwear furnishing trousseau aureole backplate body beaver bridle
    brassard carousel carrousel casement castor conveyor corolla crusher domino drawers fin flipper gusset hawk ironing
    jams kipper laundry mending motley napkin natural oxford pallette queue readers respirator roach runners slick slip
    spat spectacle stringer teddy thatch togs transporter turtle vans walrus wrapper turnout pontifical ballet
    bathers coils corset jordans shell bag box safety body flash robin pan fury hulk""".split()  # noqa: SIM905
)
_HEADER = (
    "# word\tthe nearest word of {table}\thow near, 0 to 1; made by `galatea bake near-words` from WordNet 3.0 "
    "(see NOTICE)"
)


@dataclass(frozen=True)
class Meaning:
    """A word, the text that a sentence model reads, and its sense in WordNet, "" where it has none."""

    word: str
    text: str
    offset: str = ""
    stands_for: str = ""
    """the word of the table that it votes for"""
    head: str = ""
    """the sense of the word that a phrase ends in"""


class Sentences(Protocol):
    """What reads texts: (N, D) unit vectors of them."""

    def embed(self, texts: Sequence[str]) -> np.ndarray: ...


def bake(folder: Path = WORDNET) -> Path:
    """Write both tables from WordNet's files in `folder`; the path of the last."""
    nouns = read_nouns(folder)
    people = list(_meanings(nouns, frozenset(o for o, s in nouns.synsets.items() if s.file == _PERSON), _RARELY))
    persons = {meaning.word for meaning in people}
    persons |= {" ".join(phrase) for phrase in (*roles(), *by_hand("near_roles"))}
    worn = [meaning for meaning in _meanings(nouns, _worn(nouns)) if meaning.word not in persons]
    for_roles = {phrase: phrase for phrase, role in roles().items() if not role.adjective}
    for_things = {phrase: phrase for phrase, thing in things().items() if thing.known and not thing.adjective}
    for_roles |= {phrase: tuple(near.word.split()) for phrase, near in by_hand("near_roles").items()}
    for_things |= {phrase: tuple(near.word.split()) for phrase, near in by_hand("near_pieces").items()}
    of_roles = [roles()[phrase].name for phrase in for_roles.values()]
    of_things = [_worn_as(things()[phrase]) for phrase in for_things.values()]
    done_to = _below(nouns, _DONE_TO)
    _write("near_roles", people, _anchors(for_roles, people), of_roles, roles(), None, frozenset(), done_to)
    return _write("near_pieces", worn, _anchors(for_things, worn), of_things, things(), nouns, _OTHERWISE | persons)


def _write(
    name: str,
    meanings: Sequence[Meaning],
    anchors: Sequence[Meaning],
    groups: Sequence[object],
    known: Mapping[tuple[str, ...], object],
    nouns: Nouns | None,
    without: Collection[str],
    apart: Collection[str] = (),
) -> Path:
    open_ = [meaning for meaning in meanings if not key_of(tokens(meaning.word), known)]
    found = {m.word: near for m, near in zip(open_, nearest(open_, anchors, groups, nouns, apart=apart), strict=True)}
    found |= {" ".join(phrase): (near.word, near.score) for phrase, near in by_hand(name).items()}
    found = {word: near for word, near in found.items() if word not in without}
    if name == "near_pieces":
        found = {word: near for word, near in found.items() if not _coloured(word, known)}
    lines = [_HEADER.format(table=name.removeprefix("near_") + ".tsv")]
    lines += [f"{word}\t{anchor}\t{score:.2f}" for word, (anchor, score) in sorted(found.items()) if score >= LEAST]
    path = asset("lexicon", f"{name}.tsv")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _coloured(word: str, known: Mapping[Phrase, object]) -> bool:
    """Whether a phrase is a known word and its colour, whatever else it may mean: "white tie"."""
    first, *rest = word.split()
    return bool(rest) and (first,) in colours() and bool(key_of(rest, known))


def nearest(
    meanings: Sequence[Meaning],
    anchors: Sequence[Meaning],
    groups: Sequence[object],
    nouns: Nouns | None,
    model: Sentences | None = None,
    apart: Collection[str] = (),
) -> list[tuple[str, float]]:
    """For each meaning the nearest anchor of the group that the nearest anchors vote for, and how near it is, 0 to 1.

    groups: of the anchors: what they stand for. nouns: None where the taxonomy has no say: it has people under roofs
    that tell little of what they wear. model: reads the texts; None for the one of training. apart: senses that are
    near to one another alone, where WordNet has both.
    """
    model = model or SentenceModel()
    one, other = (model.embed([meaning.text for meaning in part]) for part in (meanings, anchors))
    group_of_word: dict[str, object] = {}
    for anchor, group in zip(anchors, groups, strict=True):
        group_of_word.setdefault(anchor.word, group)
    roofs = Roofs(nouns, [anchor.offset for anchor in anchors]) if nouns is not None else None
    found = []
    senses = [anchor.offset or anchor.head for anchor in anchors]
    known, inside = np.array([bool(sense) for sense in senses]), np.array([sense in apart for sense in senses])
    for meaning, row in zip(meanings, one @ other.T, strict=True):
        if apart and meaning.offset:
            row = np.where(known & (inside != (meaning.offset in apart)), -1.0, row)
        near = row + _TAXONOMY * roofs.shared(meaning.offset) if roofs is not None and meaning.offset else row
        first = np.argsort(-near)[:_VOTERS]
        votes: dict[object, float] = defaultdict(float)
        for at in first:
            votes[groups[at]] += float(np.exp(_SHARPNESS * (near[at] - near[first[0]])))
        for word, vote in _above(meaning, nouns) if nouns is not None else ():
            if word in group_of_word:
                votes[group_of_word[word]] += vote
                break
        chosen = max(votes, key=lambda group: votes[group])
        among = [at for at in first if groups[at] == chosen] or [at for at, g in enumerate(groups) if g == chosen]
        best = max(among, key=lambda at: near[at])
        found.append((anchors[best].stands_for, float(np.clip(row[best], 0.0, 1.0))))
    return found


def _above(meaning: Meaning, nouns: Nouns) -> Iterator[tuple[str, float]]:
    """The word that a phrase ends in, and those right above it in WordNet, each with its vote."""
    *before, last = meaning.word.split()
    if before:
        yield last, _ABOVE_IT[0]
    level = [meaning.offset] if meaning.offset else []
    for vote in _ABOVE_IT:
        level = [above for offset in level for above in nouns.synsets[offset].above]
        for offset in level:
            for word in nouns.synsets[offset].words:
                yield " ".join(tokens(word.replace("_", " "))), vote


def _meanings(nouns: Nouns, wanted: frozenset[str], share: float = _SHARE) -> Iterator[Meaning]:
    """The words that often enough mean one of the wanted senses, with the most used of these. share: of all uses."""
    for word, offsets in nouns.senses.items():
        # senses of one person or place, and those that are written with a capital, are other words
        own = [
            (at, o)
            for at, o in enumerate(offsets, 1)
            if word in nouns.synsets[o].words and not nouns.synsets[o].instance
        ]
        fits = [(at, offset) for at, offset in own if offset in wanted]
        if not fits:
            continue
        uses = {at: nouns.uses.get((word, at), 0) for at, _ in own}
        total = sum(uses.values()) + nouns.others.get(word, 0)
        _, offset = max(fits, key=lambda fit: (uses[fit[0]], -fit[0]))
        if total and sum(uses[n] for n, _ in fits) < share * total:
            continue
        said = word.replace("_", " ")
        if tokens(said):
            yield Meaning(" ".join(tokens(said)), f"{said}: {nouns.synsets[offset].gloss}", offset)


def _worn_as(thing: Thing) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Slots and pieces of a thing, and of marks of the skin which."""
    return tuple((item.slot, item.pieces or tuple(item.skin)) for item in thing.items)


def _anchors(words: Mapping[Phrase, Phrase], meanings: Sequence[Meaning]) -> list[Meaning]:
    """Words and what they stand for in a table, with the meaning that WordNet has for them, also in the singular."""
    known = {tuple(meaning.word.split()): meaning for meaning in meanings}
    found = []
    for phrase, stands_for in words.items():
        meaning = known.get(key_of(phrase, known))
        text, offset = (meaning.text, meaning.offset) if meaning else (" ".join(phrase), "")
        last = known.get(key_of(phrase[-1:], known))
        found.append(Meaning(" ".join(phrase), text, offset, " ".join(stands_for), last.offset if last else ""))
    return found


def _below(nouns: Nouns, tops: Collection[str]) -> frozenset[str]:
    """Every sense of a person below one of these words."""
    above = {o for word in tops for o in nouns.senses.get(word, ()) if nouns.synsets[o].file == _PERSON}
    return frozenset(offset for offset in nouns.synsets if nouns.ancestors(offset) & above)


def _worn(nouns: Nouns) -> frozenset[str]:
    """Every sense below one of what is worn."""
    tops = {
        o for word in _WORN for o in nouns.senses.get(word, ()) if nouns.synsets[o].file == _ARTIFACT or word in _HAIR
    }
    return frozenset(offset for offset in nouns.synsets if nouns.ancestors(offset) & tops)


def main() -> None:
    print(bake())


if __name__ == "__main__":
    main()
