"""What a prompt says, read from its words alone: the person, stated facts, and all that cannot be obeyed.

Whatever is taken out here, an encoder does not read, so that glasses move no eyelid.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .attributes import GROUPS
from .english import Foreign, foreign_words
from .facts import Facts, stated_facts, without_facts
from .hidden_phrases import dresses
from .idioms import without_idioms
from .lexicon import find, lexicon, tokens
from .lexicon import words as lexicon_words
from .look_items import Item
from .look_vocabulary import roles
from .looks.describing import described, values_at
from .looks.phrases import words_in
from .looks.who import sex_of_role
from .looks.wish import Wishes
from .looks.wishes import wishes_in
from .origins import Origin, stated_origin
from .subject import OF_ONE_SEX, known_of
from .subject_text import PERSON, subject_of
from .tokens import Role, tokenised, with_articles
from .vocabulary import FUNCTION_WORDS
from .years import stated_years, without_years

ANYONE = "a person"
_SIMILAR = 0.84
_FEMALE = 1.7
_PRONOUNS = {"she": _FEMALE, "her": _FEMALE, "he": -_FEMALE, "his": -_FEMALE, "him": -_FEMALE}
_YOUNG = -0.4
_OLD_HAIR = frozenset({"hair_white", "hair_grey"})
_WOMENS = frozenset(
    """short_dress long_dress ballgown bra_set swimsuit mini_skirt long_skirt heels blouse crop_top tutu tiara pigtails
    bob fringe_bob pixie_cut bun""".split()  # noqa: SIM905
)
_MENS_HAIR = frozenset(("thinning", "comb_over", "tonsure"))
# of a warrior whose people wear them it is no woman that they tell
_SKIRTS = frozenset({"mini_skirt", "long_skirt"})
# skirts that men wear too
_ANYBODYS = frozenset(
    ("dhoti", "lungi", "mundu", "veshti", "sarong", "pareo", "pareu", "lavalava", "lava lava", "grass skirt", "kikoi")
)


@dataclass(frozen=True)
class Prompt:
    """about: the words that speak of the person. text: the same without what is stated as a fact, for an encoder.

    implied: attributes of the body that things of the person tell ("a beard"). unshown: phrase -> its category.
    """

    about: str
    text: str
    facts: Facts = field(default_factory=Facts)
    years: float | None = None
    origin: Origin | None = None
    implied: Mapping[str, float] = field(default_factory=dict)
    unshown: Mapping[str, str] = field(default_factory=dict)
    foreign: Foreign = field(default_factory=Foreign)

    @property
    def states(self) -> bool:
        """Whether it states a fact of somebody."""
        return bool(self.facts) or self.years is not None or self.origin is not None

    def without(self, words: Sequence[str]) -> str:
        """The text for an encoder without words that it cannot place; "a person" where nothing is left."""
        left = _cut(self.text, words)
        return left if _says_something(left) else ANYONE


def read_prompt(prompt: str) -> Prompt:
    """Read a prompt in English; what is in other languages is left out and told."""
    foreign = foreign_words(prompt)
    subject = subject_of(with_articles(without_idioms(_cut(prompt, foreign.words))))
    text = subject.text
    facts = stated_facts(text)
    text = without_facts(text, facts)
    years = stated_years(text)
    text = text if years is None else without_years(text)
    text = _without_old_hair(text) if years is not None or _is_young(text) else text
    origin = stated_origin(text)
    left = (text if origin is None else origin.text) or ANYONE
    implied = dict(subject.implied)
    if abs(known_of(implied, left).get("gender", 0.0)) < OF_ONE_SEX:
        implied |= _gender_of_words(subject.text) or _gender_of_looks(prompt, subject.unshown)
    return Prompt(
        about=subject.text,
        text=left,
        facts=facts,
        years=years,
        origin=origin,
        implied=implied,
        unshown=_without_worn(subject.unshown, prompt),
        foreign=foreign,
    )


def _without_worn(unshown: Mapping[str, str], prompt: str) -> dict[str, str]:
    """The things that are not shown, without words of the name of something that is worn: of "a conical straw hat" the
    first, and without what is read in other words: a "painted red face", "a ginger crop", which is hair."""
    wishes = wishes_in(prompt) if unshown else Wishes()
    worn = [wish for wish in wishes.worn if wish.worn and not wish.shown_as]
    details = [set(words_in(d.said)) for d in (*wishes.details, *(d for wish in worn for d in wish.details))]
    read = set(words_in(prompt)) if unshown else set()

    def is_worn(said: str) -> bool:
        words = words_in(said)
        if words[-1:] and words[-1] not in read:
            return True
        if any(set(words) <= detail for detail in details):
            return True
        otherwise = " ".join(words) != " ".join(said.lower().split())
        return any(set(words) <= set(words_in(wish.said if otherwise else wish.name)) for wish in worn)

    def is_pattern(said: str) -> bool:
        words = words_in(said)
        return described(words) == len(words) and (len(words) > 1 or "pattern" in values_at(words, [0]))

    return {s: kind for s, kind in unshown.items() if not (is_pattern(s) if kind == PERSON else is_worn(s))}


def _gender_of_words(text: str) -> dict[str, float]:
    """What the first word that only women or only men are called by tells, wherever it stands: "a mother dressed as a
    monk", "she is a mariachi"."""
    for word in tokens(text):
        entry = None if dresses([word]) else lexicon().by_tokens.get((word,))
        gender = entry.implies.get("gender", 0.0) if entry is not None and entry.form == "noun" else 0.0
        gender = _PRONOUNS.get(word, gender)
        if abs(gender) >= OF_ONE_SEX:
            return {"gender": gender}
    return {}


def _gender_of_looks(text: str, unshown: Mapping[str, str]) -> dict[str, float]:
    """What the clothes or the role tell where no word for the person does."""
    sex = sex_of_role(text, unshown)
    wishes = wishes_in(text).worn
    bearded = any(w.worn and any(_is_mens(i) for i in w.items) for w in wishes)
    bearded |= any(w.worn and w.name == "hair" and w.values.get("texture") == "thinning" for w in wishes)
    bare_chest = any(w.worn and any(i.slot == "top" and not i.pieces and not i.alters for i in w.items) for w in wishes)
    if (bare_chest or bearded) and sex is None and not _of_a_woman(text):
        return {"gender": -_FEMALE}
    if _of_a_woman(text, _WOMENS - _SKIRTS if sex == "m" else _WOMENS):
        return {"gender": _FEMALE}
    return {} if sex is None else {"gender": _FEMALE if sex == "f" else -_FEMALE}


def _is_mens(item: Item) -> bool:
    """Whether only men have such hair, on the face or in the middle of the head none."""
    return (item.slot == "facial_hair" and bool(item.pieces)) or not _MENS_HAIR.isdisjoint(item.pieces[:1])


def _is_young(text: str) -> bool:
    """Whether what is said beside hair speaks of youth."""
    ages = [
        factor * entry.implies.get("age", 0.0) for entry, factor in find(text) if not _OLD_HAIR & entry.implies.keys()
    ]
    return sum(ages) < _YOUNG


def _without_old_hair(text: str) -> str:
    """White hair makes nobody old whose age the words tell; its colour is shown all the same."""
    old = [
        e.phrase for e, factor in find(text) if _OLD_HAIR & e.implies.keys() and factor * e.implies.get("age", 0.0) > 0
    ]
    return re.sub(r"\s+(?:with|and|has|having)\s*(?=,|$)", "", _cut(text, old)) or ANYONE


def _of_a_woman(prompt: str, womens: frozenset[str] = _WOMENS) -> bool:
    """Whether what is worn is mostly worn by women, for somebody of no other sex."""
    worn = [wish for wish in wishes_in(prompt).worn if wish.worn and wish.name not in _ANYBODYS]
    pieces = {piece for wish in worn for item in wish.items for piece in item.pieces[:1]}
    return bool(pieces & womens)


def names_nobody(prompt: Prompt, unknown: Sequence[str]) -> bool:
    """Whether no word that is known says anything of a person."""
    if prompt.states:
        return False
    return not _says_something(_cut(prompt.about, unknown))


def _says_something(text: str) -> bool:
    return any(token.role in (Role.PERSON, Role.KNOWN, Role.WORD) for token in tokenised(text))


def sentences(prompt: Prompt, unknown: Sequence[str]) -> list[str]:
    """What the user is told of words that were not obeyed. unknown: what the encoder cannot place."""
    told: list[str] = []
    unknown = [word for word in unknown if (word,) not in roles()]  # they dress somebody: "of the 1920s"
    things = [said for said, category in prompt.unshown.items() if category != PERSON]
    people = [said for said, category in prompt.unshown.items() if category == PERSON]
    foreign = prompt.foreign
    if foreign.mostly:
        told.append(
            f"The words seem to be {foreign.language}, and Galatea reads English alone. These had no say: "
            f"{', '.join(foreign.words)}. Write them in English."
        )
    elif foreign.words:
        kind = f"{foreign.language} words" if foreign.language else "not English words that Galatea knows"
        told.append(f"These are {kind}, and had no say: {', '.join(_with_guess(word) for word in foreign.words)}.")
    if things:
        told.append(f"Galatea cannot show this yet: {', '.join(things)}.")
    if poses := poses_in(prompt):
        told.append(f"Everybody stands in one pose, which is changed in Blender; these had no say: {', '.join(poses)}.")
    if people:
        told.append(f"Galatea makes one person at a time; the words also speak of: {', '.join(people)}.")
    if unknown:
        told.append(f"The encoder hardly knows: {', '.join(unknown)}. They had little say.")
    if names_nobody(prompt, unknown) and not foreign.mostly:
        told.append(
            "No word that Galatea knows names a person or how a body looks, so the words change neither shape nor face."
        )
    return [*told, *prompt.facts.doubts]


def poses_in(prompt: Prompt) -> list[str]:
    """The words of a prompt for a pose of the body, which no shape shows."""
    return [
        entry.phrase
        for entry, factor in find(prompt.text)
        if factor > 0
        and entry.kind == "pose"
        and entry.implies
        and all(name in GROUPS["pose"] for name in entry.implies)
    ]


def without_say(prompt: Prompt, unknown: Sequence[str]) -> list[str]:
    """Every word and phrase that changed nothing, for the report."""
    return list(dict.fromkeys([*prompt.foreign.words, *prompt.unshown, *unknown]))


def _with_guess(word: str) -> str:
    known = [w for w in lexicon_words() if len(w) > 3 and w not in FUNCTION_WORDS]
    near = difflib.get_close_matches(word, known, 1, _SIMILAR) if len(word) > 4 else []
    return f"{word} (did you mean {near[0]}?)" if near else word


def _cut(text: str, words: Sequence[str]) -> str:
    """A text without some words, wherever they stand alone."""
    if not words:
        return text
    for word in words:
        text = re.sub(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", "", text.replace("’", "'"), flags=re.IGNORECASE)
    text = re.sub(r"(?<!\S)-+(?=\w)|(?<=\w)-+(?!\S)", "", " ".join(text.split()))
    text = re.sub(r"\s+([,.;:])", r"\1", text)
    text = re.sub(r"([,;:])(?:\s*[,;:])+", r"\1", text).strip(" ,;:.-")
    return with_articles(text) if re.search(r"[^\W_]", text) else ""
