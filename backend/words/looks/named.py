"""Where a text names a thing that is worn: which words are its name, and which only describe what comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..hidden_phrases import CAREFUL
from ..look_vocabulary import ACCEPT, Phrase, Thing, near_pieces, roles, things
from ..tables import table
from ..tokens import ANYBODY, ARTICLES, BODY_PARTS, PEOPLE
from .describing import another_follows, describes, trimmed_behind
from .leads import WHOLE, behind, lead
from .phrases import HAIR, LINKS, match, words_in
from .places import placed_before, placed_behind
from .unread import MOVED


class Named(NamedTuple):
    """length: how many words name it. key: the phrase of the table. near: the word of pieces.tsv that it is only near
    to, else ""."""

    length: int
    key: Phrase
    thing: Thing
    near: str = ""


def thing_at(words: Sequence[str], at: int, led_by: Phrase, *, begun: bool, clothes_alone: bool) -> Named | None:
    """The thing that begins there. led_by: the lead of the noun phrase, such as ("wearing",). begun: whether words
    before it describe what comes. clothes_alone: whether the text is a list of what is worn."""
    if words[at] in HAIR and match(words, at, things())[0] <= 1:  # not "hair ribbon"
        return Named(1, ("hair",), Thing(()))
    length, key = placed_before(words, at, things())
    if length:
        return Named(length, key, things()[key])
    length, key = match(words, at, things())
    if length and match(words, at, near_pieces())[0] <= length:  # not the coat of "a coat of mail"
        described = describes(words, at)
        if 0 < described < length and match(words, at + described, things())[0] > length - described:
            return None  # the eye mask of "a black eye mask", no black eye
        if described > length or (described == length and _of_a_thing(words, at + length, things()[key])):
            return None
        if length == 1 and words[at] in CAREFUL and not (clothes_alone or _sure(words, at, led_by, begun=begun)):
            return None
        return Named(length, key, things()[key])
    for stop in range(at + 2, at, -1):  # "a towel around his neck", "a leopard skin over one shoulder"
        said = tuple(words[at:stop])
        there = placed_behind(words, stop, said, things())[1]
        if len(said) == stop - at and there != said and there[0] in (said[0], said[0].removesuffix("s")):
            return Named(len(said), said, Thing(()))
    length, key = match(words, at, near_pieces())
    if describes(words, at) >= max(length, 1) or words[at] in ARTICLES or lead(words, at) is not None:
        return None
    if not length or (length == 1 and match(words, at, roles())[0]):
        return None
    if match(words, at + length, things())[0]:  # "wraparound sunglasses" are no wraparound
        return None
    near = near_pieces()[key]
    sure = near.score >= ACCEPT
    if not sure and led_by not in WHOLE | {("with",)}:
        return None
    known = things()[match(words_in(near.word), 0, things())[1]]
    return Named(length, key, known, "" if sure else near.word)


def _of_a_thing(words: Sequence[str], at: int, thing: Thing) -> bool:
    """Whether the word before describes what is worn: not "pale" in "a pale Victorian girl"."""
    if thing.adjective and all(item.slot in ("skin", "hair") for item in thing.items):
        while at < len(words) and (length := describes(words, at)):
            at += length
    return another_follows(words, at)


def _sure(words: Sequence[str], at: int, led_by: Phrase, *, begun: bool) -> bool:
    """Whether a word that means other things too is surely worn there."""
    before = words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    ends = not after or not after[0].isalnum() or after in LINKS or lead(words, at + 1) is not None
    ends = ends or behind(words, at + 1) is not None or after in MOVED
    ends = ends or after in ("on", "over", "under", "of", "around")
    ends = ends or match(words, at + 1, things())[0] > 1  # "a green jersey number 7"
    ends = ends or trimmed_behind(words, at + 1)[1] is not None  # "robes embroidered with silver"
    starts = (",", "and")
    led = bool(led_by) or begun or before in starts or (at > 1 and words[at - 2] in starts and is_noun(before))
    return ends and led


def ends_as_thing(words: Sequence[str], at: int, length: int) -> bool:
    """Whether the last word of a role of several words is that of a thing."""
    return match(words[: at + length], at + length - 1, things())[0] > 0


def is_noun(word: str) -> bool:
    """Whether a word names something, and nobody."""
    kinds = table("things", 2).get((word,))
    if word in ANYBODY or word in PEOPLE or word in BODY_PARTS:
        return False
    role = roles().get((word,))
    return (role is not None and not role.adjective) or (
        kinds is not None and kinds[0] in ("object", "animal", "plant", "food", "place", "person")
    )
