"""The words of a text, and the phrases of the tables among them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..look_items import GROWN
from ..look_vocabulary import Phrase, colours, plain, things
from ..tables import key_of
from ..tokens import ARTICLES
from .paraphrases import paraphrased

HAIR = frozenset("hair haired hairs haircut haircuts hairstyle hairdo coiffure".split())  # noqa: SIM905
EDGED = (
    *("lined", "trimmed", "edged", "piped", "embroidered", "braided", "frogged", "crested", "plumed", "tasselled"),
    *("buttoned", "collared", "soled", "cuffed", "sleeved", "tipped", "brimmed"),
)
"""what says that a part of a thing has a colour of its own: a red-lined cape, "lined with red" """
_LINED = re.compile(
    r"\b(?P<colour>[a-z]+)(?P<joined>[- ])"
    rf"(?P<how>{'|'.join(EDGED)}|fringed|buckled|banded|toed|hemmed) "
    r"(?P<thing>(?!with\b|in\b|paper\b)[a-z]+(?: (?!with\b)[a-z]+)?)\b"
    r"(?P<collar> with (?:an? )?(?:[a-z]+[- ]){1,3}collar\b)?"
)
_SEWN = frozenset(("embroidered", "braided", "frogged"))
_HUNG = frozenset(("fringed", "buckled"))
_METALS = frozenset("bronze brass gold golden silver steel iron copper".split())  # noqa: SIM905
_THREADS = frozenset(("gold", "silver"))  # a "golden embroidered kaftan" is golden
_WORD = re.compile(r"[a-z0-9']+|[.,;:!?()/&]")
LINKS = frozenset(("and", "or", "&"))
_MOST = 6
_SINGULAR = frozenset(
    """boot shoe sandal sneaker glove mitten sock stocking slipper moccasin brogue earring loafer stiletto gauntlet
    bathrobe trouser pyjama pajama sideburn dreadlock huarache espadrille""".split()  # noqa: SIM905
)


def words_in(text: str) -> list[str]:
    """The words and marks of a text, lower case, hyphens parted."""
    said = paraphrased(text.lower().replace("’", "'"))
    said = _LINED.sub(_lined_behind, said)
    return [plain(word) for word in _WORD.findall(said)]


def _lined_behind(found: re.Match[str]) -> str:
    colour = "brown" if found["colour"] == "fur" and found["how"] == "lined" else found["colour"]
    first, _, rest = found["thing"].partition(" ")
    how = found["how"]
    one, key = match([how, *found["thing"].split()], 0, things())  # "a blonde braided crown"
    if how in ("crested", "plumed") and colour in _METALS:
        return found[0]  # of a "bronze crested helmet" the helmet
    if how in _SEWN and found["joined"] == " " and colour not in _THREADS:
        return found[0]  # "a green embroidered dress" is green
    if how in _HUNG and found["joined"] == " " and colour not in _METALS:
        return found[0]  # "a white fringed jacket" is white, and so are its fringes
    if (colour,) not in colours() or _is_hair(found["thing"].split()) or (one > 1 and _of_hair(key)):
        return found[0]
    sewn, collar = "embroidered " if how == "embroidered" else "", found["collar"] or ""
    if rest and (first,) in colours():
        return f"{first} {sewn}{rest}{collar} {how} with {colour}"
    return f"{sewn}{first}{collar} {how} with {colour} {rest}".rstrip()


def _is_hair(words: Sequence[str]) -> bool:
    """Whether the first thing that the words name is hair: a "red braided beard" is red, not bordered with it."""
    for at, word in enumerate(words):
        length, key = match(words, at, things())
        if length <= 1 and word in HAIR:  # not "hair ribbon"
            return True
        if length:
            return _of_hair(key)
    return False


def _of_hair(key: Phrase) -> bool:
    return any(item.slot in GROWN for item in things()[key].items)


def match(words: Sequence[str], at: int, phrases: Mapping[Phrase, object]) -> tuple[int, Phrase]:
    """The longest phrase of a table that begins there, in the singular or plural: its length and its key."""
    for stop in range(min(len(words), at + _MOST), at, -1):
        part: Phrase = tuple(words[at:stop])
        key: Phrase = key_of(part, phrases)
        if not key and (len(part) > 1 or words[at] in _SINGULAR):
            last = words[stop - 1]
            key = next((k for ending in ("s", "es") if (k := (*part[:-1], last + ending)) in phrases), ())
        if key:
            return stop - at, key
    return 0, ()


def match_exactly(words: Sequence[str], at: int, phrases: Mapping[Phrase, object]) -> int:
    for stop in range(min(len(words), at + 4), at, -1):
        if tuple(words[at:stop]) in phrases:
            return stop - at
    return 0


def phrases_at(words: Sequence[str], places: Sequence[int], phrases: Mapping[Phrase, object]) -> list[Phrase]:
    """The phrases of a table at these places, in order."""
    found: list[Phrase] = []
    at, places = 0, sorted(places)
    while at < len(places):
        here = places[at]
        length = match_exactly(words, here, phrases)
        if length and places[at : at + length] == list(range(here, here + length)):
            found.append(tuple(words[here : here + length]))
            at += length
        else:
            at += 1
    return found


def without_article(words: Sequence[str]) -> str:
    """Words as they are told, without an article before them."""
    start = next((at for at, word in enumerate(words) if word not in ARTICLES), 0)
    return " ".join(words[start:])
