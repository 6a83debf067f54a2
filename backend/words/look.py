"""From words to a look: what a role implies, what the words name, and what stays as it was."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from ..protocol.requests import Colour, Look
from ..protocol.requests.look import SLOTS, Worn
from .colours import look_of
from .look_items import Item
from .looks.bared import bared
from .looks.contrast import apart
from .looks.cut import altered, sleeved, unsized, usual_hair
from .looks.decency import Traits, decent
from .looks.details import fixed_to
from .looks.faces import eyes_said, eyes_unshown, face_said
from .looks.general import is_general, meant
from .looks.hats import with_hood_of_coat
from .looks.hidden import hidden, pierced, shown
from .looks.layers import Layer, add, layer_said
from .looks.locked import beside_locked
from .looks.mail import over_trousers
from .looks.marks import skin_of, wooden_limbs
from .looks.meeting import left_by, recoloured, with_hood_down, with_sash, with_suit, with_vest
from .looks.outfits import outfit_of, wishes_of
from .looks.phrases import words_in
from .looks.read import words_read
from .looks.sentences import Told, told_of
from .looks.waistcoats import with_waistcoat
from .looks.who import SOFT, Who, who_in
from .looks.wish import Wish, Wishes
from .looks.wishes import wishes_in
from .prompt import Prompt
from .subject import surely_implied
from .subject_text import PERSON

_HAIR = "hair"
_BALD = Worn(slot="hair")
_ANY = Worn(slot="bottom", piece="any")
BODILY = frozenset(("eyes", "teeth", "tongue", "lashes", "brows", "hair", "facial_hair"))
GARMENTS = tuple(slot for slot in SLOTS if slot not in BODILY)
# on the head of whoever is of a people or faith, whatever else they are: a hijabi student, a Sikh driver
_OF_A_FAITH = frozenset(("headscarf", "hijab", "turban", "skull_cap", "fur_hat"))
_UNDER_ALL = frozenset("tunic robe toga thobe cassock mail_shirt kirtle".split())  # noqa: SIM905
_OVER_ALL = frozenset(("breastplate", "tabard", "surplice"))
_ON_BIBS = frozenset(("cross", "star", "heart", "skull", "badge"))
_BEARD_FROM_YEARS = 16.0
_EARS = re.compile(r"\b(?:pointed|pointy|elf|elven|elfin|long|large|big|pierced) ears\b")


class Dressed(NamedTuple):
    """look: as the words ask for. told: sentences for the user. unshown: words that had no say. read: words that the
    look was read from, or that are told."""

    look: Look
    told: list[str]
    unshown: list[str]
    read: frozenset[str] = frozenset()


def look_wished(
    prompt: Prompt,
    text: str,
    start: Look,
    *,
    wardrobe: Mapping[str, str],
    takes: Mapping[str, Collection[str]] | None = None,
    sizes: Mapping[str, Collection[str]] | None = None,
    locked: Collection[str] = (),
    traits: Traits = Traits(),  # noqa: B008 it is frozen
    seed: int = 0,
) -> Dressed:
    """The look that a prompt asks for, from `start`, which has its colours of skin, hair and eyes already.

    text: the prompt as the user wrote it. wardrobe: names of the pieces that there are -> their labels. takes: pieces
    -> further slots that they take up. sizes: pieces -> which of "length" and "looseness" may be chosen of them.
    locked: "skin", "worn", "worn:SLOT" and colours, which words must not change.
    seed: chooses between what a role may wear.
    """
    others = [said for said, category in prompt.unshown.items() if category == PERSON]
    wishes = wishes_in(text, others)
    who, unknown = who_in(text, prompt.unshown)
    telling = Told(wardrobe)
    said = layer_said(wishes, wardrobe, traits, telling)
    named_first = dict(said.slots)
    role = _of_roles(who, said, wardrobe, traits, seed, telling)
    _meet(said, role, wishes, wardrobe, traits, telling, seed)
    if "worn" in locked:
        said.slots, role.slots = {}, {}
    kept = {worn.slot: worn for worn in start.worn}
    fixed = {name.removeprefix("worn:") for name in locked if name.startswith("worn:")}
    own = {slot: kept[slot] for slot in fixed & kept.keys()}
    for layer in (said, role):
        layer.slots = beside_locked(layer.slots, own, takes or {}, telling)
    slots = _together(kept, role.slots, said.slots, fixed, start.unsaid == "bare", traits)
    if not ("worn" in locked or said.naked):
        slots = over_trousers(slots, role.whole, fixed)
    if "worn" not in locked and not {"outer", "top"} & fixed:
        slots = _over_waistcoats(slots, said, role, wardrobe, telling)
    if not ("worn" in locked or (said.naked and fixed)):
        slots = decent(slots, traits, telling, naked=said.naked, named=frozenset(said.slots))
    if said.skin and "worn" not in locked and not said.naked:
        open_ = {slot: worn for slot, worn in slots.items() if slot not in fixed}
        named = frozenset(said.slots) | {item.slot for item in said.altered} | fixed
        slots = {slot: worn for slot, worn in slots.items() if slot in fixed} | bared(
            open_, said.skin, named, traits, seed
        )
    if "worn" not in locked and not said.naked:
        names = {slot: name for slot, name in said.names.items() if slot in said.slots}
        eyes = eyes_said(text, said.skin) or look_of(prompt, Look())[0].eye_colour != Look().eye_colour
        face = face_said(text, said.skin, said.slots.keys())
        ears = _EARS.search(text.lower()) is not None
        head = bool(said.slots.get("hair", _BALD).piece) or ears
        rolled = any(item.slot == "top" and item.length < 0 for item in said.altered)
        slots = shown(slots, names, traits, fixed, eyes=eyes, head=head, ears=ears, face=face, rolled=rolled)
        told = {slot: said.said.get(slot, name) for slot, name in names.items()}
        telling.hidden += hidden(slots, told, said.skin, frozenset(said.slots))
    if "hair" not in slots and any(item.slot == "hair" for item in said.altered):
        slots["hair"] = usual_hair(traits.female)
    for item in () if "worn" in locked else said.altered:
        if slots.get(item.slot, _BALD).piece and item.slot not in fixed and not _over(item, slots):
            slots[item.slot] = altered(slots[item.slot], item, named=item.slot in said.slots)
    if "worn" not in locked:
        slots = slots if {"head", "outer"} & fixed else with_hood_of_coat(slots, named_first)
        slots, without = fixed_to(slots, wishes.details, fixed)
        telling.details += without
    slots = {slot: worn if slot in fixed else sleeved(worn) for slot, worn in slots.items()}
    if sizes is not None:
        telling.details += unsized(wishes.worn, slots, said.said, sizes)
    telling.pierced += pierced(slots, said.said, wardrobe)
    dyed = look_of(prompt, Look())[0].hair_colour != Look().hair_colour
    grown = slots.get("hair", _BALD)
    if (dyed or said.hair_colour) and grown.piece and "hair" not in fixed and "hair" not in said.slots:
        slots["hair"] = dataclasses.replace(grown, colour=None)  # not what a role's has
    look = start
    if slots != kept:
        ordered = tuple(slots[slot] for slot in SLOTS if slot in slots)
        look = dataclasses.replace(start, worn=ordered, unsaid="presentable")
    if "skin" not in locked:
        look = dataclasses.replace(look, skin=skin_of(start.skin, role.skin, said.skin, dressed=bool(role.slots)))
    if "hair_colour" not in locked:
        of_hair = any(name.startswith("hair_") for name in surely_implied(prompt.text))
        beard = said.slots.get("facial_hair", _BALD).colour
        colour = said.hair_colour or (None if of_hair else beard) or (None if dyed else role.hair_colour)
        look = look if colour is None else dataclasses.replace(look, hair_colour=colour)
    covered = set(prompt.unshown)
    telling.unknown += [said for said in wishes.unknown if said not in covered]
    telling.held += wishes.held
    worn = {said.said.get(slot) for slot in slots if slot in said.slots}
    told_of_things = {word for phrase in covered for word in words_in(phrase)}
    telling.details += [
        f"{detail} ({wish.name})"
        for wish in wishes.worn
        if wish.said in worn or (wish.worn and wish.name == _HAIR)
        for detail in wish.unshown
        if not told_of_things & set(words_in(detail))
    ]
    telling.details += [*wishes.unshown, *wooden_limbs(wishes.worn)]
    telling.details += [said for said in eyes_unshown(text) if "eye_colour" not in locked and said not in covered]
    telling.nobody += unknown
    told = told_of(telling)
    read = words_read(text, wishes, who, told)
    return Dressed(look, told, [*wishes.unknown, *wishes.held, *telling.missing, *telling.crowded], read)


def _over(item: Item, slots: Mapping[str, Worn]) -> bool:
    """Whether a coat or a bib covers what an item of several slots puts on the trunk, and whether there is no place
    for it: medals are on the coat alone, a nurse's cross is on her apron, none is on a belt."""
    if item.pattern and item.slot in ("top", "one_piece"):
        bib = slots.get("waist", _BALD).piece == "apron" and item.pattern in _ON_BIBS
        return bib or bool(slots.get("outer", _BALD).piece)
    return bool(item.pattern) and item.slot == "waist" and slots.get("waist", _BALD).piece != "apron"


def _over_waistcoats(
    slots: dict[str, Worn], said: Layer, role: Layer, wardrobe: Mapping[str, str], telling: Told
) -> dict[str, Worn]:
    """What is worn, with a waistcoat below its coat; told where the words name one for which there is no room."""
    vest, coat = said.waistcoat, slots.get("outer")
    if vest is None and coat is not None and coat.piece == role.whole.get("outer", _BALD).piece:
        vest = role.waistcoat  # of a suit that is spoken of in other words
    both = with_waistcoat(slots, vest, wardrobe)
    if both is None and said.waistcoat is not None:
        telling.crowded.append("waistcoat")
    return slots if both is None else both


def _meet(
    said: Layer,
    role: Layer,
    wishes: Wishes,
    wardrobe: Mapping[str, str],
    traits: Traits,
    telling: Told,
    seed: int,
) -> None:
    """Give what the words name the pieces of the role, and what they say of everything its colours."""
    means_the_roles: set[str] = set()
    sized = {wish.name for wish in wishes.worn if {"length", "reach"} & wish.values.keys()}
    for slot, name in said.names.items():
        named = said.slots.pop(slot)
        of_role = meant(name, named, role.whole, sized=name in sized)
        if of_role.slot != slot and of_role.slot in said.names:
            of_role = named  # something else is named in the role's place
        if not named.piece and name in means_the_roles:
            continue  # a boxer in trunks keeps his boots
        said.slots[of_role.slot] = of_role
        if is_general(name) and named.piece and of_role.piece == role.whole.get(of_role.slot, _BALD).piece:
            means_the_roles.add(name)
        if of_role.piece != named.piece:
            telling.near_pieces = [told for told in telling.near_pieces if told[1] != named.piece]
    said.slots = with_hood_down(said.slots, said.names)
    said.slots = with_suit(
        with_sash(with_vest(said.slots, said.names), said.names, role.slots), said.names.values(), role.slots
    )
    for wish in wishes.worn:
        if wish.name or not wish.worn:
            continue
        whole = Layer()
        patterned = "pattern" in wish.values
        parts = bool({"top", "bottom", "outer"} & said.slots.keys())
        for number, part in enumerate(wishes_of(_everything(wish, traits, seed, parts=parts)).worn):
            turned = () if patterned else wish.colours[number % max(len(wish.colours), 1) :]  # "in purple and yellow"
            colours = turned or wish.colours
            coloured = dataclasses.replace(
                part, colours=colours, values={**part.values, **wish.values}, details=wish.details
            )
            add(whole, coloured, wardrobe, traits, telling)
        if "one_piece" not in said.slots:
            first = next(iter(whole.slots.values()), None)
            own = (recoloured(first, role.slots) if first is not None else {}) or whole.slots
            if parts:  # "in black, with white shorts"
                own = {slot: worn for slot, worn in own.items() if slot in ("top", "bottom", "outer")}
            said.slots = own | said.slots
    if wishes.nothing_else:
        bare = [slot for slot in GARMENTS if slot != "underwear"]
        role.slots = {slot: worn for slot, worn in role.slots.items() if slot in BODILY}
        said.slots = {slot: Worn(slot=slot) for slot in bare} | said.slots


def _everything(wish: Wish, traits: Traits, seed: int, *, parts: bool) -> str:
    """What "in black" or "in leather" is. parts: whether something else is named for a part of the body."""
    if wish.values.get("fabric") in ("leather", "denim", "rubber"):
        return "jacket, trousers"
    if wish.values.get("fabric") == "metal":
        return "armour"
    if traits.female and parts:
        return "blouse, trousers"
    if traits.female and not traits.child:
        return ("long dress", "short dress", "blouse, trousers")[seed % 3]
    return ("shirt, trousers", "t-shirt, trousers", "jumper, trousers")[seed % 3]


def _of_roles(
    who: Sequence[Who], said: Layer, wardrobe: Mapping[str, str], traits: Traits, seed: int, telling: Told
) -> Layer:
    """What the roles imply: one outfit whole, of the others only what is no garment."""
    dressed = [w for w in who if any(outfit for _, outfit in w.role.outfits)]
    dressed.sort(key=lambda w: (w.role.name in SOFT, not w.head, w.role.adjective))
    layer = Layer()
    for number, w in enumerate(dressed):
        own = Layer()
        for wish in wishes_of(outfit_of(w.role, traits.sex, seed, said.slots)).worn:
            add(own, wish, wardrobe, traits, telling, implied=True)
        if w.near:
            telling.near_roles.append((w.said, w.role.name))
        if traits.female or (traits.years is not None and traits.years < _BEARD_FROM_YEARS):
            own.slots.pop("facial_hair", None)
            own.skin.pop("stubble", None)
        if traits.child and own.hair_colour is not None and _is_grey(own.hair_colour):  # a boy who is a wizard
            own.slots.pop("hair", None)
            own.hair_colour = None
        if traits.child and own.slots.get("shoes", _BALD).piece == "heels" and "ballet_shoes" in wardrobe:
            own.slots["shoes"] = dataclasses.replace(own.slots["shoes"], piece="ballet_shoes")
        bare_chest = "top" in own.slots and not own.slots["top"].piece
        if bare_chest and (traits.female or traits.child):
            own.slots["top"] = Worn(slot="top", piece="crop_top" if traits.female else "tank_top")
            if own.slots["top"].piece not in wardrobe:
                del own.slots["top"]
        taken = own.slots if number == 0 else {s: worn for s, worn in own.slots.items() if _of_another_role(worn)}
        layer.slots = taken | layer.slots | {s: worn for s, worn in taken.items() if worn.piece in _OF_A_FAITH}
        layer.skin = own.skin | layer.skin
        layer.hair_colour = layer.hair_colour or own.hair_colour
        layer.waistcoat = own.waistcoat if number == 0 else layer.waistcoat
    soft = bool(dressed) and dressed[0].role.name in SOFT
    layer.whole = dict(layer.slots)
    layer.slots = left_by(said.slots, layer.slots, soft=soft)
    return layer


def _is_grey(colour: Colour) -> bool:
    return min(colour) > 0.4 and max(colour) - min(colour) < 0.06


def _of_another_role(worn: Worn) -> bool:
    """Whether somebody wears it of a role beside that of their outfit."""
    return worn.slot in BODILY or worn.piece in _OF_A_FAITH


def _together(
    kept: Mapping[str, Worn],
    role: Mapping[str, Worn],
    said: Mapping[str, Worn],
    fixed: Collection[str],
    bare: bool,
    traits: Traits,
) -> dict[str, Worn]:
    """What is worn in the end: of `kept` what a role does not replace, of both what the named things leave room for."""
    if not role and not said:
        return dict(kept)
    slots = dict(kept)
    if bare:  # a finished look names all that it wears: elsewhere it wears nothing
        slots = {slot: Worn(slot=slot) for slot in GARMENTS} | slots
    if role.keys() - BODILY:
        slots = {slot: worn for slot, worn in slots.items() if slot in BODILY or slot in fixed}
    slots |= {slot: worn for slot, worn in apart(role, said).items() if slot not in fixed}
    named = {slot for slot, worn in said.items() if worn.piece}
    gone: set[str] = set()
    if "one_piece" in named or "underwear" in named:
        gone |= {"top", "bottom", "outer"}
    outer, below = slots.get("outer", _BALD).piece, said.get("one_piece", _BALD).piece
    hides = outer == "breastplate" and below == "mail_shirt"  # mail that is named is seen
    if outer in _OVER_ALL and below in _UNDER_ALL and not hides:  # a legionary's armour on a tunic
        gone -= {"outer"}
    if named & {"top", "bottom", "underwear"}:
        gone |= {"one_piece"}
    if "top" in named:
        gone |= {"outer"}
    slots = {slot: worn for slot, worn in slots.items() if slot not in gone or slot in fixed}
    if traits.female and "facial_hair" not in fixed and slots.get("facial_hair", Worn(slot="facial_hair")).piece:
        del slots["facial_hair"]
    return slots | {slot: worn for slot, worn in said.items() if slot not in fixed}


def pieces_of(look: Look) -> Iterable[str]:
    """The pieces that a look wears."""
    return (worn.piece for worn in look.worn if worn.piece)
