"""Where what the words name meets what a role wears: "a chef in a blue hat" wears a chef's hat that is blue."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping

from ...protocol.requests.look import Worn

# a general word -> pieces of a role that it may mean
_HATS = frozenset(
    "cap brimmed_hat cowboy_hat top_hat pointed_hat chef_hat beanie beret peaked_cap bowler_hat sailor_hat".split()  # noqa: SIM905
)
_GENERAL: Mapping[str, tuple[str, frozenset[str]]] = {
    "hat": ("head", _HATS),
    "cap": ("head", _HATS),
    "shoes": ("shoes", frozenset(("dress_shoes", "trainers", "heels", "sandals"))),
    "shoe": ("shoes", frozenset(("dress_shoes", "trainers", "heels", "sandals"))),
    "dress": ("one_piece", frozenset(("short_dress", "long_dress", "ballgown", "kimono", "sari", "tutu"))),
    "gown": ("one_piece", frozenset(("long_dress", "ballgown", "robe"))),
    "robe": ("one_piece", frozenset(("robe", "kimono", "cassock", "toga"))),
    "coat": ("outer", frozenset(("long_coat", "lab_coat", "jacket", "tailcoat"))),
    "jacket": ("outer", frozenset(("jacket", "blazer", "long_coat", "uniform_jacket", "parade_jacket"))),
}
_SUITS = frozenset(("jumpsuit", "spacesuit", "swimsuit", "bodysuit"))
_MAIN = ("one_piece", "outer", "top", "bottom")
# on the head and of one cloth with the rest
_OF_CLOTH = frozenset(("hood", "headscarf"))
# worn over, and under, what else may be in their slot
_OVER = frozenset(("jumper", "hoodie", "turtleneck"))
_UNDER = frozenset(("waistcoat", "hi_vis_vest", "tank_top"))
_LOOSE = ("head", "neck", "waist", "hands", "outer", "back")
# on the head, and hair cannot be seen below it
_OVER_HAIR = frozenset(
    ("hood", "headscarf", "helmet", "knight_helmet", "turban", "space_helmet", "balaclava", "beanie")
)


def covers(piece: str) -> int:
    """Which of two pieces in one slot is seen where both are worn: the higher."""
    return 1 if piece in _OVER else -1 if piece in _UNDER else 0


def meant(name: str, worn: Worn, role: Mapping[str, Worn]) -> Worn:
    """What a named thing is on somebody of a role: a general word means the piece that the role has."""
    slot, pieces = _GENERAL.get(name, ("", frozenset()))
    own = role.get(slot)
    if own is None or own.piece not in pieces or worn.slot != slot or worn.length:
        return worn
    changes = {
        field: getattr(worn, field)
        for field in ("colour", "second_colour", "pattern", "fabric", "looseness")
        if getattr(worn, field)
    }
    return dataclasses.replace(own, **changes)


def with_suit(said: Mapping[str, Worn], names: Collection[str], role: Mapping[str, Worn]) -> dict[str, Worn]:
    """The named slots where "suit" is that of a superhero, an astronaut or a diver."""
    own, suit = role.get("one_piece"), said.get("outer")
    if "suit" not in names or suit is None or own is None or own.piece not in _SUITS:
        return dict(said)
    kept = {slot: worn for slot, worn in said.items() if slot not in ("outer", "top", "bottom", "shoes")}
    colour = own.colour if suit.colour is None else suit.colour
    return kept | {"one_piece": dataclasses.replace(own, colour=colour, fabric=suit.fabric or own.fabric)}


def recoloured(whole: Worn, role: Mapping[str, Worn]) -> dict[str, Worn]:
    """What a role wears in the colour, fabric and pattern of `whole`; {} where it wears nothing of its own."""
    main = [role[slot] for slot in _MAIN if slot in role and role[slot].piece]
    if not main:
        return {}
    head = role.get("head")
    if head is not None and head.piece in _OF_CLOTH and head.colour == main[0].colour:
        main.append(head)
    fields = ("colour", "second_colour", "pattern", "fabric")
    changes = {field: getattr(whole, field) for field in fields if getattr(whole, field)}
    return {worn.slot: dataclasses.replace(worn, **changes) for worn in main}


def left_by(said: Mapping[str, Worn], role: Mapping[str, Worn], *, soft: bool) -> dict[str, Worn]:
    """What of a role's outfit is worn beside the named things: nothing hides hair that is spoken of, and nobody who is
    only old or young keeps tie and apron to other clothes. soft: whether the role tells age or kin alone."""
    left = dict(role)
    named = {slot for slot, worn in said.items() if worn.piece}
    if "hair" in named and "head" in left and left["head"].piece in _OVER_HAIR:
        del left["head"]
    if soft and named & {"one_piece", "underwear"}:
        left = {slot: worn for slot, worn in left.items() if slot not in _LOOSE}
    elif soft and named & {"top", "outer"}:
        left = {slot: worn for slot, worn in left.items() if slot not in ("neck", "waist", "outer")}
    return left
