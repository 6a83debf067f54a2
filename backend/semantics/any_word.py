"""A word without a mapper becomes a slider at once, with how far it can be trusted; or a sentence why it does not.

What an encoder sees of a body is learned once (`sight.py`); a word then needs its text alone. A slider that was made is
kept in the user's folder as a mapper of one word, so that no encoder is loaded for it again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor

from assets import asset
from backend.clip import Encoder
from backend.clip.space import axes
from backend.protocol.errors import BadFile, BadRequest
from backend.protocol.folders import MODELS
from backend.words.attributes import ATTRIBUTES, GROUP_OF
from backend.words.lexicon import tokens
from backend.words.tokens import Role, tokenised
from backend.words.vocabulary import open_words_of

from .known import ENDING, FOLDER, load_mapper
from .mapper import Mapper
from .mapper_file import read_mapper, write_mapper
from .scoring import LOGIT, checked, scoring_of
from .sight import Sight, read_sight
from .spaces import SPACES

_GROUPS = {"body": "body", "face_shape": "face", "face": "expression", "look": "look", "pose": "pose"}
_FACE_NOUNS = frozenset(
    {"face", "cheek", "cheeks", "cheekbone", "cheekbones", "forehead", "nose", "nostrils", "ear", "ears", "earlobes"}
    | {"eye", "eyes", "lip", "lips", "mouth", "chin", "jaw", "jawline", "brow", "brows", "eyebrows", "temples"}
)
SIGHTS, WORDS = "sights", "words"
LEAST_EXPLAINED = 0.4
"""of a word's variance; of what is foreseen less, pictures tell no more than chance"""
LEAST_SEEN = 0.4
"""a word's deviation against the usual one of words of its space: below it says nothing of a body"""
MUCH_OF_EXPRESSION = 0.12
"""how far a word leads along the actions of a face that is about its expression, whatever part of it is named"""
SURE, FAIR = 0.85, 0.65
MIXTURE = 0.1
"""the part of a word that other words do not tell, below which it is a mixture of them"""


@dataclass(frozen=True)
class Trust:
    """How far a word slider can be trusted, as the encoder sees it."""

    explained: float
    """the part of the word's variance on unseen bodies that the net foresees"""
    seen: float
    """its deviation against the usual one of the words of its space"""
    like: str
    """the word of the space's own mapper that it goes with most"""
    likeness: float
    """their correlation, -1 to 1"""
    alone: float
    """the part of its variance that the words of that mapper together do not tell"""
    guessed: bool = False
    """whether no list of words about people has it, so that its meaning is what the encoder's text tower took it for"""

    def sentence(self) -> str:
        sure = "surely" if self.explained >= SURE else "mostly" if self.explained >= FAIR else "roughly"
        told = f"The figure {sure} becomes what the encoder calls so ({100 * self.explained:.0f}% foreseen)."
        if self.guessed:
            told += " It is in no list of words about people, so what it means is a guess."
        if abs(self.likeness) > 0.95:
            how = "the same as" if self.likeness > 0 else "the opposite of"
            return f'{told} To it, the word is nearly {how} "{self.like}".'
        if self.alone < MIXTURE:
            return f'{told} It is a mixture of other words, most like "{self.like}", and moves them too.'
        return told


def sights_of(body: str) -> tuple[Path, ...]:
    """The files that tell what the embedded encoder sees of a body, in the order of the spaces."""
    files = (asset(FOLDER, SIGHTS, f"{body}-{space}{ENDING}") for space in SPACES)
    return tuple(file for file in files if file.is_file())


def word_mapper(body: str, word: str, encoder: Callable[[], Encoder], space: str = "") -> Mapper:
    """The slider of any word, kept or made. space: one of SPACES, else the one in which the word is seen best.

    Its card's evaluation holds a `Trust` as plain numbers. Raises BadRequest for a word that the encoder does not know
    or that says nothing of a body (an idea, unless a space is given), and for bodies that no encoder has seen.
    """
    (word,) = checked([word])
    files = [file for file in sights_of(body) if not space or file.stem == f"{body}-{space}"]
    if not files:
        raise BadRequest(
            f'Nobody has made a slider "{word}" of the body {body}.',
            f'Make one first: galatea semantics make --body {body} --words "{word}"',
        )
    kept = _kept_at(body, word, space, files)
    if kept is not None and kept.is_file():
        try:
            return read_mapper(kept)
        except BadFile:
            kept.unlink()  # a damaged one is made again
    said = tokenised(word)
    if said and said[-1].role is Role.THING:
        raise BadRequest(f'"{word}" names no way for a person to be.', "Use a word that people are described by.")
    if said and said[-1].role is Role.IDEA and not space:  # the encoder would take it for some body all the same
        raise BadRequest(
            f'Nobody can see "{word}" on a body.',
            "Use a word that people are described by, or say where it shall be seen after all: "
            + " or ".join(f"{file.stem.rpartition('-')[2]}:{word}" for file in files),
        )
    made = _made(body, word, encoder(), files)
    if kept is not None:
        _keep(kept, made)
    return made


def trust_of(mapper: Mapper) -> Trust | None:
    """Of the mapper of a word that was made at once."""
    told = mapper.card.evaluation.get("trust")
    return Trust(**told) if told else None


def _made(body: str, word: str, encoder: Encoder, files: list[Path]) -> Mapper:
    scoring = scoring_of(encoder, [word])
    direction = scoring.directions(encoder)[0].cpu()
    there = {file.stem.rpartition("-")[2]: file for file in files}
    space = next(iter(there)) if len(there) == 1 else _space_of(word, direction)
    if space not in there:
        raise BadRequest(
            f'What "{word}" says of a person is not in the shape of the body {body}.',
            "Colours, hair and clothes are in the Look panel, and with galatea avatar.",
        )
    sight = read_sight(there[space])
    if (sight.card.encoder, sight.card.fingerprint) != (scoring.encoder, scoring.fingerprint):
        raise BadRequest(
            f"What the encoder {sight.card.encoder} sees of {body} was learned from other weights than it has.",
            "Install Galatea again.",
        )
    mapper = sight.mapper(word, scoring, direction)
    trust = _trust(sight, mapper, direction, encoder)
    if trust.explained < LEAST_EXPLAINED or trust.seen < LEAST_SEEN:
        raise BadRequest(
            f'The encoder sees next to no difference between bodies that are "{word}" and bodies that are not.',
            "Say what it would look like, for example broad shoulders or a wide mouth.",
        )
    return Mapper(replace(mapper.card, evaluation={"trust": vars(trust)}), mapper.net)


def _space_of(word: str, direction: Tensor) -> str:
    """What a word is about, by where it leads among the attributes that the embedded encoder's space has axes for:
    one of SPACES, or a group of what no slider moves."""
    along = (axes() @ (direction / LOGIT))[1 : 1 + len(ATTRIBUTES)].square().tolist()
    much = dict.fromkeys(_GROUPS.values(), 0.0)
    for name, share in zip(ATTRIBUTES, along, strict=True):
        much[_GROUPS[GROUP_OF[name]]] += share
    about = max(much, key=lambda space: much[space])
    parts = set(tokens(word.casefold())) & _FACE_NOUNS
    # the encoder hardly has directions for shapes of a face, but their nouns say what they are
    return "face" if parts and about in SPACES and much["expression"] < MUCH_OF_EXPRESSION**2 else about


def _trust(sight: Sight, mapper: Mapper, direction: Tensor, encoder: Encoder) -> Trust:
    others = load_mapper(f"{sight.card.space.body}-{sight.card.space.name}").card.scoring
    rated = sight.scores(torch.cat([direction[None], others.directions(encoder).cpu()])).double()
    usual = (rated - rated.mean(0)) / rated.std(0).clamp(min=1e-9)
    word, rest = usual[:, 0], usual[:, 1:]
    alike = (rest * word[:, None]).mean(0)
    nearest = int(alike.abs().argmax())
    told = rest @ torch.linalg.lstsq(rest, word[:, None]).solution
    return Trust(
        explained=max(0.0, 1.0 - mapper.card.uncertainty[0] ** 2),
        seen=float(rated[:, 0].std() / rated[:, 1:].std(0).median()),
        like=others.words[nearest],
        likeness=float(alike[nearest]),
        alone=float((word - told[:, 0]).square().mean()),
        guessed=bool(open_words_of(mapper.words[0])),
    )


def _kept_at(body: str, word: str, space: str, files: list[Path]) -> Path | None:
    """Where a slider is kept that was made of these files; None where there is no place for a user's files."""
    folder = MODELS.find()
    if folder is None:
        return None
    told = "\0".join((word.casefold(), space, *(f"{file.name} {file.stat().st_size}" for file in files)))
    return folder / WORDS / body / f"{hashlib.sha256(told.encode()).hexdigest()[:24]}{ENDING}"


def _keep(file: Path, mapper: Mapper) -> None:
    """A full disk costs the next one a second, and nothing else."""
    try:
        write_mapper(file, mapper)
    except OSError:
        file.unlink(missing_ok=True)
