"""Makes assets/motion/words.npz: what common English words mean to movement, as short vectors.

A sentence model reads each word alone and, where WordNet has it as a verb of the body, of motion or of contact, with
that sense's gloss, so that "box" is what boxers do. The vectors are brought down by principal components that weigh
words of bodies and movement more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from assets import asset
from backend.words.vectors import STOP_WORDS, packed
from backend.words.vocabulary import FUNCTION_WORDS
from backend.words.wordnet import WORDNET, check_there, lines

from ..clip.sentences import SentenceModel

WORDS, WIDTH = 18_000, 96
# files of verbs (lexnames(5WN)): of body, competition, contact, creation, emotion, motion, perception, social
_MOVING = {29: 1.0, 33: 1.0, 35: 1.0, 36: 0.5, 37: 0.7, 38: 1.0, 39: 0.5, 41: 0.3}
# nouns of act, animal, artifact, body, feeling, person, shape
_NEAR = {4: 0.6, 5: 0.5, 6: 0.3, 8: 1.0, 12: 0.7, 18: 0.5, 25: 0.4}
_WEIGHT = 4.0
"""how much more a word of bodies and movement counts in the components"""
_ALSO = """karate taekwondo judo yoga tai chi kung fu ninja zombie robot superhero penguin frisbee golf hopscotch
skateboard moonwalk lunge plank backflip handstand cartwheel cross-legged forward backward sideways selfie breakdance
salsa macarena charleston lambada pirouette arabesque akimbo upright tiptoe squat crouch kneel sprawl prone supine fetal
pigeon duck butterfly headstand crawl limp sneak tiptoes hunch slouch salute shrug curtsy bow goes go up down on off
into onto out over under against between behind beside around across along through toward towards inside outside above
below near together apart again hello goodbye boo banana chalkboard chipmunk deodorant dinosaur evasive flamingo
frankenstein freestyle gorilla graceful handheld headphones helicopter hummingbird jaunty joyful kata laptop ledge
mantis onion outstretched prairie protector pterosaur pullover roadrunner salutation screwdriver sexy stairs stance
stealthy teapot underhand workplace ballerina ninjas robots selfies skateboarding snowboard surfing kneel knelt cower
cartwheels handstands pushups pushup situp situps facepalm dab twerk disco flamenco tango waltz polka hula hoop capoeira
jiujitsu wizard witch vampire werewolf mummy scarecrow mermaid cowboy samurai viking archer gunslinger goalkeeper
quarterback weightlifter gymnast acrobat contortionist catwalk runway thumbs thumbsup highfive fistbump""".split()  # noqa: SIM905
_USED_FOR = 8
"""uses in WordNet's texts that being a word of movement is worth"""


def bake(folder: Path = WORDNET) -> Path:
    """Write the table from WordNet's files in `folder`; its path."""
    check_there(folder)
    vocabulary = frozenset(asset("encoder", "vocabulary.txt").read_text(encoding="utf-8").split())
    uses, moving, glosses = _read(folder)
    also = {part for word in _ALSO for part in word.split("-")}
    known = {
        word for word in uses if (word in vocabulary or word in FUNCTION_WORDS) and word.isascii() and word.isalpha()
    } - STOP_WORDS
    ranked = sorted(known | also, key=lambda w: (w not in also, -uses[w] - _USED_FOR * moving.get(w, 0.0), w))
    words = sorted(ranked[:WORDS])
    vectors = _reduced(_embedded(words, glosses), np.array([1.0 + _WEIGHT * moving.get(word, 0.0) for word in words]))
    scale = np.abs(vectors).max(axis=0) / 127.0
    forms = _irregular(folder, set(words))
    path = asset("motion", "words.npz")
    path.parent.mkdir(exist_ok=True)
    np.savez_compressed(
        path,
        words=packed(words),
        forms=packed(forms),
        vectors=np.rint(vectors / scale).astype(np.int8),
        scale=scale.astype(np.float32),
    )
    return path


def _read(folder: Path) -> tuple[Mapping[str, float], Mapping[str, float], Mapping[str, str]]:
    """Word -> how often WordNet's tagged texts have it, with a little for each sense; how much it is of movement; its
    gloss as a movement."""
    uses: dict[str, float] = defaultdict(float)
    moving: dict[str, float] = defaultdict(float)
    glosses: dict[str, str] = {}
    for line in (folder / "cntlist.rev").read_text(encoding="ascii").splitlines():
        key, _, count = line.split()
        uses[key.split("%")[0]] += float(count)
    for part, files in (("verb", _MOVING), ("noun", _NEAR), ("adj", {}), ("adv", {})):
        told = {}
        for line in lines(folder / f"data.{part}"):
            facts, _, gloss = line.partition(" | ")
            offset, file, _ = facts.split(" ", 2)
            told[offset] = int(file), gloss.split('; "')[0].strip()
        for line in lines(folder / f"index.{part}"):
            cells = line.split()
            word, offsets = cells[0], cells[-int(cells[2]) :]
            uses[word] += 0.2 * len(offsets)
            for offset in offsets:
                file, gloss = told[offset]
                moving[word] = max(moving[word], files.get(file, 0.0))
                if part == "verb" and files.get(file) == 1.0:
                    glosses.setdefault(word, gloss)
    return uses, moving, glosses


def _embedded(words: list[str], glosses: Mapping[str, str]) -> np.ndarray:
    """(N, 384) unit vectors: of the word alone, and half of it of its gloss where it has one."""
    model = SentenceModel()
    found = model.embed(words)
    told = [at for at, word in enumerate(words) if word in glosses]
    found[told] += model.embed([f"{words[at]}: {glosses[words[at]]}" for at in told])
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def _reduced(vectors: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """(N, WIDTH): the components with the largest weighted variance, each row of unit length."""
    centred = vectors - np.average(vectors, axis=0, weights=weights)
    spread = (centred * weights[:, None]).T @ centred
    components = np.linalg.eigh(spread)[1][:, ::-1][:, :WIDTH]
    found = centred @ components
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def _irregular(folder: Path, words: set[str]) -> list[str]:
    """ "sat sit": forms that no rule makes, of words that are in the table and are no words of it themselves."""
    pairs: dict[str, str] = {}
    for part in ("verb", "noun", "adj", "adv"):
        for line in (folder / f"{part}.exc").read_text(encoding="ascii").splitlines():
            form, *bases = line.split()
            base = next((base for base in bases if base in words), "")
            if base and form.isalpha() and form not in words:
                pairs.setdefault(form, base)
    return [f"{form} {base}" for form, base in sorted(pairs.items())]


def main() -> None:
    print(bake())


if __name__ == "__main__":
    main()
