"""Details of what is worn: "with silver buckles" behind a piece, "fringed" before it, "white cuffs" alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence

from ...protocol.requests.look import MOST_DETAILS, Detail, Worn
from ..look_details import DetailWord, described, detail_adjectives, detail_words
from ..look_items import GROWN, Item
from ..look_vocabulary import Phrase, colours, materials, things
from ..tokens import ARTICLES, BODY_PARTS
from .leads import lead
from .phrases import LINKS, match, match_exactly, phrases_at
from .wish import DetailWish

_HOW = frozenset("big large huge wide broad narrow thin small little tiny long short thick its matching".split())  # noqa: SIM905
_TRIMMED = frozenset("trimmed edged lined bordered".split())  # noqa: SIM905
_WITH = ("with", "in")
_SLEEVELESS = frozenset("waistcoat hi_vis_vest breastplate tabard surplice jerkin poncho".split())  # noqa: SIM905
"""coats that show the sleeves below them"""
_PAINTED = frozenset(
    """band brim crown peak collar lapels yoke placket pockets sleeves cuffs waistband hem piping lining toes heels
    soles laces straps buttons emblem""".split()  # noqa: SIM905
)
"""details that are no news where nothing is said of their colour, pattern or cloth"""


def details_behind(words: Sequence[str], at: int, slots: Collection[str]) -> tuple[int, list[DetailWish]]:
    """Where the details end that are told behind a piece of these slots, and these: "with red cuffs and gold buttons",
    "trimmed with white fur"; (at, []) where there are none."""
    found: list[DetailWish] = []
    stop, trimmed = _trimmed(words, at, slots)
    if trimmed is not None:
        return stop, [trimmed]
    here = at
    while here < len(words):
        begins = words[here] == "with" or (bool(found) and words[here] in (*LINKS, ","))
        if not begins:
            break
        after = here + 1 + (words[here + 1 : here + 2] == ["and"])
        stop, one = _described(words, after, slots)
        if one is None or (not found and _plain(one)):
            break
        if found and _plain(one) and words[here] != "with":  # "a white collar and cuffs"
            one = dataclasses.replace(one, detail=_like(one.detail, found[-1].detail))
        found.append(one)
        here = stop
    return (here, found) if found else (at, [])


def _trimmed(words: Sequence[str], at: int, slots: Collection[str]) -> tuple[int, DetailWish | None]:
    """ "cuffed with white", "edged in black fur" """
    if at + 2 >= len(words) or words[at + 1] not in _WITH:
        return at, None
    length = match_exactly(words, at + 2, colours())
    stop = at + 2 + length
    colour = colours()[tuple(words[at + 2 : stop])] if length else None
    said = " ".join(words[at : stop + 1])
    if words[at] in _TRIMMED and words[stop : stop + 1] == ["fur"]:
        word = detail_words()["fur", "trim"]
        return _if_worn(stop + 1, DetailWish(said, described(word.details[0], colour, {}), word.slots), slots)
    word = detail_adjectives().get((words[at],))
    if word is None or colour is None:
        return at, None
    return _if_worn(stop, DetailWish(said, described(word.details[0], colour, {}), word.slots), slots)


def _if_worn(stop: int, wish: DetailWish, slots: Collection[str]) -> tuple[int, DetailWish | None]:
    return (stop, wish) if set(wish.slots) & set(slots) else (stop, None)


def _described(words: Sequence[str], at: int, slots: Collection[str]) -> tuple[int, DetailWish | None]:
    """A detail there with what describes it before it."""
    here, places = at, []
    while here < len(words):
        length, key = match(words, here, detail_words())
        if length and length < match(words, here, things())[0]:  # "cuff stripes"
            break
        if length and set(detail_words()[key].slots) & set(slots):
            return here + length, wished(words, here, length, places, detail_words()[key])
        if words[here] in ARTICLES or words[here] in _HOW:
            here += 1
            continue
        step = max(match_exactly(words, here, colours()), match_exactly(words, here, materials()))
        joined = not step and words[here] in LINKS and bool(places)
        if not step and not joined:
            break
        places += range(here, here + step)
        here += step or 1
    return at, None


def wished(words: Sequence[str], at: int, length: int, places: Sequence[int], word: DetailWord) -> DetailWish:
    """What the words there name, described by those at some places before them."""
    named = [colours()[part] for part in phrases_at(words, places, colours())]
    values: dict[str, str] = {}
    for part in phrases_at(words, places, materials()):
        values |= {name: value for name, value in materials()[part].items() if name in ("pattern", "fabric")}
    said = " ".join(words[min([*places, at]) : at + length])
    return DetailWish(
        said, described(word.details[0], named[0] if named else None, values), word.slots, word.details[1:]
    )


def _like(detail: Detail, other: Detail) -> Detail:
    return dataclasses.replace(detail, colour=other.colour, pattern=other.pattern, fabric=other.fabric)


def _plain(wish: DetailWish) -> bool:
    """Whether it is of a part that every such piece has, and nothing is said of it."""
    detail = wish.detail
    return detail.kind in _PAINTED and not (detail.colour or detail.pattern or detail.fabric)


def detail_alone(words: Sequence[str], at: int, describing: Sequence[int]) -> tuple[int, DetailWish | None, Phrase]:
    """A detail that is named there by itself, "gold epaulettes", or behind its piece, "a checkered cap band": how many
    words it takes, what it is, and the key of the piece; 0, None and () where there is none."""
    length, key = match(words, at, detail_words())
    thing, named = match(words, at, things())
    if thing and at + thing < len(words):
        more, part = match(words, at + thing, detail_words())
        items = things()[named].items
        slots = tuple(item.slot for item in items[:1] if more and item.slot in detail_words()[part].slots)
        if slots and match(words, at, things())[0] <= thing and not length > thing:
            word = dataclasses.replace(detail_words()[part], slots=slots)
            wish = wished(words, at + thing, more, describing, word)
            return (0, None, ()) if _plain(wish) else (thing + more, wish, named)
    if not length or thing >= length or words[at + length - 1] in BODY_PARTS:
        return 0, None, ()
    wish = wished(words, at, length, describing, detail_words()[key])
    ends = at + length >= len(words) or not words[at + length][0].isalnum() or words[at + length] in LINKS
    ends = ends or lead(words, at + length) is not None
    return (length, wish, ()) if ends and not _plain(wish) else (0, None, ())


def plain_detail(words: Sequence[str], at: int) -> str:
    """The part that every such piece has, which is named there with nothing that is shown of it; "" for none."""
    length, key = match(words, at, detail_words())
    if not length or length < match(words, at, things())[0] or detail_words()[key].details[0].kind not in _PAINTED:
        return ""
    return " ".join(words[at : at + length])


def adjectives_at(words: Sequence[str], places: Sequence[int], slots: Collection[str]) -> list[DetailWish]:
    """What adjectives at these places say of a piece of these slots."""
    found = []
    for part in phrases_at(words, places, detail_adjectives()):
        word = detail_adjectives()[part]
        if set(word.slots) & set(slots):
            found.append(DetailWish(" ".join(part), word.details[0], word.slots, word.details[1:]))
    return found


def details_of(wishes: Iterable[DetailWish], slot: str, slots: Sequence[str]) -> tuple[Detail, ...]:
    """Those that the piece of one of a thing's slots has: the first that may have a detail, all where it is a half."""
    found: list[Detail] = []
    for wish in wishes:
        first = next((each for each in slots if each in wish.slots), "")
        if slot == first or (wish.detail.kind == "half" and slot in wish.slots):
            found += (wish.detail, *wish.others)
    return tuple(found)


def with_details(worn: Worn, details: Sequence[Detail]) -> Worn:
    """A piece with more details, each kind once, the last one counting."""
    if not details:
        return worn
    kinds = {detail.kind: detail for detail in (*worn.details, *details)}
    pattern = "plain" if "half" in kinds else worn.pattern
    return dataclasses.replace(worn, details=tuple(kinds.values())[-MOST_DETAILS:], pattern=pattern)


def fixed_to(
    slots: Mapping[str, Worn], wishes: Iterable[DetailWish], fixed: Collection[str]
) -> tuple[dict[str, Worn], list[str]]:
    """What is worn with details that are named alone, each on the likeliest piece, and those for which there is none.
    fixed: slots that stay as they are."""
    worn, without = dict(slots), []
    for wish in wishes:
        places = ("outer", *wish.slots) if _on_the_coat(worn.get("outer"), wish) else wish.slots
        slot = next((s for s in places if s not in fixed and s in worn and worn[s].piece), None)
        if slot is None:
            without.append(wish.said)
        else:
            worn[slot] = with_details(worn[slot], (wish.detail, *wish.others))
    return worn, without


def _on_the_coat(coat: Worn | None, wish: DetailWish) -> bool:
    """Whether a detail of sleeves is on the coat, which hides those below it."""
    sleeved = coat is not None and bool(coat.piece) and coat.piece not in _SLEEVELESS
    return sleeved and wish.detail.kind in ("sleeves", "cuffs") and "outer" in wish.slots


def slots_of(items: Sequence[Item]) -> tuple[str, ...]:
    """Of things that details can be on: of no hair."""
    return tuple(item.slot for item in items if item.slot not in GROWN and item.slot != "skin" and not item.alters)
