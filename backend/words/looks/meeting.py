"""Where what the words name meets what a role wears: "a chef in a blue hat" wears a chef's hat that is blue."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping

from ...protocol.requests.look import Worn
from .general import piece_in, with_said

_UNIFORMS = frozenset(("jacket", "parade_jacket", "uniform_jacket", "high_collar_jacket", "parka", "turnout_coat"))
_SUITS = frozenset(("jumpsuit", "spacesuit", "swimsuit", "bodysuit"))
_MAIN = ("one_piece", "outer", "top", "bottom")
# on the head and of one cloth with the rest
_OF_CLOTH = frozenset(("hood", "headscarf", "hijab"))
# worn over, and under, what else may be in their slot
_OVER = frozenset(("jumper", "hoodie", "turtleneck", "corset"))
# beards, which have hair on the lip of their own
_BEARDS = frozenset("goatee full_beard short_beard long_beard forked_beard braided_beard".split())  # noqa: SIM905
_UNDER = frozenset(("waistcoat", "hi_vis_vest", "tank_top", "t_shirt"))
_LOOSE = ("head", "neck", "waist", "hands", "outer", "back")
# on the head, and hair cannot be seen below it
_OVER_HAIR = frozenset(
    """hood headscarf hijab helmet knight_helmet turban space_helmet balaclava beanie skull_cap fencing_mask
    football_helmet mail_coif wrestling_mask tagelmust tank_helmet""".split()  # noqa: SIM905
)


# hair that no hat goes over, which is drawn in below one; and what may be on the head beside any hair
_HIGH_HAIR = frozenset(
    """mohawk afro bun topknot man_bun space_buns quiff tonsure crown_braid shaved_head comb_over sidelock ornate_updo
    messy_bun undercut spiky_hair""".split()  # noqa: SIM905
)
_BESIDE_HAIR = frozenset("headband tiara crown hair_flower flower_crown".split())  # noqa: SIM905
_GIRDED = frozenset("kimono robe thobe tunic long_dress short_dress kirtle".split())  # noqa: SIM905
_ROBES = frozenset("kimono robe thobe".split())  # noqa: SIM905
_TIES = frozenset(("tie", "bow_tie"))
_COLLARED = frozenset(("shirt", "vested_shirt", "blouse", "polo_shirt"))
_NEVER_WITH_A_TIE = frozenset(("jacket", "puffer_jacket", "parka", "raincoat", "hi_vis_vest", "poncho"))
_WHITE = 0.75


def covers(piece: str) -> int:
    """Which of two pieces in one slot is seen where both are worn: the higher."""
    return 1 if piece in _OVER | _BEARDS else -1 if piece in _UNDER else 0


def with_suit(said: Mapping[str, Worn], names: Collection[str], role: Mapping[str, Worn]) -> dict[str, Worn]:
    """The named slots where "suit" is that of a superhero, an astronaut or a diver."""
    own, suit = role.get("one_piece"), said.get("outer")
    if "suit" not in names or suit is None:
        return dict(said)
    if piece_in(role, "outer") in _UNIFORMS and piece_in(role, "bottom"):
        kept = {
            slot: worn
            for slot, worn in said.items()
            if worn.piece not in ("blazer", "shirt", "trousers", "dress_shoes")
        }
        return kept | recoloured(suit, {slot: role[slot] for slot in ("outer", "bottom")})
    if own is None or own.piece not in _SUITS:
        return dict(said)
    kept = {slot: worn for slot, worn in said.items() if slot not in ("outer", "top", "bottom", "shoes")}
    return kept | {"one_piece": with_said(own, suit, "colour", "second_colour", "fabric", "details")}


def with_vest(said: Mapping[str, Worn], names: Mapping[str, str]) -> dict[str, Worn]:
    """The named slots where a vest beside shorts or underpants, and no other top, is no waistcoat."""
    short = any(worn.piece in ("shorts", "briefs") for worn in said.values())
    if names.get("outer") != "vest" or not short or ("top" in said and said["top"].piece):
        return dict(said)
    vest = dataclasses.replace(said["outer"], slot="top", piece="tank_top")
    return {slot: worn for slot, worn in said.items() if slot != "outer"} | {"top": vest}


def with_sash(said: Mapping[str, Worn], names: Mapping[str, str], role: Mapping[str, Worn]) -> dict[str, Worn]:
    """The named slots where a sash on a robe or dress is around the waist."""
    whole = piece_in(said, "one_piece") or piece_in(role, "one_piece")
    across = piece_in(role, "waist") == "sash" and whole not in _ROBES
    if names.get("waist") != "sash" or across or whole not in _GIRDED:
        return dict(said)
    return {**said, "waist": dataclasses.replace(said["waist"], piece="waist_sash")}


def with_hood_down(said: Mapping[str, Worn], names: Mapping[str, str]) -> dict[str, Worn]:
    """The named slots where the hood of a "hooded robe" does not hide hair that is spoken of, as a tonsure is."""
    down = piece_in(said, "head") == "hood" and "hood" not in names.get("head", "hood").split()
    hides = down and piece_in(said, "hair") in _HIGH_HAIR
    return {slot: worn for slot, worn in said.items() if not (hides and slot == "head")}


def recoloured(whole: Worn, role: Mapping[str, Worn]) -> dict[str, Worn]:
    """What a role wears in the colour, fabric and pattern of `whole`; {} where it wears nothing of its own."""
    main = [role[slot] for slot in _MAIN if slot in role and role[slot].piece]
    if any(worn.slot == "outer" for worn in main):
        main = [worn for worn in main if not _white_below(worn)]
    if not main:
        return {}
    head = role.get("head")
    if head is not None and head.piece in _OF_CLOTH and head.colour == main[0].colour:
        main.append(head)
    fields = ("colour", "second_colour", "pattern", "fabric", "details")
    return {worn.slot: with_said(worn, whole, *fields) for worn in main}


def _white_below(worn: Worn) -> bool:
    """Whether it is the white shirt below a jacket, which stays white in a suit of any colour."""
    return worn.piece in _COLLARED and (worn.colour is None or min(worn.colour) > _WHITE)


def left_by(said: Mapping[str, Worn], role: Mapping[str, Worn], *, soft: bool) -> dict[str, Worn]:
    """What of a role's outfit is worn beside the named things: nothing hides hair that is spoken of, and nobody who is
    only old or young keeps tie and apron to other clothes. soft: whether the role tells age or kin alone."""
    left = dict(role)
    named = {slot for slot, worn in said.items() if worn.piece}
    if "hair" in said and "head" in left and _hides(left["head"].piece, said["hair"].piece):
        del left["head"]
    if "neck" in left and left["neck"].piece in _TIES and _no_collar(said, role):
        del left["neck"]
    if piece_in(left, "waist") == "apron" and piece_in(said, "one_piece") and not piece_in(role, "one_piece"):
        del left["waist"]  # a cobbler's, over a kimono
    if soft and named & {"one_piece", "underwear"}:
        left = {slot: worn for slot, worn in left.items() if slot not in _LOOSE}
    elif soft and named & {"top", "outer"}:
        left = {slot: worn for slot, worn in left.items() if slot not in ("neck", "waist", "outer")}
    return left


def _hides(head: str, hair: str) -> bool:
    """Whether something on the head hides the hair, or the bald head, that is spoken of."""
    return head in _OVER_HAIR or (head not in _BESIDE_HAIR and (not hair or hair in _HIGH_HAIR))


def _no_collar(said: Mapping[str, Worn], role: Mapping[str, Worn]) -> bool:
    """Whether what is named on the trunk has no collar for a tie."""
    if piece_in(said, "outer") in _NEVER_WITH_A_TIE and piece_in(role, "outer") not in _UNIFORMS:
        return True
    over = [said[slot].piece for slot in ("top", "one_piece") if slot in said and said[slot].piece]
    return bool(over) and not set(over) & _COLLARED
