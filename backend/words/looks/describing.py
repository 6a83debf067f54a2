"""What describes a thing that is worn, before or behind it: its colours, what it is made of, how far it reaches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...protocol.requests import Colour
from ..look_details import detail_adjectives
from ..look_vocabulary import BORDERS, colours, materials, things
from ..tokens import ARTICLES
from .leads import lead
from .mixtures import mixed
from .phrases import EDGED, HAIR, LINKS, match, match_exactly, phrases_at

_MATERIAL_LEADS = frozenset(("of", "in", "with"))
_REACHES = {"knee": "knee", "knees": "knee", "thigh": "mini", "thighs": "mini", "ankle": "long", "ankles": "long",
            "floor": "long", "ground": "long", "feet": "long", "toes": "long", "waist": "long", "hips": "long",
            "shoulder": "shoulder", "shoulders": "shoulder", "hip": "long", "elbow": "short"}  # fmt: skip
_TRIMMED = frozenset((a, b) for a in (*EDGED, "bordered") for b in ("with", "in"))
_OF_TRIM = frozenset("fur lace velvet silk satin leather metal faux ermine".split())  # noqa: SIM905
# patterns that no hair has
_OF_CLOTH_ALONE = frozenset(("stains", "torn", "patches"))
_TO = (("down", "to"), ("reaching", "to"), ("reaching",), ("to",), ("falling", "to"), ("that", "reaches"), ("until",))


def describes(words: Sequence[str], at: int) -> int:
    """How many words from there on are a colour or a material."""
    if at >= len(words):
        return 0
    tables = (colours(), materials(), detail_adjectives())
    return max(match_exactly(words, at, table) for table in tables)


def described(words: Sequence[str]) -> int:
    """How many words from the first on are colours and materials."""
    at = 0
    while length := describes(words, at):
        at += length
    return at


def describes_alone(words: Sequence[str], at: int) -> int:
    """The same, without the last words where those are the thing itself: of "a natural afro" the first."""
    length = describes(words, at)
    stop = at + length
    if length > 1 and not another_follows(words, stop):
        for start in range(at + 1, stop):
            if tuple(words[start:stop]) in materials() and match(words, start, things())[0] == stop - start:
                return start - at
    return length


def another_follows(words: Sequence[str], at: int) -> bool:
    """Whether a thing, or what describes one, follows without a link."""
    if at >= len(words) or not words[at][0].isalnum():
        return False
    if lead(words, at) is not None or words[at] in LINKS:
        return False
    return bool(describes(words, at) or match(words, at, things())[0] or words[at] in HAIR)


def described_behind(words: Sequence[str], at: int) -> tuple[int, list[int]]:
    """What describes a thing from behind: "with white dots", "of dark leather", "down to the knees"."""
    for to in _TO:
        if tuple(words[at : at + len(to)]) == to:
            stop = at + len(to)
            while stop < len(words) and words[stop] in ("the", "his", "her", "their", "just", "above", "below"):
                stop += 1
            if stop < len(words) and words[stop] in _REACHES:
                return stop + 1, [stop]
    start = at
    if words[at : at + 2] in (["made", "of"], ["made", "from"], ["that", "is"], ["that", "are"], ["which", "are"]):
        start = at + 2
    elif at < len(words) and words[at] in _MATERIAL_LEADS:
        start = at + 1
    if start == at:
        return at, []
    found: list[int] = []
    here = start
    while here < len(words):
        length = describes(words, here)
        joined = not length and words[here] == "and" and found and _goes_on(words, here + 1)
        if joined and not _of_next(words, here + 1):
            here += 1
            continue
        if not length:
            break
        found += range(here, here + length)
        here += length
    ends = here >= len(words) or not words[here][0].isalnum() or words[here] in LINKS
    ends = ends or lead(words, here) is not None
    if words[at] == "with":
        ends = ends and "pattern" in values_at(words, found)
    thing_follows = here < len(words) and another_follows(words, start) and match(words, here, things())[0]
    return (here, found) if found and ends and not thing_follows else (at, [])


def _goes_on(words: Sequence[str], at: int) -> bool:
    return describes(words, at) > 0 and words[at] not in ARTICLES


def _of_next(words: Sequence[str], at: int) -> bool:
    """Whether what is said there describes another thing: of "with stars and fluffy slippers" the second half."""
    while length := describes(words, at):
        at += length
    return match(words, at, things())[0] > 0


def trimmed_behind(words: Sequence[str], at: int) -> tuple[int, Colour | None]:
    """Where "with a gold border", "lined with red" or "trimmed in white fur" ends behind a thing, and that colour;
    (at, None) where nothing of the kind stands there."""
    start = at
    if tuple(words[at : at + 2]) in _TRIMMED:
        start, needs_noun = at + 2, False
    elif words[at : at + 1] == ["with"]:
        start, needs_noun = at + 1, True
    else:
        return at, None
    start += start < len(words) and words[start] in ("a", "an", "its", "the", "thin", "wide", "large", "big")
    length = match_exactly(words, start, colours())
    if not length:
        return at, None
    stop = start + length
    while stop < len(words) and words[stop] in _OF_TRIM:
        stop += 1
    if needs_noun and not (stop < len(words) and words[stop] in BORDERS):
        fur = stop > start + length and words[stop - 1] in ("fur", "lace", "ermine")
        ends = stop >= len(words) or not words[stop][0].isalnum() or words[stop] in LINKS
        if not (fur and ends):
            return at, None
    stop += stop < len(words) and words[stop] in BORDERS
    return stop, colours()[tuple(words[start : start + length])]


def colours_at(words: Sequence[str], places: Sequence[int]) -> tuple[tuple[str, Colour], ...]:
    """The colours that the words at these places name, in order."""
    plain = [at for at in places if not _of_material(words, at)]
    named = [(" ".join(part), colours()[part]) for part in phrases_at(words, plain, colours())]
    return tuple(named) if "pattern" in values_at(words, places) else mixed(words, named)


def _of_material(words: Sequence[str], at: int) -> bool:
    """Whether a word of a colour begins a longer phrase: "fair isle", "rose patterned"."""
    return match_exactly(words, at, materials()) > max(1, match_exactly(words, at, colours()))


def unshown_at(words: Sequence[str], places: Sequence[int], *, of_hair: bool) -> tuple[str, ...]:
    """Of the words at these places what tells of a detail that no piece shows: "fringed", or "beaded" of braids."""

    def is_unshown(said: Mapping[str, str]) -> bool:
        return "unshown" in said or (of_hair and ("fabric" in said or said.get("pattern") in _OF_CLOTH_ALONE))

    return tuple(" ".join(part) for part in phrases_at(words, places, materials()) if is_unshown(materials()[part]))


def values_at(words: Sequence[str], places: Sequence[int]) -> dict[str, str]:
    """What the words at these places tell of cloth, cut and length, as in materials.tsv, and "reach"."""
    found: dict[str, str] = {}
    for part in phrases_at(words, places, materials()):
        for name, value in materials()[part].items():
            if name == "pattern" and found.get(name) == "torn":
                found[name] = value  # of torn tartan the tartan tells more
            elif name != "unshown":
                found.setdefault(name, value)
    for place in places:
        word = words[place]
        if word in _REACHES and (word,) not in materials():
            found["reach"] = _REACHES[word]
    return found
