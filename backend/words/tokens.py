"""A prompt as tokens, and what each of them is: somebody, a thing, a known word, a link, a break."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass

from .hidden_phrases import hidden as hidden_phrases
from .lexicon import INTENSIFIERS, Entry, lexicon
from .lexicon import tokens as words_of
from .tables import key_of, longest, table
from .vocabulary import FUNCTION_WORDS

ARTICLES = frozenset("a an the his her their its my your our some any this that these those no several".split())  # noqa: SIM905
ANYBODY = frozenset("man woman person men women people boy girl child kid guy lady human adult male female".split())  # noqa: SIM905
# what leads to a thing that somebody has about them, or to where they are
LEADS = frozenset(
    """with in wearing wears wear worn holding holds hold carrying carries having has have had wielding using sporting
    donning dressed clad covered adorned armed equipped decorated on under inside outside near beside behind before by
    from into onto through against of for at between among above below over without plus""".split()  # noqa: SIM905
)
PEOPLE = frozenset(
    """person people someone somebody anyone human character figure individual adult he she they him guy men women boys
    girls children kids guys ladies adults humans star stars fan fans dj""".split()  # noqa: SIM905
)
BODY_PARTS = frozenset(
    """hair skin eye eyes face faces head body mouth lips nose chin jaw ear ears brow brows eyebrows forehead cheek
    cheeks neck shoulder shoulders chest waist hip hips belly stomach leg legs arm arms hand hands foot feet thigh
    thighs calf calves muscle muscles bone bones teeth skull physique frame build figure""".split()  # noqa: SIM905
)
UNITS = frozenset(
    """cm kg kgs kilos kilo pounds pound lbs lb inches inch metre metres meter meters stone ft m years year old
    centimetres centimeters centimetre centimeter kilograms kilogram""".split()  # noqa: SIM905
)
# words that WordNet counts among things and that speak of how somebody looks or of the picture
NO_THINGS = frozenset((*BODY_PARTS, *UNITS)) | frozenset(
    """look looks smile expression features feature complexion posture stance voice age bmi tall height weight girl boy
    pose image photo picture view model weighing black white brown red grey gray blond blonde ginger tan half origin
    descent heritage ancestry ethnicity background roots grin frown character way side sides bit lot pair number type
    size shape style mood state light dark medium mid top front back ten first second third thought thoughts prime
    peace""".split()  # noqa: SIM905
)
# a phrase of the lexicon that ends in one of these is one of them: "a long white beard"
_ON_THE_BODY = frozenset(("facial hair", "make-up", "body mark", "eyewear"))
OBJECT_OR_VERB = "object or verb"
"""category of a word that is an object where it ends what an article or a lead begins"""
_OWNERS = ARTICLES - {"no", "some", "any", "several"}
_TOKEN = re.compile(r"\d+(?:st|nd|rd|th|k|d)\b|\d+(?:[.,]\d+)?|[^\W\d_]+(?:'[^\W\d_]+)*|[.,;:!?()/\"]")


class Role(enum.Enum):
    """What a token is to the reading of a prompt."""

    BREAK = enum.auto()
    """punctuation"""
    PLAIN = enum.auto()
    """a word that carries the sentence"""
    ARTICLE = enum.auto()
    LEAD = enum.auto()
    AND = enum.auto()
    PERSON = enum.auto()
    """a noun for somebody"""
    KNOWN = enum.auto()
    """part of a phrase of the lexicon that is no noun"""
    THING = enum.auto()
    """a noun that nothing can show"""
    WORN = enum.auto()
    """an adjective of somebody that nothing can show"""
    IDEA = enum.auto()
    """a noun without a shape"""
    NUMBER = enum.auto()
    WORD = enum.auto()
    """any other"""


@dataclass
class Token:
    """word: lower case. start, stop: characters of the prompt. phrase: number of the phrase that it belongs to."""

    word: str
    start: int
    stop: int
    role: Role = Role.WORD
    phrase: int = -1
    category: str = ""
    entry: Entry | None = None


def tokenised(prompt: str) -> list[Token]:
    """The tokens of a prompt with their roles."""
    # some capitals have two small letters, which would shift the places of all that follow
    lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in prompt).replace("’", "'")
    found = [Token(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(lower)]
    words = [token.word for token in found]
    at = phrase = 0
    while at < len(found):
        length = _mark(found, words, at)
        for token in found[at : at + length]:
            token.phrase = phrase
        at, phrase = at + length, phrase + 1
    _compounds(lower, found)
    _objects(found)
    return found


def _mark(found: list[Token], words: list[str], at: int) -> int:
    """Give the phrase that starts there its role; how many tokens it has."""
    unshown, things = hidden_phrases(), table("things", 2)
    hidden = longest(words, at, unshown)
    origin = longest(words, at, table("origins", 6))
    if origin > max(1, hidden):
        return _set(found, at, origin, Role.WORD)
    entry, known = _entry(words, at)
    if entry is not None and known > hidden:
        worn = entry.form == "with" and entry.kind in ("part", "look") and _inner(words[at : at + known], unshown)
        if worn and unshown[worn][0] in _ON_THE_BODY:
            return _set(found, at, known, Role.THING, unshown[worn][0], entry)
        role = Role.PERSON if entry.form == "noun" else Role.KNOWN
        return _set(found, at, known, role, "", entry)
    if hidden:
        key = key_of(words[at : at + hidden], unshown)
        category, form = unshown[key]
        own = entry if known == hidden else None
        return _set(found, at, hidden, Role.THING if form == "thing" else Role.WORN, category, own)
    word = words[at]
    if word in ARTICLES:
        role = Role.ARTICLE
    elif word in LEADS:
        role = Role.LEAD
    elif word in ("and", "or", "&"):
        role = Role.AND
    elif word in PEOPLE or longest(words, at, table("ages", 3)):
        return _set(found, at, longest(words, at, table("ages", 3)) or 1, Role.PERSON)
    elif word[0].isdigit():
        role = Role.NUMBER
    elif not word[0].isalpha():
        role = Role.BREAK
    elif word in FUNCTION_WORDS or word in INTENSIFIERS:
        role = Role.PLAIN
    elif (entry := compared_with(word)) is not None:
        return _set(found, at, 1, Role.KNOWN, "", entry)
    elif not origin and word not in NO_THINGS and (key := key_of([word], things)):
        category = things[key][0]
        role = {"person": Role.PERSON, "idea": Role.IDEA, OBJECT_OR_VERB: Role.WORD}.get(category, Role.THING)
        return _set(found, at, 1, role, category)
    else:
        role = Role.WORD
    return _set(found, at, 1, role)


def _set(found: list[Token], at: int, count: int, role: Role, category: str = "", entry: Entry | None = None) -> int:
    for token in found[at : at + count]:
        token.role, token.category, token.entry = role, category, entry
    return count


def _entry(words: list[str], at: int) -> tuple[Entry | None, int]:
    """The longest phrase of the lexicon that starts there, with or without an article of its own."""
    known = lexicon()
    for stop in range(min(len(words), at + known.longest), at, -1):
        key = tuple(part for word in words[at:stop] for part in words_of(word))
        if len(key) < stop - at:  # a comma in between
            continue
        for article in ((), ("a",), ("an",), ("the",)):
            entry = known.by_tokens.get((*article, *key))
            if entry is None and key and not article:
                entry = next((known.by_tokens[k] for k in [key_of(key, known.by_tokens)] if k), None)
                entry = entry if entry is not None and entry.form == "noun" else None
            if entry is not None and not (len(key) == 1 and key[0] in INTENSIFIERS) and words[at] not in _OWNERS:
                return entry, stop - at
    return None, 0


def with_articles(text: str) -> str:
    """The text with "a" and "an" as the words behind them want, and single blanks."""
    text = re.sub(r"\b([Aa])n (?=[^aeiouhAEIOUH\W\d]|[hH](?!our|onest|onour|eir))", r"\1 ", " ".join(text.split()))
    return re.sub(r"\b([Aa]) (?=[aeioAEIO](?!ne\b|nce\b|uro))", r"\1n ", text)


def compared_with(word: str) -> Entry | None:
    """The adjective of the lexicon that "thinner" and "thinnest" are of."""
    for ending in ("iest", "ier", "est", "er"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            base = word.removesuffix(ending)
            forms = (
                (base + "y",) if ending[0] == "i" else (base, base + "e", base[:-1] if base[-1] == base[-2] else base)
            )
            known = (lexicon().by_tokens.get((form,)) for form in forms)
            return next((entry for entry in known if entry is not None and entry.form == "adj"), None)
    return None


def _inner(words: list[str], phrases: Mapping[tuple[str, ...], tuple[str, ...]]) -> tuple[str, ...]:
    """The phrase of the table that ends these words, or ()."""
    return next((key for at in range(len(words)) if (key := key_of(words[at:], phrases))), ())


def paints(entry: Entry | None) -> bool:
    """Whether a phrase colours the suit."""
    return entry is not None and any(name.startswith("suit_") for name in entry.implies)


def _compounds(text: str, found: list[Token]) -> None:
    """ "bus" before "driver" is part of a trade, "sun" in "sun-bleached" and "bull" before "neck" describe."""
    for token, after in zip(found[-2::-1], found[:0:-1], strict=True):
        thing = token.role is Role.IDEA or (
            token.role is Role.THING and token.category in ("animal", "object", "place", "weapon", "plant", "food")
        )
        joined = thing and after.start == token.stop + 1 and text[token.stop] == "-" and after.phrase != token.phrase
        trade = after.role is Role.PERSON and after.word not in ANYBODY
        if joined or (thing and (trade or after.word in BODY_PARTS)):
            token.role = Role.WORD
            token.category = "trade"


def _objects(found: list[Token]) -> None:
    """ "A harpoon" and "with a long whip" name things, "whip" alone does not, nor "a whip thin man"."""
    for at, token in enumerate(found):
        if token.category != OBJECT_OR_VERB:
            continue
        first = at
        while first and found[first - 1].role in (Role.WORD, Role.KNOWN) and not found[first - 1].category:
            first -= 1
        begun = first > 0 and found[first - 1].role in (Role.ARTICLE, Role.LEAD, Role.NUMBER)
        ends = at + 1 == len(found) or found[at + 1].role in (Role.BREAK, Role.AND, Role.LEAD)
        token.role, token.category = (Role.THING, "object") if begun and ends else (Role.WORD, "")
