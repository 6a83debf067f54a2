"""Where what the words name meets what a role wears: "a chef in a blue hat" wears a chef's hat that is blue."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping

from ...protocol.requests.look import Worn

# a general word -> pieces of a role that it may mean
_HATS = frozenset(
    """cap brimmed_hat cowboy_hat top_hat pointed_hat chef_hat beanie beret peaked_cap bowler sailor_hat pillbox_hat
    flat_cap fez fur_hat skull_cap mob_cap nurse_cap tricorne sombrero conical_hat sun_hat bucket_hat bearskin_hat
    mortarboard mitre sun_visor""".split()  # noqa: SIM905
)
_HELMETS = frozenset(
    "helmet knight_helmet viking_helmet roman_helmet fire_helmet hard_hat space_helmet".split()  # noqa: SIM905
)
_GENERAL: Mapping[str, tuple[str, frozenset[str]]] = {
    "hat": ("head", _HATS),
    "cap": ("head", _HATS),
    "helmet": ("head", _HELMETS),
    "wig": ("hair", frozenset(("curly_hair", "long_curls", "powdered_wig"))),
    "vest": ("top", frozenset(("tank_top",))),
    "singlet": ("one_piece", frozenset(("swimsuit",))),
    "breeches": ("bottom", frozenset(("breeches",))),
    "dress uniform": ("outer", frozenset(("parade_jacket", "uniform_jacket", "long_coat"))),
    "shoes": ("shoes", frozenset(("dress_shoes", "trainers", "heels", "sandals"))),
    "shoe": ("shoes", frozenset(("dress_shoes", "trainers", "heels", "sandals"))),
    "dress": (
        "one_piece",
        frozenset(("short_dress", "long_dress", "ballgown", "kimono", "sari", "tutu", "kirtle", "qipao", "pinafore")),
    ),
    "gown": ("one_piece", frozenset(("long_dress", "ballgown", "robe", "thobe", "kirtle"))),
    "robe": ("one_piece", frozenset(("robe", "kimono", "cassock", "toga", "thobe"))),
    "coat": (
        "outer",
        frozenset(
            ("long_coat", "lab_coat", "jacket", "tailcoat", "parka", "raincoat", "puffer_jacket", "turnout_coat")
        ),
    ),
    "jacket": (
        "outer",
        frozenset(
            "jacket blazer long_coat uniform_jacket parade_jacket parka raincoat puffer_jacket turnout_coat".split()  # noqa: SIM905
        ),
    ),
    "tunic": ("outer", frozenset(("parade_jacket", "uniform_jacket"))),
    "toque": ("head", frozenset(("chef_hat",))),
}
# words for a piece in another slot than the role's: a sprinter's vest is no waistcoat
_ELSEWHERE = frozenset(("vest", "singlet", "tunic"))
_UNIFORMS = frozenset(("jacket", "parade_jacket", "uniform_jacket", "parka", "turnout_coat"))
_SUITS = frozenset(("jumpsuit", "spacesuit", "swimsuit", "bodysuit"))
_MAIN = ("one_piece", "outer", "top", "bottom")
# on the head and of one cloth with the rest
_OF_CLOTH = frozenset(("hood", "headscarf"))
# worn over, and under, what else may be in their slot
_OVER = frozenset(("jumper", "hoodie", "turtleneck"))
_UNDER = frozenset(("waistcoat", "hi_vis_vest", "tank_top", "t_shirt"))
_LOOSE = ("head", "neck", "waist", "hands", "outer", "back")
# on the head, and hair cannot be seen below it
_OVER_HAIR = frozenset(
    ("hood", "headscarf", "helmet", "knight_helmet", "turban", "space_helmet", "balaclava", "beanie", "skull_cap")
)


# hair that no hat goes over, which is drawn in below one; and what may be on the head beside any hair
_HIGH_HAIR = frozenset(
    "mohawk afro bun topknot man_bun space_buns quiff tonsure crown_braid".split()  # noqa: SIM905
)
_BESIDE_HAIR = frozenset("headband tiara crown hair_flower flower_crown chef_hat".split())  # noqa: SIM905
_TIES = frozenset(("tie", "bow_tie"))
_COLLARED = frozenset(("shirt", "blouse", "polo_shirt"))
_WHITE = 0.75


def covers(piece: str) -> int:
    """Which of two pieces in one slot is seen where both are worn: the higher."""
    return 1 if piece in _OVER else -1 if piece in _UNDER else 0


def meant(name: str, worn: Worn, role: Mapping[str, Worn]) -> Worn:
    """What a named thing is on somebody of a role: a general word means the piece that the role has."""
    slot, pieces = _GENERAL.get(name, ("", frozenset()))
    if name == "jacket" and "outer" not in role and _piece(role, "top") == "chef_jacket":
        slot, pieces = "top", frozenset(("chef_jacket",))
    if name == "singlet" and "top" in role and not role["top"].piece:  # a wrestler's
        return dataclasses.replace(worn, slot="one_piece", piece="swimsuit")
    own = role.get(slot)
    elsewhere = worn.slot != slot and name not in _ELSEWHERE and slot != "top"
    if name == "vest" and _piece(role, "outer") == "hi_vis_vest":
        return like(dataclasses.replace(worn, piece="hi_vis_vest"), role["outer"])
    if own is not None and own.piece in pieces and not elsewhere and worn.length:  # "a bride in a short dress"
        return like(worn, own)
    if own is None or own.piece not in pieces or elsewhere:
        same = role.get(worn.slot)
        return like(worn, same) if same is not None and same.piece == worn.piece and worn.piece else worn
    changes = {
        field: getattr(worn, field)
        for field in ("colour", "second_colour", "pattern", "fabric", "looseness")
        if getattr(worn, field)
    }
    return dataclasses.replace(own, **changes)


def _piece(worn: Mapping[str, Worn], slot: str) -> str:
    return worn[slot].piece if slot in worn else ""


def like(worn: Worn, own: Worn) -> Worn:
    """A piece that is named as a role wears the same piece, in all that the words leave open."""
    said = worn.colour is not None or worn.pattern
    return dataclasses.replace(
        worn,
        colour=own.colour if worn.colour is None else worn.colour,
        second_colour=own.second_colour if worn.colour is None and worn.second_colour is None else worn.second_colour,
        pattern=worn.pattern if said else own.pattern,
        fabric=worn.fabric or own.fabric,
        length=worn.length or own.length,
        looseness=worn.looseness or own.looseness,
    )


def with_suit(said: Mapping[str, Worn], names: Collection[str], role: Mapping[str, Worn]) -> dict[str, Worn]:
    """The named slots where "suit" is that of a superhero, an astronaut or a diver."""
    own, suit = role.get("one_piece"), said.get("outer")
    if "suit" not in names or suit is None:
        return dict(said)
    if _piece(role, "outer") in _UNIFORMS and _piece(role, "bottom"):
        kept = {
            slot: worn
            for slot, worn in said.items()
            if worn.piece not in ("blazer", "shirt", "trousers", "dress_shoes")
        }
        return kept | recoloured(suit, {slot: role[slot] for slot in ("outer", "bottom")})
    if own is None or own.piece not in _SUITS:
        return dict(said)
    kept = {slot: worn for slot, worn in said.items() if slot not in ("outer", "top", "bottom", "shoes")}
    colour = own.colour if suit.colour is None else suit.colour
    return kept | {"one_piece": dataclasses.replace(own, colour=colour, fabric=suit.fabric or own.fabric)}


def with_vest(said: Mapping[str, Worn], names: Mapping[str, str]) -> dict[str, Worn]:
    """The named slots where a vest beside shorts or underpants, and no other top, is no waistcoat."""
    short = any(worn.piece in ("shorts", "briefs") for worn in said.values())
    if names.get("outer") != "vest" or not short or ("top" in said and said["top"].piece):
        return dict(said)
    vest = dataclasses.replace(said["outer"], slot="top", piece="tank_top")
    return {slot: worn for slot, worn in said.items() if slot != "outer"} | {"top": vest}


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
    fields = ("colour", "second_colour", "pattern", "fabric")
    changes = {field: getattr(whole, field) for field in fields if getattr(whole, field)}
    return {worn.slot: dataclasses.replace(worn, **changes) for worn in main}


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
    if "neck" in left and left["neck"].piece in _TIES and _no_collar(said):
        del left["neck"]
    if soft and named & {"one_piece", "underwear"}:
        left = {slot: worn for slot, worn in left.items() if slot not in _LOOSE}
    elif soft and named & {"top", "outer"}:
        left = {slot: worn for slot, worn in left.items() if slot not in ("neck", "waist", "outer")}
    return left


def _hides(head: str, hair: str) -> bool:
    """Whether something on the head hides the hair, or the bald head, that is spoken of."""
    return head in _OVER_HAIR or (head not in _BESIDE_HAIR and (not hair or hair in _HIGH_HAIR))


def _no_collar(said: Mapping[str, Worn]) -> bool:
    """Whether what is named on the trunk has no collar for a tie."""
    over = [said[slot].piece for slot in ("top", "one_piece") if slot in said and said[slot].piece]
    return bool(over) and not set(over) & _COLLARED
