"""Phrases that an encoder does not read, so that glasses move no eyelid: things beside the person, and what is worn."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from .lexicon import lexicon
from .look_vocabulary import BORDERS, Thing, colours, materials, near_pieces, plain, roles, things
from .tables import key_of, longest, table

# words with other meanings: things only where what stands before and behind leaves no doubt
CAREFUL = frozenset(
    """top tan mini tank plate hide net bob fade chain tails waves mane locks spikes ink ash mud pumps flats slides docs
    kicks shades curtains part ring hose pixie shag bun crown patch habit suit mules visor beads cross tie gown robes
    mantle jersey chains bunches grease dirt fringe slip wrap buff drawers vans waterproof weeds mourning
    skimmer afghan garters suspender helm shift""".split()  # noqa: SIM905
)
# what is worn in general: who somebody is says more of it
_ALL_OF_IT = frozenset("outfit clothes clothing garment garments attire costume uniform".split())  # noqa: SIM905
_KINDS = {"hair": "hairstyle", "facial_hair": "facial hair", "brows": "facial hair", "shoes": "footwear",
          "legs": "footwear", "head": "headwear", "glasses": "eyewear", "face": "headwear",
          "ears": "jewellery", "skin": "body mark"}  # fmt: skip


@functools.cache
def hidden() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Phrase -> its kind, and whether it is a "thing" or an adjective, "worn": of unshown.tsv and of what is worn."""
    rows = dict(table("unshown", 3))
    known = lexicon().by_tokens
    for phrase, thing in things().items():
        kind = rows.get(phrase, ("", ""))[0]
        doubtful = phrase in known or (len(phrase) == 1 and phrase[0] in CAREFUL) or phrase[-1] in ("hair", "haired")
        if not (kind or doubtful):
            rows[phrase] = (_kind_of(thing), "worn" if thing.adjective else "thing")
    for phrase in near_pieces():
        if phrase not in known:
            rows.setdefault(phrase, ("clothing", "thing"))
    return rows


def can_be_shown(words: Sequence[str]) -> bool:
    """Whether a phrase is something that a figure wears or has on the skin, of which `look` tells the rest."""
    said = [plain(word) for word in words]
    if said and said[-1] in _ALL_OF_IT:
        return True
    for start in range(len(said)):
        part = tuple(said[start:])
        key = key_of(part, things())
        if (key and things()[key].known) or key_of(part, near_pieces()):
            return True
        if any(materials().get(part, ())) or (part in roles() and roles()[part].adjective):
            return True
    plainer = [word for word in said if (word,) not in colours()]
    return 1 < len(plainer) < len(said) and can_be_shown(plainer)  # "a big red bow"


def dresses(words: Sequence[str]) -> bool:
    """Whether words are somebody of a trade or kind who is dressed for it, whatever else they may mean."""
    role = roles().get(tuple(plain(word) for word in words))
    return role is not None and not role.adjective and any(outfit for _, outfit in role.outfits)


def places_of_roles(words: Sequence[str]) -> list[tuple[int, int]]:
    """First word and the one behind the last of each role of several words: no "post" of a "post apocalyptic survivor"
    is a thing."""
    said, found, at = [plain(word) for word in words], [], 0
    while at < len(said):
        length = longest(said, at, roles())
        if length > 1:
            found.append((at, at + length))
        at += max(length, 1)
    return found


def describes_worn(words: Sequence[str], start: int, stop: int) -> bool:
    """Whether words name a colour or material of something worn that follows them: "lilac" in "a lilac cardigan",
    "polka" and "dot" in "a polka dot dress"; or a border that has a colour: "a purple border"."""
    said = [plain(word) for word in words]
    coloured = any((word,) in colours() or materials().get((word,)) for word in said[max(0, start - 2) : stop])
    if said[stop - 1] in BORDERS and coloured:
        return True
    if all((word,) in colours() or word == "and" for word in said[start:stop]) and _worn_follows(said, stop):
        return True
    for first in range(max(0, start - 1), start + 1):
        for last in range(stop, min(len(said), stop + 1) + 1):
            part = tuple(said[first:last])
            if part not in colours() and not any(materials().get(part, ())):
                continue
            after = said[last : last + 2]
            if after[:1] in (["hair"], ["lips"], *([word] for word in BORDERS)) or _worn_follows(said, last):
                return True
    return False


def _worn_follows(words: Sequence[str], at: int) -> bool:
    """Whether a thing that is worn follows, behind what else describes it."""
    while at < len(words) and not can_be_shown(words[at : at + 2]):
        joins = words[at] == "and" and at + 1 < len(words) and (words[at + 1],) in colours()
        if not (joins or (words[at],) in colours() or (words[at],) in materials()):
            break
        at += 1
    return any(can_be_shown(words[at : at + length]) for length in (1, 2) if at < len(words))


def _kind_of(thing: Thing) -> str:
    return _KINDS.get(thing.items[0].slot, "clothing") if thing.known else "accessory"
