"""What the words of a request mean for a pose, and which of them mean nothing here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rigging.poses.posing import PoseSpec

from ...figure.pose_spec import spec_of
from ...motion.poses.model import PoseModel
from ...protocol.errors import BadRequest
from ...words.lexicon import words as words_of_people
from ...words.pose_tokens import phrases
from ...words.pose_words import PoseWords, read_pose
from ...words.vectors import STOP_WORDS, WordVectors

NEAR = 0.45
"""cosine from which a word is offered instead of another"""


@dataclass(frozen=True)
class Wanted:
    """spec: what the words fix; rest: words that the ranking goes by; unplaced: those that mean nothing, each with what
    is known near it."""

    words: PoseWords
    spec: PoseSpec
    rest: tuple[str, ...]
    unplaced: dict[str, list[str]]


def wanted_of(prompt: str, model: PoseModel, vectors: WordVectors, warn: Callable[[str], None]) -> Wanted:
    """Raises BadRequest where no word speaks of a pose."""
    if not prompt.strip():
        raise BadRequest("There are no words.", 'Say a pose: galatea pose "sitting cross-legged, pointing left"')
    words = read_pose(prompt)
    people = words_of_people()
    known = bool(words.arms or words.points or words.legs)
    rest, unplaced = [], {}
    for word in words.rest:
        if word in STOP_WORDS or (known and word in people):  # who it is says nothing of a pose that is said
            continue
        if model.placed(word, vectors):
            rest.append(word)
        elif word not in people:
            unplaced[word] = _near(word, model, vectors)
    if unplaced:
        warn(told(unplaced))
    if words.says_nothing and not rest:
        raise BadRequest(
            "None of these words speaks of a pose.",
            told(unplaced) or "Say what the figure does: standing, sitting, kneeling, waving, left arm raised …",
        )
    return Wanted(words, spec_of(words), tuple(rest), unplaced)


def told(unplaced: dict[str, list[str]]) -> str:
    """A sentence on words that mean no pose, with what is known near them."""
    parts = [f'"{word}" (known near it: {", ".join(near)})' if near else f'"{word}"' for word, near in unplaced.items()]
    return f"Not placed, because no pose is known for it: {', '.join(parts)}." if parts else ""


def _near(word: str, model: PoseModel, vectors: WordVectors) -> list[str]:
    known = {*model.words, *(each for phrase in phrases().values() for each in phrase.text.split())} - STOP_WORDS
    spelled = not vectors.known(word)
    return [each for each, score in vectors.nearest(word, known) if spelled or score >= NEAR]
