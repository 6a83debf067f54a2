"""Who wears what: the things that a text names as worn, with their colours and cuts, and those that it denies.

Rules over noun phrases. What stands before a thing describes it, up to the article, the lead or the thing before it;
"and" and a comma between two words that describe hold them together, so that "a red and white striped shirt and black
boots" are two things.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from ...protocol.requests.look import SLOTS
from ..lexicon import builds
from ..look_items import Item
from ..look_vocabulary import Phrase, Thing, colours, roles, things
from ..tables import longest
from ..tokens import ANYBODY, ARTICLES, BODY_PARTS, PEOPLE
from .compounds import together
from .describing import (
    another_follows,
    colours_at,
    described_behind,
    describes,
    describes_alone,
    trimmed_behind,
    unshown_at,
    values_at,
)
from .details import adjectives_at, detail_alone, details_behind, plain_detail, slots_of
from .hats import feathered, with_hood, with_plumes
from .leads import CERTAIN, WHOLE, State, behind, lead
from .named import Named, ends_as_thing, is_noun, thing_at
from .neighbours import is_in_the_hair, is_its_cut, is_its_part, is_on_the_hat, is_one_kit, is_the_same_again
from .phrases import LINKS, match, match_exactly, without_article, words_in
from .places import moved_to, placed_behind
from .unread import one_of_a_pair, trace_of, unread_before, unread_behind
from .wish import DetailWish, Wish, Wishes

_ALONE = re.compile(
    r"\b(?:(?:in|wearing|wears) (?:nothing but|only|just)|(?:only|just) (?:wearing|in)|dressed only in|"
    r"(?:shorts|bottoms|trousers|pants|jeans|boxers|briefs|underpants|loincloth|towel|leggings) only)\b"
)
# words for all that is worn
_ALL_CLOTHES = frozenset(
    "outfit clothes clothing garments attire costume uniform garb gear kit dress suit finery".split()  # noqa: SIM905
)
_NO_THINGS = frozenset(
    """nothing smile grin frown expression look scowl smirk face anything more clothes clothing garments
    all""".split()  # noqa: SIM905
)
_GROWN = frozenset(("hair", "facial_hair"))
_PRINTS = frozenset(("skull", "cross"))
_SMALL = frozenset(("head", "neck", "hands", "ears"))
_NO_CLOTH = frozenset(("skin", "face", "ears", "glasses", "eyes", "teeth"))
_OF_CLOTH = frozenset(("fabric", "pattern", "looseness", "texture", "sleeve", "natural"))


def wishes_in(text: str, others: Sequence[str] = (), *, clothes_alone: bool = False) -> Wishes:
    """What a text says that its person wears. others: phrases of the text that name other people. clothes_alone:
    whether it is a list of what is worn, in which no word means anything else."""
    return _Reader(together(words_in(text)), [tuple(words_in(other)) for other in others], clothes_alone).read()


class _Reader:
    """One pass over the words of a text."""

    def __init__(self, words: list[str], others: list[tuple[str, ...]], clothes_alone: bool) -> None:
        self.clothes_alone = clothes_alone
        self.words, self.others = words, [other for other in others if other]
        self.worn: list[Wish] = []
        self.held: list[str] = []
        self.unknown: list[str] = []
        self.details: list[DetailWish] = []
        self.unshown: list[str] = []
        self.state = State.WEAR
        self.lead: Phrase = ()
        self.describing: list[int] = []  # places of the words that describe what comes
        self.first = 0  # where the noun phrase begins
        self.named = False  # whether the noun phrase has named its thing
        self.behind_thing = False  # whether the noun phrase began at a comma behind a thing that was named
        self.other = False  # whether the words are about another person

    def read(self) -> Wishes:
        at = 0
        while at < len(self.words):
            at = self._step(at)
        self._end(len(self.words))
        alone = bool(self.worn) and _ALONE.search(" ".join(self.words)) is not None
        unknown = tuple(dict.fromkeys(self.unknown))
        return Wishes(
            tuple(self.worn), tuple(self.held), unknown, alone, tuple(self.details), tuple(dict.fromkeys(self.unshown))
        )

    def _step(self, at: int) -> int:
        words, word = self.words, self.words[at]
        if not word[0].isalnum() and word not in LINKS:
            return self._break(at)
        other = next((o for o in self.others if tuple(words[at : at + len(o)]) == o), None)
        if other is not None and not match(words, at + len(other), things())[0]:  # not "bobby socks"
            self._end(at)
            self.state, self.lead, self.other = State.HOLD, other, True
            return at + len(other)
        idiom = longest(words, at, builds())
        if idiom > 1:  # "built like a tank" wears none
            self.describing = []
            return at + idiom
        if self.state is State.WEAR and (length := self._detail(at)):
            return at + length
        found = self._named(at)
        role, _ = match(words, at, roles())
        if (
            role > 1
            and not self.clothes_alone
            and (ends_as_thing(words, at, role) if found is None else found.length < role)
        ):
            self.describing, self.named = [], True  # "robin hood" wears one, and is none
            return at + role
        if found is not None:
            return self._take(at, *found)
        if word in LINKS:
            return self._and(at)
        led = lead(words, at)
        if led is not None and not (word in ("no", "not") and self.state is State.NOT):
            self._end(at)
            if self.other:
                return at + len(led[0])
            denied = self.state is State.NOT and self.lead and len(self.lead) == 1 and at - self.first <= 1
            keep = denied and led[1] is State.WEAR and self.lead[-1] not in ("no",)  # "not wearing a hat"
            self.state, self.lead = State.NOT if keep else led[1], led[0]
            self.first, self.named, self.behind_thing = at + len(led[0]), False, False
            return self.first
        length = describes_alone(self.words, at)
        if length:
            self.describing += range(at, at + length)
            return at + length
        if word in ARTICLES:
            self.describing, self.first, self.named = [], at + 1, False
        elif word in BODY_PARTS and another_follows(self.words, at + 1) and not describes(self.words, at + 1):
            pass  # "an empire waist gown"
        elif word in ANYBODY or word in PEOPLE or word in BODY_PARTS:
            self.describing = []
            self.named = True
        return at + 1

    def _detail(self, at: int) -> int:
        """How many words name a detail there, which is kept, and its piece where nothing is worn in its place."""
        length, detail, key = detail_alone(self.words, at, self.describing)
        if detail is None:
            if part := plain_detail(self.words, at):
                unshown = unshown_at(self.words, self.describing, of_hair=False)
                unread = unread_before(self.words, self.first, at, self.describing)
                self.unshown += [f"{told} {part}" for told in (*unshown, *unread)]
            return 0
        if key and not any(item.slot in detail.slots for wish in self.worn for item in wish.items):
            self.worn.append(Wish(said=" ".join(key), name=" ".join(key), items=things()[key].items))
        self.details.append(detail)
        self.describing, self.named, self.first = [], True, at + length
        return length

    def _named(self, at: int) -> Named | None:
        return thing_at(self.words, at, self.lead, begun=bool(self.describing), clothes_alone=self.clothes_alone)

    def _take(self, at: int, length: int, key: Phrase, thing: Thing, near: str) -> int:
        """A thing is named: keep it as the state says."""
        words, stop = self.words, at + length
        behind_it, there = placed_behind(words, stop, key, things())
        if left := trace_of(words, stop):
            self.unshown.append(" ".join(words[at : stop + left]))
            self.describing, self.named = [], True
            return stop
        if there != key:
            stop, key, thing, near = behind_it, there, things()[there], ""
            length = len(key)
        describing = self.describing
        compound = ""
        joined = at > self.first and at - 1 not in describing and is_noun(words[at - 1])
        if joined and not (near or self.named or thing.adjective):
            compound = words[at - 1]
        last, name = self.worn[-1] if self.worn else None, " ".join(key)
        on_another = is_on_the_hat(last, self.lead, name) or is_in_the_hair(last, self.lead, name)
        next_to_it = last is not None and self.named and at == self.first
        if on_another and key[0].removesuffix("s") in ("feather", "plume"):
            self.worn[-1] = feathered(self.worn[-1])
        if on_another or (next_to_it and last is not None and is_the_same_again(last, thing)):
            self.describing, self.named, self.first = [], True, stop
            return stop
        joins = next_to_it and self.state is State.WEAR  # "a white skirt robe"
        cut = last is not None and ((joins and is_its_cut(last, thing)) or is_its_part(last, self.lead, thing))
        before = self.worn.pop() if cut else None
        after, more = described_behind(self.words, stop)
        own_slots = slots_of(thing.items)
        after, details = details_behind(self.words, after, own_slots)
        trimmed, trim = trimmed_behind(self.words, after)
        after = max(after, trimmed)
        details = [*adjectives_at(self.words, [*describing, *range(at, at + length - 1)], own_slots), *details]
        said = without_article(words[min([*describing, at]) : stop])
        inner = range(at, at + length - 1)
        own = thing.items[0] if thing.items else None
        # "red cape" of a table has its colour in its name, "white tie and tails" that of one of its items
        named = inner if own is None or own.colour is None else range(0)
        state = self.state
        placed = behind(words, after)
        elsewhere = moved_to(words, after, own.slot) if own is not None else ""
        moved = ""
        if placed is not None:
            after, state = after + placed[0], placed[1]
        else:
            after, moved = unread_behind(words, after)
        if state is State.WEAR:
            moved = moved or elsewhere
        one = one_of_a_pair(words, self.first, at, thing)
        if one and state is State.AWAY:  # the other one is worn
            state, moved = State.WEAR, "missing"
        coloured = colours_at(self.words, [*describing, *named, *more])
        same_cloth = joins and before is None and (own is None or own.slot != "waist")  # not "a robe tied with a rope"
        matches = bool(self.worn) and "matching" in words[self.first : at]
        if not coloured and self.worn and (matches or same_cloth):
            coloured = self.worn[-1].colours
        if before is not None and not coloured:
            coloured = before.colours
        if not coloured and last and at == self.first and words[at - 1 : at] == ["and"] and is_one_kit(last, own):
            coloured = last.colours  # "a purple and gold vest and shorts"
        grown = name == "hair" or (own is not None and own.slot in _GROWN)
        wish = Wish(
            said=f"{compound} {' '.join(words[at:stop])}" if compound else said,
            name=name,
            items=thing.items,
            worn=state is State.WEAR,
            colours=coloured,
            values={
                **(_cloth_of(self.worn[-1]) if matches and not coloured else {}),
                **(before.values if before is not None else {}),
                **{
                    n: v
                    for n, v in values_at(self.words, inner).items()
                    if n in _OF_CLOTH
                    and (n != "fabric" or own is None or not own.fabric)
                    and (v not in _PRINTS or own is None or own.slot not in _SMALL)  # a skull cap
                },
                **values_at(self.words, [*describing, *more]),
            },
            trim=trim,
            unshown=tuple(
                told
                for told in (
                    *unshown_at(words, [*describing, *more], of_hair=grown),
                    *(
                        ()
                        if self.named or thing.adjective or _is_brow(own)
                        else unread_before(words, self.first, at, describing)
                    ),
                    " ".join(filter(None, (one, moved))),
                )
                if told and told != compound and told not in [wish.said for wish in details]
            ),
            details=tuple(details),
            shown_as=near or (name if compound else ""),
            behind=" ".join(words[place] for place in more),
        )
        if state is State.HOLD and own is not None and own.slot in _GROWN:  # "her hair slicked into a bun"
            wish, state = dataclasses.replace(wish, worn=True), State.WEAR
        if state is State.HOLD:
            self.held.append(wish.said)
        elif not thing.known and name != "hair":
            if state is State.WEAR:
                self.unknown.append(said)
        else:
            self.worn.append(with_hood(with_plumes(wish)))
        self.describing, self.named, self.first = [], True, after
        return after

    def _and(self, at: int) -> int:
        joined = bool(self.describing) and self.describing[-1] == at - 1 and bool(describes(self.words, at + 1))
        joined = joined and self.words[at + 1] not in ARTICLES  # "black dots and a red hat"
        if joined:
            return at + 1
        self._end(at)
        if self.lead and self.lead[-1] == "no" and self.words[at] != "or":
            self.state, self.lead = State.WEAR, ()
        self.first, self.named, self.behind_thing = at + 1, False, False
        return at + 1

    def _break(self, at: int) -> int:
        joins = bool(self.describing) and self.describing[-1] == at - 1
        joins = joins and not self._all_is_said(at) and not self._says_more(at)
        if self.words[at] == "," and joins and describes(self.words, at + 1):
            rest = range(at + 1, len(self.words))
            nearest = next(
                (i for i in rest if not describes(self.words, i) and self.words[i] not in LINKS), len(self.words)
            )
            if nearest < len(self.words) and self._named(nearest) is not None and not self.named:
                return at + 1
        self._end(at)
        rest = self.words[at + 1 :]
        stop = next(
            (i for i, w in enumerate(rest) if not w[0].isalnum() or w in (".", ";") or lead(rest, i)), len(rest)
        )
        goes_on = self.words[at] == "," and ({"or", "nor"} & set(rest[:stop]) or rest[:1] in (["or"], ["nor"]))
        if not goes_on:
            self.state = State.WEAR
        listed = self.state is State.WEAR and self.words[at] == "," and rest[:1] in (["a"], ["an"])
        self.lead, self.other = self.lead if goes_on or listed else (), False
        self.behind_thing = self.words[at] == "," and self.named and bool(self.worn)
        self.first, self.named = at + 1, False
        return at + 1

    def _all_is_said(self, stop: int) -> bool:
        """Whether what ends there is of all that is worn: "in emerald velvet, blonde plaits", "in white, red boots"."""
        if self.lead not in WHOLE or self.named:
            return False
        bare = self.first in self.describing and self.words[self.first - 1] not in ARTICLES
        follows = match_exactly(self.words, stop + 1, colours()) > 0
        another = bare and follows and "and" not in self.words[stop + 1 : stop + 4]
        plain = bare and not follows and not values_at(self.words, range(self.first, stop))  # "in red, pointed shoes"
        return another or plain or "fabric" in values_at(self.words, [stop - 1])

    def _end(self, stop: int) -> None:
        """A noun phrase ends: colours alone are those of everything; what is surely worn and unknown is kept."""
        rest = [i for i in range(self.first, stop) if i not in self.describing and self.words[i] not in ARTICLES]
        words = [self.words[i] for i in rest]
        if self.state is State.WEAR and not self.named:
            clothes = all(word in _ALL_CLOTHES | LINKS for word in words)
            says_all = self.lead in WHOLE or bool(words) or self._bare_leather()
            if self.describing and says_all and clothes:
                values = values_at(self.words, self.describing)
                colour = colours_at(self.words, self.describing)
                if colour or "fabric" in values or "pattern" in values:
                    said = without_article([self.words[i] for i in self.describing])
                    details = tuple(adjectives_at(self.words, self.describing, SLOTS))
                    self.worn.append(Wish(said=said, name="", colours=colour, values=values, details=details))
            elif self.describing and not rest and self.behind_thing:
                self._say_more()
            elif rest and self.lead and self.lead in CERTAIN and not _of_no_kind(words):
                self.unknown.append(" ".join(words))
        self.describing, self.first = [], stop

    def _says_more(self, stop: int) -> bool:
        """Whether a colour and its cloth alone, behind a thing and a comma, end there: "a gown, red satin, gloves"."""
        alone = self.behind_thing and not self.named and self.describing[:1] == [self.first] and self._is_cloth()
        return alone and bool(colours_at(self.words, self.describing)) and "fabric" in values_at(self.words, [stop - 1])

    def _say_more(self) -> None:
        """Colours and cloth alone, behind a thing and a comma, are that thing's: "a jumper, red with a reindeer"."""
        last, colours = self.worn[-1], colours_at(self.words, self.describing)
        of_cloth = ("fabric", "pattern")  # "a hat, tall, muscular": lengths are the person's
        values = {name: v for name, v in values_at(self.words, self.describing).items() if name in of_cloth}
        if self._is_cloth():
            self.worn[-1] = dataclasses.replace(last, colours=last.colours or colours, values={**values, **last.values})

    def _is_cloth(self) -> bool:
        """Whether the last thing may be of a cloth: no ring in a nose."""
        last = self.worn[-1] if self.worn else None
        return last is not None and bool(last.items) and last.items[0].slot not in _NO_CLOTH

    def _bare_leather(self) -> bool:
        """Whether a colour and "leather" stand alone for all that is worn: "a white ponytail, black leather"."""
        words = [self.words[at] for at in self.describing]
        return len(words) > 1 and words[-1] in ("leather", "latex", "denim", "camouflage", "camo", "tweed")


def _is_brow(item: Item | None) -> bool:
    """Whether it is brows, of which the face shows how they are drawn: "a raised eyebrow"."""
    return item is not None and item.slot == "brows"


def _cloth_of(wish: Wish) -> dict[str, str]:
    """What "matching" has of a thing whose colours are those of its cloth."""
    return {name: value for name, value in wish.values.items() if name in ("natural", "pattern")}


def _of_no_kind(words: Sequence[str]) -> bool:
    """Whether words behind "wearing" are no thing: "wearing a smile", "wearing nothing"."""
    return words[-1] in _NO_THINGS or words[-1] in BODY_PARTS
