"""Where on somebody a thing is: "a bandana around his neck" is another piece than one on a forehead.

pieces.tsv has such pieces as phrases: "bandana on neck".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..look_vocabulary import Phrase
from .phrases import match

_HOW = frozenset(
    """tied wrapped draped slung knotted worn wound hanging thrown pulled pushed perched resting sitting raised lifted
    up down low loosely tightly casually
    tattooed inked painted""".split()  # noqa: SIM905
)
_AT = frozenset("on around round about over across upon at in above from below under onto along covering".split())  # noqa: SIM905
_WHOSE = frozenset("his her their the its one both each a left right upper lower bare".split())  # noqa: SIM905
_PLACES = {
    "neck": "neck", "throat": "neck", "collar": "neck", "shoulder": "shoulder", "shoulders": "shoulders",
    "waist": "waist", "hips": "waist", "hip": "waist", "middle": "waist", "belly": "waist", "head": "head",
    "hair": "head", "scalp": "head", "forehead": "forehead", "brow": "forehead", "face": "face", "mouth": "face",
    "nose": "nose", "cheek": "cheek", "cheeks": "cheek", "chin": "chin", "eye": "eye", "eyes": "eyes",
    "chest": "chest", "breast": "chest", "back": "back", "arm": "arm", "arms": "arm", "forearm": "forearm",
    "forearms": "forearm", "biceps": "arm", "bicep": "arm", "wrist": "wrist", "wrists": "wrist", "hand": "hand",
    "hands": "hand", "knuckles": "hand", "fingers": "hand", "leg": "leg", "legs": "leg", "thigh": "leg",
    "thighs": "leg", "calf": "leg", "calves": "leg", "shin": "leg", "ankle": "leg", "ankles": "leg", "knees": "knees",
    "knee": "knees", "ears": "ears", "ear": "ears", "body": "body",
    "lapel": "lapel", "lapels": "lapel", "buttonhole": "lapel",
}  # fmt: skip


# where what is worn in a slot may be without being moved; what is said of other places no piece shows
_USUAL = {
    "glasses": frozenset(("eye", "eyes", "nose", "face")),
    "face": frozenset(("face", "nose", "cheek", "eyes", "eye")),
    "ears": frozenset(("ears", "head")),
    "head": frozenset(("head", "forehead", "ears", "face")),
}


def moved_to(words: Sequence[str], at: int, slot: str) -> str:
    """The words behind a thing of a slot that say it is somewhere else: "on her forehead" of glasses, else ""."""
    here, place = _place(words, at)
    return "" if place is None or place in _USUAL.get(slot, (place,)) else " ".join(words[at:here])


def _place(words: Sequence[str], at: int) -> tuple[int, str | None]:
    """Where the words for a place end that begin there, and the place; None where they name none."""
    here = at
    while here < len(words) and words[here] in _HOW:
        here += 1
    if here >= len(words) or words[here] not in _AT:
        return at, None
    here += 1
    while here < len(words) and words[here] in _WHOSE:
        here += 1
    return here + 1, _PLACES.get(words[here]) if here < len(words) else None


def placed_behind(words: Sequence[str], at: int, key: Phrase, phrases: Mapping[Phrase, object]) -> tuple[int, Phrase]:
    """Where the words for a place end that follow a thing, and the key of that thing there; (at, key) where the table
    has none. key: of the thing itself."""
    here, place = _place(words, at)
    if place is None:
        return at, key
    one = (*key[:-1], key[-1].removesuffix("s"))
    for name in (key, one, key[-1:], one[-1:]):
        there = (*name, "on", place)
        if there in phrases:
            second = _and_another(words, here)
            if second and (*name, "on", "body") in phrases:  # "tattoos on his chest and arms"
                return second, (*name, "on", "body")
            return here, there
    return at, key


def placed_before(words: Sequence[str], at: int, phrases: Mapping[Phrase, object]) -> tuple[int, Phrase]:
    """The length and key of a thing there whose place stands before it: "hip scarf" is a "scarf on waist"; 0 and ()
    where there is none."""
    place = _PLACES.get(words[at])
    if place is None or match(words, at, phrases)[0] > 1:
        return 0, ()
    length, key = match(words, at + 1, phrases)
    there = next((k for name in (key, key[-1:]) if (k := (*name, "on", place)) in phrases), ())
    return (length + 1, there) if length and there else (0, ())


def _and_another(words: Sequence[str], at: int) -> int:
    """Where another place ends that "and" adds, else 0."""
    if at >= len(words) or words[at] != "and":
        return 0
    at += 1
    while at < len(words) and words[at] in _WHOSE:
        at += 1
    return at + 1 if at < len(words) and words[at] in _PLACES else 0
