"""Which words of a prompt speak of the person: "short" in "a short woman", not in "short hair" or "a small dog".

The lexicon alone cannot tell, and a word that is taken wrongly makes another person, so whatever is doubtful is left
out. Counted are the first noun for a person with the adjectives before it; adjectives that stand alone between commas
or after "is"; expressions and poses; and parts of the body by their own phrases ("with broad shoulders").
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Mapping

from .hidden_phrases import dresses
from .lexicon import INTENSIFIERS, LINKS, PICTURE, Entry, builds, lexicon, parts_of, together, tokens
from .look_vocabulary import colours
from .tables import longest, table

# a thing, another person or a comparison follows
_LEADS = frozenset(
    """with in wearing whose while holding carrying like than as that which from next beside behind near
    without""".split()  # noqa: SIM905
)
_IS = frozenset(("is", "are", "was", "looks", "who", "but"))
_AND, _ARTICLES = frozenset(("and", "or")), frozenset(("a", "an", "the"))
_ANYONE = frozenset(
    """person someone somebody human character figure one he she they he's she's they're""".split()  # noqa: SIM905
)
# of a person, and nothing that a slider shows
_NEUTRAL = frozenset(
    """american arab asian australian black british brazilian canadian caucasian chinese dark egyptian english european
    french german greek hispanic irish italian japanese korean latin latina latino mexican nordic polish russian
    scottish spanish swedish tattooed turkish white homeless rich poor famous modern ordinary""".split()  # noqa: SIM905
)
_LONGEST_IDIOM = 6
OF_ONE_SEX = 1.2
"""from where a gender is that of one sex and not only that of most"""
# words that say somebody's sex and nothing else does
_SEXED = frozenset("woman female lady girl man male gentleman boy women men".split())  # noqa: SIM905
# builds that clothes have too
_ALSO_OF_THINGS = frozenset(
    """huge enormous massive immense colossal gigantic mammoth big short small little tiny miniature thin
    strong compact chunky blocky sturdy rounded drawn fit trained weak towering fragile curvy ripped stacked shredded
    stubby wispy dainty mighty powerful broad""".split()  # noqa: SIM905
)
_CLAUSES = re.compile(r"[,.;:!?()/]")
_WORDS = re.compile(r"[^\W\d_]+")
_TURNED_UP = re.compile(r"\b(?:rolled|turned|pushed|pulled|laced?|buttoned|zipped|pinned|done|tied|piled)[- ]up\b")
# behind an adjective for a mood these say the same of the face: "a bored expression", "cold blue eyes"
_FACES = frozenset("expression face look gaze eyes countenance mien demeanour demeanor".split())  # noqa: SIM905
Part = Entry | str


def surely_implied(text: str) -> dict[str, float]:
    """As `lexicon.implied`, of the words alone that speak of the person beyond doubt."""
    clauses = [_chunks(tokens(clause)) for clause in _CLAUSES.split(PICTURE.sub(" ", text.lower()))]
    clauses = [chunks for chunks in clauses if chunks]
    plain = [chunks[0] for chunks in clauses]
    subject = next((n for n, chunk in enumerate(plain) if any(_form(part) == "noun" for part, _ in chunk)), -1)
    found: list[tuple[Entry, float]] = []
    behind = "end"
    for number in range(len(clauses) - 1, -1, -1):
        first, *led = clauses[number]
        for chunk in led:
            found += _counted(chunk, "end", noun=False, things=True)[0]
        adjectives = not led and all(_form(part) == "adj" or _one_of(part, _ARTICLES) for part, _ in first)
        of_thing = adjectives and number > 0 and _ends_in_thing(clauses[number - 1])
        of_thing = of_thing and not all(_of_a_body(part) for part, _ in first)
        counted, behind = _counted(first, behind if adjectives else "end", noun=number == subject, things=of_thing)
        found += counted
    named = [(entry, factor) for entry, factor in found if entry.phrase in _SEXED]
    if named:  # "a female knight" is no man, whatever knights mostly are
        found = [
            (entry, factor) if entry.phrase in _SEXED else (_without_sex(entry), factor) for entry, factor in found
        ]
    return together(found)


def known_of(implied: Mapping[str, float], text: str) -> dict[str, float]:
    """What is known of a person: what the words say, and what else is `implied` where they say nothing of it, or of
    the sex no more than that most of a trade are men or women."""
    sure = surely_implied(text)
    known = {**implied, **sure}
    if "gender" in implied and abs(sure.get("gender", 0.0)) < OF_ONE_SEX:
        known["gender"] = implied["gender"]
    return known


def of_the_face(text: str) -> str:
    """A text without what tells nothing of the face's movements: "an angry hunter, blue lips" is "an angry person,
    lips"."""
    return _WORDS.sub(_without_others, _TURNED_UP.sub(" ", text))


def _without_others(found: re.Match[str]) -> str:
    word = found[0].lower()
    if (word,) in colours():
        return ""
    return "person" if _for_somebody(word) else found[0]


def _for_somebody(word: str) -> bool:
    entry = lexicon().by_tokens.get((word,))
    if entry is not None:
        return entry.form == "noun"
    return dresses([word]) or table("things", 2).get((word,), ("",))[0] == "person"


def _without_sex(entry: Entry) -> Entry:
    return dataclasses.replace(entry, implies={n: v for n, v in entry.implies.items() if n != "gender"})


def _chunks(words: list[str]) -> list[list[tuple[Part, float]]]:
    """A clause parted before each word that leads to a thing; what it leads to comes without it. One that negates
    says nothing for sure."""
    if any(INTENSIFIERS.get(word, 1.0) < 0.0 or word.endswith("n't") for word in words if word != "without"):
        return []
    known = lexicon().by_tokens
    if words[:2] == ["a", "little"] and _form(known.get((words[-1],))) == "adj":
        words = ["slightly", *(word for word in words[2:] if word != "bit")]
    chunks: list[list[str]] = [[]]
    lacking = False
    for word in _with_idioms_as_one(words):
        if word in _LEADS or (word.endswith("ing") and (word,) not in known):
            lacking = word == "without"
            chunks.append([])
        elif not lacking:
            chunks[-1].append(word)
    return [parts_of(chunk, False, _one_worded()) for chunk in chunks]


def _with_idioms_as_one(words: list[str]) -> list[str]:
    """The words with each phrase for a build in one, so that no "like" within it parts the clause."""
    found: list[str] = []
    at = 0
    while at < len(words):
        if words[at].endswith("woman") and (words[at],) not in lexicon().by_tokens:  # "firewoman"
            words = [*words[:at], "woman", *words[at + 1 :]]
        length = longest(words, at, builds(), _LONGEST_IDIOM) or 1
        found.append("_".join(words[at : at + length]) if tuple(words[at : at + length]) in builds() else words[at])
        at += length if tuple(words[at : at + length]) in builds() else 1
    return found


@functools.cache
def _one_worded() -> dict[tuple[str, ...], Entry]:
    return {("_".join(phrase),): entry for phrase, entry in builds().items()}


def _counted(
    parts: list[tuple[Part, float]], behind: str, noun: bool, things: bool
) -> tuple[list[tuple[Entry, float]], str]:
    """The entries of a chunk that count, and what its first word is to one before it: "person", "thing" or "end".

    behind: the same of what follows. noun: whether the first noun is the person. things: neither adjectives nor nouns
    count.
    """
    forms = [_form(part) for part, _ in parts]
    start = forms.index("noun") if "noun" in forms else len(parts)
    stop = next((n for n in range(start, len(parts)) if forms[n] != "noun"), len(parts))
    found: list[tuple[Entry, float]] = []
    joined = False  # whether "and" stands before what is behind
    for at in range(len(parts) - 1, -1, -1):
        part, factor = parts[at]
        if not isinstance(part, Entry):
            joined = part in _AND
            if not (behind == "face" and (part,) in colours()):
                behind = "face" if part in _FACES and behind == "end" else _role(part, behind)
            continue
        own = not things and not _object(parts[:at])
        if behind == "face" and part.form == "adj" and part.kind == "expression":
            sure = True
        elif part.form == "noun":
            sure = own and noun and start <= at < stop and (behind != "thing" or joined)
            behind = "person" if sure else "thing"
        elif part.form == "adj":
            told = all(_form(word) == "adj" or _one_of(word, _IS | _AND) for word, _ in parts[stop:at])
            alone = behind == "end" and all(_known(word) for word, _ in parts[:at])
            sure = own and told and (behind == "person" or alone)
            behind = "person" if sure else "thing"
        else:
            sure = not (behind == "thing" or (behind == "face" and _of_eyes(parts[at + 1 :]))) or joined
            ends = "face" if part.phrase.split()[-1] in _FACES else "thing"  # "cold blue eyes"
            behind = ends if part.form == "with" else "person" if behind == "person" else "end"
        if sure:
            found.append((part, factor))
        joined = False
    return found, behind


def _of_eyes(after: list[tuple[Part, float]]) -> bool:
    """Whether what is behind is of the eyes, of which "laughing" says little for the mouth."""
    return any(_one_of(word, frozenset(("eyes",))) for word, _ in after)


def _of_a_body(part: Part) -> bool:
    """Whether it is a build that no thing has: "a brown habit, fat", not "a brown habit, long"."""
    return isinstance(part, Entry) and tuple(tokens(part.phrase)) in builds() and part.phrase not in _ALSO_OF_THINGS


def _form(part: Part | None) -> str:
    return part.form if isinstance(part, Entry) else ""


def _one_of(part: Part, words: frozenset[str]) -> bool:
    return isinstance(part, str) and part in words


def _role(word: str, behind: str) -> str:
    if word in _ANYONE:
        return "person"
    if word in _NEUTRAL or word in _AND:
        return behind
    if behind != "thing" and dresses([word]):  # somebody of a trade that the lexicon has not
        return "person"
    return "end" if word in LINKS or word in _IS else "thing"


def _known(part: Part) -> bool:
    return isinstance(part, Entry) or part in LINKS | _IS | _AND | _ANYONE | _NEUTRAL or part.isdecimal()


def _object(before: list[tuple[Part, float]]) -> bool:
    """Whether what follows is what someone does something with: an unknown word stands before an article."""
    known = [_known(part) for part, _ in before]
    return not all(known) and any(_one_of(part, LINKS) for part, _ in before[known.index(False) :])


def _ends_in_thing(chunks: list[list[tuple[Part, float]]]) -> bool:
    last = chunks[-1][-1][0] if chunks[-1] else ""
    return len(chunks) > 1 or _form(last) == "with" or not _known(last)
